// Tables of the statistics.

import { table } from "./admin-parts.js";
import { el } from "./dom.js";
import { words } from "./i18n.js";
import { spreadLine } from "./statistics-charts.js";
import { decimal, NONE, percentOf, ranged, rangedShare, seconds, there, two } from "./statistics-figures.js";

const t = words({
  id: {
    statements: "Pernyataan", statement: "Pernyataan", mean: "Rata-rata", ends: "Ujung", rest: "Sejalan", without: "Alfa tanpanya", time: "Waktu", language: "Bahasa", omitted: "dilewati {count} orang",
    mean_spread: "{mean} (± {spread})", floor_top: "{floor} dan {top}", flagged: "{steps} ({class})", from_to: "dari {low} sampai {high}",
    together: "Korelasi skala", pair: "Skala", correlation: "Korelasi", retest: "Dua kali menjawab", same: "Huruf sama", all: "Keempat huruf sama: {share}",
    low: "rendah", reversed: "terbalik?",
  },
  en: {
    statements: "Statements", statement: "Statement", mean: "Mean", ends: "Ends", rest: "Rest", without: "Alpha without", time: "Time", language: "Language", omitted: "omitted by {count} people",
    mean_spread: "{mean} (± {spread})", floor_top: "{floor} and {top}", flagged: "{steps} ({class})", from_to: "from {low} to {high}",
    together: "Correlations of the scales", pair: "Scales", correlation: "Correlation", retest: "Answered twice", same: "Same letter", all: "All four letters the same: {share}",
    low: "low", reversed: "reversed?",
  },
});

/** Below this a statement adds little to its scale. */
const LITTLE = 0.2;

/** All statements, in the questionnaire's order; what is worth a look has a badge. Of another instrument no time is known. */
export function statementTable(found) {
  const { texts, points, lang } = found;
  const rows = found.statements.map((figures, at) => ({ ...figures, at, text: el("span", { lang }, texts[at]) }));
  const caption = `${t("statements")} (${t("from_to", { low: points[0], high: points.at(-1) })})`;
  const node = table(caption, [
    [t("statement"), statement],
    [t("mean"), (one) => mean(one, found.ends)],
    [t("ends"), (one) => t("floor_top", { floor: percentOf(one.floor), top: percentOf(one.ceiling) })],
    [t("rest"), rest],
    [t("without"), (one) => two(one.alpha_without)],
    !found.instrument && [t("time"), (one) => seconds(one.seconds)],
    [t("language"), behaves],
  ].filter(Boolean), rows);
  node.classList.add("statement-figures");
  return node;
}

function statement(one) {
  return [el("strong", {}, one.at + 1), " ", one.text, one.omitted > 0 && el("span", { class: "soft small under" }, t("omitted", { count: one.omitted }))];
}

function mean(one, ends) {
  if (!there(one.mean)) return NONE;
  return [spreadLine(one, ends), t("mean_spread", { mean: two(one.mean), spread: two(one.spread) })];
}

function rest({ item_rest: figure }) {
  const doubt = there(figure) && (figure.value < 0 ? "reversed" : figure.value < LITTLE && "low");
  return [ranged(figure), doubt && [" ", el("span", { class: "badge" }, t(doubt))]];
}

function behaves({ language: { steps, class: size } }) {
  if (!there(steps)) return NONE;
  const sign = steps.value > 0 ? "+" : "";
  const text = t("flagged", { steps: sign + decimal(steps.value), class: size });
  return size === "A" ? text : el("span", { class: "badge" }, text);
}

/** Each scale with each other. */
export function togetherTable({ scales, between }) {
  return table(t("together"), [
    [t("pair"), (one) => one.scales.map((at) => scales[at].short).join(" – ")],
    [t("correlation"), (one) => ranged(one.correlation)],
  ], between, { short: true });
}

/** How alike both times were. */
export function retestTable({ scales, retest }) {
  const rows = scales.map((scale, at) => ({ scale, correlation: retest.correlations[at], same: retest.same_letter[at] }));
  return [
    table(t("retest"), [
      [t("pair"), (one) => one.scale.short],
      [t("correlation"), (one) => ranged(one.correlation)],
      [t("same"), (one) => rangedShare(one.same)],
    ], rows),
    el("p", {}, t("all", { share: rangedShare(retest.same_letters) })),
  ];
}
