// The field for the sixteen letters of a mail, which a link brings along.

import { words } from "./i18n.js";
import { field } from "./ui.js";

const t = words({
  id: { code: "Kode dari surat", hint: "16 huruf. Berlaku 7 hari.", fault: "Kodenya terdiri dari 16 huruf, seperti ABCD-EFGH-JKLM-NPQR." },
  en: { code: "Code from the mail", hint: "16 letters. Good for 7 days.", fault: "The code has 16 letters, such as ABCD-EFGH-JKLM-NPQR." },
});

/** A field "code" with these letters in it. */
export function lettersField(code) {
  const letters = field({
    label: t("code"), name: "code", value: grouped(code), hint: t("hint"), autocomplete: "off", autocapitalize: "characters", spellcheck: "false", required: true,
    pattern: "([A-Z]{4}-?){4}", "data-fault": t("fault"),
  });
  letters.input.addEventListener("input", () => {
    const typed = letters.input.value.toUpperCase().replace(/[^A-Z-]/g, "").slice(0, 19);
    if (typed !== letters.input.value) letters.input.value = typed;
  });
  return letters;
}

/** As the mail shows them. */
function grouped(code) {
  return code.toUpperCase().replace(/[^A-Z]/g, "").slice(0, 16).replace(/(.{4})(?=.)/g, "$1-");
}
