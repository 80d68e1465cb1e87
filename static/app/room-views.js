// Pictures of a group, for the projector, a phone and paper: the map of the sixteen, the four scales, teams side by
// side, statements. Nothing in them is of one person: the server tells how many are on each step, and where a dot
// stands within its step is made up here.

import { el, svg } from "./dom.js";
import { MAP } from "./emblem.js";
import { language, locale, words } from "./i18n.js";
import { typeEmblem } from "./room-emblem.js";
import { axisName, letterName, about } from "./types.js";

const t = words({
  id: {
    map: "Peta enam belas tipe", scales: "Empat skala", teams: "Tim berdampingan", agreed: "Paling sependapat", divided: "Paling terbelah", map_told: "{mbti}: {count}",
    hidden: "Hampir semua ada di satu sisi, jadi skala ini tidak ditampilkan: huruf tiap orang akan ketahuan.", hidden_map: "Petanya belum dapat ditampilkan: pada tiap huruf harus ada beberapa orang di kedua sisi, supaya tidak ada yang ketahuan.",
    no_teams: "Belum ada tim dengan cukup orang.", mean: "rata-rata {first} {mean}", people: ({ people }) => `${people} orang`, own: "{letter} {share}", disagree: "tidak setuju", agree: "setuju", told: "Rata-rata {mean}, simpangan {spread}, pada skala dari -3 sampai 3.",
  },
  en: {
    map: "Map of the sixteen", scales: "Four scales", teams: "Teams side by side", agreed: "Most agreed", divided: "Most divided", map_told: "{mbti}: {count}",
    hidden: "Nearly everybody is on one side here, so this scale isn't shown: it would tell each one's letter.", hidden_map: "The map can't be shown yet: for each letter there have to be some people on either side, so that nobody is told apart.",
    no_teams: "No team has enough people yet.", mean: "mean {first} {mean}", people: ({ people }) => `${people} ${people === 1 ? "person" : "people"}`, own: "{letter} {share}", disagree: "disagree", agree: "agree", told: "Mean {mean}, spread {spread}, on a scale from -3 to 3.",
  },
});

export const viewTitle = (name) => t(name);

/** The sixteen types, each as large as many people have it. */
export function map(picture) {
  if (picture.typed === 0) return el("p", { class: "withheld" }, t("hidden_map"));
  const most = Math.max(...Object.values(picture.types));
  const cell = (mbti) => {
    const count = picture.types[mbti];
    const emblem = typeEmblem(mbti);
    emblem.style.setProperty("--share", String(count / most));
    return el("li", { class: count > 0 ? "cell" : "cell none", "aria-label": t("map_told", { mbti, count }) },
      emblem, el("span", { class: "count", "aria-hidden": "true" }, count > 0 ? count : ""));
  };
  // With the rows as tables of the types have them: I above.
  return el("ul", { class: "room-map" }, [...MAP].reverse().flat().map(cell));
}

/** The four scales with a dot a person, their mean and spread. */
export function scales(picture) {
  return el("div", { class: "group-scales" }, picture.scales.map((scale) => oneScale(scale)));
}

const WIDTH = 1000;
const HEIGHT = 130;
const BASE = 112;

/** The first letter is on the left: 1 becomes 0. */
const x = (value) => WIDTH * (1 - value);

function oneScale(scale) {
  const told = scale.people > 0 ? t("mean", { first: scale.first, mean: about(scale.mean) }) : t("hidden");
  return el("figure", { class: "group-scale" },
    el("figcaption", {}, axisName(scale)),
    pole(scale.first),
    scale.people === 0 ? el("p", { class: "withheld" }, t("hidden")) : svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": told },
      svg("line", { class: "axis", x1: 0, x2: WIDTH, y1: BASE, y2: BASE }), svg("line", { class: "middle", x1: WIDTH / 2, x2: WIDTH / 2, y1: 0, y2: HEIGHT }),
      band(scale, 6, HEIGHT - 12), dots(scale), mark(scale, HEIGHT)),
    pole(scale.second));
}

const pole = (letter) => el("span", { class: "pole" }, el("b", {}, letter), el("small", {}, letterName(letter)));

function band(scale, y, height) {
  const [left, right] = [Math.max(0, x(scale.mean + scale.spread)), Math.min(WIDTH, x(scale.mean - scale.spread))];
  return svg("rect", { class: "spread", x: left, y, width: Math.max(2, right - left), height, rx: 8 });
}

const mark = (scale, height) => svg("line", { class: "mean", x1: x(scale.mean), x2: x(scale.mean), y1: 2, y2: height - 2 });

/** Made up, and the same each time it is drawn. */
function jitter(seed) {
  const value = Math.sin(seed * 12.9898) * 43758.5453;
  return value - Math.floor(value);
}

