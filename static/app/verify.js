// Confirming an address with the code that was mailed to it.

import { post } from "./api.js";
import { codeField, sendAgain, whereItIs } from "./code-field.js";
import { el } from "./dom.js";
import { takeIfWanted } from "./guest-answers.js";
import { words } from "./i18n.js";
import { pendingSignIn } from "./pending.js";
import { go, onward, withThen } from "./router.js";
import { me, signIn } from "./session.js";
import { field, form, toast } from "./ui.js";

const t = words({
  id: {
    title: "Konfirmasi alamat", to: "Kami mengirim kode ke {email}. Masukkan kodenya untuk mengaktifkan akun Anda.", made: "Kode untuk {email} sudah dibuat. Masukkan kodenya untuk mengaktifkan akun Anda.", ask: "Akun Anda menunggu konfirmasi. Masukkan alamat e-mail Anda dan kode yang dikirim ke sana. Belum ada kode? Minta kode baru.",
    email: "Alamat e-mail", email_fault: "Isi alamat e-mail yang benar.", submit: "Konfirmasi", wrong: "Kode ini salah atau sudah tidak berlaku. Periksa lagi, atau minta kode baru.", done: "Alamat Anda sudah dikonfirmasi. Silakan masuk.", sign_in: "Ke halaman masuk",
  },
  en: {
    title: "Confirm your address", to: "We sent a code to {email}. Fill it in to activate your account.", made: "A code for {email} has been made. Fill it in to activate your account.", ask: "Your account waits for a confirmation. Fill in your e-mail address and the code that was sent to it. No code yet? Ask for a new one.",
    email: "E-mail address", email_fault: "Fill in an e-mail address.", submit: "Confirm", wrong: "This code is wrong or no longer valid. Check it, or ask for a new one.", done: "Your address is confirmed. Please sign in.", sign_in: "To the sign-in page",
  },
});

function render() {
  const { email: known, sent } = pendingSignIn();
  const email = field({ label: t("email"), name: "email", type: "email", autocomplete: "email", required: true, value: known ?? "", "data-fault": t("email_fault") });
  const address = () => email.input.value.trim();
  // Known, it needn't be asked for; the form still sends it.
  email.hidden = Boolean(known);
  const own = () => ({ 400: t("wrong"), 422: t("wrong") });
  return el("section", { class: "narrow" },
    el("h1", {}, t("title")),
    el("p", {}, known && sent ? t(me.mail === "outbox" ? "made" : "to", { email: known }) : t("ask")),
    whereItIs(),
    form([email, codeField()], t("submit"), send, own),
    sendAgain("/api/v1/auth/resend-otp", () => ({ email: address() }), Boolean(sent)),
    el("p", { class: "beside" }, el("a", { href: `#${withThen("/sign-in")}` }, t("sign_in"))));
}

async function send({ email, otp }) {
  const then = onward();
  const { email: known, password, along } = pendingSignIn();
  await post("/api/v1/auth/verify-otp", { email: email.trim(), otp });
  if (!password || (known && known !== email.trim())) {
    toast(t("done"));
    go(withThen("/sign-in"));
    return;
  }
  try {
    await signIn(email.trim(), password);
  } catch {
    // The code is used up: nothing is left to do here.
    toast(t("done"));
    go(withThen("/sign-in"));
    return;
  }
  await takeIfWanted(along);
  go(then, { replace: true });
}

export default { title: () => t("title"), render };
