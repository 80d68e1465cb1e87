// The map of the sixteen types: each step to the side, up or down changes one letter. How their emblems are made.

import { el, put, svg } from "./dom.js";
import { colours, emblem, MAP, shapes, temperament } from "./emblem.js";
import { words } from "./i18n.js";
import { portraits } from "./portraits.js";
import { me } from "./session.js";
import { letterMeaning, letterName } from "./types.js";

const t = words({
  id: {
    title: "Keenam belas tipe", lead: "Satu langkah ke samping, ke atas, atau ke bawah mengubah satu huruf saja, dan keempat tepinya bersambung. Tidak ada tempat yang lebih baik di peta ini, hanya tempat yang berbeda.",
    map: "Peta tipe: dua huruf tengah mendatar, huruf pertama dan terakhir menurun", yours: "hasil Anda",
    made: "Cara membaca lambang", made_text: "Setiap lambang digambar dari keempat hurufnya.",
    E: "E: penuh, tampak ke luar", I: "I: lingkar, isinya di dalam", S: "S: empat bagian", N: "N: satu bintang", T: "T: lurus", F: "F: bulat", J: "J: berdiri tegak", P: "P: miring",
    pairs: "Warna mengikuti pasangan huruf", pair: "{first} dan {second}", limits: "Tipe adalah penyederhanaan: semua orang punya sedikit dari semuanya, dan dalam simulasi kebanyakan berada dekat tengah pada paling tidak satu huruf.",
  },
  en: {
    title: "The sixteen types", lead: "A step to the side, up or down changes one letter, and all four edges join. No place on this map is better than another; they only differ.",
    map: "The types as a map: the two letters in the middle across, the first and the last down", yours: "your result",
    made: "How to read an emblem", made_text: "Every emblem is drawn from its four letters.",
    E: "E: filled, turned outward", I: "I: a ring that keeps it inside", S: "S: four parts", N: "N: one star", T: "T: straight", F: "F: round", J: "J: upright", P: "P: tipped",
    pairs: "Colours go by pairs of letters", pair: "{first} and {second}", limits: "Types are a simplification: everybody has something of all of them, and in simulations most people lie near the middle of at least one letter.",
  },
});

/** Two types that differ in one letter, and which, for each pair of letters. */
const PAIRS = [["ENTJ", "INTJ", 0], ["ISTJ", "INTJ", 1], ["INTJ", "INFJ", 2], ["INTJ", "INTP", 3]];

export default {
  title: () => t("title"),
  async render() {
    const all = await portraits();
    return el("article", { class: "types" },
      el("h1", {}, t("title")),
      el("p", { class: "lead" }, t("lead")),
      map(all),
      el("section", { "aria-labelledby": "made" },
        el("h2", { id: "made" }, t("made")), el("p", {}, t("made_text")),
        el("ul", { class: "made" }, PAIRS.map(pair))),
      el("section", { "aria-labelledby": "pairs" },
        el("h2", { id: "pairs" }, t("pairs")), el("p", {}, t("limits")),
        el("div", { class: "groups" }, ["SJ", "SP", "NF", "NT"].map((letters) => group(letters, all)))));
  },
};

/** The map that was drawn last. */
let shown = null;

function map(all) {
  const head = (scope, letters) => el("th", { scope }, el("b", {}, letters), el("span", { class: "spelt" }, [...letters].map(letterName).join(" · ")));
  shown = el("div", { class: "type-map-frame" }, el("table", { class: "type-map" },
    el("caption", { class: "visually-hidden" }, t("map")),
    el("thead", {}, el("tr", {}, el("td", {}), MAP[0].map((type) => head("col", type.slice(1, 3))))),
    el("tbody", {}, MAP.map((row) => el("tr", {}, head("row", row[0][0] + row[0][3]), row.map((type) => el("td", {}, tile(type, all))))))));
  mark();
  return shown;
}

/** One's own type, as soon as it is known who is signed in. */
function mark() {
  const { mbti, reliable } = me.account ?? {};
  for (const badge of shown?.querySelectorAll(".badge") ?? []) badge.remove();
  const mine = mbti && reliable !== false && shown?.querySelector(`.tile[href$="/${mbti}"] > span`);
  if (mine) put(mine, el("span", { class: "badge" }, t("yours")));
}

document.addEventListener("session", mark);

function tile(type, all) {
  return el("a", { class: `tile ${colours(type)}`, href: `#/types/${type}` },
    emblem(type, { size: 72 }),
    el("span", {},
      el("b", { class: "tile-code" }, type), " ", el("span", { class: "tile-name" }, all[type].nickname), " "));
}

/** One pair of letters: the shape that stands for either. */
function pair([first, second, at]) {
  const drawn = (type) => el("figure", {},
    svg("svg", { class: "emblem plain", viewBox: "0 0 48 48", width: 64, height: 64, "aria-hidden": "true" }, shapes(type)),
    el("figcaption", {}, t(type[at])));
  return el("li", {}, drawn(first), drawn(second));
}

function group(letters, all) {
  const [first, second] = letters;
  const types = MAP.flat().filter((type) => temperament(type) === letters);
  return el("section", { class: `group tinted of-${letters}` },
    el("h3", {}, t("pair", { first: letterName(first), second: letterName(second) })),
    el("p", { class: "soft small" }, `${letterMeaning(first)}; ${letterMeaning(second)}.`),
    el("ul", {}, types.map((type) => el("li", {}, emblem(type, { size: 40 }),
      el("p", {}, el("a", { href: `#/types/${type}` }, `${type}, ${all[type].nickname}`), " ", all[type].line)))));
}
