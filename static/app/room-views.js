// Pictures of a group, for the projector, a phone and paper: the map of the sixteen, the scales, teams side by
// side, statements. Nothing in them is of one person: the server tells how many are on each step, and where a dot
// stands within its step is made up here.

import { el, svg } from "./dom.js";
import { colours, emblem, MAP } from "./emblem.js";
import { locale, words } from "./i18n.js";
import { about, leaning, letterName } from "./types.js";

const t = words({
  id: {
    map: "Peta enam belas tipe", scales: "Skala demi skala", teams: "Tim berdampingan", agreed: "Paling sependapat", divided: "Paling terbelah",
    hidden: "Hampir semua ada di satu sisi, jadi skala ini tidak ditampilkan: huruf tiap orang akan ketahuan.", hidden_side: "Hampir semua ada di satu sisi, jadi skala ini tidak ditampilkan: letak tiap orang akan ketahuan.", hidden_teams_side: "Tidak ditampilkan: hampir semua di tim itu ada di satu sisi, jadi letak tiap orang akan ketahuan.", hidden_map: "Petanya belum dapat ditampilkan: pada tiap huruf harus ada beberapa orang di kedua sisi, supaya tidak ada yang ketahuan.",
    no_teams: "Belum ada tim dengan cukup orang.", hidden_short: "tidak ditampilkan", hidden_teams: "Tidak ditampilkan: hampir semua di tim itu ada di satu sisi, jadi huruf tiap orang akan ketahuan.", people: ({ people }) => `${people} orang`, own: "{letter}: kemungkinan {share}",
    middle: "rata-rata di tengah", slight: "rata-rata sedikit condong ke {letter}", moderate: "rata-rata cukup condong ke {letter}", strong: "rata-rata kuat condong ke {letter}", a_person: "satu orang", the_mean: "rata-rata", the_spread: "sebaran (simpangan baku)", disagree: "tidak setuju", agree: "setuju", told: "Rata-rata {mean}, simpangan baku {spread}, pada skala dari -3 sampai 3.",
  },
  en: {
    map: "Map of the sixteen", scales: "Scale by scale", teams: "Teams side by side", agreed: "Most agreed", divided: "Most divided",
    hidden: "Nearly everybody is on one side here, so this scale isn't shown: it would tell each one's letter.", hidden_side: "Nearly everybody is on one side here, so this scale isn't shown: it would tell which side each one is on.", hidden_teams_side: "Not shown: nearly everybody in that team is on one side, so each one's would be told.", hidden_map: "The map can't be shown yet: for each letter there have to be some people on either side, so that nobody is told apart.",
    no_teams: "No team has enough people yet.", hidden_short: "not shown", hidden_teams: "Not shown: nearly everybody in that team is on one side, so each one's letter would be told.", people: ({ people }) => `${people} ${people === 1 ? "person" : "people"}`, own: "{letter}: chance {share}",
    middle: "on average in the middle", slight: "leaning a little to {letter} on average", moderate: "leaning moderately to {letter} on average", strong: "leaning strongly to {letter} on average", a_person: "one person", the_mean: "mean", the_spread: "spread (standard deviation)", disagree: "disagree", agree: "agree", told: "Mean {mean}, standard deviation {spread}, on a scale from -3 to 3.",
  },
});

export const viewTitle = (name) => t(name);

/** The sixteen types, each as large as many people have it; they grow from what they were in the picture before. */
export function map(picture, before = picture) {
  if (picture.typed === 0) return el("p", { class: "withheld" }, t("hidden_map"));
  const share = (of, mbti) => String((of?.types[mbti] ?? 0) / Math.max(1, ...Object.values(of?.types ?? {})));
  const cell = (mbti) => {
    const count = picture.types[mbti];
    const node = el("li", { class: `cell ${colours(mbti)}${count > 0 ? "" : " none"}` },
      emblem(mbti, { size: 40 }), el("b", { class: "cell-type" }, mbti), " ", el("span", { class: count > 0 ? "count" : "visually-hidden" }, count));
    node.style.setProperty("--share", share(before, mbti));
    // Once it stands on the page as it was.
    if (before !== picture) requestAnimationFrame(() => requestAnimationFrame(() => node.style.setProperty("--share", share(picture, mbti))));
    return node;
  };
  // With the rows as tables of the types have them: I above.
  return el("ul", { class: "room-map" }, [...MAP].reverse().flat().map(cell));
}

/** A picture's scales with their names, from their left end (1) to the right one (0). */
function named(scales, questions) {
  const { flipped } = questions;
  const names = questions.scales();
  return scales.map((scale, at) => ({
    ...scale, ...names[at], other: Boolean(questions.instrument),
    mean: flipped ? 1 - scale.mean : scale.mean, steps: flipped ? [...scale.steps].reverse() : scale.steps,
  }));
}

