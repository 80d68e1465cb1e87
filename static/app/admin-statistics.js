// What the answers that people let the server keep tell of the statements and scales.

import { get } from "./api.js";
import { afterPause, finder, ways } from "./admin-parts.js";
import { el, newId } from "./dom.js";
import { count } from "./format.js";
import { day, language, words } from "./i18n.js";
import { intervals, histogram } from "./statistics-charts.js";
import { note, percentOf, reasons, seconds } from "./statistics-figures.js";
import { retestTable, statementTable, togetherTable } from "./statistics-tables.js";
import { button, card, empty, field } from "./ui.js";

const t = words({
  id: {
    title: "Statistik", language: "Bahasa", all: "Semua", id: "Indonesia", en: "Inggris", room: "Kode ruang", team: "Nama tim", from: "Sejak tanggal", until: "Sampai tanggal", reliable: "Hanya hasil yang dapat diandalkan", print: "Cetak",
    people: "orang", undetermined: "belum dapat ditentukan", time: "median waktu", twice: "menjawab dua kali",
    counted: "Setiap orang dihitung sekali, dengan jawaban pertamanya yang boleh disimpan. Tidak dihitung: {again} jawaban berikutnya dan {other} jawaban untuk pernyataan lain. Angka dari kurang dari {least} orang disembunyikan (–).",
    who: "Ini orang-orang yang mengisi kuis di sini dan mengizinkan jawabannya disimpan, bukan semua orang: angka di bawah ini menceritakan mereka.",
    norms: "Di samping hasil ditampilkan norma {version}, dari {people} orang, sejak {day}.",
    none: "Belum ada jawaban", none_text: "Di sini terkumpul jawaban orang yang mengizinkannya untuk penelitian. Ubah saringannya, atau tunggu sampai ada.",
    no_key: "Pernyataan di server ini tidak punya kunci: skalanya tidak diketahui.",
    together: "Apakah pernyataan setiap skala sejalan", together_text: "Alfa dan omega memperkirakan berapa bagian dari perbedaan skor orang yang bukan kebetulan: dekat 0 kalau pernyataannya tidak sejalan, paling tinggi 1. Garisnya rentang 95 %. Nilai tinggi tidak berarti bahwa skala itu mengukur satu hal saja, atau mengukur apa yang dijanjikan hurufnya.",
    distribution: "Letak orang-orang di setiap skala", distribution_text: "Rata-rata jawaban menurut kunci: di kiri semua untuk huruf pertama, di kanan semua untuk huruf kedua. Garis: median. Galat: seberapa jauh skor satu orang tidak pasti. Perubahan andal: kalau tidak ada yang berubah, dua skor satu orang berjarak kurang dari ini dalam 95 dari 100 kasus; kalau lebih, sebabnya tidak dikatakan.",
    scales: "Skala satu sama lain", scales_text: "Korelasi mendekati 0: kedua skala menceritakan hal yang berbeda.",
    retest: "Orang yang menjawab dua kali", retest_text: "Jaraknya 14 sampai 180 hari. Korelasi mengatakan apakah urutan orang tetap, bukan apakah skornya tetap; huruf yang sama menghitung sisi tengah mana. Yang kembali bukan semua orang.",
    statements: "Ke-60 pernyataan", statements_text: "Titik: rata-rata; pita: satu simpangan baku ke kiri dan kanan. Ujung: bagian orang di jawaban terendah dan tertinggi. Sejalan: korelasi dengan pernyataan lain di skalanya; di bawah 0,20 hampir tidak menambah, di bawah 0 kuncinya mungkin terbalik. Bahasa: seberapa lebih tinggi pembaca bahasa Indonesia menjawab daripada pembaca bahasa Inggris yang sama letaknya di skala; B sedang, C besar. Apakah karena kata-katanya atau orangnya, tidak dikatakan.",
  },
  en: {
    title: "Statistics", language: "Language", all: "All", id: "Indonesian", en: "English", room: "Room code", team: "Team's name", from: "From", until: "Until", reliable: "Reliable results only", print: "Print",
    people: "people", undetermined: "undetermined", time: "median time", twice: "answered twice",
    counted: "Each person counts once, with the first answers that they let the server keep. Not counted: {again} later ones and {other} to other statements. Figures of fewer than {least} people are hidden (–).",
    who: "These are people who took the quiz here and let their answers be kept, not everybody: the figures below are about them.",
    norms: "Beside results norms {version} are shown, of {people} people, since {day}.",
    none: "No answers yet", none_text: "Here the answers come together of people who let them be kept for research. Change the filters, or wait until there are some.",
    no_key: "The statements of this server have no key: their scales aren't known.",
    together: "Whether each scale's statements go together", together_text: "Alpha and omega estimate which part of the differences between people's scores isn't chance: near 0 where the statements don't go together, at most 1. The line is the range (95 %). A high value says neither that a scale measures one thing alone, nor that it measures what its letters promise.",
    distribution: "Where people stand on each scale", distribution_text: "The mean answer by the key: all for the first letter at the left, all for the second at the right. The line is the median. Error: how uncertain one person's score is. Reliable change: where nothing has changed, two scores of one person lie nearer together than this in 95 of 100 cases; where they don't, it doesn't say why.",
    scales: "The scales with each other", scales_text: "A correlation near 0: both scales tell different things.",
    retest: "People who answered twice", retest_text: "14 to 180 days apart. A correlation says whether people keep their order, not their score; the same letter counts the side of the middle. Who comes back isn't everybody.",
    statements: "The statements", statements_text: "Dot: the mean. Band: one standard deviation to either side. Ends: the share of people at the lowest and the highest answer. Rest: the correlation with the scale's other statements; below 0.20 it adds little, below 0 its key may be the wrong way round. Language: how much higher readers of Indonesian answer than readers of English who stand alike on the scale; B is moderate, C is large. It doesn't say whether the words or the people are the reason.",
  },
});

