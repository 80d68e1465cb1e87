// Lists whose search, filters, order and page stand in the address: they can be kept, sent, reloaded and gone back to.

import { el } from "./dom.js";
import { count } from "./format.js";
import { words } from "./i18n.js";
import { here } from "./router.js";
import { button } from "./ui.js";

const t = words({
  id: { pages: "Halaman daftar", first: "Pertama", before: "Sebelumnya", after: "Berikutnya", last: "Terakhir", span: "{from}–{to} dari {total}" },
  en: { pages: "Pages of the list", first: "First", before: "Previous", after: "Next", last: "Last", span: "{from}–{to} of {total}" },
});

/** What the address asks for, by the names of these defaults; page counts from 1. */
export function asked(defaults) {
  const { query } = here();
  const wanted = {};
  for (const [name, usual] of Object.entries(defaults)) wanted[name] = query.get(name) ?? usual;
  const page = Math.trunc(Number(query.get("page")));
  return { ...wanted, page: page >= 1 && page < 1e9 ? page : 1 };
}

/**
 * Writes it into the address. What is the default is left out. A new page or order can be gone back from; what is typed
 * takes the place of what was typed before.
 */
export function tell(path, wanted, defaults, { back = false } = {}) {
  const query = new URLSearchParams();
  for (const [name, usual] of Object.entries(defaults)) if (wanted[name] !== usual) query.set(name, wanted[name]);
  if (wanted.page > 1) query.set("page", wanted.page);
  const text = String(query);
  const address = `#${path}${text && `?${text}`}`;
  if (address === location.hash) return;
  if (back) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

/** The ways between pages of so many rows; go(page) is what they do. Nothing where all rows are on one. */
export function pages({ page, size, shown, total }, go) {
  if (total <= size && page === 1) return null;
  const last = Math.max(1, Math.ceil(total / size));
  const skip = (page - 1) * size;
  const span = t("span", { from: count(Math.min(skip + 1, total)), to: count(skip + shown), total: count(total) });
  const way = (name, to, off) => button(t(name), () => go(to), "quiet", { disabled: off, "data-page": name });
  return el("nav", { class: "pages row apart", tabindex: -1, "aria-label": `${t("pages")}, ${span}` },
    el("div", { class: "row" }, way("first", 1, page === 1), way("before", page - 1, page === 1)),
    el("span", {}, span),
    el("div", { class: "row" }, way("after", page + 1, page >= last), way("last", last, page >= last)));
}

/** After a turn of the page: its list from the top, and its ways to go on with. */
export function turned(place) {
  place.querySelector("table")?.scrollIntoView({ block: "start" });
  // The button that was pressed may do nothing any more: the ways as a whole get the focus.
  place.querySelector(".pages")?.focus({ preventScroll: true });
}
