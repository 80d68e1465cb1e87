// A type's emblem, drawn from its four letters, one shape for each:
//   T is straight, F is round; J stands upright, P is turned on its corner;
//   S is four parts side by side, N one star; E is filled, I a ring that keeps its figure inside.
// It is one path in the colour of the text around it, so that it needs no ground of its own.

import { svg } from "./dom.js";

/** All sixteen, as a map: each step along a row or a column changes one letter. */
export const MAP = [
  ["ESTJ", "ESFJ", "ENFJ", "ENTJ"],
  ["ESTP", "ESFP", "ENFP", "ENTP"],
  ["ISTP", "ISFP", "INFP", "INTP"],
  ["ISTJ", "ISFJ", "INFJ", "INTJ"],
];

const PAIRS = ["EI", "SN", "TF", "JP"];

/** Whether a text is four letters that make a type. */
export const isType = (text) => /^[EI][SN][TF][JP]$/.test(text ?? "");

/** "SJ", "SP", "NF" or "NT": what colours go by. */
export const temperament = (type) => (type[1] === "S" ? `S${type[3]}` : `N${type[2]}`);

/** The class that brings a type's colours, or null: --type, --type-tint, --on-type (base.css). */
export const colours = (type) => (isType(type) ? `of-${temperament(type)}` : null);

/** The same colours in light, for pictures that leave the page. A test compares them with base.css. */
export const PALETTE = {
  SJ: { ink: "#46651a", tint: "#eaf1da" },
  SP: { ink: "#9c4700", tint: "#fcebd9" },
  NF: { ink: "#972d72", tint: "#f9e6f2" },
  NT: { ink: "#4846a6", tint: "#e8e8fb" },
};

/** The four types that are one letter away, in the order of the letters. */
export function neighbours(type) {
  return PAIRS.map((pair, at) => {
    const other = pair[0] === type[at] ? pair[1] : pair[0];
    return type.slice(0, at) + other + type.slice(at + 1);
  });
}

/**
 * The emblem as an SVG element; null for what is no type. Without a label it is an ornament beside the letters,
 * which screen readers pass over.
 */
export function emblem(type, { size = 24, label = null } = {}) {
  if (!isType(type)) return null;
  const told = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return svg("svg", { class: `emblem ${colours(type)}`, viewBox: "0 0 48 48", width: size, height: size, focusable: "false", ...told }, shapes(type));
}

/** Its shapes alone, 48 by 48 around 24/24, in currentColor: for a picture that holds more. */
export function shapes(type) {
  const [energy, notice, judge, days] = type;
  const look = { round: judge === "F", tipped: days === "P" };
  const ring = energy === "I";
  const around = outline(look, 1);
  const inside = ring ? outline(look, 0.76) : "";
  const figure = notice === "S" ? parts(look) : star(look);
  return [
    ring && svg("path", { d: around, fill: "currentColor", "fill-opacity": "0.13" }),
    svg("path", { d: around + inside + figure, fill: "currentColor", "fill-rule": "evenodd" }),
  ];
}

/** A square or a circle; turned, a diamond or a leaf that points up to the right. */
function outline({ round, tipped }, scale) {
  if (!round) return polygon([[-1, -1], [1, -1], [1, 1], [-1, 1]], 19 * scale, { tipped, corner: 0.22 });
  if (!tipped) return circle(0, 0, 21 * scale);
  const r = 19.5 * scale;
  const from = 24 - 0.03 * r;
  const arc = (x, y) => `A${n(r)} ${n(r)} 0 0 1 ${n(x)} ${n(y)}`;
  return `M${n(from - r)} 24${arc(from, 24 - r)}H${n(24 + r * 0.9)}Q${n(24 + r)} ${n(24 - r)} ${n(24 + r)} ${n(24 - r * 0.9)}V24${arc(from, 24 + r)}${arc(from - r, 24)}Z`;
}

/** Four parts. */
function parts({ round, tipped }) {
  const middles = [[-1, -1], [1, -1], [1, 1], [-1, 1]];
  const square = [[-1, -1], [1, -1], [1, 1], [-1, 1]];
  return middles.map(([x, y]) => {
    if (round) return circle(...turned([x * 6.3, y * 6.3], tipped), 4.3);
    return polygon(square.map(([a, b]) => [x * 6.3 + a * 4, y * 6.3 + b * 4]), 1, { tipped, corner: 0.2 });
  }).join("");
}

/** One star with four points: straight, or with hollow sides. */
function star({ round, tipped }) {
  const long = 13;
  const tips = [[0, -long], [long, 0], [0, long], [-long, 0]].map((point) => turned(point, tipped));
  if (round) {
    const hollow = [1, 2, 3, 0].map((at) => {
      const [[ax, ay], [x, y]] = [tips.at(at - 1), tips[at]];
      return `Q${n(24 + (ax + x) * 0.1)} ${n(24 + (ay + y) * 0.1)} ${n(24 + x)} ${n(24 + y)}`;
    }).join("");
    return `M${n(24 + tips[0][0])} ${n(24 + tips[0][1])}${hollow}Z`;
  }
  const short = long * 0.32;
  const points = [[0, -long], [short, -short], [long, 0], [short, short], [0, long], [-short, short], [-long, 0], [-short, -short]];
  return polygon(points, 1, { tipped, corner: 0.06 });
}

/** A polygon around the middle with its corners rounded by a part of their sides. */
function polygon(points, scale, { tipped, corner }) {
  const shrink = tipped ? 0.86 : 1;
  const real = points.map(([x, y]) => turned([x * scale * shrink, y * scale * shrink], tipped).map((value) => value + 24));
  const between = ([ax, ay], [bx, by], share) => `${n(ax + (bx - ax) * share)} ${n(ay + (by - ay) * share)}`;
  const corners = real.map((here, at) => {
    const before = real.at(at - 1);
    const after = real[(at + 1) % real.length];
    return `${between(here, before, corner)}Q${n(here[0])} ${n(here[1])} ${between(here, after, corner)}`;
  });
  return `M${corners.join("L")}Z`;
}

function circle(x, y, r) {
  return `M${n(24 + x - r)} ${n(24 + y)}a${n(r)} ${n(r)} 0 1 1 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 1 ${n(-2 * r)} 0Z`;
}

/** An eighth of a turn, for what is tipped. */
function turned([x, y], tipped) {
  const half = Math.SQRT1_2;
  return tipped ? [(x - y) * half, (x + y) * half] : [x, y];
}

/** A number as short as a picture needs it. */
const n = (value) => String(Math.round(value * 100) / 100);
