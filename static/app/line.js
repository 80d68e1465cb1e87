// One axis over time, as a small line chart.

import { place } from "./bars.js";
import { el, newId, svg } from "./dom.js";
import { day, locale, words } from "./i18n.js";
import { about, axisName, whole } from "./types.js";

const t = words({
  id: {
    told: "Dari {first} di atas sampai {second} di bawah. Pertama {start} pada {from}, terakhir {end} pada {until}.",
    unsure: "belum bisa diandalkan",
  },
  en: {
    told: "From {first} at the top to {second} at the bottom. First {start} on {from}, last {end} on {until}.",
    unsure: "not reliable",
  },
});

const WIDTH = 300;
const PLOT = { left: 24, right: 226, top: 12, bottom: 128 };
/** With more results than this the marks would hide the line. */
const MARKS = 40;

/** The chart of axis 0, 1, 2 or 3 through two or more results, oldest first. */
export function line(results, at) {
  const axes = results.map((result) => whole(result.axes[at]));
  // Strengths where all are known, else chances: one line shows one thing.
  const scored = axes.every(({ strength }) => strength !== null);
  const points = results.map((result, index) => ({ ...axes[index], result, x: 0, y: height(axes[index], scored) }));
  places(results).forEach((x, index) => { points[index].x = x; });
  const [title, desc] = [newId("title"), newId("desc")];
  const [start, end] = [points[0], points.at(-1)];
  return el("figure", { class: "axis-line" },
    el("figcaption", {}, axisName(end)),
    svg("svg", { viewBox: `0 0 ${WIDTH} 160`, role: "img", "aria-labelledby": `${title} ${desc}` },
      svg("title", { id: title }, axisName(end)),
      svg("desc", { id: desc }, t("told", {
        first: end.first, second: end.second, start: said(start), end: said(end),
        from: day(start.result.created_at), until: day(end.result.created_at),
      })),
      frame(end, start.result.created_at, end.result.created_at),
      svg("polyline", { class: "path", points: points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ") }),
      points.length <= MARKS && points.map(dot),
      svg("text", { class: "now", x: end.x + 9, y: end.y + 5 }, said(end))));
}

const said = ({ letter, share }) => `${letter} ${about(share)}`;

function height({ strength, first_share: share }, scored) {
  return PLOT.top + (scored ? place(strength) : 1 - share) * (PLOT.bottom - PLOT.top);
}

/**
 * Where each result stands: apart by the time between them, but never so near that the marks of one evening
 * hide each other beside a pause of months.
 */
export function places(results) {
  const times = results.map((result) => Date.parse(result.created_at));
  const least = (times.at(-1) - times[0] || 1) / (2 * (times.length - 1));
  const steps = times.map((time, at) => (at === 0 ? 0 : Math.max(time - times[at - 1], least)));
  const sum = steps.reduce((all, step) => all + step, 0);
  let gone = 0;
  return steps.map((step) => {
    gone += step;
    return PLOT.left + 8 + (gone / sum) * (PLOT.right - PLOT.left - 8);
  });
}

function frame({ first, second }, from, until) {
  const { left, right, top, bottom } = PLOT;
  const middle = (top + bottom) / 2;
  const level = (y, name) => svg("line", { class: name, x1: left, x2: right, y1: y, y2: y });
  return [
    level(top, "edge"), level(middle, "balance"), level(bottom, "edge"),
    svg("text", { class: "pole", x: 4, y: top + 6 }, first),
    svg("text", { class: "pole", x: 4, y: bottom + 4 }, second),
    svg("text", { class: "when", x: left, y: 152 }, short(from)),
    svg("text", { class: "when", x: right, y: 152, "text-anchor": "end" }, short(until)),
  ];
}

/** The day, with room for two under a chart. */
const short = (text) => new Intl.DateTimeFormat(locale(), { dateStyle: "medium" }).format(new Date(text));

function dot(point) {
  const { result, x, y } = point;
  const unsure = result.reliable ? "" : ` (${t("unsure")})`;
  return svg("circle", { class: result.reliable ? "dot" : "dot unsure", cx: x, cy: y, r: 4.5 },
    svg("title", {}, `${day(result.created_at)}: ${said(point)}${unsure}`));
}
