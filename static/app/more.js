// A list that grows: a page of it, then another when asked for.

import { el, newId, show } from "./dom.js";
import { words } from "./i18n.js";
import { action, loading } from "./ui.js";

const t = words({
  id: { more: "Tampilkan lagi" },
  en: { more: "Show more" },
});

const PAGE = 20;

/**
 * A list of things that have an id. fetch(skip, limit) asks for some, row(thing, self) draws one, self.remove()
 * takes it away, none() is what stands there while there is nothing. .first(thing) puts a new one in front.
 */
export function more({ label, fetch, row, none }) {
  const list = el("ul", { class: "plain-list", "aria-label": label, tabindex: -1, id: newId("list") });
  const place = el("div");
  const shown = new Set();

  function draw(thing) {
    shown.add(thing.id);
    const item = el("li", {});
    const remove = () => {
      shown.delete(thing.id);
      item.remove();
      settle();
      // What had the focus is gone with it.
      list.focus();
    };
    return show(item, row(thing, { remove }));
  }

  /** Draws a page; one more than we show tells whether there are still others. */
  async function page() {
    const found = await fetch(shown.size, PAGE + 1);
    // Somebody wrote meanwhile: what moved down isn't drawn twice.
    const fresh = found.slice(0, PAGE).filter((thing) => !shown.has(thing.id));
    const items = fresh.map(draw);
    list.append(...items);
    next.hidden = found.length <= PAGE;
    settle();
    return items;
  }

  const next = action(t("more"), async () => {
    const [first] = await page();
    first?.querySelector("a, button")?.focus();
  });

  function settle() {
    const bare = shown.size === 0 && next.hidden;
    list.hidden = bare;
    show(empty, bare && none());
  }

  const empty = el("div");
  const node = loading(async () => {
    await page();
    return [list, empty, el("div", { class: "row centre" }, next)];
  });
  show(place, node);

  const first = (thing) => {
    list.prepend(draw(thing));
    settle();
  };
  return { node: place, first };
}
