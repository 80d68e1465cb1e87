// A run through statements, the sixty or another instrument's: which are shown, what happens when one is answered, and
// what stands around them.

import { el, show } from "./dom.js";
import { keep, read, words } from "./i18n.js";
import { askConsent } from "./quiz-consent.js";
import { listenToKeys } from "./quiz-keys.js";
import { noteAnswer, startThinking, timeFor } from "./quiz-pace.js";
import { statement } from "./quiz-scale.js";
import { button, confirm } from "./ui.js";

const t = words({
  id: {
    progress: "{count} dari {total} dijawab", minutes: "kira-kira {minutes} menit lagi", soon: "kurang dari satu menit lagi",
    view: "Tampilan", one: "Satu per satu", five: "Lima per halaman", back: "Kembali", next: "Berikutnya", skip: "Lewati",
    goes_on: "Setelah Anda memilih, pernyataan berikutnya langsung muncul.", keys_one: "Dengan papan ketik: 1–{points} menjawab, Backspace kembali.",
    keys_five: "Dengan papan ketik: 1–{points} menjawab dan maju, Backspace kembali ke halaman sebelumnya.",
    here: "Jawaban Anda tersimpan di peramban ini.", saved: "Tersimpan di akun Anda.", sending: "Menyimpan …",
    held: "Penyimpanan peramban ini penuh atau dimatikan: jawaban yang belum sampai ke server hilang begitu halaman ini ditutup.",
    waiting: "Server belum dapat menerima jawaban Anda. Jawaban tersimpan di peramban ini dan dikirim sendiri begitu server kembali.",
    place: "Pernyataan {at} dari {total}: {text}", check: "Silakan pilih “{name}” di sini.",
    over: "Ulangi dari awal", over_title: "Ulangi dari awal?", over_text: "Semua jawaban yang belum diselesaikan akan dihapus. Hasil yang sudah ada tetap tersimpan.", over_yes: "Hapus jawaban",
  },
  en: {
    progress: "{count} of {total} answered", minutes: ({ minutes }) => `about ${minutes} ${minutes === 1 ? "minute" : "minutes"} left`, soon: "less than a minute left",
    view: "View", one: "One at a time", five: "Five a page", back: "Back", next: "Next", skip: "Skip",
    goes_on: "Once you choose, the next statement comes up.", keys_one: "With the keyboard: 1–{points} answer, Backspace goes back.",
    keys_five: "With the keyboard: 1–{points} answer and go on, Backspace goes to the page before.",
    here: "Your answers are kept in this browser.", saved: "Saved in your account.", sending: "Saving …",
    held: "This browser's storage is full or switched off: answers that haven't reached the server are gone as soon as this page is closed.",
    waiting: "The server can't take your answers now. They are kept in this browser and sent by themselves once it is back.",
    place: "Statement {at} of {total}: {text}", check: "Please tap “{name}” here.",
    over: "Start over", over_title: "Start over?", over_text: "All answers that aren't finished yet will be deleted. Results you already have stay.", over_yes: "Delete the answers",
  },
});

const VIEW = "firststep.quiz-view";
const PAGE = 5;
/** Before which place the statement stands that asks for a certain answer. */
const CHECK = 30;

export class Run {
  /**
   * texts are the statements in the reader's language, scale the names of the points, first the value of the first of
   * them. answers is where answers are kept: answers.js, or what has the same functions. end(run) makes what comes
   * after the last statement; see quiz-end.js. at is the place to begin at; null is the first without an answer.
   * sitting is what is kept of how they are given: sitting.js, or nothing. With it come asks: whether to ask for consent;
   * shuffled: whether this sitting has an order of its own; checks: whether there is a statement that asks for a
   * certain answer.
   */
  constructor({ texts, scale, at, answers, end, first, sitting = null, asks = false, shuffled = false, checks = false }) {
    Object.assign(this, { texts, scale, answers, end, firstValue: first, total: texts.length, sitting, asks, shuffled, checks, touched: false, skipped: false });
    this.order = this.ordered();
    this.five = read(VIEW) === "five";
    this.node = el("div", { class: "run" }, this.top(), this.asking = el("div", { class: "asking" }), this.body = el("div", { class: "quiz-body" }), this.bottom());
    this.stopKeys = listenToKeys({ points: scale.length, answer: (point) => this.answerActive(point + first), back: () => this.goBack() });
    this.show(at ?? this.firstOpen());
    startThinking();
  }

