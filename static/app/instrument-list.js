// Questionnaires to choose from, and in which language one is told.

import { get } from "./api.js";
import { el, newId, show } from "./dom.js";
import { language, words } from "./i18n.js";
import { buttonLink } from "./ui.js";

const t = words({
  id: {
    others: "Kuesioner lain di server ini", size: ({ count, minutes }) => `${count} pernyataan, kira-kira ${minutes} menit`,
    not_validated: "Belum divalidasi", open: "Buka", open_named: "Buka {title}", only_en: "Hanya dalam bahasa Inggris", only_id: "Hanya dalam bahasa Indonesia",
  },
  en: {
    others: "Other questionnaires on this server", size: ({ count, minutes }) => `${count} statements, about ${minutes} ${minutes === 1 ? "minute" : "minutes"}`,
    not_validated: "Not validated", open: "Open", open_named: "Open {title}", only_en: "In English only", only_id: "In Indonesian only",
  },
});

/** How many statements people answer in a minute, as those of the sixty do. */
const PACE = 6;

/** What there is of a thing in both languages, in the reader's, or else in the other: { texts, lang }. */
export function spoken({ indonesian, english }) {
  const wanted = language() === "id" ? indonesian : english;
  const other = language() === "id" ? "en" : "id";
  return wanted ? { texts: wanted, lang: language() } : { texts: indonesian ?? english, lang: other };
}

/** The title of a result in a list. */
export function title(result) {
  const { texts, lang } = spoken(result);
  return el("span", { lang }, texts);
}

/** What it takes, how far it is known to measure what it means to, and that it is in another language. */
export function badges({ statements, ...both }) {
  const { texts, lang } = spoken(both);
  return el("p", { class: "row badges" },
    el("span", { class: "badge" }, t("size", { count: statements, minutes: Math.max(1, Math.round(statements / PACE)) })),
    !texts.evidence && el("span", { class: "badge bad" }, t("not_validated")),
    lang !== language() && el("span", { class: "badge" }, t(`only_${lang}`)));
}

/** A card for each. */
export function entries(instruments) {
  return el("div", { class: "grid" }, instruments.map(one));
}

function one(instrument) {
  const { texts, lang } = spoken(instrument);
  const id = newId("instrument");
  return el("section", { class: "card", "aria-labelledby": id },
    el("h2", { id, lang }, texts.title),
    badges(instrument),
    el("p", { lang }, texts.about),
    el("p", {}, el("a", { class: "button", href: `#/questionnaires/${instrument.id}`, "aria-label": t("open_named", { title: texts.title }) }, t("open"))));
}

/** For the start page, where there are any: they come when the server has told them. */
export function others() {
  const id = newId("others");
  const place = el("section", { hidden: true, "aria-labelledby": id });
  get("/app/instruments").then(({ instruments }) => {
    if (instruments.length === 0) return;
    show(place, el("h2", { id }, t("others")), entries(instruments));
    place.hidden = false;
  }, () => undefined);
  return place;
}

/** The way to them all. */
export const toAll = (kind = "quiet") => buttonLink(t("others"), "#/questionnaires", kind);
