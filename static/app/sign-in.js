// Signing in.

import { othersWait } from "./answers.js";
import { appCodeField, codeFaults } from "./app-code.js";
import { el, show } from "./dom.js";
import { takeAlongBox, takeIfWanted } from "./guest-answers.js";
import { words } from "./i18n.js";
import { hold, pendingSignIn } from "./pending.js";
import { go, here, onward, withThen } from "./router.js";
import { signIn } from "./session.js";
import { button, field, form } from "./ui.js";

const t = words({
  id: {
    title: "Masuk", name: "Nama pengguna atau alamat e-mail", password: "Kata sandi", submit: "Masuk", forgotten: "Lupa kata sandi?", none: "Belum punya akun?", sign_up: "Daftar",
    name_fault: "Isi nama pengguna atau alamat e-mail Anda.", password_fault: "Isi kata sandi Anda.",
    wrong_login: "Nama atau kata sandi ini tidak cocok. Periksa lagi keduanya.", suspended: "Akun ini sedang ditangguhkan. Hubungi pengelola server ini.",
    code_text: "Masukkan kode untuk {name}.", other: "Pakai akun lain",
    waits: "Ada jawaban kuis di peramban ini yang belum sampai ke akun pemiliknya. Setelah pemiliknya masuk lagi, jawaban itu dikirim dan kuis dapat dilanjutkan.",
  },
  en: {
    title: "Sign in", name: "Username or e-mail address", password: "Password", submit: "Sign in", forgotten: "Forgotten your password?", none: "No account yet?", sign_up: "Sign up",
    name_fault: "Fill in your username or e-mail address.", password_fault: "Fill in your password.",
    wrong_login: "This name and password don't belong together. Please check both.", suspended: "This account is suspended. Ask whoever runs this server.",
    code_text: "Fill in the code for {name}.", other: "Use another account",
    waits: "There are quiz answers in this browser that haven't reached their owner's account. Once their owner signs in again they are sent, and the quiz goes on.",
  },
});

/** Whose password was right, until the code is: held by this page alone. */
let half = null;

function render() {
  const place = el("div");
  const draw = () => show(place, half ? second(draw) : first(draw));
  draw();
  return el("section", { class: "narrow" }, el("h1", {}, t("title")), place);
}

function first(draw) {
  const name = field({ label: t("name"), name: "name", autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true, value: pendingSignIn().email ?? "", "data-fault": t("name_fault") });
  const password = field({ label: t("password"), name: "password", type: "password", autocomplete: "current-password", required: true, "data-fault": t("password_fault") });
  return [
    othersWait() && el("p", { class: "note" }, t("waits")),
    form([name, password, takeAlongBox()].filter(Boolean), t("submit"), (values) => send(values, draw), own),
    el("p", { class: "beside" }, el("a", { href: `#${withThen("/forgotten")}` }, t("forgotten"))),
    el("p", { class: "beside" }, t("none"), " ", el("a", { href: `#${withThen("/sign-up")}` }, t("sign_up"))),
  ];
}

const own = () => ({ wrong_login: t("wrong_login"), suspended: t("suspended") });

async function send({ name, password, along }, draw) {
  const verify = withThen("/verify");
  const then = onward();
  try {
    await signIn(name.trim(), password);
  } catch (problem) {
    if (problem.code === "second_factor_needed") {
      half = { name: name.trim(), password, along };
      draw();
      return;
    }
    if (problem.code !== "inactive") throw problem;
    hold({ email: name.includes("@") ? name.trim() : "", password, along: Boolean(along), sent: false });
    go(verify);
    return;
  }
  await enter(then, along);
}

function second(draw) {
  const code = appCodeField();
  const node = form([code], t("submit"), async ({ code: typed }) => {
    const then = onward();
    const { name, password, along } = half;
    await signIn(name, password, typed);
    half = null;
    await enter(then, along);
  }, (problem) => ({ ...own(), ...codeFaults(problem) }));
  const other = button(t("other"), () => {
    half = null;
    draw();
    node.ownerDocument.querySelector("main input").focus();
  }, "plain");
  setTimeout(() => code.input.focus());
  return [el("p", { role: "status" }, t("code_text", { name: half.name })), node, el("p", { class: "beside" }, other)];
}

async function enter(then, along) {
  await takeIfWanted(along);
  go(then, { replace: true });
}

function leave() {
  if (here().path !== "/sign-in") half = null;
}

export default { title: () => t("title"), render, leave };
