// Light or dark: the reader's choice, or else the system's. Browsers that know how paint nothing before this has run
// (blocking="render"), so that whoever chose dark is never shown light first.

import { keep, read } from "./i18n.js";

const KEY = "firststep.theme";

/** "light", "dark", or "auto". */
export function theme() {
  const kept = read(KEY);
  return ["light", "dark"].includes(kept) ? kept : "auto";
}

export function setTheme(next) {
  keep(KEY, next);
  apply();
}

/** --ground of base.css, which a phone's browser takes for its own frame. */
const GROUND = { light: "#f6f9f8", dark: "#0f1a19" };

function apply() {
  const now = theme();
  document.documentElement.dataset.theme = now;
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
    meta.content = GROUND[now === "auto" ? /dark|light/.exec(meta.media)[0] : now];
  }
}

apply();