function dots(scale) {
  const count = scale.steps.length;
  const step = WIDTH / count;
  const most = Math.max(...scale.steps);
  const radius = Math.min(11, (BASE - 10) / (2 * most));
  const rise = Math.min(2.1 * radius, (BASE - 2 * radius) / Math.max(1, most));
  return scale.steps.flatMap((people, at) => Array.from({ length: people }, (_, one) => svg("circle", {
    class: at < count / 2 ? "dot second" : "dot", r: radius,
    cx: x((at + 0.5) / count) + (jitter(at * 100 + one) - 0.5) * Math.max(0, step - 2 * radius), cy: BASE - radius - one * rise,
  })));
}

/** The teams' means and spreads, scale by scale. */
export function teams(picture, { room }) {
  if (picture.teams.length === 0) return el("p", { class: "withheld" }, t("no_teams"));
  const row = (team, at) => {
    const scale = team.scales[at];
    return el("tr", {}, el("th", { scope: "row" }, room.teams[team.team], " ", el("small", {}, t("people", team))),
      el("td", {}, scale.people === 0 ? el("p", { class: "withheld small" }, t("hidden")) : svg("svg", { class: "team-scale", viewBox: `0 0 ${WIDTH} 44`, role: "img", "aria-label": t("mean", { first: scale.first, mean: about(scale.mean) }) },
        svg("line", { class: "axis", x1: 0, x2: WIDTH, y1: 22, y2: 22 }), svg("line", { class: "middle", x1: WIDTH / 2, x2: WIDTH / 2, y1: 0, y2: 44 }), band(scale, 8, 28), mark(scale, 44))));
  };
  return el("div", { class: picture.teams.length > 5 ? "team-scales many" : "team-scales" }, picture.scales.map((scale, at) => el("section", {},
    el("h3", {}, el("b", {}, scale.first), " ", letterName(scale.first), " ↔ ", letterName(scale.second), " ", el("b", {}, scale.second)),
    el("table", {}, el("tbody", {}, picture.teams.map((team) => row(team, at)))))));
}

/** Statements with the group's mean answer and spread. */
export function statements(list, { questions }) {
  const number = (value) => new Intl.NumberFormat(locale(), { maximumFractionDigits: 1, signDisplay: "exceptZero" }).format(value);
  const at = (value) => 40 + (WIDTH - 80) * (value + 3) / 6;
  const one = ({ statement, mean, spread }) => el("li", {},
    el("p", {}, questions.statements[statement][language()]),
    svg("svg", { class: "statement-scale", viewBox: `0 0 ${WIDTH} 44`, role: "img", "aria-label": t("told", { mean: number(mean), spread: number(spread) }) },
      svg("line", { class: "axis", x1: 40, x2: WIDTH - 40, y1: 22, y2: 22 }),
      [-3, -2, -1, 0, 1, 2, 3].map((value) => svg("circle", { class: "tick-mark", cx: at(value), cy: 22, r: 5 })),
      svg("rect", { class: "spread", x: Math.max(0, at(mean - spread)), y: 10, width: Math.max(4, Math.min(WIDTH, at(mean + spread)) - Math.max(0, at(mean - spread))), height: 24, rx: 8 }),
      svg("circle", { class: "mean-dot", cx: at(mean), cy: 22, r: 14 })));
  return el("div", { class: "group-statements" }, el("div", { class: "statement-ends", "aria-hidden": "true" }, el("span", {}, t("disagree")), el("span", {}, t("agree"))), el("ol", {}, list.map(one)));
}

/** Everything, one below the other, for a phone and for paper. */
export function whole(picture, context) {
  const part = (name, node) => el("section", { class: `part part-${name}` }, el("h3", {}, t(name)), node);
  return el("div", { class: "whole-picture" },
    part("map", map(picture)), part("scales", scales(picture)), context.room.teams.length > 0 && part("teams", teams(picture, context)),
    part("agreed", statements(picture.agreed, context)), part("divided", statements(picture.divided, context)));
}

const PAIRS = ["EI", "SN", "TF", "JP"];

/** One's own four letters, from the chances of the first ones. */
export function ownScales(shares) {
  const one = (share, at) => {
    const [first, second] = PAIRS[at];
    const letter = share >= 0.5 ? first : second;
    const told = t("own", { letter: letterName(letter), share: about(Math.max(share, 1 - share)) });
    return el("figure", { class: "own-scale" }, el("figcaption", {}, told), el("b", { class: share >= 0.5 ? "won" : "" }, first),
      svg("svg", { viewBox: `0 0 ${WIDTH} 44`, "aria-hidden": "true", preserveAspectRatio: "none" }, svg("line", { class: "axis", x1: 0, x2: WIDTH, y1: 22, y2: 22 }),
        svg("line", { class: "middle", x1: WIDTH / 2, x2: WIDTH / 2, y1: 6, y2: 38 }), svg("line", { class: "mean", x1: x(share), x2: x(share), y1: 2, y2: 42 })),
      el("b", { class: share < 0.5 ? "won" : "" }, second));
  };
  return el("div", { class: "own-scales" }, shares.map(one));
}
