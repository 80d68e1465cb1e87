// The statements on a phone in a room, one after another, and what follows the last.

import { consentBox } from "./consent.js";
import { el, show } from "./dom.js";
import { language, words } from "./i18n.js";
import { sentence } from "./problem.js";
import { statement } from "./quiz-scale.js";
import { ask } from "./room-api.js";
import { token, tokenName } from "./room-emblem.js";
import { result } from "./room-result.js";
import { lap, look } from "./stopwatch.js";
import { button, busy, toast } from "./ui.js";

const t = words({
  id: {
    title: "Seberapa cocok dengan Anda?", you: "Di layar depan Anda: {token}.", progress: "{count} dari {total}", back: "Kembali", skip: "Lewati", next: "Berikutnya", sending: "Mengirim …", waiting: "Disimpan di ponsel ini; dikirim begitu tersambung.", saved: "Tersimpan.", refused: "Tidak dapat dikirim.",
    all: "Semua sudah dijawab", all_text: "Sesudah ini jawaban tidak dapat diubah lagi.", finish: "Lihat hasil saya", unsent: "Belum semua jawaban terkirim. Tunggu sampai tersambung lagi.",
  },
  en: {
    title: "How well does it fit you?", you: "On the big screen you are the {token}.", progress: "{count} of {total}", back: "Back", skip: "Skip", next: "Next", sending: "Sending …", waiting: "Kept on this phone; sent once it is connected.", saved: "Saved.", refused: "This can't be sent.",
    all: "All answered", all_text: "After this the answers can't be changed any more.", finish: "See my result", unsent: "Not all answers have been sent yet. Wait until you are connected again.",
  },
});

/** How long a choice is seen before the next statement comes up, in milliseconds. */
const SEEN = 220;

/** The question whether answers in a room may be kept for research; nothing where the server collects none. */
export function roomConsent(questions, answers) {
  return questions.research && consentBox({ checked: answers.consent, way: "room", what: questions.instrument ? "instrument" : "what", set: (yes) => answers.setConsent(yes) });
}

export class RoomQuiz {
  constructor({ code, answers, questions, room }) {
    Object.assign(this, { code, answers, questions, room, total: questions.total, going: null, finale: null });
    this.bar = el("progress", { max: this.total, value: 0 });
    this.told = el("p", { class: "progress-text" });
    this.body = el("div", { class: "quiz-body single" });
    this.back = button(t("back"), () => this.show(Math.max(0, this.at - 1)));
    this.next = button(t("next"), () => this.show(Math.min(this.total, this.at + 1)));
    this.status = el("p", { class: "hint", "aria-live": "polite" });
    this.run = el("div", { class: "run" },
      el("div", { class: "quiz-top" }, this.bar, this.told), this.body,
      el("div", { class: "row apart" }, this.back, this.next), this.status);
    this.node = el("section", { class: "quiz room-quiz" }, el("h1", { class: "visually-hidden" }, t("title")), this.run);
    if (answers.result) this.end();
    else this.show(answers.firstOpen());
  }

  stop() {
    clearTimeout(this.going);
    this.finale?.stop();
  }

  show(at) {
    clearTimeout(this.going);
    if (this.shown) this.answers.looked(this.at, lap());
    look();
    this.at = at;
    this.open = at < this.total && this.answers.answer(at) === null;
    if (at < this.total) {
      const { text, lang } = this.questions.text(at);
      this.body.lang = lang ?? language();
      this.shown = statement({ at, total: this.total, text, scale: this.questions.points(), first: this.questions.first, value: this.answers.answer(at), told: (value, how) => this.answer(at, value, how) });
      show(this.body, this.shown);
    } else {
      this.body.lang = language();
      this.shown = null;
      show(this.body, this.last());
    }
    this.back.disabled = at === 0;
    this.next.hidden = at === this.total;
    this.update();
    scrollTo(0, 0);
  }

  last() {
    const missing = this.answers.count() < this.total;
    if (missing) {
      this.show(this.answers.firstOpen());
      return this.shown;
    }
    const go = button(t("finish"), () => busy(go, () => this.finish()), "main large");
    return el("div", { class: "question ending" }, el("h2", {}, t("all")), el("p", {}, t("all_text")), el("div", { class: "wide-buttons" }, go), roomConsent(this.questions, this.answers));
  }

  answer(at, value, how) {
    this.answers.give(at, value);
    if (how === "passing") return;
    const next = this.open ? this.answers.firstOpen(at + 1) : at + 1;
    const go = () => {
      this.show(next);
      this.shown?.enter();
    };
    clearTimeout(this.going);
    if (how === "key") go();
    else this.going = setTimeout(go, SEEN);
  }

  update() {
    if (this.finale) return;
    const count = this.answers.count();
    this.bar.value = count;
    const told = t("progress", { count, total: this.total });
    this.bar.setAttribute("aria-label", told);
    show(this.told, told);
    this.shown?.mark(this.answers.answer(this.at));
    show(this.next, t(this.at < this.total && this.answers.answer(this.at) !== null ? "next" : "skip"));
    show(this.status, count > 0 ? t(this.answers.condition()) : this.answers.seat !== null && [token(this.answers.seat), " ", t("you", { token: tokenName(this.answers.seat) })]);
    if (this.answers.result) this.end();
  }

  async finish() {
    try {
      if (!await this.answers.flush()) {
        toast(t("unsent"), true);
        return;
      }
      const seat = await ask("POST", `/rooms/${this.code}/seat/result?lang=${language()}`, this.answers.told(!this.questions.instrument));
      this.answers.keepResult(seat);
      this.end();
    } catch (problem) {
      toast(sentence(problem, { 0: t("unsent"), 409: t("unsent") }), true);
    }
  }

  end() {
    if (this.finale) return;
    this.finale = result({ code: this.code, answers: this.answers, questions: this.questions, room: this.room });
    show(this.node, this.finale.node);
    scrollTo(0, 0);
    this.finale.node.querySelector("h1")?.focus({ preventScroll: true });
  }

  /** The room may be revealed, extended or over by now. */
  follow(room) {
    this.room = room;
    this.finale?.follow(room);
  }
}
