// A result as a picture to pass on: wide for links, square for walls, high for stories. It is a file of its own once
// it is saved, so its colours and letters don't come from the page's style sheets.

import { place } from "./bars.js";
import { svg } from "./dom.js";
import { PALETTE, shapes, temperament } from "./emblem.js";
import { day, words } from "./i18n.js";
import { nickname } from "./portraits.js";
import { qrCode } from "./qr-code.js";
import { told } from "./result-parts.js";
import { about, letterName, whole } from "./types.js";

const t = words({
  id: { mine: "Tipe saya", of: "Kartu hasil {who}: {type}. {letters}", quiz: "Kuis 60 pernyataan", unsure: "jawabannya belum bisa diandalkan" },
  en: { mine: "My type", of: "Card of a result, {who}: {type}. {letters}", quiz: "A quiz of 60 statements", unsure: "the answers can't be relied on" },
});

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
const INK = "#16302e";
const SOFT = "#4b6361";
const BRAND = "#1f5f5b";
/** What base.css calls --display. */
const DISPLAY = "'Iowan Old Style', 'Palatino Linotype', Palatino, 'URW Palladio L', P052, 'Noto Serif', Georgia, serif";
/** What has no type's colours: a guess. */
const PLAIN = { ink: BRAND, tint: "#e3f0ee" };

/**
 * Where things stand in each form, in its own units: the size of the type's letters, the column of the four letters'
 * bars with the distance between two of them, and the QR code's square.
 */
export const FORMS = {
  wide: { width: 1200, height: 630, mark: [64, 60], who: 228, type: [402, 190], poles: 502, foot: 564, room: 560, panel: [664, 56, 480, 518], bar: [752, 304, 140, 108], code: [504, 44, 132], site: [64, 166] },
  square: { width: 1080, height: 1080, mark: [64, 64], who: 312, type: [520, 240], poles: 602, foot: 1036, room: 952, panel: [64, 632, 952, 356], bar: [164, 752, 676, 80], code: [836, 64, 180], site: [64, 170] },
  story: { width: 1080, height: 1920, mark: [64, 250], who: 560, type: [850, 330], poles: 962, foot: 1640, room: 952, panel: [64, 1030, 952, 540], bar: [164, 752, 1090, 128], code: [836, 250, 180], site: [64, 356] },
};