/** How many scales a screen has room for. */
const ROOM = 4;

/** A screen's part of so many scales, from 0: [from, to]; none beyond the last. */
export function partOf(count, at) {
  const each = Math.ceil(count / Math.ceil(count / ROOM));
  return at * each < count ? [at * each, (at + 1) * each] : null;
}

/** The scales with a dot a person, their mean and spread; all, or a part of them. */
export function scales(picture, { questions }, part = []) {
  return el("div", { class: "group-scales" }, picture.scales.some(({ people }) => people > 0) && legend(), named(picture.scales, questions).slice(...part).map(oneScale));
}

const WIDTH = 1000;
const HEIGHT = 112;
const BASE = 106;

function legend() {
  const sign = (text, ...shapes) => el("span", {}, svg("svg", { viewBox: "0 0 36 24", "aria-hidden": "true" }, shapes), " ", text);
  return el("p", { class: "legend" },
    sign(t("a_person"), svg("circle", { class: "dot", cx: 10, cy: 12, r: 7 }), svg("circle", { class: "dot second", cx: 26, cy: 12, r: 7 })),
    sign(t("the_mean"), svg("line", { class: "mean", x1: 18, x2: 18, y1: 2, y2: 22 })),
    sign(t("the_spread"), svg("rect", { class: "spread", x: 1, y: 3, width: 34, height: 18, rx: 4 })));
}

/** "leaning a little to Introversion on average". */
function lean({ mean, ends }) {
  const strength = 6 * mean - 3;
  return t(leaning(strength), { letter: ends[strength < 0 ? 1 : 0].name });
}

/** The first end is on the left: 1 becomes 0. */
const x = (value) => WIDTH * (1 - value);

function oneScale(scale) {
  const hidden = t(scale.other ? "hidden_side" : "hidden");
  const told = scale.people > 0 ? lean(scale) : hidden;
  return el("figure", { class: "group-scale" },
    el("figcaption", {}, el("b", { lang: scale.lang }, scale.title), scale.people > 0 && `: ${told}`),
    pole(scale.ends[0], scale.lang),
    scale.people === 0 ? el("p", { class: "withheld" }, hidden) : svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": told },
      svg("line", { class: "axis", x1: 0, x2: WIDTH, y1: BASE, y2: BASE }), svg("line", { class: "middle", x1: WIDTH / 2, x2: WIDTH / 2, y1: 0, y2: HEIGHT }),
      band(scale, 6, HEIGHT - 12), mark(scale, HEIGHT), dots(scale)),
    pole(scale.ends[1], scale.lang));
}

const pole = ({ short, name }, lang) => el("span", { class: "pole", lang }, short && el("b", {}, short), el("small", {}, name));

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

/** The largest radius with which all dots of the fullest step find a place in it, side by side and above each other. */
function fitting(most, step) {
  for (let radius = 12; radius > 1; radius -= 0.5) {
    const columns = Math.floor(step / (2 * radius));
    if (Math.ceil(most / columns) * 2 * radius <= BASE - 4) return { radius, columns };
  }
  return { radius: 1, columns: Math.floor(step / 2) };
}

function dots(scale) {
  const count = scale.steps.length;
  const step = WIDTH / count;
  const { radius, columns } = fitting(Math.max(...scale.steps), step);
  const width = step / columns;
  const one = (at, nth) => {
    const row = Math.floor(nth / columns);
    const column = (nth + Math.floor(jitter(at * 100 + row) * columns)) % columns;
    const middle = x((at + 0.5) / count) + (column - (columns - 1) / 2) * width;
    return svg("circle", {
      class: at < count / 2 ? "dot second" : "dot", r: radius, cy: BASE - radius - row * 2 * radius,
      cx: middle + (jitter(at * 100 + nth) - 0.5) * (width - 2 * radius),
    });
  };
  return scale.steps.flatMap((people, at) => Array.from({ length: people }, (_, nth) => one(at, nth)));
}

const TEAM = 60;

