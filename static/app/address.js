// The account's address: a new one takes the password, and then the code that is mailed there.

import { post, put } from "./api.js";
import { codeField, sendAgain, whereItIs } from "./code-field.js";
import { el, show } from "./dom.js";
import { day, words } from "./i18n.js";
import { whose, wrongAt } from "./own-password.js";
import { here } from "./router.js";
import { change, me } from "./session.js";
import { button, field, form, toast } from "./ui.js";
import { atMost, withCancel } from "./writing.js";

const t = words({
  id: {
    now: "Alamat Anda sekarang: {email}", email: "Alamat baru", an_email: "Tulis alamat e-mail yang lengkap, misalnya ani@contoh.id.", email_taken: "Alamat ini sudah dipakai akun lain.",
    password: "Kata sandi Anda", a_password: "Isi kata sandi Anda sekarang.", wrong_password: "Kata sandi ini tidak benar.", ask: "Kirim kode ke alamat baru",
    sent: "Surat untuk {email} sudah dibuat. Masukkan kode di dalamnya. Sampai saat itu alamat Anda tetap {old}.",
    confirm: "Pakai alamat ini", wrong: "Kode ini salah atau sudah tidak berlaku. Periksa lagi, atau minta kode baru.", saved: "Alamat Anda sudah diganti.",
    undo: "Alamat lama Anda juga mendapat surat: dari sana perubahan ini dapat dibatalkan selama 7 hari.", former: "Sampai {day}, alamat lama {email} masih dapat mengambil kembali akun ini.",
  },
  en: {
    now: "Your address now: {email}", email: "New address", an_email: "Write the whole e-mail address, such as ann@example.com.", email_taken: "Another account has this address.",
    password: "Your password", a_password: "Fill in your current password.", wrong_password: "This password is wrong.", ask: "Send a code to the new address",
    sent: "We have written to {email}. Enter the code from that mail; until then your address stays {old}.",
    confirm: "Use this address", wrong: "This code is wrong or no longer valid. Check it, or ask for a new one.", saved: "Your address is changed.",
    undo: "Your old address gets a mail, too: from there this can be undone for 7 days.", former: "Until {day}, the old address {email} can still take this account back.",
  },
});

const LONGEST = 100;

/** What a code was asked for with; outlasts drawing the screen in the other language, and nothing else. */
let asked = null;
/** An address whose code isn't to be given here. */
let dismissed = null;

/** The address that waits for its code: asked for here, or by another API's app. */
const waiting = () => asked?.email ?? [me.account.wanted_email].find((email) => email && email !== dismissed);

export function addressForm() {
  const place = el("div", {});
  const draw = () => show(place, waiting() ? second(draw) : first(draw));
  return draw();
}

/** To be called when the screen is left. */
export function forgetAddress() {
  if (here().path !== "/account" || !me.account) asked = dismissed = null;
}

function first(draw) {
  const email = atMost(LONGEST, field({ label: t("email"), name: "email", type: "email", autocomplete: "email", required: true, "data-fault": t("an_email") }));
  const password = field({ label: t("password"), name: "password", type: "password", autocomplete: "current-password", required: true, "data-fault": t("a_password") });
  const node = form([email, password], t("ask"), async ({ email: typed, password: given }) => {
    const wanted = { email: typed.trim(), password: given };
    await wrongAt("password", post("/app/address", wanted));
    asked = wanted;
    draw().querySelector("[name=otp]").focus();
  }, () => ({ fields: t("an_email"), wrong_password: t("wrong_password") }));
  node.prepend(whose());
  node.querySelector("button[type=submit]").className = "quiet";
  return [el("p", {}, t("now", { email: me.account.email })), el("p", { class: "soft" }, t("undo")), ...former(), node];
}

/** Who else can still take the account back. */
function former() {
  const all = me.account.former_emails ?? [];
  return all.map((one) => el("p", { class: "note" }, t("former", { email: one.email, day: day(one.until) })));
}

function second(draw) {
  const email = waiting();
  const back = () => {
    asked = null;
    dismissed = email;
    draw().querySelector("[name=email]").focus();
  };
  const node = form([codeField()], t("confirm"), async ({ otp }) => {
    const told = await put("/app/address", { email, code: otp });
    asked = null;
    change(told);
    draw().querySelector("[name=email]").focus();
    toast(t("saved"));
  }, () => ({ wrong_code: t("wrong"), email_taken: t("email_taken") }));
  return [
    el("p", { role: "status" }, t("sent", { email, old: me.account.email })),
    whereItIs(),
    withCancel(node, back),
    asked && sendAgain("/app/address", () => asked, true),
  ];
}
