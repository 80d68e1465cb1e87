// What somebody in a room gets: their own result, their card to hold up, the group's picture once it is revealed.

import * as store from "./answers-store.js";
import { el, newId, put, show } from "./dom.js";
import { colours, emblem } from "./emblem.js";
import { day, language, words } from "./i18n.js";
import { scales } from "./instrument-scales.js";
import { ask, often } from "./room-api.js";
import { ownScales, whole } from "./room-views.js";
import { letterName } from "./types.js";
import { action, button, card, confirm, toast } from "./ui.js";

const t = words({
  id: {
    title: "Hasil Anda: {type}", undetermined: "belum tentu", guess: "Jawaban Anda belum bisa diandalkan, jadi tipenya belum bisa ditentukan. Tidak apa-apa: Anda dapat menjawab lagi sendiri kapan saja, dari halaman awal.", letters: "Empat huruf Anda", scales: "Skala demi skala", uniform: "Semua pernyataan mendapat jawaban yang sama, jadi hasil ini tidak mengatakan apa pun tentang Anda.", not_validated: "Belum ada yang meneliti apakah kuesioner ini benar-benar mengukur yang dimaksud: bahan obrolan, bukan untuk menilai atau memilih orang.", about: "Tentang {mbti}",
    raise: "Angkat kartu saya", raise_text: "Kartu memenuhi layar ponsel Anda, untuk diangkat. Ketuk untuk menutupnya.", lower: "Ketuk untuk menutup", on_wall: "Tampilkan kartu saya juga di layar depan",
    withheld: "Di layar depan kartu Anda belum dapat tampil: huruf orang lain akan ketahuan. Angkat saja ponsel Anda.", group: "Kelompok", not_yet: "Gambar kelompok muncul di sini setelah pembawa acara membukanya dan cukup banyak yang selesai.",
    research: "Jawaban untuk penelitian", research_text: "Dengan persetujuan Anda, jawaban Anda disimpan untuk penelitian. Kalau dihapus, hasil Anda tetap ada.", research_drop: "Hapus jawaban saya untuk penelitian", research_gone: "Jawaban Anda untuk penelitian sudah dihapus.",
    keep: "Simpan hasil ini", kept: "Hasil ini ada di ponsel ini sampai {until}, lalu dihapus.", take: "Bawa ke akun saya", full: "Penyimpanan ponsel ini penuh, jadi jawabannya tidak dapat dibawa. Kosongkan sedikit, lalu coba lagi.", leave: "Hapus saya dari ruang ini", leave_title: "Hapus Anda dari ruang ini?",
    leave_text: "Jawaban dan hasil Anda dihapus dari ponsel ini. Gambar kelompok yang sudah memuat Anda tetap, tanpa apa pun yang mengarah kepada Anda.", leave_yes: "Hapus saya", limits: "Tipe adalah penyederhanaan dari jawaban hari ini. Kemungkinannya berasal dari orang simulasi; kira-kira separuh dari mereka mendapat tipe lain pada kali kedua. Teks ini gambaran yang belum diukur siapa pun: bahan obrolan, bukan untuk memutuskan pekerjaan, sekolah, atau kesehatan siapa pun.",
  },
  en: {
    title: "Your result: {type}", undetermined: "undetermined", guess: "Your answers can't be relied on, so no type can be told from them. No harm done: you can answer again by yourself at any time, from the start page.", letters: "Your four letters", scales: "Scale by scale", uniform: "All statements got the same answer, so this result says nothing about you.", not_validated: "Nobody has examined yet whether this questionnaire measures what it means to: something to talk about, not to judge or choose people by.", about: "About {mbti}",
    raise: "Raise my card", raise_text: "It fills your phone's screen, to be held up. Tap it to close it.", lower: "Tap to close", on_wall: "Show my card on the big screen as well",
    withheld: "Your card can't be shown on the big screen yet: it would tell other people's letters. Hold up your phone instead.", group: "The group", not_yet: "The group's picture appears here once the host reveals it and enough people have finished.",
    research: "Answers for research", research_text: "By your consent, your answers are kept for research. If you delete them, your result stays.", research_drop: "Delete my answers for research", research_gone: "Your answers for research are deleted.",
    keep: "Keep this result", kept: "It is on this phone until {until} and is deleted then.", take: "Take it into my account", full: "This phone's storage is full, so the answers can't be taken along. Make some room, and try again.", leave: "Delete me from this room", leave_title: "Delete you from this room?",
    leave_text: "Your answers and your result are deleted from this phone. A picture of the group that you are in stays, with nothing in it that leads to you.", leave_yes: "Delete me", limits: "A type is a simplification of today's answers. Its chances come from simulated people; about half of them got another type the second time. The text is a description that nobody measured: something to talk about, not to decide on anybody's work, school or health.",
  },
});

const OFTEN = 4000;
/** How scales look that aren't letters. */
const LOOKS = "/static/app/result.css";

/** Puts a sheet where the quiz finds what was answered without an account, and goes there. */
export function takeAlong(given, to) {
  given.forEach((value, at) => value !== null && store.save(store.GUEST, at, { value, at: Date.now(), known: null }));
  if (store.endWithThePage(store.GUEST)) toast(t("full"), true);
  else location.href = to;
}

