// Answers given before signing in, finished or not. They are only ever taken into an account when its owner lets us:
// whoever shares this browser may have given them.

import { count, dropGuest, guestCount, isGuest, takeAlong } from "./answers.js";
import { el, newId, show } from "./dom.js";
import { dropGuestResult, guestReliable, guestType, takeGuestResult } from "./guest-result.js";
import { words } from "./i18n.js";
import { button, toast } from "./ui.js";

const t = words({
  id: {
    along: "Bawa {what} dari peramban ini ke akun saya", along_hint: "Jangan centang kalau bukan Anda yang menjawab.",
    a_result: "hasil {type}", unsure: "hasil yang belum dapat ditentukan", some: "{count} jawaban kuis", both: "{first} dan {second}",
    taken: "Sekarang sudah ada di akun Anda.", later: "Hasil itu dikirim ke akun Anda begitu server dapat menerimanya.",
    title: "Ada {what} dari sebelum masuk", text: "Ini berasal dari peramban ini, dijawab tanpa akun. Jika Anda yang menjawab, simpanlah di akun Anda.", use: "Itu jawaban saya: simpan", drop: "Hapus dari peramban ini", dropped: "Sudah dihapus.",
  },
  en: {
    along: "Take the {what} in this browser along to my account", along_hint: "Leave it empty if somebody else answered here.",
    a_result: "result {type}", unsure: "undetermined result", some: ({ count: many }) => `${many} quiz ${many === 1 ? "answer" : "answers"}`, both: "{first} and the {second}",
    taken: "It is in your account now.", later: "The result is sent to your account as soon as the server can take it.",
    title: "From before you signed in: {what}", text: "This was answered in this browser without an account. If it was you, keep it in your account.", use: "It was me: keep it", drop: "Delete it from this browser", dropped: "It is deleted.",
  },
});

const DECLINED = "firststep.guest-declined";

const nothing = () => guestCount() === 0 && guestType() === null;

/** What there is, in words. */
function what() {
  const type = guestType();
  const many = guestCount();
  const result = type && t(guestReliable() ? "a_result" : "unsure", { type });
  const some = many > 0 && t("some", { count: many });
  return result && some ? t("both", { first: result, second: some }) : result || some;
}

/** A tick box for the forms that sign in or up, for whoever wants it; null if there is nothing to take along. */
export function takeAlongBox() {
  if (nothing()) return null;
  const id = newId("along");
  const hint = newId("along-hint");
  return el("div", {},
    el("div", { class: "tick" },
      el("input", { type: "checkbox", id, name: "along", "aria-describedby": hint }), el("label", { for: id }, t("along", { what: what() }))),
    el("p", { id: hint, class: "hint" }, t("along_hint")));
}

/** After signing in or up: does what the box said. `along` is its value in the form, which is absent if it is off. */
export async function takeIfWanted(along) {
  if (nothing()) return;
  if (!along) {
    declined(true);
    return;
  }
  await take();
}

async function take() {
  takeAlong();
  toast(t(await takeGuestResult() ? "taken" : "later"));
}

/** Where there was no box, as when somebody signed in in another tab: asks. taken() hears of a yes. */
export function offer({ again = false, taken = () => undefined } = {}) {
  const place = el("div", {});
  const draw = () => show(place, isGuest() || (!again && declined()) || nothing() ? null : question(draw, taken));
  draw();
  place.update = draw;
  return place;
}

function question(draw, taken) {
  const id = newId("offer");
  const use = async () => { await take(); draw(); taken(); };
  const drop = () => { dropGuest(); dropGuestResult(); draw(); toast(t("dropped")); };
  return el("section", { class: "card", "aria-labelledby": id }, el("h2", { id }, t("title", { what: what() })), el("p", {}, t("text")),
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
