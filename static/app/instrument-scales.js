// The scales of a questionnaire's result: a bar and words for each, and the answers behind them.

import { drawn } from "./bars.js";
import { el } from "./dom.js";
import { locale, words } from "./i18n.js";
import { spoken } from "./instrument-list.js";

const t = words({
  id: {
    key: "Garis tegak tebal menunjukkan rata-rata jawaban Anda, dari tengah (garis putus-putus) sampai ujung skala. Bagian bergaris miring: tempatnya dalam empat dari lima kasus kalau pernyataan sejenis jauh lebih banyak.",
    low: "rendah", high: "tinggi", toward: "condong ke: {end}", between: "di tengah, sejauh yang dapat dikatakan",
    mean: "Rata-rata {mean} dari {points} poin.", range: "Rentang: {low} sampai {high}.",
    in_room: "Rentang itu perkiraan: dianggap bahwa satu jawaban menyebar sejauh yang lazim pada orang simulasi.",
    assumption: "Itu perkiraan: belum cukup orang di sini yang mengizinkan jawabannya disimpan, jadi dianggap bahwa satu jawaban menyebar sejauh yang lazim pada orang simulasi.",
    respondents: "Itu dihitung dari {people} orang di sini (alfa Cronbach {alpha}).", respondents_range: "Itu dihitung dari {people} orang di sini (alfa Cronbach {alpha}; selang kepercayaan 95 %: {low} sampai {high}).", no_alpha: "Itu dihitung dari {people} orang di sini, yang semuanya menjawab sama.",
    nothing: "Skala ini hanya punya satu pernyataan, jadi seberapa andal hasilnya tidak dapat dikatakan.",
    table: "Semua jawaban dalam tabel", statement: "Pernyataan", answer: "Jawaban", counts: "Menentukan", for: "{scale}, ke arah {end}",
  },
  en: {
    key: "The thick upright mark is the mean of your answers, from the middle (dashed) to the end of the scale. The striped part is where it would lie in four of five cases with many more statements of this kind.",
    low: "low", high: "high", toward: "towards: {end}", between: "in the middle, as far as can be told",
    mean: "Mean {mean} of {points} points.", range: "Range: {low} to {high}.",
    in_room: "The range rests on an assumption: that single answers scatter as those of simulated people do.",
    assumption: "That is an assumption: not enough people here let their answers be kept yet, so single answers are taken to scatter as those of simulated people do.",
    respondents: "That comes from {people} people here (Cronbach's alpha {alpha}).", respondents_range: "That comes from {people} people here (Cronbach's alpha {alpha}; 95% confidence interval {low} to {high}).", no_alpha: "That comes from {people} people here, who all answered alike.",
    nothing: "This scale has one statement, so nothing tells how reliable it is.",
    table: "All answers as a table", statement: "Statement", answer: "Answer", counts: "Counts for", for: "{scale}, towards {end}",
  },
});

const number = (value, digits) => new Intl.NumberFormat(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

/** The words for a scale's two ends. */
export const endsOf = (scale) => scale.ends ?? [t("low"), t("high")];

/** Each scale with its bar, what it says, and how sure that is. In a room that rests on nobody who answered. */
export function scales({ instrument, scores }, assumed = "assumption") {
  const { texts, lang } = spoken(instrument);
  const [first] = scores;
  // What all ranges rest on is said once.
  const one = scores.every(({ basis, people }) => basis === first.basis && people === first.people && basis === "assumption");
  return [
    el("p", { class: "soft small" }, t("key"), one && ` ${t(assumed)}`),
    el("ul", { class: "axes" }, texts.scales.map((scale, at) => axis(scale, scores[at], { points: instrument.points, lang, basis: !one }))),
  ];
}

function axis(scale, score, { points, lang, basis }) {
  const [low, high] = endsOf(scale);
  const side = sideOf(score);
  const end = (text, won) => el("span", { class: won ? "end won" : "end" }, text);
  return el("li", { class: "axis" },
    el("h3", { lang }, scale.name),
    el("p", { class: "soft small", lang }, scale.about),
    el("div", { class: "axis-ends", "aria-hidden": "true", lang }, end(low, side < 0), end(high, side > 0)),
    drawn(asAxis(score)),
    el("p", { class: "verdict" }, el("span", { class: "badge" }, side === 0 ? t("between") : t("toward", { end: side < 0 ? low : high }))),
    side >= 0 && said(side === 0 && high, scale.high, lang),
    side <= 0 && said(side === 0 && low, scale.low, lang),
    el("p", { class: "soft small" }, told(score, points, basis)));
}

/** What an end means; of both, with its name before it. */
function said(name, text, lang) {
  return el("p", { lang }, name && el("b", {}, `${name[0].toUpperCase()}${name.slice(1)}: `), text);
}

/** 1 or -1 where the whole range is on one side of the middle; without a range, where the mark is. */
function sideOf({ strength, range }) {
  if (!range) return Math.sign(strength);
  return range.low > 0 ? 1 : range.high < 0 ? -1 : 0;
}

/** As bars.js has it: its first pole, on the left, is 3, its second -3. */
function asAxis({ strength, range }) {
  return { strength: -3 * strength, strength_range: range && { low: -3 * range.high, high: -3 * range.low }, first_share: null };
}

function told(score, points, basis) {
  const inPoints = (strength) => number(1 + ((strength + 1) / 2) * (points - 1), 1);
  return [
    t("mean", { mean: number(score.points, 1), points }),
    score.range && t("range", { low: inPoints(score.range.low), high: inPoints(score.range.high) }),
    basis && why(score),
  ].filter(Boolean).join(" ");
}

function why({ basis, people, alpha, alpha_range: range }) {
  if (basis !== "respondents") return t(basis);
  if (alpha === null) return t("no_alpha", { people });
  const told = { people, alpha: number(alpha, 2) };
  // What a guest keeps of an older version has none.
  return range ? t("respondents_range", { ...told, low: number(range.low, 2), high: number(range.high, 2) }) : t("respondents", told);
}

/** What was answered, and what each answer counts for. */
export function answersTable({ instrument, answers }) {
  const { texts, lang } = spoken(instrument);
  const head = (text) => el("th", { scope: "col" }, text);
  const row = (statement, at) => {
    const { scale, sign } = instrument.key[at];
    const [low, high] = endsOf(texts.scales[scale]);
    return el("tr", {},
      el("th", { scope: "row" }, statement),
      el("td", {}, texts.points[answers[at] - 1]),
      el("td", {}, t("for", { scale: texts.scales[scale].name, end: sign > 0 ? high : low })));
  };
  return el("details", { class: "facets" }, el("summary", {}, t("table")),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("table") },
      el("table", { class: "answers-table", lang },
        el("thead", {}, el("tr", {}, head(t("statement")), head(t("answer")), head(t("counts")))),
        el("tbody", {}, texts.statements.map(row)))));
}
