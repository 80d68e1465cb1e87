// Light or dark: the reader's choice, or else the system's.

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

function apply() {
  document.documentElement.dataset.theme = theme();
}

apply();
