// Making an account.

import { el, put } from "./dom.js";
import { takeAlongBox, takeIfWanted } from "./guest-answers.js";
import { words } from "./i18n.js";
import { hold } from "./pending.js";
import { go, onward, withThen } from "./router.js";
import { me, signUp } from "./session.js";
import { newPassword } from "./new-password.js";
import { field, form } from "./ui.js";

const t = words({
  id: {
    title: "Daftar", text: "Dengan akun, hasil kuis Anda tersimpan dan hanya Anda yang dapat melihatnya.", front: "Nama depan", last: "Nama belakang (boleh kosong)",
    email: "Alamat e-mail", submit: "Buat akun", have: "Sudah punya akun?", sign_in: "Masuk",
    front_fault: "Isi nama depan Anda, paling banyak 50 huruf.", last_fault: "Nama belakang paling banyak 50 huruf.", email_fault: "Isi alamat e-mail yang benar, misalnya ayu@example.com.",
    email_taken: "Alamat ini sudah punya akun. Masuklah dengan alamat ini, atau pakai alamat lain.",
  },
  en: {
    title: "Sign up", text: "An account keeps your quiz results. Only you can see them.", front: "First name", last: "Last name (optional)",
    email: "E-mail address", submit: "Create account", have: "Have an account?", sign_in: "Sign in",
    front_fault: "Fill in your first name, 50 letters at most.", last_fault: "The last name can have 50 letters at most.", email_fault: "Fill in an e-mail address, such as ayu@example.com.",
    email_taken: "This address has an account already. Sign in with it, or use another one.",
  },
});

function render() {
  const front = field({ label: t("front"), name: "front_name", autocomplete: "given-name", required: true, maxlength: 50, "data-fault": t("front_fault") });
  const last = field({ label: t("last"), name: "last_name", autocomplete: "family-name", maxlength: 50, "data-fault": t("last_fault") });
  const email = field({ label: t("email"), name: "email", type: "email", autocomplete: "email", required: true, "data-fault": t("email_fault") });
  const password = newPassword("password", () => [front, last, email].map((one) => one.input.value));
  const fields = [front, last, email, password, takeAlongBox()].filter(Boolean);
  const own = (problem) => password.faults(problem, {
    front_name: t("front_fault"), last_name: t("last_fault"), email: t("email_fault"), email_taken: t("email_taken"),
    reply_lost: t("email_taken"),
  });
  return el("section", { class: "narrow" },
    el("h1", {}, t("title")),
    el("p", { class: "soft" }, t("text")),
    form(fields, t("submit"), send, own),
    put(el("p", { class: "beside" }), t("have"), " ", el("a", { href: `#${withThen("/sign-in")}` }, t("sign_in"))));
}

async function send({ along, ...values }) {
  const then = onward();
  const verify = withThen("/verify");
  await signUp({ ...values, email: values.email.trim() });
  if (me.account) {
    await takeIfWanted(along);
    go(then, { replace: true });
  } else {
    hold({ email: values.email.trim(), password: values.password, along: Boolean(along), sent: true });
    go(verify);
  }
}

export default { title: () => t("title"), render };
