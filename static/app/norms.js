// Where a result stands among the people of this server, where its administrators have set norms.

import { el, svg } from "./dom.js";
import { count } from "./format.js";
import { day, percent, words } from "./i18n.js";
import { me } from "./session.js";
import { axisName, letterName } from "./types.js";
import { card } from "./ui.js";

const t = words({
  id: {
    title: "Di antara {people} orang di sini", more: "Lebih condong ke {letter} daripada {share} dari mereka.", same: "Tepat di tengah-tengah mereka.", other: "Di antara mereka, titik tengahnya membuat hurufnya {letter}.",
    made_up: "Ini demo: kebanyakan dari mereka rekaan.",
    text: "Mereka yang menjawab di server ini sampai {day} dan mengizinkan jawabannya disimpan; bukan semua orang. Karena jumlahnya {people}, kebetulan saja membuat bagian itu tidak pasti sampai {points} poin (95 %), dan skor Anda sendiri pun punya rentang. Huruf dan tipe Anda tidak berubah karenanya. (Norma {version})",
  },
  en: {
    title: "Among {people} people here", more: "Leans more to {letter} than {share} of them.", same: "Right in the middle of them.", other: "By their middle the letter would be {letter}.",
    made_up: "This is a demo: most of them are made up.",
    text: "They answered on this server until {day} and let their answers be kept; they aren't everybody. As they are {people}, chance alone makes such a share uncertain by up to {points} points (95%), and your own score has a range, too. Your letters and your type don't change by it. (Norms {version})",
  },
});

/** A share of people in whole per cent, rounded down: never more than everybody. */
export const shareOf = (share) => percent(Math.floor(share * 100) / 100);

/** By how many points at the most a share of so many people is uncertain (95 %): 1.96 √(¼ / n). */
export const uncertain = (people) => Math.max(2, Math.ceil(98 / Math.sqrt(people)));

/** On a demo, that norms of its people are nobody's. */
export const madeUp = () => me.demo && el("p", { class: "note" }, t("made_up"));

/** All four pairs; nothing where there are no norms. */
export function norms(result) {
  if (!result.norms) return null;
  const { people, set_at: at, version, axes } = result.norms;
  return card(t("title", { people: count(people) }),
    madeUp(),
    el("ul", { class: "norms" }, axes.map((axis) => row(axis, result.axes.find((one) => one.first === axis.first)))),
    el("p", { class: "soft small" }, t("text", { day: day(at), version, people: count(people), points: uncertain(people) })));
}

function row(axis, own) {
  const toFirst = axis.lower >= axis.higher;
  const letter = toFirst ? axis.first : axis.second;
  const share = toFirst ? axis.lower : axis.higher;
  const name = (one) => `${one} – ${letterName(one)}`;
  const told = axis.letter === null ? t("same") : t("more", { letter: name(letter), share: shareOf(share) });
  return el("li", {},
    el("h3", {}, axisName(axis)),
    el("div", { class: "axis-ends", "aria-hidden": "true" }, el("span", {}, axis.first), el("span", {}, axis.second)),
    line(axis),
    el("p", {}, told, own && axis.letter && axis.letter !== own.letter && [" ", t("other", { letter: name(axis.letter) })]));
}

/** The people as a line: those who lean more to the first letter at the left of the mark. */
export function line({ lower, higher }) {
  const at = `${(higher + (1 - lower - higher) / 2) * 100}%`;
  return svg("svg", { class: "norm-line", "aria-hidden": "true", width: "100%", height: 18 },
    svg("rect", { class: "people", x: 0, y: 5, width: "100%", height: 8, rx: 4 }),
    svg("line", { class: "middle-line", x1: "50%", x2: "50%", y1: 1, y2: 17 }),
    svg("circle", { cx: at, cy: 9, r: 6 }));
}
