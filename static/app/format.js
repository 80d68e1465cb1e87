// Times, sizes and counts, as people read them.

import { el } from "./dom.js";
import { locale, moment, words } from "./i18n.js";

const t = words({
  id: { now: "baru saja", soon: "sebentar lagi" },
  en: { now: "just now", soon: "in a moment" },
});

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "3 hours ago", "in 2 days". */
export function distance(text) {
  const then = new Date(text);
  const now = new Date();
  const seconds = (then - now) / 1000;
  const far = Math.abs(seconds);
  if (far < MINUTE) return seconds > 0 ? t("soon") : t("now");
  if (far < HOUR) return relative(Math.trunc(seconds / MINUTE), "minute");
  if (far < DAY) return relative(Math.trunc(seconds / HOUR), "hour");
  return byCalendar(then, now);
}

/** From a day on the calendar counts, as it does for people: in 47 hours may be "lusa" and never "besok" then. */
function byCalendar(then, now) {
  const days = calendarDays(then) - calendarDays(now);
  if (Math.abs(days) < 7) return relative(days, "day");
  const months = monthsOf(then) - monthsOf(now);
  // A month that has begun isn't one that has passed.
  const whole = months - Math.sign(months) * Number(Math.sign(then.getDate() - now.getDate()) === -Math.sign(months));
  if (whole === 0) return relative(Math.trunc(days / 7), "week", "always");
  return Math.abs(whole) < 12 ? relative(whole, "month", "always") : relative(Math.trunc(whole / 12), "year", "always");
}

/** Days since a day long ago, in the reader's own zone, whatever its clocks do in spring. */
const calendarDays = (date) => Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / (DAY * 1000));

const monthsOf = (date) => 12 * date.getFullYear() + date.getMonth();

function relative(count, unit, numeric = "auto") {
  return new Intl.RelativeTimeFormat(locale(), { numeric }).format(count, unit);
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