// What is looked for stays while one looks at another screen, or changes the language.
const wanted = { language: "", room: "", team: "", from: "", until: "", reliable: "" };
const PAUSE = 400;

export default {
  title: () => t("title"),
  render() {
    const place = el("div", { class: "figures" });
    const look = finder(place, { ask, draw: whole });
    look();
    return el("section", { class: "statistics" }, el("h1", {}, t("title")), ways("/admin/statistics"), filters(look), place);
  },
};

function filters(look) {
  const later = afterPause(look);
  const change = (name, pause = 0) => (event) => {
    wanted[name] = event.target.type === "checkbox" ? (event.target.checked ? "true" : "") : event.target.value.trim();
    later(pause);
  };
  const text = (name, attributes) => field({ label: t(name), value: wanted[name], autocomplete: "off", ...attributes });
  const id = newId("reliable");
  return el("form", { class: "statistics-filters no-print", role: "search", onsubmit: (event) => event.preventDefault() },
    field({ label: t("language"), options: [["", t("all")], ["id", t("id")], ["en", t("en")]], value: wanted.language, onchange: change("language") }),
    text("from", { type: "date", onchange: change("from") }),
    text("until", { type: "date", onchange: change("until") }),
    text("room", { maxlength: 20, oninput: change("room", PAUSE) }),
    text("team", { maxlength: 60, oninput: change("team", PAUSE) }),
    el("p", { class: "named" }, el("input", { type: "checkbox", id, checked: wanted.reliable === "true", onchange: change("reliable") }), el("label", { for: id }, t("reliable"))));
}

function ask() {
  // A team is one of a room.
  const asked = Object.entries(wanted).filter(([name, value]) => value && (name !== "team" || wanted.room));
  return Promise.all([get(`/app/admin/statistics?${new URLSearchParams(asked)}`), get("/app/questions")]);
}

function whole([found, questions]) {
  if (found.people === 0) return [empty(t("none"), t("none_text"))];
  const texts = questions.statements.map((one) => one[language()]);
  const ends = questions.scale[language()];
  return [
    numbers(found),
    el("p", {}, t("counted", { again: count(found.again), other: count(found.other_questionnaires), least: count(found.least) }), " ", t("who")),
    found.norms && el("p", {}, t("norms", { version: found.norms.version, people: count(found.norms.people), day: day(found.norms.set_at) })),
    el("p", { class: "row no-print" }, button(t("print"), () => print(), "quiet")),
    !found.has_key && el("p", {}, t("no_key")),
    found.has_key && scales(found),
    card(t("statements"), el("p", { class: "soft small" }, t("statements_text")), reasons(found.statements.flatMap((one) => [one.mean, one.item_rest, one.seconds, one.language.size])), statementTable(found, texts, ends)),
  ];
}

function scales(found) {
  return [
    card(t("together"), el("p", { class: "soft small" }, t("together_text")), intervals(found.scales), reasons(found.scales.flatMap((one) => [one.alpha, one.omega]))),
    card(t("distribution"), el("p", { class: "soft small" }, t("distribution_text")), el("div", { class: "distributions" }, found.scales.map(histogram)), reasons(found.scales.map((one) => one.median))),
    el("div", { class: "grid charts" },
      card(t("scales"), el("p", { class: "soft small" }, t("scales_text")), togetherTable(found), reasons(found.between.map((one) => one.correlation))),
      card(t("retest"), el("p", { class: "soft small" }, t("retest_text")), retestTable(found), reasons([found.retest.same_letters, ...found.retest.correlations]))),
  ];
}

function numbers(found) {
  const one = (name, text, of = null) => el("div", {}, el("dt", {}, t(name), of !== null && of !== found.people && note(of)), el("dd", {}, text));
  return el("dl", { class: "numbers" },
    one("people", count(found.people)),
    one("undetermined", percentOf(found.undetermined)),
    one("time", seconds(found.seconds), found.seconds.n),
    one("twice", count(found.retest.n)));
}
