// Charts of the statistics. What they draw stands beside them in figures, for who doesn't see them.

import { el, svg } from "./dom.js";
import { count } from "./format.js";
import { words } from "./i18n.js";
import { decimal, ranged, there, two } from "./statistics-figures.js";

const t = words({
  id: {
    alpha: "Alfa (Cronbach)", omega: "Omega (McDonald)", told: "Rata-rata {mean}, simpangan baku {spread}, median {median}.", exact: "Galat baku pengukuran {error}; perubahan andal {change}.", deciles: "Desil pertama sampai kesembilan: {list}.", norm: "Median norma {norm} (garis putus-putus).",
    people: "{people} orang: dari {from} sampai {to}",
  },
  en: {
    alpha: "Alpha (Cronbach)", omega: "Omega (McDonald)", told: "Mean {mean}, standard deviation {spread}, median {median}.", exact: "Standard error of measurement {error}; reliable change {change}.", deciles: "The first to the ninth decile: {list}.", norm: "The norms' median {norm} (dashed).",
    people: "{people} people: from {from} to {to}",
  },
});

const at = (share) => `${Math.min(1, Math.max(0, share)) * 100}%`;

/** Alpha and omega of each scale as bars from 0 to 1, with a line for the range. */
export function intervals(scales) {
  const bar = (figure) => svg("svg", { class: "interval", "aria-hidden": "true", width: "100%", height: 22 },
    [0.25, 0.5, 0.75].map((share) => svg("line", { class: "grid-line", x1: at(share), x2: at(share), y1: 0, y2: 22 })),
    svg("rect", { class: "ground", x: 0, y: 5, width: "100%", height: 12, rx: 3 }),
    there(figure) && svg("rect", { class: "value", x: 0, y: 5, width: at(figure.value), height: 12, rx: 3 }),
    there(figure) && figure.low !== undefined && range(figure));
  const row = (name, figure) => el("div", { class: "interval-row" }, el("dt", {}, t(name)), el("dd", {}, bar(figure), el("span", {}, ranged(figure))));
  return el("div", { class: "intervals" }, scales.map((scale) => el("section", {},
    el("h3", { lang: scale.lang }, scale.title),
    el("dl", {}, row("alpha", scale.alpha), row("omega", scale.omega)))));
}

function range({ low, high }) {
  const end = (value) => svg("line", { class: "range", x1: at(value), x2: at(value), y1: 2, y2: 20 });
  return [svg("line", { class: "range-halo", x1: at(low), x2: at(high), y1: 11, y2: 11 }), svg("line", { class: "range", x1: at(low), x2: at(high), y1: 11, y2: 11 }), end(low), end(high)];
}

const HEIGHT = 110;

/** How many people stand where on a scale, from the left as on a result. */
export function histogram(scale) {
  const ends = el("p", { class: "scale-ends small", "aria-hidden": "true", lang: scale.lang }, scale.ends.map((end) => el("span", {}, end)));
  const told = [
    el("p", {}, t("told", { mean: two(scale.mean), spread: two(scale.spread), median: two(scale.median) }), " ", t("exact", { error: two(scale.error), change: two(scale.change) }), scale.norm_median !== null && [" ", t("norm", { norm: decimal(scale.norm_median) })]),
    scale.deciles && el("p", { class: "soft small" }, t("deciles", { list: scale.deciles.map((one) => decimal(one, 1)).join(" · ") })),
  ];
  return el("section", {}, el("h3", { lang: scale.lang }, scale.title), scale.bins && drawn(scale), scale.bins && ends, told);
}

function drawn({ bins, median, norm_median: norm, from, to }) {
  const most = Math.max(...bins, 1);
  const part = 1 / bins.length;
  const score = (place) => decimal(from + (to - from) * place, 1);
  const bars = (from > to ? [...bins].reverse() : bins).map((people, place) => {
    // Nobody is a line on the ground, not a gap.
    const height = Math.max(2, (HEIGHT - 4) * people / most);
    const says = t("people", { people: count(people), from: score(place * part), to: score((place + 1) * part) });
    return svg("rect", { class: people ? "some" : "none", x: at((place + 0.06) * part), y: HEIGHT - height, width: at(0.88 * part), height, rx: 2 }, svg("title", {}, says));
  });
  const place = (score) => (score - from) / (to - from);
  const middle = there(median) && place(median.value);
  return svg("svg", { class: "histogram", "aria-hidden": "true", width: "100%", height: HEIGHT },
    svg("line", { class: "grid-line", x1: "50%", x2: "50%", y1: 0, y2: HEIGHT }), bars,
    norm !== null && svg("line", { class: "norm", x1: at(place(norm)), x2: at(place(norm)), y1: 0, y2: HEIGHT }),
    middle !== false && [svg("line", { class: "range-halo", x1: at(middle), x2: at(middle), y1: 0, y2: HEIGHT }), svg("line", { class: "range", x1: at(middle), x2: at(middle), y1: 0, y2: HEIGHT })]);
}

/** A statement's mean answer, and one standard deviation to either side, from the lowest answer to the highest. */
export function spreadLine({ mean, spread }, [lowest, highest]) {
  if (!there(mean) || !there(spread)) return null;
  const place = (value) => Math.min(1, Math.max(0, (value - lowest) / (highest - lowest)));
  const [low, high] = [place(mean.value - spread.value), place(mean.value + spread.value)];
  return svg("svg", { class: "spread-line", "aria-hidden": "true", width: "100%", height: 20 },
    svg("line", { class: "rail", x1: 0, x2: "100%", y1: 10, y2: 10 }),
    svg("line", { class: "rail", x1: "50%", x2: "50%", y1: 4, y2: 16 }),
    svg("rect", { class: "band", x: at(low), y: 5, width: at(high - low), height: 10, rx: 4 }),
    svg("circle", { class: "mean", cx: at(place(mean.value)), cy: 10, r: 5 }));
}
