// A way back in without the password: the address, then the code that was mailed to it with a new password.

import { post } from "./api.js";
import { codeField, sendAgain, whereItIs } from "./code-field.js";
import { el, show } from "./dom.js";
import { takeAlongBox, takeIfWanted } from "./guest-answers.js";
import { words } from "./i18n.js";
import { newPassword } from "./new-password.js";
import { go, here, onward, withThen } from "./router.js";
import { me, signIn } from "./session.js";
import { field, form, toast } from "./ui.js";

const t = words({
  id: {
    title: "Lupa kata sandi", ask: "Tulis alamat e-mail akun Anda. Kami mengirim kode ke sana untuk membuat kata sandi baru.", email: "Alamat e-mail", email_fault: "Isi alamat e-mail yang benar.", next: "Kirim kode",
    sent: "Jika ada akun dengan alamat {email}, kodenya sudah dikirim ke sana. Masukkan kode itu dan kata sandi baru Anda.", made: "Jika ada akun dengan alamat {email}, kodenya sudah dibuat. Masukkan kode itu dan kata sandi baru Anda.", submit: "Simpan dan masuk", other: "Pakai alamat lain", back: "Kembali ke halaman masuk", undo: "Alamat akun Anda diubah orang lain?",
    wrong: "Kode ini salah atau sudah tidak berlaku. Periksa lagi, atau minta kode baru.", ended: "Demi keamanan, semua perangkat lain akan keluar dari akun ini.", done: "Kata sandi baru Anda tersimpan. Silakan masuk.",
  },
  en: {
    title: "Forgotten password", ask: "Fill in your account's e-mail address. We send a code there to set a new password.", email: "E-mail address", email_fault: "Fill in an e-mail address.", next: "Send the code",
    sent: "If there is an account with the address {email}, a code has been sent there. Fill it in, and your new password.", made: "If there is an account with the address {email}, a code has been made for it. Fill it in, and your new password.", submit: "Save and sign in", other: "Use another address", back: "Back to sign in", undo: "Did somebody else change your account's address?",
    wrong: "This code is wrong or no longer valid. Check it, or ask for a new one.", ended: "To be safe, all other devices will be signed out of this account.", done: "Your new password is saved. Please sign in.",
  },
});

/** The address a code was sent to; outlasts drawing the screen in the other language. */
let asked = null;

function render() {
  const place = el("div", {});
  const draw = () => show(place, asked ? second(draw) : first(draw));
  draw();
  return el("section", { class: "narrow" }, el("h1", {}, t("title")), place, el("p", { class: "beside" }, el("a", { href: "#/undo" }, t("undo"))),
    el("p", { class: "beside" }, el("a", { href: `#${withThen("/sign-in")}` }, t("back"))));
}

function first(draw) {
  const email = field({ label: t("email"), name: "email", type: "email", autocomplete: "username", required: true, "data-fault": t("email_fault") });
  const send = async () => {
    await post("/api/v1/auth/request-password-reset", { email: email.input.value.trim() });
    asked = email.input.value.trim();
    draw().querySelector("[name=otp]").focus();
  };
  return [el("p", {}, t("ask")), form([email], t("next"), send, () => ({ 400: t("email_fault"), 422: t("email_fault") }))];
}

function second(draw) {
  const password = newPassword("new_password", () => [asked]);
  const other = el("button", { type: "button", class: "plain", onclick: () => { asked = null; draw().querySelector("input").focus(); } }, t("other"));
  // So that password managers know whose it is.
  const username = el("input", { type: "email", name: "username", autocomplete: "username", value: asked, hidden: true, readonly: true });
  return [
    el("p", { role: "status" }, t(me.mail === "outbox" ? "made" : "sent", { email: asked })),
    whereItIs(),
    form([username, codeField(), password, takeAlongBox(), el("p", { class: "hint" }, t("ended"))].filter(Boolean), t("submit"), reset, (problem) => faults(problem, password)),
    el("div", { class: "row" }, sendAgain("/api/v1/auth/request-password-reset", () => ({ email: asked }), true), other),
  ];
}

/** FaceofMind's routes tell faults in sentences: a refused password and a wrong code are both a 400. */
function faults(problem, password) {
  if (problem.status === 400 && /guess/i.test(problem.body?.detail ?? "")) problem.code = "weak_password";
  if (problem.status === 400 && /leaks/i.test(problem.body?.detail ?? "")) problem.code = "breached_password";
  if (problem.status === 422) problem.fields = [{ field: "new_password" }];
  const own = password.faults(problem);
  return { ...own, 400: t("wrong"), 422: own.fields };
}

async function reset({ otp, new_password: password, along }) {
  const then = onward();
  const email = asked;
  await post("/api/v1/auth/reset-password", { email, otp, new_password: password });
  try {
    await signIn(email, password);
  } catch {
    // The code is used up: nothing is left to do here.
    toast(t("done"));
    go(withThen("/sign-in"), { replace: true });
    return;
  }
  await takeIfWanted(along);
  go(then, { replace: true });
}

function leave() {
  if (here().path !== "/forgotten") asked = null;
}

export default { title: () => t("title"), render, leave };
