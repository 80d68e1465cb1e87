// The field for a new password: with its rule, how strong it is, and sentences for what the server finds wrong.

import { me } from "./session.js";
import { el } from "./dom.js";
import { words } from "./i18n.js";
import { strength } from "./strength.js";
import { field } from "./ui.js";

const t = words({
  id: {
    label: "Kata sandi", new_label: "Kata sandi baru", hint: "Paling sedikit {least} karakter. Beberapa kata acak mudah diingat dan sulit ditebak.",
    strict: "Paling sedikit {least} karakter, dan kuat: server ini menolak kata sandi yang mudah ditebak.",
    fault: "Pakai {least} sampai 72 karakter.", weak: "Kata sandi ini terlalu mudah ditebak. Tambahkan satu atau dua kata.",
    leaked: "Kata sandi ini pernah bocor di tempat lain. Pilih yang lain.",
  },
  en: {
    label: "Password", new_label: "New password", hint: "At least {least} characters. A few random words are easy to remember and hard to guess.",
    strict: "At least {least} characters, and strong: this server refuses passwords that are easy to guess.",
    fault: "Use {least} to 72 characters.", weak: "This password is too easy to guess. Add a word or two.",
    leaked: "This password has leaked elsewhere. Choose another.",
  },
});

/** bcrypt reads no further; the server refuses more. */
const MOST_BYTES = 72;
/** The codes that refuse a password for what it is. */
const REFUSED = ["weak_password", "breached_password"];

/**
 * A field of this name. .faults(problem, own) gives form() its sentences: `own` by the names of the other fields and
 * by codes; a fault that is the password's is sent to this field.
 */
export function newPassword(name, hints) {
  const label = name === "password" ? t("label") : t("new_label");
  const least = me.min_password ?? 8;
  const fault = t("fault", { least });
  const hint = t(me.strict_passwords ? "strict" : "hint", { least });
  const node = field({ label, name, type: "password", autocomplete: "new-password", required: true, minlength: least, hint, "data-fault": fault });
  const { input } = node;
  input.addEventListener("input", () => {
    input.setCustomValidity(new TextEncoder().encode(input.value).length > MOST_BYTES ? fault : "");
  });
  node.querySelector(".fault").before(el("div", {}, strength(input, hints)));
  node.faults = (problem, own = {}) => {
    if (REFUSED.includes(problem.code)) problem.fields = [{ field: name }];
    if (problem.code === "email_taken") problem.fields = [{ field: "email" }];
    const at = problem.fields?.[0]?.field;
    const fields = at === name ? fault : own[at];
    return { ...own, weak_password: t("weak"), breached_password: t("leaked"), ...(fields && { fields }) };
  };
  return node;
}
