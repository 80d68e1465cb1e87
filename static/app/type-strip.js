// All sixteen emblems in a row, for the start: each leads to its type.

import { el } from "./dom.js";
import { colours, emblem, MAP } from "./emblem.js";
import { words } from "./i18n.js";
import { buttonLink } from "./ui.js";

const t = words({
  id: { title: "Enam belas tipe, enam belas lambang", text: "Setiap tipe punya sisi baik dan sisi sulit. Bacalah keduanya, juga tetangganya yang berselisih satu huruf.", map: "Lihat petanya" },
  en: { title: "Sixteen types, sixteen emblems", text: "Every type has a good side and a hard one. Read both, and the neighbours that are one letter away.", map: "See the map" },
});

export function typeStrip() {
  return el("section", { class: "type-strip", "aria-labelledby": "type-strip" },
    el("h2", { id: "type-strip" }, t("title")),
    el("p", { class: "soft" }, t("text")),
    el("ul", {}, MAP.flat().map((type) => el("li", {}, el("a", { class: colours(type), href: `#/types/${type}` }, emblem(type, { size: 48 }), el("span", {}, type))))),
    el("p", {}, buttonLink(t("map"), "#/types", "quiet")));
}
