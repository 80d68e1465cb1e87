// All of one's results, and how the four letters moved between them.

import { get } from "./api.js";
import { el } from "./dom.js";
import { emblem } from "./emblem.js";
import { moment, words } from "./i18n.js";
import { toAll } from "./instrument-list.js";
import { line } from "./line.js";
import { told } from "./result-parts.js";
import { me } from "./session.js";
import { about, whole } from "./types.js";
import { buttonLink, card, empty, loading } from "./ui.js";

const t = words({
  id: {
    title: "Semua hasil Anda", again: "Jawab lagi", to_quiz: "Buka kuis",
    none: "Belum ada hasil", none_text: "Jawab keenam puluh pernyataan, lalu semua hasil Anda terkumpul di sini.",
    one: "Inilah hasil pertama Anda", one_text: "Jawablah lagi beberapa minggu atau bulan lagi. Di sini Anda akan melihat apa yang tetap dan apa yang bergeser.",
    moved: "Pergeseran dari waktu ke waktu", moved_text: "Makin dekat garis ke sebuah huruf, makin kuat jawabannya condong ke sana. Garis putus-putus adalah titik imbang, persennya kemungkinan hurufnya; bulatan kosong berarti hasilnya belum bisa diandalkan.",
    table: "Kemungkinannya dalam tabel", when: "Waktu", type: "Tipe", results: "Hasil, yang terbaru lebih dulu", unsure: "belum bisa diandalkan",
    changed: "Berubah dari hasil sebelumnya: {letters}", to: "{from} menjadi {into}",
    small: "Pergeseran kecil itu wajar: dalam simulasi, kira-kira separuh orang mendapat tipe lain pada kali kedua.",
  },
  en: {
    title: "All your results", again: "Answer again", to_quiz: "Open the quiz",
    none: "No result yet", none_text: "Answer the sixty statements, and all your results gather here.",
    one: "This is your first result", one_text: "Answer again in some weeks or months. You will see here what stayed and what moved.",
    moved: "How they moved over time", moved_text: "The nearer the line is to a letter, the more strongly the answers speak for it. The dashed line is the point of balance, the percentages are the letters' chances; an empty circle is a result that can't be relied on.",
    table: "The chances as a table", when: "When", type: "Type", results: "Results, the newest first", unsure: "not reliable",
    changed: "Changed since the result before: {letters}", to: "{from} to {into}",
    small: "Small moves are to be expected: in simulations about half of the people got another type the second time.",
  },
});

export default {
  title: () => t("title"),
  render() {
    return el("section", { class: "history" }, el("h1", {}, t("title")), loading(async () => {
      const { results } = await get("/app/results");
      return results.length === 0 ? empty(t("none"), t("none_text"), buttonLink(t("to_quiz"), "#/quiz"), me.instruments > 0 && toAll()) : all(results);
    }));
  },
};

function all(results) {
  return [
    results.length === 1 ? el("p", {}, el("strong", {}, t("one")), ". ", t("one_text")) : moves(results),
    el("div", { class: "row" }, buttonLink(t("again"), "#/quiz"), me.instruments > 0 && toAll()),
    card(t("results"), el("ol", { class: "list results" }, results.map((result, at) => entry(result, results[at - 1])).reverse())),
  ];
}

function moves(results) {
  return card(t("moved"),
    el("p", {}, t("moved_text"), " ", t("small")),
    el("div", { class: "axis-lines" }, results[0].axes.map((_, at) => line(results, at))),
    el("details", {}, el("summary", {}, t("table")),
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("table") }, table(results))));
}

function table(results) {
  const head = (text) => el("th", { scope: "col" }, text);
  return el("table", {},
    el("thead", {}, el("tr", {}, head(t("when")), head(t("type")), results[0].axes.map(({ first, second }) => head(`${first}/${second}`)))),
    el("tbody", {}, results.map((result) => el("tr", {},
      el("th", { scope: "row" }, el("a", { href: address(result) }, moment(result.created_at))),
      el("td", {}, told(result)),
      result.axes.map((axis) => el("td", {}, share(axis)))))));
}

const address = ({ id }) => `#/result/${encodeURIComponent(id)}`;

function share(axis) {
  const { letter, share: part } = whole(axis);
  return `${letter} ${about(part)}`;
}

function entry(result, before) {
  // Of a type that isn't known nothing can have changed.
  const letters = before?.reliable && result.reliable ? changed(before, result) : [];
  return el("li", {},
    el("a", { class: "entry", href: address(result) },
      el("span", { class: "entry-type with-emblem" }, result.reliable && emblem(result.mbti, { size: 36 }), told(result)), el("span", {}, moment(result.created_at))),
    el("p", { class: "shares" }, result.axes.map((axis) => el("span", { class: "badge" }, share(axis))),
      !result.reliable && el("span", { class: "badge bad" }, t("unsure"))),
    letters.length > 0 && el("p", { class: "soft small" }, t("changed", { letters: letters.join(", ") })));
}

function changed(before, after) {
  const pairs = [...before.mbti].map((from, at) => ({ from, into: after.mbti[at] }));
  return pairs.filter(({ from, into }) => from !== into).map((pair) => t("to", pair));
}
