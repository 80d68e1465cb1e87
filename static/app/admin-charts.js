// The overview's two charts. What they draw stands in tables, too, for who doesn't see them.

import { el, svg } from "./dom.js";
import { colours, emblem } from "./emblem.js";
import { count, calendarDay } from "./format.js";
import { percent, words } from "./i18n.js";

const t = words({
  id: {
    type: "Tipe", people: "Orang", day: "Hari", sign_ups: "Pendaftaran", types: "Berapa orang dari tiap tipe", days: "Pendaftaran per hari",
    none: "Belum ada hasil kuis.", undetermined: "Belum dapat ditentukan: {count}", total: "{total} pendaftaran; terbanyak {most}, pada {day}.", in_all: "{total} pendaftaran.", no_sign_ups: "Tidak ada pendaftaran.",
  },
  en: {
    type: "Type", people: "People", day: "Day", sign_ups: "Sign-ups", types: "How many people have each type", days: "Sign-ups a day",
    none: "No quiz results yet.", undetermined: "Undetermined: {count}",
    total: ({ total, most, day: on }) => `${total} ${total === "1" ? "sign-up" : "sign-ups"}; most on ${on}: ${most}.`,
    in_all: ({ total }) => `${total} ${total === "1" ? "sign-up" : "sign-ups"}.`, no_sign_ups: "No sign-ups.",
  },
});

/** The types, the most frequent first: a table whose numbers are drawn as bars; and how many are undetermined. */
export function typeBars(types, undetermined) {
  const rows = Object.entries(types).sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
  const total = rows.reduce((sum, [, number]) => sum + number, 0);
  const most = rows[0]?.[1] ?? 0;
  const row = ([name, number]) => el("tr", { class: `tinted ${colours(name)}` },
    el("th", { scope: "row" }, el("a", { class: "with-emblem", href: `#/admin/users?type=${name}` }, emblem(name, { size: 22 }), name)),
    el("td", {}, bar(most && number / most)),
    el("td", { class: "number" }, count(number), number > 0 && el("span", { class: "soft small share" }, percent(number / total))));
  return [
    total + undetermined === 0 && el("p", { class: "soft" }, t("none")),
    el("table", { class: "type-bars" },
      el("caption", { class: "visually-hidden" }, t("types")),
      el("thead", { class: "visually-hidden" }, el("tr", {}, el("th", { scope: "col" }, t("type")), el("td", {}), el("th", { scope: "col" }, t("people")))),
      el("tbody", {}, rows.map(row))),
    undetermined > 0 && el("p", {}, el("a", { class: "on", href: "#/admin/users?type=undetermined" }, t("undetermined", { count: count(undetermined) }))),
  ];
}

function bar(share) {
  const node = el("div", { class: "bar", "aria-hidden": "true" });
  node.style.setProperty("--share", share);
  return node;
}

const SHOWN = 30;
const WIDTH = 12;
const GAP = 3;
const HEIGHT = 96;

/** Sign-ups, a bar a day. The server tells only days on which there were some, by the clock of UTC. */
export function signUpBars(told) {
  const days = everyDay(told);
  const total = days.reduce((sum, one) => sum + one.count, 0);
  const top = days.reduce((best, one) => one.count > best.count ? one : best, days[0]);
  const alone = days.filter((one) => one.count === top.count).length === 1;
  const said = total === 0 ? t("no_sign_ups") : t(alone ? "total" : "in_all", { total: count(total), most: count(top.count), day: calendarDay(top.day) });
  const bars = days.map((one, at) => {
    // A day without anybody is a line on the ground, not a gap.
    const height = Math.max(2, top.count && HEIGHT * one.count / top.count);
    return svg("rect", { class: one.count ? "some" : "none", x: at * (WIDTH + GAP), y: HEIGHT - height, width: WIDTH, height, rx: 2 },
      svg("title", {}, `${calendarDay(one.day)}: ${count(one.count)}`));
  });
  return [
    svg("svg", { class: "day-bars", viewBox: `0 0 ${days.length * (WIDTH + GAP) - GAP} ${HEIGHT}`, "aria-hidden": "true" }, bars),
    el("p", { class: "day-ends soft small", "aria-hidden": "true" }, el("span", {}, calendarDay(days[0].day)), el("span", {}, calendarDay(days.at(-1).day))),
    el("p", {}, said),
    el("div", { class: "visually-hidden" }, dayTable(days)),
  ];
}

/** The last days, today's the last, also those on which nobody came. */
function everyDay(told) {
  const counts = new Map(told.map((one) => [one.day, one.count]));
  return Array.from({ length: SHOWN }, (_, at) => {
    const date = new Date();
    date.setUTCDate(date.getUTCDate() - (SHOWN - 1 - at));
    const name = date.toISOString().slice(0, 10);
    return { day: name, count: counts.get(name) ?? 0 };
  });
}

function dayTable(days) {
  return el("table", {},
    el("caption", {}, t("days")),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("day")), el("th", { scope: "col" }, t("sign_ups")))),
    el("tbody", {}, days.map((one) => el("tr", {}, el("th", { scope: "row" }, calendarDay(one.day)), el("td", {}, count(one.count))))));
}
