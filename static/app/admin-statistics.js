// What the answers that people let the server keep tell of the statements and scales.

import { get } from "./api.js";
import { afterPause, finder, ways } from "./admin-parts.js";
import { el, newId } from "./dom.js";
import { count } from "./format.js";
import { day, language, words } from "./i18n.js";
import { spoken } from "./instrument-list.js";
import { endsOf } from "./instrument-scales.js";
import { me } from "./session.js";
import { intervals, histogram } from "./statistics-charts.js";
import { note, percentOf, rangeOf, reasons, seconds } from "./statistics-figures.js";
import { retestTable, statementTable, togetherTable } from "./statistics-tables.js";
import { axisName, letterName } from "./types.js";
import { button, card, empty, field } from "./ui.js";

const t = words({
  id: {
    title: "Statistik", questionnaire: "Kuesioner", quiz: "Kuis 60 pernyataan", language: "Bahasa", all: "Semua", id: "Indonesia", en: "Inggris", room: "Kode ruang", team: "Nama tim", from: "Sejak tanggal", until: "Sampai tanggal", reliable: "Hanya hasil yang dapat diandalkan", print: "Cetak",
    people: "orang", undetermined: "belum dapat ditentukan", uniform: "jawaban sama semua", time: "median waktu", twice: "menjawab dua kali",
    counted: "Setiap orang dihitung sekali, dengan jawaban pertamanya yang boleh disimpan. Tidak dihitung: {again} jawaban berikutnya dan {other} jawaban untuk pernyataan lain. Angka dari kurang dari {least} orang disembunyikan (–).",
    counted_other: "Setiap orang dihitung sekali, dengan jawaban terakhirnya yang boleh disimpan; siapa pun yang menjawab di ruang tanpa akun terhitung lagi setiap kali. Tidak dihitung: {other} jawaban untuk versi lain. Angka dari kurang dari {least} orang disembunyikan (–).",
    made_up: "Ini demo: orang-orangnya rekaan, kecuali siapa pun yang ikut menjawab di sini. Ambil angka di bawah ini sebagai contoh saja.",
    who: "Ini orang-orang yang menjawab di sini dan mengizinkan jawabannya disimpan, bukan semua orang: angka di bawah ini menceritakan mereka.",
    norms: "Di samping hasil ditampilkan norma {version}, dari {people} orang, sejak {day}.",
    none: "Belum ada jawaban", none_text: "Di sini terkumpul jawaban orang yang mengizinkannya untuk penelitian. Ubah saringannya, atau tunggu sampai ada.",
    no_key: "Pernyataan di server ini tidak punya kunci: skalanya tidak diketahui.",
    together: "Apakah pernyataan setiap skala sejalan", together_text: "Alfa dan omega adalah dua perkiraan reliabilitas dari satu kali menjawab: bagian dari ragam skor yang bukan galat, dekat 0 kalau pernyataannya tidak sejalan, paling tinggi 1. Garisnya selang kepercayaan 95 %. Nilai tinggi tidak berarti bahwa skala itu mengukur satu hal saja, mengukur apa yang dijanjikan namanya, atau bahwa orang menjawab sama pada hari lain.",
    distribution: "Letak orang-orang di setiap skala", by_letters: "Rata-rata jawaban menurut kunci: di kiri semua untuk huruf pertama, di kanan semua untuk huruf kedua.", by_ends: "Rata-rata jawaban menurut kunci: di kiri semua untuk ujung rendah, di kanan semua untuk ujung tinggi.", distribution_text: "Garis: median. Galat baku pengukuran: seberapa jauh skor-skor satu orang menyebar di sekitar skor yang akan diperoleh dari sangat banyak pernyataan seperti itu. Perubahan andal: kalau hanya galat itu yang menggesernya, dua skor satu orang berjarak kurang dari ini dalam 95 dari 100 kasus; kalau lebih, sebabnya tidak dikatakan.",
    scales: "Skala satu sama lain", scales_text: "Korelasi Pearson dengan selang kepercayaan 95 %. Mendekati 0: skor yang satu tidak meramalkan yang lain.",
    retest: "Orang yang menjawab dua kali", retest_text: "Jaraknya 14 sampai 180 hari. Korelasi mengatakan apakah urutan orang tetap, bukan apakah skornya tetap; di sampingnya: bagian orang yang tetap di sisi tengah yang sama. Karena kebetulan saja itu setengahnya, kalau kedua hurufnya sama sering. Dalam kurung: selang kepercayaan 95 %. Yang kembali bukan semua orang.",
    statements: "Pernyataan demi pernyataan", statements_text: "Titik: rata-rata; pita: satu simpangan baku ke kiri dan kanan. Ujung: bagian orang di jawaban terendah dan tertinggi. Sejalan: korelasi dengan jumlah pernyataan lain di skalanya, dengan selang kepercayaan 95 %; di bawah 0,20 biasanya dianggap hampir tidak menambah, di bawah 0 kuncinya mungkin terbalik. Bahasa: seberapa lebih tinggi pembaca bahasa Indonesia ({id} orang) menjawab daripada pembaca bahasa Inggris ({en} orang) yang sama letaknya di skala; A dapat diabaikan atau mungkin kebetulan, B kecil sampai sedang, C sedang sampai besar. Apakah karena kata-katanya atau orangnya, tidak dikatakan.",
  },
  en: {
    title: "Statistics", questionnaire: "Questionnaire", quiz: "The quiz of 60 statements", language: "Language", all: "All", id: "Indonesian", en: "English", room: "Room code", team: "Team's name", from: "From", until: "Until", reliable: "Reliable results only", print: "Print",
    people: "people", undetermined: "undetermined", uniform: "all answers the same", time: "median time", twice: "answered twice",
    counted: "Each person counts once, with the first answers that they let the server keep. Not counted: {again} later ones and {other} to other statements. Figures of fewer than {least} people are hidden (–).",
    counted_other: "Each person counts once, with the latest answers that they let the server keep; whoever answered in a room without an account counts again each time. Not counted: {other} to other versions. Figures of fewer than {least} people are hidden (–).",
    made_up: "This is a demo: its people are made up, except whoever has answered here as well. Take the figures below as an example.",
    who: "These are people who answered here and let their answers be kept, not everybody: the figures below are about them.",
    norms: "Beside results norms {version} are shown, of {people} people, since {day}.",
    none: "No answers yet", none_text: "Here the answers come together of people who let them be kept for research. Change the filters, or wait until there are some.",
    no_key: "The statements of this server have no key: their scales aren't known.",
    together: "Whether each scale's statements go together", together_text: "Alpha and omega are two estimates of reliability from one sitting: the part of the scores' variance that isn't error, near 0 where the statements don't go together, at most 1. The line is the confidence interval of 95 %. A high value says neither that a scale measures one thing alone, nor that it measures what its name promises, nor that people answer the same another day.",
    distribution: "Where people stand on each scale", by_letters: "The mean answer by the key: all for the first letter at the left, all for the second at the right.", by_ends: "The mean answer by the key: all for the low end at the left, all for the high end at the right.", distribution_text: "The line is the median. Standard error of measurement: how far one person's scores scatter around the one that very many such statements would give. Reliable change: if nothing but that error moves them, two scores of one person lie nearer together than this in 95 of 100 cases; where they don't, it doesn't say why.",
    scales: "The scales with each other", scales_text: "Pearson's correlation with its confidence interval of 95 %. Near 0 neither score foretells the other.",
    retest: "People who answered twice", retest_text: "14 to 180 days apart. A correlation says whether people keep their order, not their score; beside it stands the share who stay on the same side of the middle. Chance alone makes that half where both letters are as frequent. In brackets: confidence intervals of 95 %. Who comes back isn't everybody.",
    statements: "The statements", statements_text: "Dot: the mean. Band: one standard deviation to either side. Ends: the share of people at the lowest and the highest answer. Rest: the correlation with the sum of the scale's other statements, with its confidence interval of 95 %; below 0.20, by custom, it adds little, below 0 its key may be the wrong way round. Language: how much higher readers of Indonesian ({id} people) answer than readers of English ({en} people) who stand alike on the scale; A is negligible or may be chance, B slight to moderate, C moderate to large. It doesn't say whether the words or the people are the reason.",
  },
});

