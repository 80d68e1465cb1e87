// The field for a code of the authenticator app, or for a recovery code in its place.

import { codeField } from "./code-field.js";
import { words } from "./i18n.js";
import { button } from "./ui.js";

const t = words({
  id: {
    label: "Kode 6 angka", hint: "Dari aplikasi autentikator di ponsel Anda.", fault: "Kodenya terdiri dari 6 angka; kode pemulihan dari 16 huruf.", recovery: "Pakai kode pemulihan", recovery_hint: "Salah satu kode yang Anda simpan; setiap kode berlaku sekali.", recovery_label: "Kode pemulihan",
    wrong: "Kode ini salah atau sudah dipakai. Tunggu kode berikutnya di aplikasi Anda.", used_up: "Terlalu banyak kode yang salah hari ini. Pakai kode pemulihan, atau coba lagi besok.",
  },
  en: {
    label: "6-digit code", hint: "From the authenticator app on your phone.", fault: "The code has 6 digits; a recovery code has 16 letters.", recovery: "Use a recovery code", recovery_hint: "One of the codes that you kept; each works once.", recovery_label: "Recovery code",
    wrong: "This code is wrong or was used. Wait for the next one in your app.", used_up: "Too many wrong codes today. Use a recovery code, or try again tomorrow.",
  },
});

/** The field; recovery says whether a recovery code does, too. */
export function appCodeField({ recovery = true } = {}) {
  const node = codeField({ label: t("label"), hint: t("hint"), "data-fault": t("fault"), name: "code" });
  if (!recovery) return node;
  const [label, hint] = [node.querySelector("label"), node.querySelector(".hint")];
  const other = button(t("recovery"), () => {
    label.textContent = t("recovery_label");
    hint.textContent = t("recovery_hint");
    // A keyboard of digits has no letters.
    node.input.inputMode = "text";
    // Sixteen letters need more room than six digits.
    node.input.className = "secret";
    other.remove();
    node.input.value = "";
    node.input.focus();
  }, "plain");
  node.append(other);
  return node;
}

/** The sentences for what the server may say of a code; waits of hours mean that the day's codes are used up. */
export function codeFaults(problem) {
  if (problem.code === "wrong_code") problem.fields = [{ field: "code" }];
  const usedUp = problem.code === "too_many_tries" && problem.retryAfter > 60;
  return { wrong_code: t("wrong"), ...(usedUp && { too_many_tries: t("used_up") }) };
}
