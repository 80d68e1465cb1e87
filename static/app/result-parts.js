// What one's own result and a shared one have in common.

import { bars, sureness } from "./bars.js";
import { chances, standing } from "./chances.js";
import { el } from "./dom.js";
import { emblem } from "./emblem.js";
import { words } from "./i18n.js";
import { nickname } from "./portraits.js";
import { letterName } from "./types.js";
import { card } from "./ui.js";

const t = words({
  id: {
    axes: "Empat huruf", chances: "Keenam belas tipe", limits: "Seberapa jauh bisa dipercaya", undetermined: "belum tentu", guess: "Jawaban di baliknya belum bisa diandalkan, jadi tipenya belum bisa ditentukan.",
    limits_self: "Hasil ini hanya berasal dari jawaban sendiri, jadi menggambarkan cara seseorang melihat dirinya hari ini. Tipe adalah penyederhanaan: dalam simulasi, kebanyakan orang berada dekat tengah pada paling tidak satu huruf, dan kira-kira separuh mendapat tipe lain pada kali kedua.",
    limits_model: "Program penghitung bawaan FirstStep belajar hanya dari orang simulasi; belum ada orang sungguhan yang diukur. Kemungkinannya tepat secara rata-rata atas banyak susunan kata simulasi; untuk satu susunan kata, seperti milik kami, kemungkinan sebuah huruf bisa meleset sepuluh poin. Pakailah sebagai bahan obrolan dan renungan, bukan untuk memutuskan pekerjaan, sekolah, atau kesehatan siapa pun. Ini bukan tes MBTI®.",
  },
  en: {
    axes: "The four letters", chances: "All sixteen types", limits: "How far to trust this", undetermined: "undetermined", guess: "The answers behind this can't be relied on, so no type can be told from them.",
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

/** The charts, and how far to trust them. */
export function charts({ axes, probabilities, mbti }) {
  return el("div", { class: "grid result-charts" },
    card(t("axes"), bars(axes, mbti)),
    el("div", {}, card(t("chances"), chances(probabilities, mbti)), limits()));
}

function limits() {
  return card(t("limits"), el("p", {}, t("limits_self")), el("p", {}, t("limits_model")));
}