// What is looked for stays while one looks at another screen, or changes the language.
const wanted = { instrument: "", language: "", room: "", team: "", from: "", until: "", reliable: "" };
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
  const rooms = [text("room", { maxlength: 20, oninput: change("room", PAUSE) }), text("team", { maxlength: 60, oninput: change("team", PAUSE) })];
  return el("form", { class: "statistics-filters no-print", role: "search", onsubmit: (event) => event.preventDefault() },
    me.instruments > 0 && questionnaires(change("instrument")),
    field({ label: t("language"), options: [["", t("all")], ["id", t("id")], ["en", t("en")]], value: wanted.language, onchange: change("language") }),
    text("from", { type: "date", onchange: change("from") }),
    text("until", { type: "date", onchange: change("until") }),
    rooms,
    el("p", { class: "named" }, el("input", { type: "checkbox", id, checked: wanted.reliable === "true", onchange: change("reliable") }), el("label", { for: id }, t("reliable"))));
}

/** The sixty, and the others that this server offers, which come when it has told them. */
function questionnaires(onchange) {
  const node = field({ label: t("questionnaire"), options: [["", t("quiz")]], onchange });
  get("/app/instruments").then(({ instruments }) => {
    node.input.append(...instruments.map((one) => {
      const { texts, lang } = spoken(one);
      return el("option", { value: one.id, lang, selected: one.id === wanted.instrument }, texts.title);
    }));
  }, () => undefined);
  return node;
}

