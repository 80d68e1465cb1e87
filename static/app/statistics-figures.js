// Figures as people read them: with two places, with their range, or why there is none.

import { el } from "./dom.js";
import { count } from "./format.js";
import { locale, percent, words } from "./i18n.js";

const t = words({
  id: {
    too_few: "Kurang dari {least} orang; untuk perbandingan bahasa, dari setiap bahasa.", no_spread: "Semua jawaban sama, jadi tidak ada yang dapat dibandingkan.", too_few_statements: "Pernyataan di skalanya terlalu sedikit.", not_measured: "Tidak diukur.", unsettled: "Perkiraannya tidak mengerucut.",
    of: "dari {n} orang", range: "{value} ({low} sampai {high})", s: "{seconds} dtk", min: "{minutes} mnt {seconds} dtk",
  },
  en: {
    too_few: "Fewer than {least} people; for the languages, of each.", no_spread: "All answers are the same, so nothing can be compared.", too_few_statements: "The scale has too few statements.", not_measured: "Not measured.", unsettled: "The estimate didn't settle.",
    of: "of {n} people", range: "{value} ({low} to {high})", s: "{seconds} s", min: "{minutes} min {seconds} s",
  },
});

/** Where there is no figure. */
export const NONE = "–";

/** 0.8666 as "0.87". */
export function decimal(value, digits = 2) {
  // Minus nothing is nothing.
  const shown = Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value;
  return new Intl.NumberFormat(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(shown);
}

export const there = (figure) => figure.value !== null;

/** A figure with two places. */
export const two = (figure) => (there(figure) ? decimal(figure.value) : NONE);

/** A share in percent. */
export const percentOf = (figure) => (there(figure) ? percent(figure.value) : NONE);

/** A figure with its range. */
export function ranged(figure, write = decimal) {
  if (!there(figure)) return NONE;
  if (figure.low === undefined) return write(figure.value);
  return t("range", { value: write(figure.value), low: write(figure.low), high: write(figure.high) });
}

/** A share in percent with its range. */
export const rangedShare = (figure) => ranged(figure, percent);

/** The range of a share alone, in small letters. */
export const rangeOf = ({ low, high }) => low !== undefined && el("span", { class: "soft small" }, t("range", { value: "", low: percent(low), high: percent(high) }));

/** How long: seconds, from a hundred on minutes. */
export function seconds(figure) {
  if (!there(figure)) return NONE;
  if (figure.value < 100) return t("s", { seconds: decimal(figure.value, figure.value < 20 ? 1 : 0) });
  const whole = Math.round(figure.value);
  return t("min", { minutes: count(Math.floor(whole / 60)), seconds: whole % 60 });
}

/** How many people a figure is of. */
export const note = (n) => el("span", { class: "soft small" }, " ", t("of", { n: count(n) }));

/** Why some figures aren't there, each reason once. */
export function reasons(figures) {
  const told = new Set(figures.filter((figure) => !there(figure)).map((figure) => t(figure.reason, { least: count(figure.least ?? 0) })));
  return told.size > 0 && el("p", { class: "soft small" }, `${NONE} `, [...told].join(" "));
}
