// What the administrators' screens share: the way between them, and tables that become cards where it is narrow.

import { el } from "./dom.js";
import { words } from "./i18n.js";

const t = words({
  id: { nav: "Kelola", overview: "Ringkasan", users: "Pengguna", mails: "Surat", statistics: "Statistik" },
  en: { nav: "Administration", overview: "Overview", users: "Users", mails: "Mails", statistics: "Statistics" },
});

const SCREENS = [["/admin", "overview"], ["/admin/users", "users"], ["/admin/mails", "mails"], ["/admin/statistics", "statistics"]];

/** The way between the screens, this one marked. */
export function ways(here) {
  const way = ([path, name]) => el("li", {}, el("a", { href: `#${path}`, "aria-current": path === here ? "page" : null }, t(name)));
  return el("nav", { class: "admin-ways", "aria-label": t("nav") }, el("ul", {}, SCREENS.map(way)));
}

/**
 * A table. columns are [heading, ofRow]; where it is narrow each row becomes a card, each cell with its heading before
 * it, or in a short one a line or two without. The roles are said, as browsers forget them when a table isn't laid out
 * as one.
 */
export function table(caption, columns, rows, { short = false } = {}) {
  const head = (text) => el("th", { role: "columnheader", scope: "col" }, text);
  const cell = (row) => ([text, of]) => el("td", { role: "cell" }, el("span", { class: "cell-head", "aria-hidden": "true" }, text), el("span", { class: "cell" }, of(row)));
  return el("table", { class: short ? "stacking short" : "stacking", role: "table" },
    el("caption", { class: "visually-hidden" }, caption),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, columns.map(([text]) => head(text)))),
    el("tbody", { role: "rowgroup" }, rows.map((row) => el("tr", { role: "row" }, columns.map(cell(row))))));
}
