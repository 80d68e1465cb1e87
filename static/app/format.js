// Times, sizes and counts, as people read them.

import { el } from "./dom.js";
import { locale, moment, words } from "./i18n.js";

const t = words({
  id: { now: "baru saja", soon: "sebentar lagi" },
  en: { now: "just now", soon: "in a moment" },
});

const MINUTE = 60;
const STEPS = [
  ["year", 365 * 24 * 60 * MINUTE],
  ["month", 30 * 24 * 60 * MINUTE],
  ["week", 7 * 24 * 60 * MINUTE],
  ["day", 24 * 60 * MINUTE],
  ["hour", 60 * MINUTE],
  ["minute", MINUTE],
];

/** "3 hours ago", "in 2 days". */
export function distance(text) {
  const seconds = (new Date(text) - Date.now()) / 1000;
  const step = STEPS.find(([, length]) => Math.abs(seconds) >= length);
  if (!step) return seconds > 0 ? t("soon") : t("now");
  const [unit, length] = step;
  return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(Math.trunc(seconds / length), unit);
}

/** A moment as a distance; exact for who hovers over it or hears it. */
export function when(text) {
  const exact = moment(text);
  return el("time", { datetime: text, title: exact }, distance(text), el("span", { class: "visually-hidden" }, ` (${exact})`));
}

/** A day of the calendar, such as "2026-11-21", as "21 Nov": the same day in every zone. */
export function calendarDay(text) {
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(text));
}

/** 1234 as "1,234". */
export function count(number) {
  return new Intl.NumberFormat(locale()).format(number);
}

const UNITS = [["gigabyte", 1e9], ["megabyte", 1e6], ["kilobyte", 1e3], ["byte", 1]];

/** 12345678 as "12 MB". */
export function bytes(number) {
  const [unit, size] = UNITS.find(([, least]) => number >= least) ?? UNITS.at(-1);
  const unitDisplay = unit === "byte" ? "long" : "short";
  const options = { style: "unit", unit, unitDisplay, maximumFractionDigits: number / size < 10 ? 1 : 0 };
  return new Intl.NumberFormat(locale(), options).format(number / size);
}
