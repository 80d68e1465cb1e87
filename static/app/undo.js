// Taking an account back with the code that was mailed to its old address.

import { post } from "./api.js";
import { el } from "./dom.js";
import { words } from "./i18n.js";
import { lettersField } from "./letters-field.js";
import { newPassword } from "./new-password.js";
import { go } from "./router.js";
import { signIn } from "./session.js";
import { form, toast } from "./ui.js";

const t = words({
  id: {
    title: "Kembalikan alamat Anda", text: "Alamat akun Anda diubah, dan bukan Anda yang mengubahnya? Dengan kode dari surat ke alamat lama Anda, alamat itu kembali. Semua yang sedang masuk ke akun Anda dikeluarkan, tautan ke hasil Anda dan perbandingan Anda berakhir, dan hanya kata sandi baru Anda yang berlaku.",
    submit: "Kembalikan dan masuk",
    wrong: "Kode ini salah, sudah dipakai, atau sudah lewat 7 hari.", done: "Alamat Anda sudah kembali. Silakan masuk.", sign_in: "Ke halaman masuk",
  },
  en: {
    title: "Get your address back", text: "Your account's address was changed, and it wasn't you? With the code from the mail to your old address it comes back. Everybody who is signed in to your account is signed out, links to your results and your comparisons end, and only your new password is good.",
    submit: "Get it back and sign in",
    wrong: "This code is wrong, was used, or is older than 7 days.", done: "Your address is back. Please sign in.", sign_in: "To the sign-in page",
  },
});

function render({ code = "" }) {
  const letters = lettersField(code);
  const password = newPassword("new_password", () => []);
  return el("section", { class: "narrow" },
    el("h1", {}, t("title")),
    el("p", {}, t("text")),
    form([letters, password], t("submit"), send, (problem) => faults(problem, letters, password)),
    el("p", { class: "beside" }, el("a", { href: "#/sign-in" }, t("sign_in"))));
}

function faults(problem, letters, password) {
  // The server calls it by its own name.
  for (const one of problem.fields ?? []) if (one.field === "password") one.field = "new_password";
  return password.faults(problem, { wrong_code: t("wrong"), code: letters.input.dataset.fault });
}

async function send({ code, new_password: password }) {
  const { email } = await post("/app/undo-address", { code, password });
  try {
    await signIn(email, password);
    go("/", { replace: true });
  } catch {
    // The code is used up: nothing is left to do here.
    toast(t("done"));
    go("/sign-in", { replace: true });
  }
}

export default { title: () => t("title"), render };
