// The page at /r/CODE: somebody joins a room, answers, and sees what came of it.

import { el, show } from "./dom.js";
import { language, read, setLanguage, words } from "./i18n.js";
import { sentence } from "./problem.js";
import { ask, often } from "./room-api.js";
import { token, tokenName } from "./room-emblem.js";
import { RoomAnswers, tidy } from "./room-answers.js";
import { questionsOf } from "./room-questions.js";
import { RoomQuiz, roomConsent } from "./room-quiz.js";
import { action, button, field, form } from "./ui.js";
import "./theme.js";

const t = words({
  id: {
    other: "English", you: "Di layar depan Anda: {token}", code_title: "Gabung ke ruang", code: "Kode", code_hint: "Enam huruf dan angka yang ada di layar.", go: "Lanjut",
    missing: "Tidak ada ruang dengan kode ini. Periksa lagi kode di layar.", untitled: "Ruang {code}", start: "Mulai", name: "Nama Anda", name_hint: "Terlihat di layar besar.",
    name_fault: "Isi sebuah nama.", team: "Pilih tim Anda", about: ({ count, minutes }) => `${count} pernyataan, kira-kira ${minutes} menit. Jawab sesuai yang pertama terasa benar.`,
    privacy: ({ least }) => `Tanpa akun. Tidak ada yang melihat jawaban atau hasil Anda; ruang hanya melihat gambar dari sedikitnya ${least} orang bersama.`,
    offline: "Tanpa koneksi: jawaban Anda disimpan di ponsel ini dan dikirim nanti.", paused_title: "Jeda", paused_text: "Pembawa acara menjeda ruang ini. Lihat ke layar depan; ini berlanjut sendiri.",
    ended_title: "Ruang ini sudah selesai", ended_text: "Jawaban Anda masih ada di ponsel ini.", on_own: "Lanjutkan sendiri", full: "Ruang ini sudah penuh.", removed_title: "Anda dikeluarkan dari ruang ini",
    removed_text: "Pembawa acara melakukannya. Tidak ada lagi yang dikirim dari ponsel ini.", closed_text: "Tidak ada lagi yang dapat bergabung.", crowd: "Banyak yang masuk sekaligus. Coba lagi sebentar lagi.",
    again: "Coba lagi", unreached: "Ruang ini belum dapat dibuka", gone: "Ruang ini sudah dihapus", loading: "Memuat …",
  },
  en: {
    other: "Bahasa Indonesia", you: "On the big screen you are: {token}", code_title: "Join a room", code: "Code", code_hint: "The six letters and digits on the screen.", go: "Go on",
    missing: "There is no room with this code. Look at the screen again.", untitled: "Room {code}", start: "Start", name: "Your name", name_hint: "It is shown on the big screen.",
    name_fault: "Fill in a name.", team: "Choose your team", about: ({ count, minutes }) => `${count} statements, about ${minutes} ${minutes === 1 ? "minute" : "minutes"}. Go by what first feels right.`,
    privacy: ({ least }) => `No account. Nobody sees your answers or your result; the room only sees pictures of at least ${least} people together.`,
    offline: "No connection: your answers are kept on this phone and sent later.", paused_title: "Paused", paused_text: "The host has paused this room. Look up at the screen; it goes on by itself.",
    ended_title: "This room has ended", ended_text: "Your answers are still on this phone.", on_own: "Go on by yourself", full: "This room is full.", removed_title: "You were taken out of this room",
    removed_text: "The host did that. Nothing more is sent from this phone.", closed_text: "Nobody can join any more.", crowd: "Many are coming in at once. Try again in a moment.",
    again: "Try again", unreached: "This room can't be opened now", gone: "This room was deleted", loading: "Loading …",
  },
});

/** How often a phone asks how its room stands, in milliseconds: three hundred of them are sixty a second. */
const OFTEN = 5000;

const main = document.getElementById("main");
const [, , typed = ""] = location.pathname.split("/");
let code = decodeURIComponent(typed).replace(/[ -]/g, "").toUpperCase();
let room = null;
let answers = null;
let quiz = null;
/** Why there is no room to show. */
let trouble = null;
let removed = false;
/** What is drawn now, so that it isn't drawn again for nothing. */
let drawn = "";
let questions = null;

