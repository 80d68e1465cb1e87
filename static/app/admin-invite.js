// A button that turns into a form: an account is made, and its owner invited by mail to set the password.

import { newKey, post } from "./api.js";
import { el, show } from "./dom.js";
import { words } from "./i18n.js";
import { me } from "./session.js";
import { button, field, form, toast } from "./ui.js";
import { withCancel } from "./writing.js";

const t = words({
  id: {
    open: "Undang seseorang", title: "Undang seseorang", email: "E-mail", front: "Nama depan", last: "Nama belakang (boleh kosong)", role: "Peran", user: "Pengguna", admin: "Pengelola",
    text: "Akunnya dibuat sekarang. Pemiliknya mendapat surat dengan tautan untuk membuat kata sandi, berlaku 7 hari; tidak ada orang lain yang mengetahui kata sandinya.",
    submit: "Undang", invited: "{email} sudah diundang.", in_outbox: "{email} sudah diundang. Server ini tidak punya server surat: tautannya ada di bagian Surat, untuk Anda serahkan.",
    a_name: "Isi nama depannya.", an_email: "Isi alamat e-mail, seperti budi@example.com.", taken: "Alamat ini sudah dipakai sebuah akun.", many: "Alamat ini sudah cukup banyak mendapat surat hari ini. Coba lagi besok.",
  },
  en: {
    open: "Invite somebody", title: "Invite somebody", email: "E-mail", front: "First name", last: "Last name (optional)", role: "Role", user: "User", admin: "Administrator",
    text: "The account is made now. Its owner gets a mail with a link to set the password, good for 7 days; nobody else ever knows it.",
    submit: "Invite", invited: "{email} is invited.", in_outbox: "{email} is invited. This server has no mail server: the link is under Mails, for you to hand over.",
    a_name: "Fill in the first name.", an_email: "Fill in an e-mail address, such as budi@example.com.", taken: "An account has this address already.", many: "This address got enough mails today. Try again tomorrow.",
  },
});

/** The button; invited() is called when there is another account. */
export function inviting(invited) {
  return button(t("open"), () => open(invited), "main");
}

function open(invited) {
  const close = () => dialog.close();
  // Sent again after a lost answer it makes one account.
  let trying = null;
  const fields = [
    field({ label: t("email"), name: "email", type: "email", required: true, autocomplete: "off", "data-fault": t("an_email") }),
    field({ label: t("front"), name: "front_name", required: true, autocomplete: "off", "data-fault": t("a_name") }),
    field({ label: t("last"), name: "last_name", autocomplete: "off" }),
    field({ label: t("role"), name: "role", options: [["user", t("user")], ["admin", t("admin")]], value: "user" }),
  ];
  const sheet = form(fields, t("submit"), async (values) => {
    const text = JSON.stringify(values);
    if (trying?.text !== text) trying = { text, key: newKey() };
    const { email } = await post("/app/admin/users", values, trying.key);
    close();
    toast(t(me.mail === "outbox" ? "in_outbox" : "invited", { email }));
    await invited();
  }, (problem) => {
    const fault = { email: t("an_email"), front_name: t("a_name") }[problem.fields[0]?.field];
    return { email_taken: t("taken"), too_many_tries: t("many"), ...(problem.code === "fields" && fault && { fields: fault }) };
  });
  const dialog = el("dialog", { "aria-labelledby": "invite", onclose: () => dialog.remove() });
  show(dialog, el("h2", { id: "invite" }, t("title")), el("p", { class: "soft" }, t("text")), withCancel(sheet, close));
  document.body.append(dialog);
  dialog.showModal();
}
