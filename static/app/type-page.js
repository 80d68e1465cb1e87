// The page of one type: what is said of it, and the four types that are a letter away.

import { el } from "./dom.js";
import { colours, emblem, isType, neighbours } from "./emblem.js";
import { words } from "./i18n.js";
import { parts, portraits } from "./portraits.js";
import { go } from "./router.js";
import { letterMeaning, letterName } from "./types.js";
import { buttonLink, card, empty } from "./ui.js";

const t = words({
  id: {
    none: "Tipe itu tidak ada", none_text: "Sebuah tipe terdiri atas empat huruf, misalnya INFJ: E atau I, S atau N, T atau F, J atau P.", map: "Keenam belas tipe", quiz: "Isi kuisnya",
    near: "Selisih satu huruf", near_text: "Dalam simulasi, kebanyakan orang berada dekat tengah pada paling tidak satu huruf. Kalau halaman ini hanya separuh cocok, bacalah juga tetangganya.",
    instead: "{other}, bukan {letter}: {meaning}",
    limits: "Seberapa jauh bisa dipercaya", limits_1: "Teks ini kami tulis sendiri; isinya gambaran, bukan hasil pengukuran. Kuisnya belajar dari orang simulasi saja, dan dalam simulasi kira-kira separuh orang mendapat tipe lain pada kali kedua.",
    limits_2: "Sebuah tipe tidak mengatakan apa yang sanggup dilakukan seseorang, dan bukan dasar untuk memilih pegawai, murid, atau pasangan. Ini bukan tes MBTI®.",
  },
  en: {
    none: "There is no such type", none_text: "A type is four letters, such as INFJ: E or I, S or N, T or F, J or P.", map: "All sixteen types", quiz: "Take the quiz",
    near: "One letter away", near_text: "In simulations, most people lie near the middle of at least one letter. If this page fits only half, read its neighbours as well.",
    instead: "{other} instead of {letter}: {meaning}",
    limits: "How far to trust this", limits_1: "We wrote these texts ourselves: they describe, and nobody measured them. The quiz was trained on simulated people only, and in simulations about half of the people got another type the second time.",
    limits_2: "A type doesn't say what anyone is able to do, and is no ground to choose an employee, a pupil or a partner by. This is no MBTI® test.",
  },
});

export default {
  title: ({ type }) => (isType(type.toUpperCase()) ? type.toUpperCase() : t("none")),
  async render({ type: typed }) {
    const type = typed.toUpperCase();
    if (type === "") go("/types", { replace: true });
    if (!isType(type)) return el("section", { class: "middle" }, el("h1", {}, t("none")), empty(t("map"), t("none_text"), buttonLink(t("map"), "#/types")));
    const all = await portraits();
    return el("article", { class: `type-page tinted ${colours(type)}` },
      hero(type, all[type]),
      parts(all[type], "h2"),
      near(type, all),
      card(t("limits"), el("p", {}, t("limits_1")), el("p", {}, t("limits_2"))),
      el("div", { class: "row no-print" }, buttonLink(t("quiz"), "#/quiz"), buttonLink(t("map"), "#/types", "quiet")));
  },
};

function hero(type, text) {
  return el("section", { class: "type-hero" },
    emblem(type, { size: 240 }),
    el("div", {},
      el("h1", {}, el("span", { class: "type-code" }, type), " ", el("span", { class: "type-nickname" }, text.nickname)),
      el("p", { class: "type-line" }, text.line),
      el("ul", { class: "poles" }, [...type].map((letter) => el("li", {}, el("b", {}, letterName(letter)), " ", letterMeaning(letter))))));
}

function near(type, all) {
  return el("section", { class: "near", "aria-labelledby": "near" },
    el("h2", { id: "near" }, t("near")),
    el("p", {}, t("near_text")),
    el("ul", { class: "neighbours" }, neighbours(type).map((other, at) => el("li", {}, el("a", { class: `tile ${colours(other)}`, href: `#/types/${other}` },
      emblem(other, { size: 64 }),
      el("span", {},
        el("b", { class: "tile-code" }, other), " ", el("span", { class: "tile-name" }, all[other].nickname),
        el("span", { class: "tile-text" }, t("instead", { other: other[at], letter: type[at], meaning: letterMeaning(other[at]) }))))))));
}