/** After how many milliseconds a room that couldn't be opened is tried again by itself. */
const AGAIN = 3000;

async function boot() {
  if (code !== "") {
    tidy(code);
    answers = new RoomAnswers(code);
    await open();
  }
  draw();
}

async function open() {
  try {
    room = await ask("GET", `/rooms/${code}`);
    code = room.code;
    questions ??= await questionsOf(room, (path) => ask("GET", path));
    answers.of(questions.total);
    speak(room.language);
    await sit();
    trouble = null;
    often(OFTEN, look);
  } catch (problem) {
    room = null;
    trouble = problem;
    // The server isn't there yet, or many come at once; with a code that is wrong it stays so.
    if (problem.status !== 404) setTimeout(() => open().then(() => draw()), (problem.retryAfter ? problem.retryAfter * 1000 : AGAIN) * (0.8 + 0.4 * Math.random()));
  }
}

/** The room's language, for whoever's browser speaks neither of ours. */
function speak(wanted) {
  const speaks = (tag) => /^(id|en|ms|jv|su)\b/i.test(tag);
  if (read("firststep.language") === null && !(navigator.languages ?? []).some(speaks) && language() !== wanted) setLanguage(wanted);
}

/** The seat that this phone has. Where nothing is kept of one there may be one still: joining finds it. */
async function sit() {
  if (answers.seat === null) return;
  try {
    answers.follow(await ask("GET", `/rooms/${code}/seat?lang=${language()}`));
  } catch (problem) {
    if (problem.code === "seat_removed") removed = true;
    // Nobody yet, or their cookie is gone: they join, and what is kept here comes along.
    else if (problem.status === 401 || problem.status === 404) answers.seat = null;
    else throw problem;
  }
}

/** How the room stands now. */
async function look() {
  try {
    room = await ask("GET", `/rooms/${code}`);
    if (answers.refused && !removed) await sit();
    offline(false);
  } catch (problem) {
    if (problem.offline) offline(true);
    else if (problem.status === 404 && !answers.result) trouble = problem;
  }
  draw();
  quiz?.follow(room);
}

function offline(on) {
  const place = document.getElementById("offline");
  place.hidden = !on;
  show(place, on && t("offline"));
}

/** Which screen it is; a screen that stands is left as it is. */
function which() {
  if (trouble) return "trouble";
  if (!room) return "code";
  if (removed) return "removed";
  if (answers.seat !== null && answers.result) return "quiz";
  if (room.state === "ended") return "ended";
  if (room.state === "paused") return "paused";
  return answers.seat === null ? "join" : "quiz";
}

function draw(again = false) {
  const name = which();
  settings();
  if (name === drawn && !again) return;
  drawn = name;
  const screens = { trouble: inTrouble, code: askCode, removed: isRemoved, quiz: inQuiz, ended: hasEnded, paused: isPaused, join };
  document.title = `${title()} – FirstStep`;
  show(main, screens[name]());
}

/** What the corner says now, so that a finger or the focus on it isn't disturbed for nothing. */
let cornered = "";

/** Whom one is on the wall, and the other language. */
function settings() {
  const seat = removed ? null : answers?.seat ?? null;
  const text = JSON.stringify([seat, language()]);
  if (text === cornered) return;
  cornered = text;
  const told = seat !== null && t("you", { token: tokenName(seat) });
  show(document.getElementById("settings"),
    told && el("span", { class: "own-token", role: "img", "aria-label": told, title: told }, token(seat)),
    button(t("other"), () => setLanguage(language() === "id" ? "en" : "id"), "plain", { lang: language() === "id" ? "en" : "id" }));
}

const title = () => (room ? room.title || t("untitled", { code }) : t("code_title"));
const heading = () => el("h1", {}, title());
const section = (...children) => el("section", { class: "narrow room-screen" }, children);

function inTrouble() {
  const again = action(t("again"), async () => location.reload(), "main");
  if (trouble.status === 404) return room ? section(heading(), el("p", { role: "alert" }, t("gone"))) : askCode(t("missing"));
  return section(el("h1", {}, t("unreached")), el("p", { role: "alert" }, sentence(trouble)), again);
}

