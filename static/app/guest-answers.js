// Answers given before signing in. They are only ever taken into an account when its owner lets us: whoever
// shares this browser may have given them.

import { count, dropGuest, guestCount, isGuest, takeAlong } from "./answers.js";
import { el, newId, show } from "./dom.js";
import { words } from "./i18n.js";
import { button, toast } from "./ui.js";

const t = words({
  id: {
    along: "Bawa {count} jawaban kuis dari peramban ini ke akun saya", taken: "Jawaban Anda sudah ikut ke akun Anda.",
    title: "Ada {count} jawaban dari sebelum masuk", text: "Jawaban itu diberikan di peramban ini tanpa akun. Jika itu jawaban Anda, jawaban itu dapat dipakai di sini.", use: "Pakai jawaban itu", drop: "Hapus jawaban itu", dropped: "Jawaban itu sudah dihapus.",
  },
  en: {
    along: ({ count: many }) => `Take my ${many} quiz ${many === 1 ? "answer" : "answers"} in this browser along to my account`, taken: "Your answers have come along to your account.",
    title: ({ count: many }) => `${many} ${many === 1 ? "answer" : "answers"} from before you signed in`, text: "They were given in this browser without an account. If they are yours, you can use them here.", use: "Use them", drop: "Delete them", dropped: "They are deleted.",
  },
});

const DECLINED = "firststep.guest-declined";

/** A tick box for the forms that sign in or up; null if there is nothing to take along. */
export function takeAlongBox() {
  const many = guestCount();
  if (many === 0) return null;
  const id = newId("along");
  return el("div", { class: "tick" }, el("input", { type: "checkbox", id, name: "along", checked: true }), el("label", { for: id }, t("along", { count: many })));
}

/** After signing in or up: does what the box said. `along` is its value in the form, which is absent if it is off. */
export function takeIfWanted(along) {
  if (guestCount() === 0) return;
  if (!along) {
    declined(true);
    return;
  }
  takeAlong();
  toast(t("taken"));
}

/** Where there was no box, as when somebody signed in in another tab: asks. Changes by itself when things change. */
export function offer() {
  const place = el("div", {});
  const draw = () => show(place, isGuest() || declined() || guestCount() === 0 ? null : question(draw));
  draw();
  place.update = draw;
  return place;
}

function question(draw) {
  const id = newId("offer");
  const use = () => { takeAlong(); draw(); toast(t("taken")); };
  const drop = () => { dropGuest(); draw(); toast(t("dropped")); };
  return el("section", { class: "card", "aria-labelledby": id }, el("h2", { id }, t("title", { count: guestCount() })), el("p", {}, t("text")),
    el("div", { class: "row" }, button(t("use"), use, count() === 0 ? "main" : "quiet"), button(t("drop"), drop)));
}

function declined(now = null) {
  try {
    if (now) sessionStorage.setItem(DECLINED, "yes");
    return sessionStorage.getItem(DECLINED) !== null;
  } catch {
    return false;
  }
}
