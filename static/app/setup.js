// The page of the link that is printed at the first start: it makes the first administrator. The key stands
// behind the # of the link: browsers send that part to no server and write it into no log.

import { post } from "./api.js";
import { el, show } from "./dom.js";
import { language, setLanguage, words } from "./i18n.js";
import { newPassword } from "./new-password.js";
import { refresh } from "./session.js";
import { button, buttonLink, field, form } from "./ui.js";
import "./theme.js";

const t = words({
  id: {
    title: "Siapkan server ini", text: "Buat akun pengelola yang pertama. Tautan ini hanya berlaku sekali.", email: "Alamat e-mail",
    email_fault: "Isi alamat e-mail yang benar, misalnya ayu@example.com.", submit: "Buat akun pengelola", other: "English",
    done: "Server siap", done_text: "Masuklah sekarang sebagai {email}.", sign_in: "Masuk",
    used: "Tautan ini sudah dipakai atau sudah lama. Server menulis tautan baru setiap kali mulai, selama belum ada pengelola.",
    taken: "Alamat ini sudah punya akun. Pakai alamat lain.", is_there: "Sudah ada pengelola. Masuklah dengan akunnya.",
    weak_password: "Kata sandi ini terlalu mudah ditebak atau pernah bocor. Pilih yang lain, yang lebih panjang.",
  },
  en: {
    title: "Set up this server", text: "Make the account of the first administrator. This link works once.", email: "E-mail address",
    email_fault: "Fill in an e-mail address, such as ayu@example.com.", submit: "Make the administrator's account", other: "Bahasa Indonesia",
    done: "The server is ready", done_text: "Sign in now as {email}.", sign_in: "Sign in",
    used: "This link was used or is old. The server prints a new one at each start while there is no administrator.",
    taken: "This address has an account already. Use another one.", is_there: "There is an administrator already. Sign in with that account.",
    weak_password: "This password is too easy to guess or has leaked. Choose another, longer one.",
  },
});

const main = document.getElementById("main");
const key = location.hash.slice(1) || "-";
let made = null;

function draw() {
  document.title = `${t("title")} – FirstStep`;
  show(document.getElementById("settings"), button(t("other"), () => setLanguage(language() === "id" ? "en" : "id"), "plain"));
  show(main, made ? done() : ask());
}

function ask() {
  const email = field({ label: t("email"), name: "email", type: "email", autocomplete: "username", required: true, maxlength: 100, "data-fault": t("email_fault") });
  const password = newPassword("password", () => [email.input.value]);
  const own = (problem) => ({ 400: /easy to guess|leaks/.test(problem.body?.error ?? "") ? t("weak_password") : t("used"), 403: t("is_there"), 409: t("taken") });
  return el("section", { class: "narrow" }, el("h1", {}, t("title")), el("p", {}, t("text")), form([email, password], t("submit"), make, own));
}

async function make({ email, password }) {
  made = await post("/setup", { key, email, password });
  // The key is of no more use, to nobody who looks into the browser's history either.
  history.replaceState(null, "", location.pathname);
  draw();
  main.querySelector("h1").focus();
}

function done() {
  return el("section", { class: "narrow" },
    el("h1", { tabindex: -1 }, t("done")),
    el("p", {}, t("done_text", { email: made.email })),
    buttonLink(t("sign_in"), "/#/sign-in"));
}

document.addEventListener("language", draw);
// How long passwords must be here.
refresh().catch(() => undefined).finally(draw);
