// Where a questionnaire's result stands among the people of this server, where its administrators have set norms.

import { el } from "./dom.js";
import { count } from "./format.js";
import { day, words } from "./i18n.js";
import { spoken } from "./instrument-list.js";
import { endsOf } from "./instrument-scales.js";
import { line, madeUp, shareOf, uncertain } from "./norms.js";
import { decimal } from "./statistics-figures.js";
import { card } from "./ui.js";

const t = words({
  id: {
    title: "Di antara {people} orang di sini", higher: "Lebih tinggi daripada {share} dari mereka.", lower: "Lebih rendah daripada {share} dari mereka.", median: "Median mereka: {median} dari {points} poin.",
    text: "Mereka yang menjawab di server ini sampai {day} dan mengizinkan jawabannya disimpan; bukan semua orang. Karena jumlahnya {people}, kebetulan saja membuat bagian itu tidak pasti sampai {points} poin (95 %), dan skor Anda sendiri pun punya rentang. Skor Anda tidak berubah karenanya. (Norma {version})",
  },
  en: {
    title: "Among {people} people here", higher: "Higher than {share} of them.", lower: "Lower than {share} of them.", median: "Their median: {median} of {points} points.",
    text: "They answered on this server until {day} and let their answers be kept; they aren't everybody. As they are {people}, chance alone makes such a share uncertain by up to {points} points (95%), and your own score has a range, too. Your scores don't change by it. (Norms {version})",
  },
});

/** All scales; nothing where there are no norms. */
export function among({ norms, instrument }) {
  if (!norms) return null;
  const { texts, lang } = spoken(instrument);
  const row = ({ lower, higher, median }, at) => {
    const [low, high] = endsOf(texts.scales[at]);
    const share = shareOf(Math.max(lower, higher));
    return el("li", {},
      el("h3", { lang }, texts.scales[at].name),
      el("div", { class: "axis-ends", "aria-hidden": "true", lang }, el("span", {}, low), el("span", {}, high)),
      // As a result has it, with the low end at the left.
      line({ lower: higher, higher: lower }),
      el("p", {}, t(lower >= higher ? "higher" : "lower", { share }), " ", t("median", { median: decimal(median, 1), points: instrument.points })));
  };
  return card(t("title", { people: count(norms.people) }),
    madeUp(),
    el("ul", { class: "norms" }, norms.scales.map(row)),
    el("p", { class: "soft small" }, t("text", { day: day(norms.set_at), version: norms.version, people: count(norms.people), points: uncertain(norms.people) })));
}
