// One statement and the points to answer it with, seven of the sixty's: a group of real radio buttons.

import { el } from "./dom.js";
import { words } from "./i18n.js";

const t = words({
  id: { place: "Pernyataan {at} dari {total}: " },
  en: { place: "Statement {at} of {total}: " },
});

/** The second click of a mouse's double click would answer the statement that has just come up; in milliseconds. */
const DOUBLE = 250;

/** When a statement was last answered by a pointer. */
let pressed = -Infinity;

/**
 * scale are the points' names; the first of them stands for the value `first`, each other for one more.
 * at is its place from 0, or the name of one that isn't among them.
 * told(value, how) hears of an answer: "passing" while the arrow keys go over the points, "key" when it was
 * confirmed with Enter or the space bar, "pointer" when it was clicked.
 * The node's .mark(value) shows an answer, .enter() puts the focus in, .echo(value) has a point fade that was chosen
 * for the statement before.
 */
export function statement({ at, total, text, scale, first = -3, value, told }) {
  const caption = el("span", { class: "caption" });
  const say = (name) => { caption.textContent = name ?? scale[checked()] ?? ""; };
  const checked = () => inputs.findIndex((one) => one.checked);
  const points = scale.map((name, point) => pointOf({ at, name, point, look: looks(point, scale.length), value: point + first }, say));
  const inputs = points.map((one) => one.querySelector("input"));
  const node = el("fieldset", { class: "question", "data-at": at },
    el("legend", {}, Number.isInteger(at) && el("span", { class: "visually-hidden" }, t("place", { at: at + 1, total })), text),
    el("div", { class: scale.length > 7 ? "scale many" : "scale" }, points),
    // The points' own names say it to screen readers.
    el("div", { class: "ends", "aria-hidden": "true" }, el("span", {}, scale[0]), caption, el("span", {}, scale.at(-1))));
  node.mark = (next) => {
    inputs.forEach((one) => { one.checked = next !== null && Number(one.value) === next; });
    say();
  };
  node.echo = (value) => points[value - first].classList.add("echo");
  node.enter = () => (inputs[checked()] ?? inputs[0]).focus({ preventScroll: true });
  listen(node, say, told);
  node.mark(value);
  return node;
}

/** Which of the seven points' looks a point has: the further from the middle, the larger; one side in each colour. */
function looks(point, count) {
  const side = (2 * point) / (count - 1) - 1;
  return 3 + Math.sign(side) * Math.round(3 * Math.abs(side));
}

function pointOf({ at, name, point, look, value }, say) {
  // A pointer that rests where the next statement comes up hints at nothing: only one that moves does.
  const label = el("label", { class: `point point-${look}`, onpointermove: () => hover(true), onpointerleave: () => hover(false) },
    el("input", { type: "radio", name: `statement-${at}`, value }),
    el("span", { class: "visually-hidden" }, name),
    el("span", { class: "digit", "aria-hidden": "true" }, point + 1));
  const hover = (on) => {
    label.classList.toggle("hovered", on);
    say(on ? name : undefined);
  };
  return label;
}

function listen(node, say, told) {
  let passing = false;
  node.addEventListener("keydown", (event) => {
    passing = event.key.startsWith("Arrow");
    if (event.key !== "Enter" || event.target.type !== "radio" || !event.target.checked) return;
    event.preventDefault();
    told(Number(event.target.value), "key");
  });
  node.addEventListener("keyup", () => { passing = false; });
  node.addEventListener("click", (event) => {
    // Screen readers and the space bar click, too: without a pointer, it is the 0th click.
    const pointer = event.detail > 0;
    if (event.target.type !== "radio" || passing) return;
    if (pointer && isSecondOfTwo(event)) event.preventDefault();
    else told(Number(event.target.value), pointer ? "pointer" : "key");
  });
  node.addEventListener("change", (event) => {
    told(Number(event.target.value), "passing");
    say();
  });
}

/** Fingers tap as fast as they like: each tap counts. */
function isSecondOfTwo({ detail, pointerType }) {
  const before = pressed;
  pressed = performance.now();
  return pointerType !== "touch" && detail > 1 && pressed - before < DOUBLE;
}