function askCode(fault = "") {
  const input = field({ label: t("code"), hint: t("code_hint"), name: "code", required: true, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 12, class: "code room-code" });
  if (fault) input.fault(fault);
  return section(el("h1", {}, t("code_title")), form([input], t("go"), async ({ code: entered }) => {
    location.href = `/r/${encodeURIComponent(entered.replace(/[ -]/g, "").toUpperCase())}`;
  }));
}

/** The sixty take eight minutes on phones; others as long for each statement. */
const minutesFor = ({ total }) => Math.max(1, Math.round((total * 8) / 60));

function join() {
  const named = questions.instrument && el("p", { class: "lead", lang: questions.text(0).lang }, questions.title());
  const about = [heading(), named, el("p", {}, t("about", { count: questions.total, minutes: minutesFor(questions) })), el("p", { class: "note" }, t("privacy", { least: room.least })), roomConsent(questions, answers)];
  const own = { room_full: t("full"), room_ended: t("ended_title"), room_paused: t("paused_text"), 503: t("crowd") };
  if (room.asks_names) return section(about, naming(own));
  const enterBy = (text, team, kind) => action(text, () => enter({ team }), kind, () => own);
  if (room.teams.length === 0) return section(about, el("div", { class: "wide-buttons" }, enterBy(t("start"), undefined, "main large")));
  return section(about, el("h2", {}, t("team")), el("div", { class: "wide-buttons" }, room.teams.map((one, at) => enterBy(one, at, "quiet large"))));
}

/** A name, and a team by one tap, which sends both. */
function naming(own) {
  const name = field({ label: t("name"), hint: t("name_hint"), name: "name", required: true, maxlength: 50, autocomplete: "nickname", "data-fault": t("name_fault") });
  if (room.teams.length === 0) return form([name], t("start"), (values) => enter(values), () => own);
  let team = null;
  const buttons = room.teams.map((one, at) => button(one, () => {
    team = at;
    sent.requestSubmit();
  }, "quiet large"));
  const sent = form([name], t("start"), async (values) => {
    // By the Enter key alone nobody has said which.
    if (team === null) buttons[0].focus();
    else await enter({ ...values, team });
  }, () => own);
  sent.querySelector("[type=submit]").hidden = true;
  return el("div", {}, sent, el("h2", {}, t("team")), el("div", { class: "wide-buttons" }, buttons));
}

async function enter(body) {
  try {
    const seat = await ask("POST", `/rooms/${code}/seats`, body);
    answers.follow(seat);
    // With an old seat comes an old result.
    if (seat.result) await sit();
  } catch (problem) {
    if (problem.code === "seat_removed") removed = true;
    else {
      if (["room_ended", "room_paused"].includes(problem.code)) await look();
      throw problem;
    }
  }
  draw(true);
  document.querySelector("fieldset.question")?.enter?.();
}

function inQuiz() {
  quiz?.stop();
  quiz = new RoomQuiz({ code, answers, questions, room });
  return quiz.node;
}

const isPaused = () => section(heading(), el("div", { class: "card paused", role: "status" }, el("p", { class: "paused-sign", "aria-hidden": "true" }, "❚❚"), el("h2", {}, t("paused_title")), el("p", {}, t("paused_text"))));
const isRemoved = () => section(heading(), el("div", { class: "card", role: "status" }, el("h2", {}, t("removed_title")), el("p", {}, t("removed_text"))));

function hasEnded() {
  const some = answers.count() > 0;
  return section(heading(), el("div", { class: "card", role: "status" }, el("h2", {}, t("ended_title")), el("p", {}, t(some ? "ended_text" : "closed_text")),
    some && !questions.instrument && action(t("on_own"), async () => (await import("./room-result.js")).takeAlong(answers.given, "/#/quiz"), "main")));
}

document.addEventListener("language", async () => {
  if (answers?.result) await sit().catch(() => undefined);
  draw(true);
});
document.addEventListener("room-answers", () => {
  const condition = answers.condition();
  offline(condition === "waiting");
  if (condition === "refused") look();
  quiz?.update();
});

show(main, el("p", { role: "status" }, t("loading")));
boot().then(() => performance.mark("ready"));
