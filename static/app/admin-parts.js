// What the administrators' screens share: the way between them, looking for what is wanted, and tables that become cards
// where it is narrow.

import { el, show } from "./dom.js";
import { words } from "./i18n.js";
import { sentence } from "./problem.js";
import { button } from "./ui.js";

const t = words({
  id: { nav: "Kelola", overview: "Ringkasan", users: "Pengguna", mails: "Surat", statistics: "Statistik", log: "Catatan", again: "Coba lagi" },
  en: { nav: "Administration", overview: "Overview", users: "Users", mails: "Mails", statistics: "Statistics", log: "Log", again: "Try again" },
});

const SCREENS = [["/admin", "overview"], ["/admin/users", "users"], ["/admin/mails", "mails"], ["/admin/statistics", "statistics"], ["/admin/log", "log"]];

/** The way between the screens, this one marked. */
export function ways(here) {
  const way = ([path, name]) => el("li", {}, el("a", { href: `#${path}`, "aria-current": path === here ? "page" : null }, t(name)));
  return el("nav", { class: "admin-ways", "aria-label": t("nav") }, el("ul", {}, SCREENS.map(way)));
}

/**
 * What looks for what is wanted, each time it is called: ask() resolves to an answer, and draw(answer) makes nodes of it;
 * clear() is called where there is none. An answer that a later question has overtaken is dropped.
 */
export function finder(place, { ask, draw, clear = () => {} }) {
  let turn = 0;
  return async function look() {
    turn += 1;
    const mine = turn;
    place.setAttribute("aria-busy", "true");
    try {
      const found = await ask();
      if (mine !== turn) return;
      show(place, ...draw(found, look));
    } catch (problem) {
      if (mine !== turn) return;
      clear();
      show(place, el("p", { role: "alert" }, sentence(problem)), button(t("again"), look));
    }
    place.removeAttribute("aria-busy");
  };
}

/** What looks after a pause (milliseconds), in which what is typed may go on. */
export function afterPause(look) {
  let timer = 0;
  return (pause) => {
    clearTimeout(timer);
    timer = setTimeout(look, pause);
  };
}

/**
 * A table. columns are [heading, ofRow, key]; where it is narrow each row becomes a card, each cell with its heading before
 * it, or in a short one a line or two without. The roles are said, as browsers forget them when a table isn't laid out
 * as one. Columns with a key are sorted by their heading: sorted is the key in force, with "-" before it where the
 * greatest comes first, and sort(key) is called for another.
 */
export function table(caption, columns, rows, { short = false, sorted = "", sort = null } = {}) {
  const head = ([text, , key]) => {
    if (!sort || !key) return el("th", { role: "columnheader", scope: "col" }, text);
    const way = sorted === key ? "ascending" : sorted === `-${key}` ? "descending" : null;
    const turn = button([el("span", {}, text), el("span", { class: "arrow", "aria-hidden": "true" }, { ascending: "▲", descending: "▼" }[way] ?? "")],
      () => sort(way === "ascending" ? `-${key}` : key), "plain sort", { "data-sort": key });
    // Where rows are cards a menu sorts them, and nothing out of sight gets the focus.
    return el("th", { role: "columnheader", scope: "col", "aria-sort": way }, turn, el("span", { class: "bare" }, text));
  };
  const cell = (row) => ([text, of]) => el("td", { role: "cell" }, el("span", { class: "cell-head", "aria-hidden": "true" }, text), el("span", { class: "cell" }, of(row)));
  return el("table", { class: short ? "stacking short" : "stacking", role: "table" },
    el("caption", { class: "visually-hidden" }, caption),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, columns.map(head))),
    el("tbody", { role: "rowgroup" }, rows.map((row) => el("tr", { role: "row" }, columns.map(cell(row))))));
}