/** The card as an SVG element. Without a name it says "My type"; code is { address, qr_code } of this server, or null. */
export function drawing(result, name, form = "wide", code = null) {
  const at = FORMS[form];
  const axes = result.axes.map(whole);
  const colour = result.reliable ? PALETTE[temperament(result.mbti)] : PLAIN;
  const who = name ? clean(name) : t("mine");
  const letters = axes.map((axis) => `${axis.letter} ${about(axis.share)}`).join(", ");
  return svg("svg", {
    xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${at.width} ${at.height}`, width: at.width, height: at.height,
    role: "img", "aria-label": t("of", { who, type: told(result), letters }), "font-family": FONT,
  }, ground(at, colour), mark(at), code && site(at, code), person(result, who, at, colour), axes.map((axis, row) => bar(axis, row, at, colour)));
}

/** What XML can't hold would spoil the file. */
function clean(text) {
  return Array.from(text).filter((one) => !/[\u0000-\u001f\u007f\ufffe\uffff]|^[\ud800-\udfff]$/.test(one)).join("");
}

function ground({ width, height, panel: [x, y, wide, high] }, { tint }) {
  return [
    svg("rect", { width, height, fill: "#f6f9f8" }),
    // The steps of the mark, large and faint.
    svg("path", { d: `M-40 ${height + 60}h${width * 0.15}v-96h${width * 0.15}v-96h${width * 0.15}v-96h${width * 0.15}`, fill: "none", stroke: tint, "stroke-width": 64, "stroke-linecap": "round", "stroke-linejoin": "round" }),
    svg("rect", { x, y, width: wide, height: high, rx: 28, fill: "#ffffff", stroke: "#c5d3d1", "stroke-width": 2 }),
  ];
}

function mark({ mark: [x, y] }) {
  return [
    svg("g", { transform: `translate(${x} ${y})` },
      svg("rect", { width: 64, height: 64, rx: 14, fill: BRAND }),
      svg("path", { d: "M14 48h12V38h12V28h12V16", fill: "none", stroke: "#ffffff", "stroke-width": 6, "stroke-linecap": "round", "stroke-linejoin": "round" })),
    text("FirstStep", { x: x + 84, y: y + 45, size: 36, weight: 700, fill: INK }),
  ];
}

/** How large the emblem is beside the letters. */
const EMBLEM = 0.9;

/** Where the quiz is, for eyes and for a camera. */
function site({ code: [x, y, size], site: [left, line] }, { address, qr_code: rows }) {
  const drawn = qrCode(rows, address);
  for (const [name, value] of Object.entries({ x, y, width: size, height: size })) drawn.setAttribute(name, value);
  return [text(address.replace(/^https?:\/\//, ""), { x: left, y: line, size: 24, weight: 600, fill: BRAND, room: x - left - 24 }), rows.length > 0 && drawn];
}

function person(result, who, { mark: [x], who: line, type: [base, size], poles: below, foot: last, room }, { ink }) {
  const { mbti: type, reliable } = result;
  const poles = reliable ? [...type].map(letterName).join(" · ") : t("unsure");
  const foot = [t("quiz"), day(result.created_at)].join(" · ");
  return [
    text(who, { x, y: line, size: 42, weight: 600, fill: SOFT, room }),
    reliable && svg("g", { transform: `translate(${x - 8} ${base - size * EMBLEM * 0.86}) scale(${(size * EMBLEM) / 48})`, color: ink }, shapes(type)),
    // A word where four letters would stand.
    text(told(result), { x: reliable ? x + size * EMBLEM + 12 : x - 6, y: base - (reliable ? size * 0.18 : 0), size: size * (reliable ? 0.72 : 0.45), weight: 800, fill: ink, room: reliable ? room - size * EMBLEM - 12 : room + 10 }),
    reliable && nickname(type) && text(nickname(type), { x, y: below - (room > 600 ? 50 : 38), size: room > 600 ? 54 : 40, weight: 700, fill: INK, room, face: DISPLAY }),
    text(poles, { x, y: below, size: room > 600 ? 36 : 27, weight: 600, fill: INK, room }),
    text(foot, { x, y: last, size: room > 600 ? 28 : 22, weight: 400, fill: SOFT, room }),
  ];
}

function bar(axis, row, { bar: [left, width, top, step] }, { ink, tint }) {
  const y = top + row * step;
  const isFirst = axis.letter === axis.first;
  const here = axis.strength === null ? 1 - axis.first_share : place(axis.strength);
  const pole = (letter, x, anchor) => text(letter, {
    x, y: y + 44, size: 40, anchor, weight: letter === axis.letter ? 800 : 400, fill: letter === axis.letter ? ink : SOFT,
  });
  return [
    pole(axis.first, left - 26, "end"),
    pole(axis.second, left + width + 26, "start"),
    text(about(axis.share), { x: isFirst ? left : left + width, y: y + 6, size: 24, weight: 700, fill: INK, anchor: isFirst ? "start" : "end" }),
    svg("rect", { x: left, y: y + 18, width, height: 28, rx: 14, fill: tint }),
    svg("rect", { x: left + width * Math.min(here, 0.5), y: y + 18, width: width * Math.abs(here - 0.5), height: 28, fill: ink }),
    svg("circle", { cx: left + width * here, cy: y + 32, r: 17, fill: ink, stroke: "#ffffff", "stroke-width": 3 }),
    svg("path", { d: `M${left + width / 2} ${y + 12}v40`, stroke: SOFT, "stroke-width": 2, "stroke-dasharray": "4 4" }),
  ];
}

/** A line of text, made smaller and in the end cut off where it has too little room. */
function text(full, { x, y, size, weight, fill, anchor = "start", room = null, face = FONT }) {
  const { told, fits } = room === null ? { told: full, fits: size } : fitted(full, { size, weight, room, face });
  return svg("text", { x, y, "font-size": fits, "font-weight": weight, fill, "text-anchor": anchor, "font-family": face === FONT ? null : face }, told);
}

const SMALLEST = 0.6;

function fitted(full, { size, weight, room, face }) {
  const long = (told) => measured(told, size, weight, face);
  const fits = Math.floor(Math.max(size * SMALLEST, Math.min(size, (size * room) / long(full))));
  const letters = [...new Intl.Segmenter().segment(full)].map((one) => one.segment);
  let told = full;
  while (letters.length > 1 && (long(told) * fits) / size > room) {
    letters.pop();
    told = `${letters.join("").trimEnd()}…`;
  }
  return { told, fits };
}

const pen = document.createElement("canvas").getContext("2d");

function measured(told, size, weight, face) {
  pen.font = `${weight} ${size}px ${face}`;
  return pen.measureText(told).width;
}
