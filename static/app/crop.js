// A square out of a picture: moved with a mouse, fingers or the arrow keys, nearer and farther with a slider.

import { el, newId } from "./dom.js";
import { words } from "./i18n.js";

const t = words({
  id: {
    canvas: "Potongan foto", zoom: "Perbesar",
    how: "Geser foto dengan tetikus atau jari, atau dengan tombol panah. Perbesar dengan penggeser, atau tombol + dan −.",
  },
  en: {
    canvas: "Part of the photo", zoom: "Zoom",
    how: "Drag the photo with a mouse or finger, or move it with the arrow keys. Zoom with the slider, or the keys + and −.",
  },
});

/** Pixels across of the view, and at most of what becomes of it. */
const VIEW = 640;
const LARGEST = 1024;
const MOST_ZOOM = 4;
const QUALITY = 0.9;

/** The picture's .node to choose a square with, and .blob(), which makes a JPEG of the square. */
export function cropper(picture) {
  const range = el("input", { id: newId("zoom"), type: "range", min: 1, max: MOST_ZOOM, step: 0.01, value: 1 });
  const how = el("p", { id: newId("how"), class: "hint" }, t("how"));
  const canvas = el("canvas", {
    class: "crop", width: VIEW, height: VIEW, tabindex: 0, role: "application", "aria-label": t("canvas"), "aria-describedby": how.id,
  });
  const at = { x: picture.width / 2, y: picture.height / 2, zoom: 1 };
  const square = {
    picture,
    at,
    /** Its side in the picture's pixels. */
    side: () => Math.min(picture.width, picture.height) / at.zoom,
    /** By shares of the side. */
    move(across, down) {
      at.x += across * square.side();
      at.y += down * square.side();
      draw();
    },
    zoom(next) {
      at.zoom = Math.min(Math.max(next, 1), MOST_ZOOM);
      range.value = at.zoom;
      draw();
    },
  };
  function draw() {
    const half = square.side() / 2;
    at.x = Math.min(Math.max(at.x, half), picture.width - half);
    at.y = Math.min(Math.max(at.y, half), picture.height - half);
    paint(canvas, square, "low");
    shade(canvas.getContext("2d"));
  }
  range.addEventListener("input", () => square.zoom(Number(range.value)));
  listen(canvas, square);
  draw();
  const slider = el("div", { class: "field" }, el("label", { for: range.id }, t("zoom")), range);
  return { node: el("div", { class: "cropper" }, canvas, how, slider), blob: () => blob(square) };
}

function listen(canvas, square) {
  canvas.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 0.1 : 0.02;
    const keys = {
      ArrowLeft: () => square.move(step, 0),
      ArrowRight: () => square.move(-step, 0),
      ArrowUp: () => square.move(0, step),
      ArrowDown: () => square.move(0, -step),
      "+": () => square.zoom(square.at.zoom * 1.1),
      "=": () => square.zoom(square.at.zoom * 1.1),
      "-": () => square.zoom(square.at.zoom / 1.1),
    };
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    square.zoom(square.at.zoom * Math.exp(-event.deltaY * 0.002));
  }, { passive: false });
  drag(canvas, square);
}

/** One pointer moves the picture; two also draw it nearer or push it away. */
function drag(canvas, square) {
  const pointers = new Map();
  const middle = () => {
    const all = [...pointers.values()];
    const mean = (axis) => all.reduce((sum, one) => sum + one[axis], 0) / all.length;
    const [a, b] = all;
    return { x: mean("x"), y: mean("y"), apart: b ? Math.hypot(a.x - b.x, a.y - b.y) : 0 };
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!pointers.has(event.pointerId)) return;
    const before = middle();
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const after = middle();
    const width = canvas.clientWidth;
    square.move((before.x - after.x) / width, (before.y - after.y) / width);
    if (before.apart && after.apart) square.zoom(square.at.zoom * after.apart / before.apart);
  });
  const lift = (event) => pointers.delete(event.pointerId);
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
}

function paint(canvas, { picture, at, side }, quality) {
  const context = canvas.getContext("2d");
  // A JPEG has no holes: what shines through is white.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = quality;
  const half = side() / 2;
  context.drawImage(picture, at.x - half, at.y - half, side(), side(), 0, 0, canvas.width, canvas.height);
}

/** Darkens the corners, as photos are shown round. */
function shade(context) {
  context.beginPath();
  context.rect(0, 0, VIEW, VIEW);
  context.arc(VIEW / 2, VIEW / 2, VIEW / 2, 0, 2 * Math.PI);
  context.fillStyle = "rgb(0 0 0 / 45%)";
  context.fill("evenodd");
}

function blob(square) {
  const size = Math.max(1, Math.min(LARGEST, Math.round(square.side())));
  const canvas = el("canvas", { width: size, height: size });
  paint(canvas, square, "high");
  return new Promise((resolve, reject) => {
    canvas.toBlob((made) => made ? resolve(made) : reject(new Error("the browser makes no JPEG")), "image/jpeg", QUALITY);
  });
}
