// What is said of each of the sixteen types: a file a language, fetched when a screen first needs it.

import { get } from "./api.js";
import { el } from "./dom.js";
import { language, words } from "./i18n.js";
import { card } from "./ui.js";

const t = words({
  id: {
    good: "Yang baik", hard: "Yang sulit", others: "Bersama orang lain", work: "Saat bekerja", stress: "Saat tertekan", talk: "Cara berbicara dengannya",
    named: "{type}, {nickname}", page: "Halaman {type} dan tetangganya", map: "Keenam belas tipe",
    meant: "Begitulah tipe ini sering digambarkan, dengan kata-kata kami sendiri; apakah orang yang menjawab seperti ini memang begitu, belum ada yang mengukurnya. Ambil yang cocok, tinggalkan yang tidak.",
  },
  en: {
    good: "What is good", hard: "What is hard", others: "With others", work: "At work", stress: "Under stress", talk: "How to talk with one",
    named: "{type}, {nickname}", page: "The page of {type} and its neighbours", map: "All sixteen types",
    meant: "This is how the type is often described, in words of our own; whether people who answer like this are so, nobody has measured. Keep what fits, and leave what doesn't.",
  },
});

const PARTS = ["good", "hard", "others", "work", "stress", "talk"];

/** By language, as they were fetched. */
const kept = {};

/** All sixteen by their letters, in the language that is shown; fetched once. */
export async function portraits() {
  const wanted = language();
  kept[wanted] ??= await get(`/static/app/portraits-${wanted}.json`);
  return kept[wanted];
}

/** For a screen that has more to show than these: it comes without them where they can't be had. */
export const portraitsIfPossible = () => portraits().catch(() => null);

/** "The Lighthouse"; null as long as the texts aren't here. */
export const nickname = (type) => kept[language()]?.[type]?.nickname ?? null;

/** "INFJ, The Lighthouse", or the letters alone. */
export const named = (type) => (nickname(type) ? t("named", { type, nickname: nickname(type) }) : type);

/** The six parts of a type's text, each under a heading of this level. */
export function parts(text, level) {
  return el("div", { class: "type-text" }, PARTS.map((part) => el("section", { class: "type-part" }, el(level, {}, t(part)), el("p", {}, text[part]))));
}

/** A result's type as a card, with the ways on; null for a guess, of which nothing should be told. */
export function portrait({ mbti: type, reliable }) {
  const text = kept[language()]?.[type];
  if (!text || !reliable) return null;
  return card(named(type),
    el("p", { class: "type-line" }, text.line),
    parts(text, "h3"),
    el("p", { class: "soft small" }, t("meant")),
    el("p", { class: "type-ways no-print" }, el("a", { href: `#/types/${type}` }, t("page", { type })), el("a", { href: "#/types" }, t("map"))));
}
