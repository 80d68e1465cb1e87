// A result as a picture to pass on, 1200 by 630. It is a file of its own once it is saved, so its colours
// and letters don't come from the page's style sheets.

import { place } from "./bars.js";
import { svg } from "./dom.js";
import { PALETTE, shapes, temperament } from "./emblem.js";
import { day, words } from "./i18n.js";
import { nickname } from "./portraits.js";
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

export const WIDTH = 1200;
export const HEIGHT = 630;

/** The card as an SVG element. Without a name it says "My type". */
export function drawing(result, name) {
  const axes = result.axes.map(whole);
  const colour = result.reliable ? PALETTE[temperament(result.mbti)] : PLAIN;
  const who = name ? clean(name) : t("mine");
  const letters = axes.map((axis) => `${axis.letter} ${about(axis.share)}`).join(", ");
  return svg("svg", {
    xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT,
    role: "img", "aria-label": t("of", { who, type: told(result), letters }), "font-family": FONT,
  }, ground(colour), mark(), person(result, who, colour), axes.map((axis, at) => bar(axis, 140 + at * 108, colour)));
}

/** What XML can't hold would spoil the file. */
function clean(text) {
  return Array.from(text).filter((one) => !/[\u0000-\u001f\u007f\ufffe\uffff]|^[\ud800-\udfff]$/.test(one)).join("");
}

function ground({ tint }) {
  return [
    svg("rect", { width: WIDTH, height: HEIGHT, fill: "#f6f9f8" }),
    // The steps of the mark, large and faint.
    svg("path", { d: "M-40 690h180v-96h180v-96h180v-96h150", fill: "none", stroke: tint, "stroke-width": 64, "stroke-linecap": "round", "stroke-linejoin": "round" }),
    svg("rect", { x: 664, y: 56, width: 480, height: 518, rx: 28, fill: "#ffffff", stroke: "#c5d3d1", "stroke-width": 2 }),
  ];
}

function mark() {
  return [
    svg("g", { transform: "translate(64 60)" },
      svg("rect", { width: 64, height: 64, rx: 14, fill: BRAND }),
      svg("path", { d: "M14 48h12V38h12V28h12V16", fill: "none", stroke: "#ffffff", "stroke-width": 6, "stroke-linecap": "round", "stroke-linejoin": "round" })),
    text("FirstStep", { x: 148, y: 105, size: 36, weight: 700, fill: INK }),
  ];
}

function person(result, who, { ink }) {
  const { mbti: type, reliable } = result;
  const poles = reliable ? [...type].map(letterName).join(" · ") : t("unsure");
  const foot = [t("quiz"), day(result.created_at)].join(" · ");
  return [
    text(who, { x: 64, y: 206, size: 38, weight: 600, fill: SOFT, room: 560 }),
    reliable && svg("g", { transform: "translate(56 238) scale(3.55)", color: ink }, shapes(type)),
    text(told(result), { x: reliable ? 252 : 58, y: 372, size: 142, weight: 800, fill: ink, room: reliable ? 384 : 570 }),
    reliable && nickname(type) && text(nickname(type), { x: 64, y: 472, size: 50, weight: 700, fill: INK, room: 570, face: DISPLAY }),
    text(poles, { x: 64, y: 516, size: 25, weight: 600, fill: INK, room: 570 }),
    text(foot, { x: 64, y: 564, size: 22, weight: 400, fill: SOFT, room: 570 }),
  ];
}

const LEFT = 752;
const LONG = 304;

function bar(axis, top, { ink, tint }) {
  const first = axis.letter === axis.first;
  const here = axis.strength === null ? 1 - axis.first_share : place(axis.strength);
  const pole = (letter, x, anchor) => text(letter, {
    x, y: top + 44, size: 40, anchor, weight: letter === axis.letter ? 800 : 400, fill: letter === axis.letter ? ink : SOFT,
  });
  return [
    pole(axis.first, LEFT - 26, "end"),
    pole(axis.second, LEFT + LONG + 26, "start"),
    text(about(axis.share), { x: first ? LEFT : LEFT + LONG, y: top + 6, size: 24, weight: 700, fill: INK, anchor: first ? "start" : "end" }),
    svg("rect", { x: LEFT, y: top + 18, width: LONG, height: 28, rx: 14, fill: tint }),
    svg("rect", { x: LEFT + LONG * Math.min(here, 0.5), y: top + 18, width: LONG * Math.abs(here - 0.5), height: 28, fill: ink }),
    svg("circle", { cx: LEFT + LONG * here, cy: top + 32, r: 17, fill: ink, stroke: "#ffffff", "stroke-width": 3 }),
    svg("path", { d: `M${LEFT + LONG / 2} ${top + 12}v40`, stroke: SOFT, "stroke-width": 2, "stroke-dasharray": "4 4" }),
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
