// A questionnaire: what it is about, its statements, and the way to its result. The run is the quiz's own.

import { isGuest } from "./answers-state.js";
import { get } from "./api.js";
import { el, newId, show } from "./dom.js";
import { words } from "./i18n.js";
import { InstrumentAnswers } from "./instrument-answers.js";
import { end } from "./instrument-end.js";
import { badges, spoken, toAll } from "./instrument-list.js";
import { Run } from "./quiz-run.js";
import { here } from "./router.js";
import { me, settled } from "./session.js";
import { button, empty, loading } from "./ui.js";

const t = words({
  id: {
    title: "Kuesioner", start: "Mulai", go_on: "Lanjutkan", so_far: "{count} dari {total} sudah dijawab",
    not_validated: "Belum ada yang meneliti apakah kuesioner ini benar-benar mengukur yang dimaksud. Pakailah hasilnya sebagai bahan obrolan, bukan untuk menilai atau memilih orang.",
    kept: "Jawaban Anda tetap di peramban ini sampai selesai. Setelah itu hasilnya disimpan di akun Anda.", kept_guest: "Tanpa akun, jawaban dan hasilnya hanya ada di peramban ini.",
    may_count: "Jawaban saya boleh disimpan untuk penelitian.", may_count_hint: "Gunanya untuk mengukur seberapa baik kuesioner ini: rentang, statistik dan norma, dan berkas tanpa nama bagi yang menelitinya. Boleh dikosongkan: hasil Anda sama saja. Di server ini jawaban itu tetap terhubung dengan akun Anda, sehingga dapat dicabut kapan saja di halaman hasil atau di halaman Akun.",
    gone: "Kuesioner ini tidak ada", gone_text: "Alamatnya mungkin salah ketik, atau server ini tidak menawarkannya lagi.",
  },
  en: {
    title: "Questionnaire", start: "Start", go_on: "Continue", so_far: "{count} of {total} answered",
    not_validated: "Nobody has examined yet whether this questionnaire measures what it means to. Take its result as something to talk about, not to judge or choose people by.",
    kept: "Your answers stay in this browser until you finish. Then the result is kept in your account.", kept_guest: "Without an account, answers and result are in this browser alone.",
    may_count: "My answers may be kept for research.", may_count_hint: "They serve to measure how good this questionnaire is: ranges, statistics and norms, and a file without names for those who study it. You may leave this empty: your result is the same. On this server they stay linked to your account, so that it can be taken back at any time, where the result is or under Account.",
    gone: "There is no such questionnaire", gone_text: "The address may be mistyped, or this server doesn't offer it any more.",
  },
});

let run = null;
let answers = null;
/** Draws the screen anew, as long as it is shown. */
let draw = null;
let visit = 0;
/** Where the run was when the screen was left for the other language. */
let resumeAt = null;

async function render({ id }) {
  visit += 1;
  const mine = visit;
  const node = el("section", { class: "quiz instrument" });
  const heading = el("h1", {}, t("title"));
  const load = async () => {
    await settled();
    const instrument = await found(id);
    if (mine !== visit) return el("div");
    if (!instrument) return empty(t("gone"), t("gone_text"), toAll());
    show(heading, el("span", { lang: spoken(instrument).lang }, spoken(instrument).texts.title));
    stop();
    answers = new InstrumentAnswers(instrument);
    const place = el("div", {});
    if (resumeAt?.id === id) begin(instrument, place, resumeAt.at);
    else show(place, intro(instrument, () => begin(instrument, place, answers.firstOpen())));
    resumeAt = null;
    return place;
  };
  draw = () => mine === visit && show(node, heading, loading(load));
  draw();
  return node;
}

async function found(id) {
  try {
    return await get(`/app/instruments/${encodeURIComponent(id)}`);
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

function intro(instrument, go) {
  const { texts, lang } = spoken(instrument);
  const count = answers.count();
  return [
    badges({ ...instrument, statements: instrument.key.length }),
    el("p", { class: "lead", lang }, texts.about),
    texts.evidence ? el("p", { class: "note", lang }, texts.evidence) : el("p", { class: "note" }, t("not_validated")),
    !isGuest() && me.research && mayCount(),
    count > 0 && el("p", { class: "so-far" }, t("so_far", { count, total: instrument.key.length })),
    el("div", { class: "row" }, button(t(count > 0 ? "go_on" : "start"), go, "main large"), toAll()),
    el("p", { class: "hint" }, t(isGuest() ? "kept_guest" : "kept")),
    texts.credit && el("p", { class: "soft small", lang }, texts.credit),
  ];
}

/** Unticked as long as nobody ticks it. */
function mayCount() {
  const id = newId("may-count");
  const hint = newId("may-count-hint");
  const box = el("input", { type: "checkbox", id, "aria-describedby": hint, onchange: () => { answers.mayCount = box.checked; } });
  box.checked = answers.mayCount;
  return el("div", {}, el("div", { class: "tick" }, box, el("label", { for: id }, t("may_count"))), el("p", { id: hint, class: "hint" }, t("may_count_hint")));
}

function begin(instrument, place, at) {
  const { texts } = spoken(instrument);
  run = new Run({ texts: texts.statements, scale: texts.points, at, answers, end: (begun) => end(begun, instrument, answers), first: 1 });
  run.id = instrument.id;
  run.node.lang = spoken(instrument).lang;
  show(place, run.node);
  document.getElementById("main").focus({ preventScroll: true });
  scrollTo(0, 0);
}

function stop() {
  run?.stop();
  answers?.stop();
  run = null;
}

function leave() {
  visit += 1;
  resumeAt = run && here().path === `/questionnaires/${run.id}` ? { id: run.id, at: run.at } : null;
  stop();
}

document.addEventListener("instrument-answers", () => run?.update());
// Somebody else is signed in now: nothing of what stands here is theirs.
document.addEventListener("answers-owner", () => draw?.());

export default { title: () => t("title"), render, leave };