/** The screen after the last statement. Its .follow(room) hears how the room stands, .stop() ends its asking. */
export function result({ code, answers, questions, room }) {
  const own = answers.result;
  const group = el("div", { class: "phone-group" });
  let now = room;
  let shown = "";
  const draw = (picture) => {
    const text = JSON.stringify([picture, language()]);
    if (text === shown) return;
    shown = text;
    show(group, picture ? whole(picture, { room: now, questions }, 3) : el("p", { class: "soft" }, t("not_yet")));
  };
  draw(null);
  const stop = often(OFTEN, async () => {
    if (now.revealed) draw((await ask("GET", `/rooms/${code}/picture`)).picture);
  });
  const node = el("article", { class: "phone-result" },
    own.mbti ? ofType(code, own, now) : ofScales(own, questions),
    card(t("group"), group),
    answers.research && research(code, answers),
    keeping(code, answers, room, questions));
  return {
    node,
    stop,
    follow(next) {
      now = next;
    },
  };
}

/** A type that deserves no trust is called by no name here either, and there is nothing to hold up. */
function ofType(code, own, room) {
  const { mbti, reliable } = own;
  const told = reliable ? mbti : t("undetermined");
  return [
    el("h1", { class: "visually-hidden", tabindex: -1 }, t("title", { type: told })),
    el("div", { class: reliable ? `phone-hero ${colours(mbti)}` : "phone-hero" },
      reliable && emblem(mbti, { size: 112 }),
      el("p", { class: reliable ? "big-type" : "big-type undetermined", "aria-hidden": "true" }, told),
      reliable && el("p", { class: "acronym" }, [...mbti].map(letterName).join(" · "))),
    !reliable && el("p", { class: "note" }, t("guess")),
    reliable && raising(code, own, room),
    card(t("letters"), ownScales(own)),
    reliable && own.description && card(t("about", own), el("p", {}, own.description), el("p", { class: "soft small" }, t("limits"))),
  ];
}

/** Of another questionnaire there are scales, and no card to raise. */
function ofScales(own, questions) {
  const { evidence } = questions.about();
  const { lang } = questions.text(0);
  // Phones that answer the sixty do without.
  if (!document.querySelector(`link[href="${LOOKS}"]`)) document.head.append(el("link", { rel: "stylesheet", href: LOOKS }));
  return [
    // Small phones hide the heading, for the statements' sake.
    el("h1", { class: "visually-hidden", tabindex: -1, lang }, questions.title()),
    el("p", { class: "lead", lang, "aria-hidden": "true" }, questions.title()),
    !own.reliable && el("p", { class: "note" }, t("uniform")),
    card(t("scales"), scales({ instrument: questions.instrument, scores: own.scores }, "in_room"), el("p", { class: "soft small", lang: evidence ? lang : null }, evidence ?? t("not_validated"))),
  ];
}

function raising(code, own, room) {
  const id = newId("wall");
  const box = el("input", { type: "checkbox", id, onchange: async () => {
    try {
      const { raised } = await ask("PUT", `/rooms/${code}/seat/card`, { raised: box.checked });
      if (box.checked && !raised) toast(t("withheld"), true);
      box.checked = raised;
    } catch {
      box.checked = !box.checked;
    }
  } });
  return el("div", { class: "raising" },
    el("div", { class: "wide-buttons" }, button(t("raise"), () => raise(own, room), "main large")),
    el("p", { class: "hint" }, t("raise_text")),
    el("div", { class: "tick" }, box, el("label", { for: id }, t("on_wall"))));
}

/** The whole screen is the card. */
function raise(own) {
  const close = () => dialog.close();
  const dialog = el("dialog", { class: `raised-card ${colours(own.mbti)}`, "aria-label": own.mbti, onclick: close, onclose: () => dialog.remove() },
    emblem(own.mbti), el("p", { class: "raised-type" }, own.mbti), el("button", { type: "button", class: "plain" }, t("lower")));
  document.body.append(dialog);
  dialog.showModal();
}

/** What may be taken back, as long as this phone has its seat. */
function research(code, answers) {
  const drop = action(t("research_drop"), async () => {
    await ask("DELETE", `/rooms/${code}/seat/response`);
    answers.research = false;
    answers.setConsent(false);
    toast(t("research_gone"));
    node.remove();
  });
  const node = card(t("research"), el("p", {}, t("research_text")), drop);
  return node;
}

function keeping(code, answers, room, { instrument }) {
  const take = button(t("take"), () => takeAlong(answers.given, `/#/sign-up?then=${encodeURIComponent("/quiz")}`), "main");
  const leave = action(t("leave"), async () => {
    if (!await confirm({ title: t("leave_title"), text: t("leave_text"), yes: t("leave_yes") })) return;
    await ask("DELETE", `/rooms/${code}/seat`);
    answers.forget();
    location.reload();
  }, "plain");
  return put(card(t("keep"), el("p", {}, t("kept", { until: day(room.kept_until) }))), el("div", { class: "row apart" }, !instrument && take, leave));
}