/** The teams' means and spreads, scale by scale. */
export function teams(picture, { room, questions }, level = 3, part = []) {
  if (picture.teams.length === 0) return el("p", { class: "withheld" }, t("no_teams"));
  const drawn = (scale) => svg("svg", { class: "team-scale", viewBox: `0 0 ${WIDTH} ${TEAM}`, preserveAspectRatio: "none", role: "img", "aria-label": lean(scale) },
    svg("line", { class: "axis", x1: 0, x2: WIDTH, y1: TEAM / 2, y2: TEAM / 2 }), svg("line", { class: "middle", x1: WIDTH / 2, x2: WIDTH / 2, y1: 0, y2: TEAM }),
    band(scale, 8, TEAM - 16), mark(scale, TEAM));
  const all = picture.teams.map((team) => ({ ...team, scales: named(team.scales, questions) }));
  const row = (team, at) => el("tr", {},
    el("th", { scope: "row" }, el("span", {}, room.teams[team.team]), " ", el("small", {}, t("people", team))),
    el("td", {}, team.scales[at].people === 0 ? el("span", { class: "soft small" }, t("hidden_short")) : drawn(team.scales[at])));
  const isHidden = picture.teams.some((team) => team.scales.some(({ people }) => people === 0));
  const side = ({ short, name }) => el("span", {}, short && [el("b", {}, short), " "], name);
  const some = named(picture.scales, questions).map((scale, at) => ({ scale, at })).slice(...part);
  const node = el("div", { class: "team-scales" }, some.map(({ scale, at }) => el("section", {},
    el(`h${level}`, { class: "scale-ends", lang: scale.lang }, scale.other && el("span", { class: "scale-title" }, scale.title), scale.ends.map(side)),
    el("table", {}, el("tbody", {}, all.map((team) => row(team, at)))))));
  node.style.setProperty("--rows", String(picture.teams.length));
  return el("div", {}, node, isHidden && el("p", { class: "soft small" }, t(questions.instrument ? "hidden_teams_side" : "hidden_teams")));
}

/** Statements with the group's mean answer and spread. */
export function statements(list, { questions }) {
  const number = (value) => new Intl.NumberFormat(locale(), { maximumFractionDigits: 1, signDisplay: "exceptZero" }).format(value);
  const at = (value) => 40 + (WIDTH - 80) * (value + 3) / 6;
  const one = ({ statement, mean, spread }) => el("li", {},
    el("p", {}, questions.text(statement).text),
    svg("svg", { class: "statement-scale", viewBox: `0 0 ${WIDTH} 44`, role: "img", "aria-label": t("told", { mean: number(mean), spread: number(spread) }) },
      svg("line", { class: "axis", x1: 40, x2: WIDTH - 40, y1: 22, y2: 22 }),
      [-3, -2, -1, 0, 1, 2, 3].map((value) => svg("circle", { class: "tick-mark", cx: at(value), cy: 22, r: 5 })),
      svg("rect", { class: "spread", x: Math.max(0, at(mean - spread)), y: 10, width: Math.max(4, Math.min(WIDTH, at(mean + spread)) - Math.max(0, at(mean - spread))), height: 24, rx: 8 }),
      svg("circle", { class: "mean-dot", cx: at(mean), cy: 22, r: 14 })));
  return el("div", { class: "group-statements" }, el("div", { class: "statement-ends", "aria-hidden": "true" }, el("span", {}, t("disagree")), el("span", {}, t("agree"))), el("ol", {}, list.map(one)));
}

/** Everything, one below the other, for a phone and for paper; with headings of this level. */
export function whole(picture, context, level) {
  const part = (name, node) => el("section", { class: `part part-${name}` }, el(`h${level}`, {}, t(name)), node);
  const sixty = !context.questions.instrument;
  return el("div", { class: "whole-picture" },
    sixty && part("map", map(picture)), part("scales", scales(picture, context)), context.room.teams.length > 0 && part("teams", teams(picture, context, level + 1)),
    sixty && [part("agreed", statements(picture.agreed, context)), part("divided", statements(picture.divided, context))]);
}

const PAIRS = ["EI", "SN", "TF", "JP"];

/** One's own four letters: the chance in words, and how strongly the answers lean as the mark on the scale. */
export function ownScales({ shares, places }) {
  const one = (share, at) => {
    const [first, second] = PAIRS[at];
    const letter = share >= 0.5 ? first : second;
    const told = t("own", { letter: letterName(letter), share: about(Math.max(share, 1 - share)) });
    return el("figure", { class: "own-scale" }, el("figcaption", {}, told), el("b", { class: share >= 0.5 ? "won" : "" }, first),
      svg("svg", { viewBox: `0 0 ${WIDTH} 44`, "aria-hidden": "true", preserveAspectRatio: "none" }, svg("line", { class: "axis", x1: 0, x2: WIDTH, y1: 22, y2: 22 }),
        svg("line", { class: "middle", x1: WIDTH / 2, x2: WIDTH / 2, y1: 6, y2: 38 }), svg("line", { class: "mean", x1: x(places[at]), x2: x(places[at]), y1: 2, y2: 42 })),
      el("b", { class: share < 0.5 ? "won" : "" }, second));
  };
  return el("div", { class: "own-scales" }, shares.map(one));
}
