// The field for a new password: with its rule, how strong it is, and sentences for what the server finds wrong.

import { me } from "./session.js";
import { el } from "./dom.js";
import { words } from "./i18n.js";
import { strength } from "./strength.js";
import { field } from "./ui.js";

const t = words({
  id: {
    label: "Kata sandi", new_label: "Kata sandi baru", hint: "Paling sedikit 8 karakter. Beberapa kata acak mudah diingat dan sulit ditebak.",
    strict: "Paling sedikit 8 karakter, dan kuat: server ini menolak kata sandi yang mudah ditebak.",
    fault: "Pakai 8 sampai 72 karakter.", weak: "Kata sandi ini terlalu mudah ditebak. Tambahkan satu atau dua kata.",
  },
  en: {
    label: "Password", new_label: "New password", hint: "At least 8 characters. A few random words are easy to remember and hard to guess.",
    strict: "At least 8 characters, and strong: this server refuses passwords that are easy to guess.",
    fault: "Use 8 to 72 characters.", weak: "This password is too easy to guess. Add a word or two.",
  },
});

/** bcrypt reads no further; the server refuses more. */
const MOST_BYTES = 72;

/**
 * A field of this name. .faults(problem, own) gives form() its sentences: `own` by the names of the other fields and
 * by codes; a fault that is the password's is sent to this field.
 */
export function newPassword(name, hints) {
  const label = name === "password" ? t("label") : t("new_label");
  const node = field({ label, name, type: "password", autocomplete: "new-password", required: true, minlength: 8, hint: me.strict_passwords ? t("strict") : t("hint"), "data-fault": t("fault") });
  const { input } = node;
  input.addEventListener("input", () => {
    input.setCustomValidity(new TextEncoder().encode(input.value).length > MOST_BYTES ? t("fault") : "");
  });
  node.querySelector(".fault").before(el("div", {}, strength(input, hints)));
  node.faults = (problem, own = {}) => {
    if (problem.code === "weak_password") problem.fields = [{ field: name }];
    if (problem.code === "email_taken") problem.fields = [{ field: "email" }];
    const at = problem.fields?.[0]?.field;
    const fields = at === name ? t("fault") : own[at];
    return { ...own, weak_password: t("weak"), ...(fields && { fields }) };
  };
  return node;
}