  /** The statement at each place. */
  ordered() {
    return this.sitting?.order(this.shuffled) ?? Array.from({ length: this.total }, (_, at) => at);
  }

  /** The answer at a place, and the statement there. */
  answerAt(at) {
    return this.answers.answer(this.order[at]);
  }

  textAt(at) {
    return this.texts[this.order[at]];
  }

  openPlaces() {
    return this.order.flatMap((_, at) => (this.answerAt(at) === null ? [at] : []));
  }

  /** The first place from here on without an answer; this.total if there is none. */
  firstOpen(from = 0) {
    return this.openPlaces().find((at) => at >= from) ?? this.total;
  }

  stop() {
    this.stopKeys();
  }

  top() {
    this.bar = el("progress", { max: this.total, value: 0 });
    this.told = el("p", { class: "progress-text" });
    return el("div", { class: "quiz-top" }, this.bar, this.told);
  }

  bottom() {
    this.back = button(t("back"), () => this.goBack((at) => this.turnTo(at)));
    this.next = button(t("next"), () => this.goNext());
    this.moves = el("div", { class: "row apart" }, this.back, this.next);
    this.hints = el("p", { class: "hint" });
    this.status = el("p", { class: "hint" });
    const view = (five, text) => button(text, () => this.setView(five), "quiet", { "aria-pressed": String(five === this.five) });
    this.views = [view(false, t("one")), view(true, t("five"))];
    this.over = button(t("over"), () => this.startOver(), "plain");
    this.voice = el("p", { class: "visually-hidden", "aria-live": "polite" });
    return el("div", { class: "quiz-bottom" }, this.moves, this.hints, this.status,
      el("div", { class: "row apart quiz-ways" }, el("div", { class: "views", role: "group", "aria-label": t("view") }, this.views), this.over), this.voice);
  }

  /** Shows the statement at this place with its page; this.total is the end. */
  show(at) {
    // Skipped, or left for another: it was looked at all the same.
    if (this.shown?.length === 1) this.sitting?.looked(this.order[this.shown[0].dataset.at]);
    this.at = at;
    // Who comes back to an answer goes on from there; else the way leads to what is open.
    this.open = at < this.total && this.answerAt(at) === null;
    this.check = this.makeCheck();
    this.shown = at < this.total && (this.five || !this.check) ? this.places().map((one) => this.make(one)) : [];
    this.ending = at < this.total ? null : this.end(this);
    show(this.asking, this.asks && this.first() === 0 && askConsent());
    show(this.body, this.ending ?? [this.check, this.shown]);
    this.sitting?.look();
    this.body.classList.toggle("single", at < this.total && !this.five);
    this.next.hidden = at === this.total;
    this.next.className = this.five ? "main" : "quiet";
    show(this.hints, at < this.total && [!this.five && t("goes_on"), el("span", { class: "keys" }, " ", t(this.five ? "keys_five" : "keys_one", { points: this.scale.length }))]);
    this.update();
    this.back.disabled = this.first() === 0;
  }

  /** The statements of the page. */
  places() {
    if (!this.five) return [this.at];
    return Array.from({ length: Math.min(PAGE, this.total - this.first()) }, (_, one) => this.first() + one);
  }

  first() {
    return this.five ? this.at - (this.at % PAGE) : this.at;
  }

  make(at) {
    return statement({ at, total: this.total, text: this.textAt(at), scale: this.scale, first: this.firstValue, value: this.answerAt(at), told: (value, how) => this.answer(at, value, how) });
  }

  /** The statement that asks for a certain answer, where it is due: on its page, or on a screen of its own. */
  makeCheck() {
    if (!this.checks || !this.sitting.consents() || this.at === this.total) return null;
    const due = this.five ? this.first() === CHECK : this.at >= CHECK && this.sitting.attention() === null && !this.skipped;
    if (!due) return null;
    const text = t("check", { name: this.scale.at(-1) });
    return statement({ at: "check", total: this.total, text, scale: this.scale, first: this.firstValue, value: this.sitting.attention(), told: (value, how) => this.answerCheck(value, how) });
  }

  answerCheck(value, how) {
    this.sitting.setAttention(value);
    // Its time is no statement's.
    this.sitting.look();
    if (how !== "passing" && !this.five) this.goTo(this.at);
  }

