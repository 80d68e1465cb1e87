// Light or dark: the reader's choice, or else the system's.

import { keep, read } from "./i18n.js";

const KEY = "firststep.theme";

/** "light", "dark", or "auto". */
export function theme() {
  return read(KEY) ?? "auto";
}

export function setTheme(next) {
  keep(KEY, next);
  apply();
}

function apply() {
  document.documentElement.dataset.theme = theme();
}

apply();
