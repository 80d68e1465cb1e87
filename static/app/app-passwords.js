// Passwords for other apps: made, listed, taken back. Each is shown once.

import { post, removeIfThere } from "./api.js";
import { appCodeField, codeFaults } from "./app-code.js";
import { copied } from "./copying.js";
import { el } from "./dom.js";
import { moment, day, words } from "./i18n.js";
import { action, button, card, confirm, field, form, toast } from "./ui.js";
import { about, atMost } from "./writing.js";

const t = words({
  id: {
    title: "Kata sandi aplikasi", text: "Aplikasi yang tidak dapat meminta kode memerlukan kata sandi sendiri. Buat satu untuk setiap aplikasi, dan ketik di sana sebagai pengganti kata sandi Anda. Kata sandi itu tidak membuka halaman ini. Setiap kali satu dibuat, Anda mendapat surat.",
    none: "Belum ada.", list: "Kata sandi aplikasi Anda", used: "Dibuat {made}, terakhir dipakai {used}", unused: "Dibuat {made}, belum pernah dipakai",
    name: "Nama", name_hint: "Misalnya ponsel atau aplikasi tempat Anda memakainya.", a_name: "Beri nama.", odd_name: "Ada karakter tersembunyi di nama ini. Ketik ulang.", password: "Kata sandi Anda sekarang", a_password: "Isi kata sandi Anda.", make: "Buat kata sandi aplikasi",
    wrong: "Kata sandi ini tidak benar.", too_many: "Anda sudah punya 20. Hapus satu dulu.", made: "Kata sandi untuk {name}. Ketik sekarang di aplikasi itu: tidak ditunjukkan lagi.", copy: "Salin", copied: "Kata sandi aplikasi sudah disalin.", by_hand: "Peramban tidak mengizinkan penyalinan. Kata sandinya sudah dipilih: salinlah dengan papan ketik.",
    revoke: "Hapus", sure: "Hapus kata sandi {name}?", sure_text: "Aplikasi yang memakainya langsung keluar dan tidak dapat masuk lagi.", revoked: "Kata sandi aplikasi sudah dihapus.",
  },
  en: {
    title: "App passwords", text: "Apps that can't ask for a code need a password of their own. Make one for each app, and type it there in place of your password. It doesn't open this page. Whenever one is made, you get a mail.",
    none: "There is none yet.", list: "Your app passwords", used: "Made {made}, last used {used}", unused: "Made {made}, never used",
    name: "Name", name_hint: "Such as the phone or the app you use it in.", a_name: "Give it a name.", odd_name: "There are hidden characters in this name. Type it again.", password: "Your current password", a_password: "Fill in your password.", make: "Make an app password",
    wrong: "This password is wrong.", too_many: "You have 20 already. Delete one first.", made: "The password for {name}. Type it into that app now: it isn't shown again.", copy: "Copy", copied: "The app password is copied.", by_hand: "The browser doesn't allow copying. The password is selected: copy it with the keyboard.",
    revoke: "Delete", sure: "Delete the password for {name}?", sure_text: "The app that uses it is signed out at once and can't sign in again.", revoked: "The app password is deleted.",
  },
});

const LONGEST_NAME = 50;

/** The card. fresh is the one that was just made ({ name, text }); again(fresh) draws the screen anew. */
export function appPasswords(list, fresh, again) {
  return card(t("title"),
    el("p", { class: "soft" }, t("text")),
    fresh && shown(fresh),
    list.length === 0
      ? el("p", { class: "soft" }, t("none"))
      : el("ul", { class: "list", "aria-label": t("list") }, list.map((one) => row(one, again))),
    making(again));
}

function shown({ name, text }) {
  const input = el("input", { type: "text", readonly: true, value: text, "aria-label": t("made", { name }), class: "secret", onfocus: () => input.select() });
  const copy = button(t("copy"), async () => {
    if (await copied(text)) return toast(t("copied"));
    input.focus();
    return toast(t("by_hand"), true);
  });
  setTimeout(() => input.focus());
  return el("div", { class: "note" }, el("p", { role: "status" }, t("made", { name })), el("div", { class: "row copy-link" }, input, copy));
}

function row(one, again) {
  const made = day(one.created_at);
  const said = one.last_used_at ? t("used", { made, used: moment(one.last_used_at) }) : t("unused", { made });
  const revoke = action(about(t("revoke"), one.name), async () => {
    if (!await confirm({ title: t("sure", { name: one.name }), text: t("sure_text"), yes: t("revoke") })) return;
    await removeIfThere(`/app/app-passwords/${one.id}`);
    toast(t("revoked"));
    again();
  }, "danger");
  return el("li", { class: "row apart" }, el("div", { class: "grow" }, el("strong", {}, one.name), el("p", { class: "soft small" }, said)), revoke);
}

function making(again) {
  const name = atMost(LONGEST_NAME, field({ label: t("name"), name: "name", hint: t("name_hint"), autocomplete: "off", required: true, "data-fault": t("a_name") }));
  const password = field({ label: t("password"), name: "password", type: "password", autocomplete: "current-password", required: true, "data-fault": t("a_password") });
  const own = (problem) => {
    if (problem.code === "wrong_password") problem.fields = [{ field: "password" }];
    return { ...codeFaults(problem), fields: t("odd_name"), wrong_password: t("wrong"), too_many_app_passwords: t("too_many") };
  };
  const node = form([name, password, appCodeField()], t("make"), async (values) => {
    const made = await post("/app/app-passwords", values);
    again({ name: values.name.trim(), text: made.app_password });
  }, own);
  node.querySelector("button[type=submit]").className = "quiet";
  return node;
}
