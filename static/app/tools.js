// The two buttons at the top of every page: the other language, and light or dark.

import { el, show, svg } from "./dom.js";
import { language, setLanguage, words } from "./i18n.js";
import { setTheme, theme } from "./theme.js";

const t = words({
  id: { other: "EN – English", theme_auto: "Tema: otomatis", theme_light: "Tema: terang", theme_dark: "Tema: gelap" },
  en: { other: "ID – Bahasa Indonesia", theme_auto: "Theme: automatic", theme_light: "Theme: light", theme_dark: "Theme: dark" },
});

const ORDER = ["auto", "light", "dark"];
const SHAPES = {
  auto: ["M12 3a9 9 0 0 0 0 18z", "M12 3a9 9 0 0 1 0 18a9 9 0 0 1 0-18z"],
  light: ["M16 12a4 4 0 1 1-8 0a4 4 0 1 1 8 0z", "M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2"],
  dark: ["M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"],
};

export function tools() {
  const other = language() === "id" ? "en" : "id";
  return [
    el("button", { type: "button", class: "tool", lang: other, title: t("other"), "aria-label": t("other"), onclick: () => setLanguage(other) }, other.toUpperCase()),
    themeButton(),
  ];
}

export function themeButton() {
  const turn = el("button", { type: "button", class: "tool", onclick: () => {
    setTheme(ORDER[(ORDER.indexOf(theme()) + 1) % ORDER.length]);
    label();
  } });
  const label = () => {
    turn.setAttribute("aria-label", t(`theme_${theme()}`));
    turn.title = t(`theme_${theme()}`);
    show(turn, svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, SHAPES[theme()].map((d, at) => svg("path", { d, class: at === 0 ? "filled" : null }))));
  };
  label();
  return turn;
}
