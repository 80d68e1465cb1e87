// The account: what it is called, its password, its data, its end.

import { addressForm, forgetAddress } from "./address.js";
import { download, get, post, put, send } from "./api.js";
import { el, show } from "./dom.js";
import { words } from "./i18n.js";
import { newPassword } from "./new-password.js";
import { whose, wrongAt } from "./own-password.js";
import { go } from "./router.js";
import { change, me } from "./session.js";
import { action, button, buttonLink, card, confirm, field, form, loading, toast } from "./ui.js";
import { atMost, withCancel } from "./writing.js";

const t = words({
  id: {
    title: "Akun", name: "Nama", front_name: "Nama depan", last_name: "Nama belakang", last_hint: "Boleh kosong.", save: "Simpan", saved: "Sudah disimpan.",
    a_name: "Isi nama depan Anda.", odd_name: "Ada karakter tersembunyi di nama ini. Ketik ulang.",
    username: "Nama pengguna", username_hint: "Untuk masuk. Huruf, angka, . _ - dan spasi di antaranya, diawali huruf atau angka.",
    a_username: "Pakai huruf, angka, . _ - dan satu spasi di antaranya, diawali huruf atau angka.", mixed_scripts: "Jangan campur huruf dari abjad yang mirip, misalnya Latin dan Kiril.", reserved: "Kata ini tidak dapat dipakai sebagai nama. Pilih yang lain.", username_taken: "Nama pengguna ini sudah dipakai. Pilih yang lain.",
    email: "E-mail",
    password: "Kata sandi", password_text: "Setelah diganti, Anda tetap masuk di sini; di semua perangkat lain Anda harus masuk lagi.",
    current: "Kata sandi sekarang", a_current: "Isi kata sandi Anda sekarang.",
    change: "Ganti kata sandi", changed: "Kata sandi sudah diganti. Semua sesi lain sudah diakhiri.",
    wrong: "Kata sandi ini tidak benar.",
    two_steps: "Masuk", two_steps_text: "Verifikasi dua langkah: kode dari ponsel Anda setelah kata sandi, kode pemulihan, dan kata sandi untuk aplikasi lain.", two_steps_open: "Verifikasi dua langkah",
    research: "Jawaban untuk penelitian", research_none: "Tidak ada jawaban Anda yang disimpan untuk penelitian. Anda ditanya dulu sebelum pernyataan pertama sebuah kuis.",
    research_some: "Dengan persetujuan Anda, jawaban dari {count} kuis disimpan untuk penelitian. Kalau dihapus, hasil Anda tetap ada.", research_drop: "Hapus jawaban saya untuk penelitian", research_sure: "Hapus jawaban untuk penelitian?", research_gone: "Sudah dihapus: jawaban dari {count} kuis.",
    data: "Data Anda", data_text: "Semua yang disimpan server ini tentang Anda: akun, jawaban, hasil, tulisan, dan foto, dalam satu berkas zip.",
    download: "Unduh data saya", preparing: "Menyiapkan data Anda …", downloaded: "Data Anda sudah diunduh.",
    leave: "Hapus akun", leave_text: "Akun Anda, jawaban, hasil, foto, tulisan, komentar, dan pengingat dihapus untuk selamanya. Ini tidak dapat dibatalkan.",
    leave_hint: "Ingin menyimpan sesuatu? Unduh data Anda dulu.", leave_open: "Hapus akun saya …", confirm: "Kata sandi Anda",
    for_good: "Hapus untuk selamanya", gone: "Akun Anda sudah dihapus. Terima kasih sudah mampir.", profile: "Kembali ke profil", sessions: "Perangkat yang masuk",
  },
  en: {
    title: "Account", name: "Name", front_name: "First name", last_name: "Last name", last_hint: "Optional.", save: "Save", saved: "Saved.",
    a_name: "Fill in your first name.", odd_name: "There are hidden characters in this name. Type it again.",
    username: "Username", username_hint: "To sign in with. Letters, digits, . _ - and spaces between them, beginning with a letter or digit.",
    a_username: "Use letters, digits, . _ - and single spaces between them, beginning with a letter or digit.", mixed_scripts: "Don't mix letters of alphabets that look alike, such as Latin and Cyrillic.", reserved: "This word can't be a name. Choose another.", username_taken: "This username is taken. Choose another.",
    email: "E-mail",
    password: "Password", password_text: "When it is changed you stay signed in here; on all other devices you will have to sign in again.",
    current: "Current password", a_current: "Fill in your current password.",
    change: "Change the password", changed: "Your password is changed. All other sessions have ended.",
    wrong: "This password is wrong.",
    two_steps: "Sign-in", two_steps_text: "Two-step verification: a code from your phone after the password, recovery codes, and passwords for other apps.", two_steps_open: "Two-step verification",
    research: "Answers for research", research_none: "None of your answers are kept for research. You are asked before a quiz's first statement.",
    research_some: ({ count }) => `By your consent, the answers of ${count} ${count === 1 ? "quiz is" : "quizzes are"} kept for research. If you delete them, your results stay.`, research_drop: "Delete my answers for research", research_sure: "Delete the answers for research?", research_gone: ({ count }) => `Deleted: the answers of ${count} ${count === 1 ? "quiz" : "quizzes"}.`,
    data: "Your data", data_text: "All that this server keeps about you: account, answers, results, what you wrote, and your photo, in one zip file.",
    download: "Download my data", preparing: "Preparing your data …", downloaded: "Your data is downloaded.",
    leave: "Delete the account", leave_text: "Your account, answers, results, photo, posts, comments, and reminders are deleted for good. This can't be undone.",
    leave_hint: "Want to keep something? Download your data first.", leave_open: "Delete my account …", confirm: "Your password",
    for_good: "Delete for good", gone: "Your account is deleted. Thank you for being here.", profile: "Back to the profile", sessions: "Signed-in devices",
  },
});

