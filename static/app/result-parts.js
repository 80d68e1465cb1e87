// What one's own result and a shared one have in common.

import { bars, sureness } from "./bars.js";
import { chances, standing } from "./chances.js";
import { el } from "./dom.js";
import { emblem } from "./emblem.js";
import { words } from "./i18n.js";
import { nickname } from "./portraits.js";
import { decimal } from "./statistics-figures.js";
import { letterName } from "./types.js";
import { card } from "./ui.js";

const t = words({
  id: {
    axes: "Empat huruf", chances: "Keenam belas tipe", limits: "Seberapa jauh bisa dipercaya", undetermined: "belum tentu", guess: "Jawaban di baliknya belum bisa diandalkan, jadi tipenya belum bisa ditentukan.",
    together: "{how} (indeks {index} dari 1). Itu tanda bahwa pernyataannya dibaca, bukan bukti: dalam simulasi, sepertiga dari yang asal mengeklik mencapai 0,16 atau lebih, dan satu dari dua puluh yang membaca tidak mencapainya.",
    hardly: "Jawaban atas pernyataan yang sejenis hampir tidak sejalan", loosely: "Jawaban atas pernyataan yang sejenis kurang sejalan", fairly: "Jawaban atas pernyataan yang sejenis cukup sejalan", well: "Jawaban atas pernyataan yang sejenis sejalan", very_well: "Jawaban atas pernyataan yang sejenis sangat sejalan",
    limits_self: "Hasil ini hanya berasal dari jawaban sendiri, jadi menggambarkan cara seseorang melihat dirinya hari ini. Tipe adalah penyederhanaan: dalam simulasi, kebanyakan orang berada dekat tengah pada paling tidak satu huruf, dan kira-kira separuh mendapat tipe lain pada kali kedua.",
    limits_model: "Program penghitung bawaan FirstStep belajar hanya dari orang simulasi; belum ada orang sungguhan yang diukur. Kemungkinannya tepat secara rata-rata atas banyak susunan kata simulasi; untuk satu susunan kata, seperti milik kami, kemungkinan sebuah huruf bisa meleset sepuluh poin. Pakailah sebagai bahan obrolan dan renungan, bukan untuk memutuskan pekerjaan, sekolah, atau kesehatan siapa pun. Ini bukan tes MBTI®.",
  },
  en: {
    axes: "The four letters", chances: "All sixteen types", limits: "How far to trust this", undetermined: "undetermined", guess: "The answers behind this can't be relied on, so no type can be told from them.",
    together: "{how} (index {index} of 1). That is a sign that the statements were read, no proof: in simulations a third of those who click anywhere get 0.16 or more, and one in twenty of those who read gets less.",
    hardly: "The answers to statements of a kind hardly go together", loosely: "The answers to statements of a kind go together loosely", fairly: "The answers to statements of a kind go together fairly well", well: "The answers to statements of a kind go together well", very_well: "The answers to statements of a kind go together very well",
    limits_self: "This rests on one's own answers alone, so it shows how a person sees themselves today. Types are a simplification: in simulations, most people lie near the middle of at least one letter, and about half got another type the second time.",
    limits_model: "The model that comes with FirstStep was trained on simulated people only; no real person has been measured yet. Its chances hold on average over many simulated wordings; for one wording, such as ours, a letter's chance can be ten points off. Take it as something to talk and think about, not to decide on anybody's work, school or health. It is no MBTI® test.",
  },
});

/** The type, large, and how sure it is. `more` goes beneath. */
export function hero({ mbti, axes, probabilities, reliable }, above, ...more) {
  return el("section", { class: "hero" },
    above,
    reliable && emblem(mbti, { size: 136 }),
    // The heading says it to screen readers, which would spell this out.
    el("p", { class: reliable ? "big-type" : "big-type undetermined", "aria-hidden": "true" }, told({ mbti, reliable })),
    reliable && nickname(mbti) && el("p", { class: "nickname" }, nickname(mbti)),
    reliable && el("p", { class: "acronym" }, [...mbti].map(letterName).join("\u00a0· ")),
    el("p", { class: "sureness" }, reliable ? `${sureness(axes)} ${standing(probabilities, mbti)}` : t("guess")),
    more);
}

/** The type, or that the answers don't tell it. */
export const told = ({ mbti, reliable }) => (reliable ? mbti : t("undetermined"));

/** The charts, and how far to trust them. A type that isn't known is none of the sixteen more than others. */
export function charts({ axes, probabilities, mbti, reliable, reliability }) {
  const type = reliable ? mbti : null;
  return el("div", { class: "grid result-charts" },
    card(t("axes"), bars(axes, type)),
    el("div", {}, card(t("chances"), chances(probabilities, type)), limits(reliability)));
}

/** How well answers go together, by the index of attentive answering: from where on which word. */
const TOGETHER = [[0.95, "very_well"], [0.8, "well"], [0.5, "fairly"], [0.16, "loosely"], [0, "hardly"]];

/** A shared result tells nothing of how it was answered; of one whose answers weren't kept it isn't known. */
function limits(reliability) {
  return card(t("limits"), reliability && together(reliability), el("p", {}, t("limits_self")), el("p", {}, t("limits_model")));
}

function together({ index }) {
  const [, how] = TOGETHER.find(([least]) => index >= least);
  // Rounded down, so that the figure is never beyond the word.
  return el("p", { class: "together" }, t("together", { how: t(how), index: decimal(Math.floor(index * 100) / 100) }));
}