function ask() {
  const { instrument, room } = wanted;
  // A team is one of a room.
  const fits = (name) => name !== "team" || room;
  const asked = Object.entries(wanted).filter(([name, value]) => value && fits(name));
  const texts = instrument ? `/app/instruments/${encodeURIComponent(instrument)}` : "/app/questions";
  return Promise.all([get(`/app/admin/statistics?${new URLSearchParams(asked)}`), get(texts)]);
}

/** The figures with the texts of what they are of. A scale is drawn from one end to the other, as a result has it. */
function told(found, texts) {
  if (!found.instrument) {
    const pair = (scale) => ({ ...scale, title: axisName(scale), short: `${scale.first}/${scale.second}`, ends: [scale.first, scale.second].map((letter) => `${letter} ${letterName(letter)}`), from: found.ends[1], to: found.ends[0] });
    return { ...found, texts: texts.statements.map((one) => one[language()]), points: texts.scale[language()], scales: found.scales.map(pair) };
  }
  const { texts: own, lang } = spoken(texts);
  const named = (scale, at) => ({ ...scale, lang, title: own.scales[at].name, short: own.scales[at].name, ends: endsOf(own.scales[at]), from: found.ends[0], to: found.ends[1] });
  return { ...found, lang, texts: own.statements, points: own.points, scales: found.scales.map(named) };
}

function whole([answered, texts]) {
  if (answered.people === 0) return [empty(t("none"), t("none_text"))];
  const found = told(answered, texts);
  const times = (one) => (found.instrument ? [] : [one.seconds]);
  return [
    numbers(found),
    el("p", {}, t(found.instrument ? "counted_other" : "counted", { again: count(found.again), other: count(found.other_questionnaires), least: count(found.least) }), " ", !found.made_up && t("who")),
    found.made_up && el("p", { class: "note" }, t("made_up")),
    found.norms && el("p", {}, t("norms", { version: found.norms.version, people: count(found.norms.people), day: day(found.norms.set_at) })),
    el("p", { class: "row no-print" }, button(t("print"), () => print(), "quiet")),
    !found.has_key && el("p", {}, t("no_key")),
    found.has_key && scales(found),
    card(t("statements"), el("p", { class: "soft small" }, t("statements_text", readers(found))), reasons(found.statements.flatMap((one) => [one.mean, one.item_rest, ...times(one), one.language.size])), statementTable(found)),
  ];
}

/** How many people of each language are compared. */
function readers({ statements }) {
  const [en, id] = statements.map((one) => one.language.n).reduce((most, n) => (n[0] + n[1] > most[0] + most[1] ? n : most), [0, 0]);
  return { en: count(en), id: count(id) };
}

function scales(found) {
  return [
    card(t("together"), el("p", { class: "soft small" }, t("together_text")), intervals(found.scales), reasons(found.scales.flatMap((one) => [one.alpha, one.omega]))),
    card(t("distribution"), el("p", { class: "soft small" }, t(found.instrument ? "by_ends" : "by_letters"), " ", t("distribution_text")), el("div", { class: "distributions" }, found.scales.map(histogram)), reasons(found.scales.map((one) => one.median))),
    el("div", { class: "grid charts" },
      found.between.length > 0 && card(t("scales"), el("p", { class: "soft small" }, t("scales_text")), togetherTable(found), reasons(found.between.map((one) => one.correlation))),
      found.retest && card(t("retest"), el("p", { class: "soft small" }, t("retest_text")), retestTable(found), reasons([found.retest.same_letters, ...found.retest.correlations]))),
  ];
}

function numbers(found) {
  const one = (name, text, of = null) => el("div", {}, el("dt", {}, t(name), of !== null && of !== found.people && note(of)), el("dd", {}, text));
  return el("dl", { class: "numbers" },
    one("people", count(found.people)),
    one(found.instrument ? "uniform" : "undetermined", [percentOf(found.undetermined), rangeOf(found.undetermined)]),
    !found.instrument && one("time", seconds(found.seconds), found.seconds.n),
    found.retest && one("twice", count(found.retest.n)));
}