  /** Shows what changes with every answer, wherever it was given. */
  update() {
    const count = this.answers.count();
    this.bar.value = count;
    this.bar.setAttribute("aria-label", t("progress", { count, total: this.total }));
    show(this.told, [t("progress", { count, total: this.total }), timeLeft(this.total - count)].filter(Boolean).join(" · "));
    for (const one of this.shown) one.mark(this.answerAt(Number(one.dataset.at)));
    if (this.at < this.total) show(this.next, t(this.five || !this.check && this.answerAt(this.at) !== null ? "next" : "skip"));
    this.over.hidden = count === 0;
    this.showCondition();
  }

  showCondition() {
    const now = this.answers.condition();
    // With nothing answered, nothing is saved either.
    show(this.status, (now === "waiting" || this.answers.count() > 0) && t(now));
    // Being saved is no news; that it can't be, and that it can again, is.
    const waits = now === "waiting";
    if (waits !== Boolean(this.waits)) this.say(t(now));
    this.waits = waits;
    this.ending?.update();
  }

  say(text) {
    show(this.voice, text);
  }

  answer(at, value, how) {
    this.touched = true;
    if (this.answerAt(at) === null) noteAnswer();
    this.sitting?.looked(this.order[at]);
    this.answers.give(this.order[at], value);
    if (how === "passing") return;
    if (this.five) {
      if (how === "key") this.enterAfter(at);
      return;
    }
    // At once, so that the next tap is an answer, however soon it comes.
    this.goTo(this.open ? this.firstOpen(at + 1) : at + 1);
    if (how === "pointer") this.shown[0]?.echo(value);
  }

  /** A number key answers where the focus is, else what is open first. */
  answerActive(value) {
    if (this.at === this.total) return;
    if (this.check && (!this.five || this.check.contains(document.activeElement))) {
      this.answerCheck(value, "key");
      this.check?.mark(value);
      return;
    }
    const places = this.shown.map((one) => Number(one.dataset.at));
    const focused = this.shown.find((one) => one.contains(document.activeElement));
    const open = places.find((at) => this.answerAt(at) === null);
    this.answer(focused ? Number(focused.dataset.at) : open ?? places[0], value, "key");
  }

  enterAfter(at) {
    const next = this.shown.find((one) => Number(one.dataset.at) === at + 1);
    if (!next) return this.next.focus();
    next.scrollIntoView({ block: "nearest" });
    return next.enter();
  }

  /** Shows a place and puts the focus in, which has it read out. */
  goTo(at) {
    this.touched = true;
    this.show(at);
    this.entry(at).enter();
    if (this.node.getBoundingClientRect().top < 0) this.node.scrollIntoView({ block: "start" });
  }

  /** What has the focus when one comes to a place. */
  entry(at) {
    const checks = this.check && (!this.five || at === CHECK && this.sitting.attention() === null);
    return this.ending ?? (checks ? this.check : this.shown.find((one) => Number(one.dataset.at) === at));
  }

  /** The same for the buttons, which keep the focus: so it has to be said. */
  turnTo(at) {
    if (this.five || at === this.total) {
      this.goTo(at);
      return;
    }
    this.touched = true;
    this.show(at);
    if (this.check) this.check.enter();
    else this.say(t("place", { at: at + 1, total: this.total, text: this.textAt(at) }));
    if (this.back.disabled) this.shown[0].enter();
  }

  goNext() {
    if (this.check && !this.five) {
      this.skipped = true;
      this.turnTo(this.at);
      return;
    }
    this.turnTo(Math.min(this.total, this.first() + (this.five ? PAGE : 1)));
  }

  /** Whether there was something to go back to. */
  goBack(step = (at) => this.goTo(at)) {
    const before = this.first() - (this.five ? PAGE : 1);
    if (this.first() === 0) return false;
    step(Math.max(0, before));
    return true;
  }

  setView(five) {
    this.five = five;
    keep(VIEW, five ? "five" : "one");
    this.views.forEach((one, at) => one.setAttribute("aria-pressed", String((at === 1) === five)));
    this.show(this.at);
  }

  async startOver() {
    if (!await confirm({ title: t("over_title"), text: t("over_text"), yes: t("over_yes") })) return;
    this.answers.clear();
    this.skipped = false;
    this.order = this.ordered();
    this.goTo(0);
  }
}

/** The rest of the way in words; nothing while it would be guessing, or at its end. */
function timeLeft(statements) {
  const left = statements > 0 ? timeFor(statements) : null;
  if (left === null) return "";
  const minutes = Math.round(left / 60_000);
  return minutes < 1 ? t("soon") : t("minutes", { minutes });
}