const LONGEST_NAME = 50;

export default {
  title: () => t("title"),
  render: () => el("section", { class: "middle account" },
    el("h1", {}, t("title")),
    card(t("name"), nameForm()),
    card(t("username"), usernameForm()),
    card(t("email"), addressForm()),
    card(t("password"), el("p", { class: "soft" }, t("password_text")), passwordForm()),
    card(t("two_steps"), el("p", { class: "soft" }, t("two_steps_text")), el("p", {}, buttonLink(t("two_steps_open"), "#/second-factor", "quiet"))),
    card(t("research"), research()),
    card(t("data"), ...data()),
    card(t("leave"), leaving()),
    el("p", { class: "row" }, el("a", { class: "on", href: "#/profile" }, t("profile")), el("a", { class: "on", href: "#/sessions" }, t("sessions")))),
  leave: forgetAddress,
};

/** A form whose fields PUT /app/account takes. */
function saving(fields, own) {
  return quiet(form(fields, t("save"), async (values) => {
    change(await put("/app/account", values));
    // As the server keeps it: blanks dropped.
    for (const { input } of fields) input.value = me.account[input.name];
    toast(t("saved"));
  }, own));
}

/** With so many forms on one screen, none of their buttons is the main one. */
function quiet(node) {
  node.querySelector("button[type=submit]").className = "quiet";
  return node;
}

function nameForm() {
  const { front_name, last_name } = me.account;
  const fields = [
    atMost(LONGEST_NAME, field({ label: t("front_name"), name: "front_name", value: front_name, autocomplete: "given-name", required: true, "data-fault": t("a_name") })),
    atMost(LONGEST_NAME, field({ label: t("last_name"), name: "last_name", value: last_name, autocomplete: "family-name", hint: t("last_hint") })),
  ];
  const node = saving(fields, () => ({ fields: t("odd_name") }));
  // Side by side where there is room.
  const two = el("div", { class: "two" });
  node.prepend(two);
  two.append(...fields);
  return node;
}

function usernameForm() {
  const one = field({
    label: t("username"), name: "username", value: me.account.username, hint: t("username_hint"), autocomplete: "username", autocapitalize: "none", spellcheck: "false",
    required: true, "data-fault": t("a_username"),
  });
  const own = (problem) => {
    const what = problem.fields?.[0]?.problem;
    return { fields: t(["mixed_scripts", "reserved"].includes(what) ? what : "a_username"), username_taken: t("username_taken") };
  };
  return saving([atMost(LONGEST_NAME, one)], own);
}

function passwordForm() {
  const current = field({ label: t("current"), name: "current", type: "password", autocomplete: "current-password", required: true, "data-fault": t("a_current") });
  const next = newPassword("new", () => [me.account.email, me.account.username, me.account.front_name, me.account.last_name]);
  const node = form([current, next], t("change"), async (values) => {
    await wrongAt("current", post("/app/password", values));
    node.reset();
    // The bar of its strength goes with it.
    next.input.dispatchEvent(new Event("input"));
    toast(t("changed"));
  }, (problem) => next.faults(problem, { wrong_password: t("wrong") }));
  node.prepend(whose());
  return quiet(node);
}

function data() {
  const said = el("p", { class: "hint", role: "status" });
  const fetching = action(t("download"), async () => {
    show(said, t("preparing"));
    try {
      await download("/app/export", `firststep-${me.account.username}.zip`);
      toast(t("downloaded"));
    } finally {
      show(said);
    }
  });
  return [el("p", { class: "soft" }, t("data_text")), fetching, said];
}

function research() {
  return loading(async () => {
    const { responses: count } = await get("/app/responses");
    const place = el("div", {}, el("p", { class: "soft" }, t(count > 0 ? "research_some" : "research_none", { count })));
    if (count > 0) place.append(action(t("research_drop"), () => withdraw(place), "danger"));
    return place;
  });
}

async function withdraw(place) {
  if (!await confirm({ title: t("research_sure"), yes: t("research_drop") })) return;
  const { deleted } = await send("DELETE", "/app/responses");
  show(place, el("p", { class: "soft", tabindex: -1 }, t("research_none")));
  place.firstChild.focus();
  toast(t("research_gone", { count: deleted }));
}

function leaving() {
  const place = el("div");
  const open = button(t("leave_open"), () => {
    show(place, why(), passwordToLeave(shut));
    place.querySelector("input[type=password]").focus();
  }, "danger");
  const shut = () => { show(place, why(), open); open.focus(); };
  show(place, why(), open);
  return place;
}

function why() {
  return [el("p", {}, t("leave_text")), el("p", { class: "soft" }, t("leave_hint"))];
}

function passwordToLeave(shut) {
  const password = field({ label: t("confirm"), name: "password", type: "password", autocomplete: "current-password", required: true, "data-fault": t("a_current") });
  const node = form([password], t("for_good"), async ({ password: given }) => {
    const told = await wrongAt("password", send("DELETE", "/app/account", { password: given }));
    go("/");
    change(told);
    toast(t("gone"));
  }, () => ({ wrong_password: t("wrong") }));
  node.prepend(whose());
  node.querySelector("button[type=submit]").className = "danger";
  return withCancel(node, shut);
}
