// Setting the password by the link of a mail: whoever is invited, or whose password an administrator ended.

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
    title: "Buat kata sandi Anda", text: "Anda mendapat surat dengan tautan ke halaman ini. Buat kata sandi; hanya Anda yang mengetahuinya.",
    submit: "Simpan dan masuk", wrong: "Kode ini salah, sudah dipakai, atau sudah lewat 7 hari. Mintalah surat baru kepada pengelola.", done: "Kata sandi Anda sudah dibuat. Silakan masuk.", sign_in: "Ke halaman masuk",
  },
  en: {
    title: "Set your password", text: "You got a mail with a link to this page. Set a password; nobody but you knows it.",
    submit: "Save and sign in", wrong: "This code is wrong, was used, or is older than 7 days. Ask whoever runs this server for a new mail.", done: "Your password is set. Please sign in.", sign_in: "To the sign-in page",
  },
});

function render({ code = "" }) {
  const letters = lettersField(code);
  const password = newPassword("new_password", () => []);
  return el("section", { class: "narrow" },
    el("h1", {}, t("title")),
    el("p", {}, t("text")),
    form([letters, password], t("submit"), send, (problem) => {
      // The server calls it by its own name.
      for (const one of problem.fields ?? []) if (one.field === "password") one.field = "new_password";
      return password.faults(problem, { wrong_code: t("wrong"), code: letters.input.dataset.fault });
    }),
    el("p", { class: "beside" }, el("a", { href: "#/sign-in" }, t("sign_in"))));
}

async function send({ code, new_password: password }) {
  const { email } = await post("/app/password-link", { code, password });
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
