// One's own result: the latest, or the one the address names.

import * as answers from "./answers.js";
import { get } from "./api.js";
import { compareAsk } from "./compare-ask.js";
import { el, show } from "./dom.js";
import { colours } from "./emblem.js";
import { offer } from "./guest-answers.js";
import { KEEP_BY_SIGN_IN, keepCard } from "./guest-keep.js";
import { guestResult } from "./guest-result.js";
import { moment, words } from "./i18n.js";
import { influences } from "./influences.js";
import { norms } from "./norms.js";
import { portrait, portraitsIfPossible } from "./portraits.js";
import { charts, hero, told } from "./result-parts.js";
import { reveal } from "./reveal.js";
import { me, settled } from "./session.js";
import { shareCard } from "./share-card.js";
import { shares } from "./shares.js";
import { button, buttonLink, card, empty, loading } from "./ui.js";

const t = words({
  id: {
    title: "Hasil Anda", answered: "Dijawab {when}", history: "Semua hasil Anda",
    share: "Bagikan", print: "Cetak", again: "Jawab lagi", to_quiz: "Buka kuis", sign_in: "Sudah punya akun? Masuk",
    none: "Belum ada hasil", none_text: "Jawab keenam puluh pernyataan, lalu hasil Anda muncul di sini. Perlu kira-kira sepuluh menit.",
    gone: "Hasil ini tidak ada", gone_text: "Alamatnya mungkin salah ketik, atau hasil ini milik akun lain.",
    influences: "Jawaban yang paling menentukan",
    unsure: "Hasil ini belum bisa diandalkan",
    all_answers_the_same: "Semua pernyataan mendapat jawaban yang sama, jadi tidak ada yang bisa dibandingkan.",
    long_run_of_one_answer: "Sepuluh pernyataan berturut-turut atau lebih mendapat jawaban yang sama. Itu mudah terjadi kalau sedang lelah atau terburu-buru.",
    answers_follow_a_pattern: "Jawabannya berulang menurut pola, apa pun bunyi pernyataannya.",
    answers_do_not_fit_together: "Jawaban Anda atas pernyataan yang sejenis mengarah ke sisi yang berlainan. Dalam simulasi, itu terjadi pada kebanyakan orang yang menjawab tanpa membaca, dan pada satu dari dua puluh yang membaca.",
    no_type_stands_out: "Jawaban Anda cocok dengan banyak tipe sekaligus, dan tidak ada yang menonjol.",
    other_reason: "Jawabannya tidak cukup jelas.",
    unsure_text: "Tidak apa-apa. Jawablah lagi dengan santai kapan pun Anda sempat; hasil ini tetap tersimpan.",
  },
  en: {
    title: "Your result", answered: "Answered {when}", history: "All your results",
    share: "Share", print: "Print", again: "Answer again", to_quiz: "Open the quiz", sign_in: "Have an account? Sign in",
    none: "No result yet", none_text: "Answer the sixty statements, and your result appears here. It takes about ten minutes.",
    gone: "There is no such result", gone_text: "The address may be mistyped, or the result belongs to another account.",
    influences: "The answers that influenced it most",
    unsure: "This result can't be relied on yet",
    all_answers_the_same: "All statements got the same answer, so there is nothing to compare.",
    long_run_of_one_answer: "Ten or more statements in a row got the same answer. That happens easily when you are tired or in a hurry.",
    answers_follow_a_pattern: "The answers repeat themselves in a pattern, whatever the statements say.",
    answers_do_not_fit_together: "Your answers to statements of a kind point in different directions. In simulations that happens to most people who answer without reading, and to one in twenty who read.",
    no_type_stands_out: "Your answers fit many types at once, and none stands out.",
    other_reason: "The answers weren't clear enough.",
    unsure_text: "No harm done. Answer again without hurry, whenever you like; this result stays where it is.",
  },
});

export default {
  title: () => t("title"),
  render({ id }) {
    // The heading is read out before the result is there; the type follows when it is.
    const type = el("span", { class: "visually-hidden", "aria-live": "polite" });
    const node = el("article", { class: "result" });
    const draw = () => show(node, el("h1", {}, t("title"), type), loading(async () => {
      await settled();
      const asked = answers.isGuest() && !id ? guestResult() : wanted(id);
      const [result] = await Promise.all([asked, portraitsIfPossible()]);
      // Of whoever answered here before signing in; who has a result already isn't asked twice.
      const asking = offer({ again: !result, taken: draw });
      if (!result) return [asking, id ? gone() : none()];
      show(type, `: ${told(result)}`);
      reveal(node);
      return [asking, whole(result)];
    }));
    draw();
    return node;
  },
};

/** The result; null if there is none. */
async function wanted(id) {
  try {
    const which = id ?? (await get("/app/results")).results.at(-1)?.id;
    return which === undefined ? null : await get(`/app/results/${encodeURIComponent(which)}`);
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

const none = () => empty(t("none"), t("none_text"), buttonLink(t("to_quiz"), "#/quiz"), answers.isGuest() && buttonLink(t("sign_in"), KEEP_BY_SIGN_IN, "quiet"));
const gone = () => empty(t("gone"), t("gone_text"), buttonLink(t("history"), "#/history"));

function whole(result) {
  const drawing = shareCard(result);
  const mine = result.id !== null;
  // A guess has no type's colours.
  return el("div", { class: result.reliable ? `tinted ${colours(result.mbti)}` : null },
    hero(result, el("p", { class: "print-only" }, me.account?.name),
      el("p", { class: "soft small dated" }, el("span", {}, t("answered", { when: moment(result.created_at) })), mine && el("a", { class: "no-print", href: "#/history" }, t("history"))),
      tools(result, drawing)),
    !result.reliable && notice(result.reason),
    !mine && keepCard(),
    portrait(result),
    charts(result),
    norms(result),
    card(t("influences"), influences(result.influences)),
    drawing,
    mine && shares(result),
    mine && compareAsk(result));
}

function tools(result, drawing) {
  const heading = drawing.querySelector("h2");
  heading.tabIndex = -1;
  const toShare = () => {
    heading.scrollIntoView({ behavior: "smooth" });
    heading.focus({ preventScroll: true });
  };
  return el("div", { class: "row middle-row no-print" },
    button(t("share"), toShare, result.reliable ? "main" : "quiet"),
    button(t("print"), () => window.print()),
    result.reliable && buttonLink(t("again"), "#/quiz", "quiet"));
}

function notice(reason) {
  const known = ["all_answers_the_same", "long_run_of_one_answer", "answers_follow_a_pattern", "answers_do_not_fit_together", "no_type_stands_out"].includes(reason);
  const node = card(t("unsure"),
    el("p", {}, t(known ? reason : "other_reason"), " ", t("unsure_text")),
    el("p", { class: "no-print" }, buttonLink(t("again"), "#/quiz")));
  node.classList.add("unsure-notice");
  return node;
}
