// Two-step verification: switched on and off, with its recovery codes and the passwords for other apps.

import { get, post, send } from "./api.js";
import { appCodeField, codeFaults } from "./app-code.js";
import { appPasswords } from "./app-passwords.js";
import { el, show } from "./dom.js";
import { day, words } from "./i18n.js";
import { qrCode } from "./qr-code.js";
import { recoveryCodes } from "./recovery-codes.js";
import { here } from "./router.js";
import { me, refresh } from "./session.js";
import { button, card, field, form, loading, readOut, toast } from "./ui.js";
import { withCancel } from "./writing.js";

const t = words({
  id: {
    title: "Verifikasi dua langkah", lead: "Setelah kata sandi, halaman ini meminta kode dari aplikasi di ponsel Anda. Siapa pun yang mengetahui kata sandi Anda tetap tidak dapat masuk.",
    must: "Server ini mewajibkan verifikasi dua langkah untuk akun Anda. Aktifkan dulu untuk melanjutkan.",
    set_up: "Aktifkan", password: "Kata sandi Anda", a_password: "Isi kata sandi Anda.", next: "Lanjut", wrong: "Kata sandi ini tidak benar.", taken: "Verifikasi dua langkah sudah aktif. Muat ulang halaman.",
    need: "Anda memerlukan aplikasi autentikator, misalnya Aegis, 2FAS, Google Authenticator, atau pengelola kata sandi.", scan: "Pindai kode ini dengan aplikasi autentikator", by_hand: "Atau ketik kunci ini di aplikasi:", code: "Kode QR untuk aplikasi autentikator", open: "Buka di aplikasi pada perangkat ini", turn_on: "Aktifkan", late: "Kode ini salah, atau terlalu lama menunggu. Coba kode berikutnya, atau mulai lagi.",
    on: "Aktif sejak {day}.", others: "Semua sesi lain akan diakhiri.",
    off: "Matikan", off_open: "Matikan verifikasi dua langkah …", off_text: "Setelah itu kata sandi saja membuka akun Anda. Kode pemulihan dan kata sandi aplikasi dihapus, dan semua sesi lain diakhiri.", is_off: "Verifikasi dua langkah sudah dimatikan.",
    recovery: "Kode pemulihan", left: ({ count }) => `Tersisa ${count} dari 10 kode.`, few: "Buat yang baru sebelum habis.", renew: "Buat kode baru", renew_open: "Buat kode baru …", renew_text: "Kode yang lama tidak berlaku lagi.",
    account: "Kembali ke akun",
  },
  en: {
    title: "Two-step verification", lead: "After your password, this page asks for a code from an app on your phone. Somebody who knows your password still can't sign in.",
    must: "This server requires two-step verification for your account. Switch it on to go on.",
    set_up: "Switch on", password: "Your password", a_password: "Fill in your password.", next: "Next", wrong: "This password is wrong.", taken: "Two-step verification is on already. Reload the page.",
    need: "You need an authenticator app, such as Aegis, 2FAS, Google Authenticator or a password manager.", scan: "Scan this code with the authenticator app", by_hand: "Or type this key into the app:", code: "QR code for the authenticator app", open: "Open in an app on this device", turn_on: "Switch on", late: "This code is wrong, or it took too long. Try the next one, or begin again.",
    on: "On since {day}.", others: "All other sessions will end.",
    off: "Switch off", off_open: "Switch two-step verification off …", off_text: "After that the password alone opens your account. Recovery codes and app passwords are deleted, and all other sessions end.", is_off: "Two-step verification is off.",
    recovery: "Recovery codes", left: ({ count }) => (count === 1 ? "1 of 10 codes is left." : `${count} of 10 codes are left.`), few: "Make new ones before they are used up.", renew: "Make new codes", renew_open: "Make new codes …", renew_text: "The old codes are no longer valid.",
    account: "Back to the account",
  },
});

/** From this many left on, one is told to make new ones. */
const FEW = 3;

/** What is shown once and outlasts drawing the screen in the other language: an offered secret, fresh codes, a fresh
    app password. */
let held = {};

export default {
  title: () => t("title"),
  render() {
    const place = el("div");
    draw(place);
    return el("section", { class: "middle second-factor" },
      el("h1", {}, t("title")),
      el("p", { class: "soft" }, t("lead")),
      place);
  },
  leave() {
    if (here().path !== "/second-factor") held = {};
  },
};

function draw(place) {
  const again = (next = {}) => {
    held = next;
    draw(place);
  };
  if (held.codes) return show(place, recoveryCodes(held.codes, () => again()));
  return show(place,
    me.second_factor_missing && el("p", { class: "note" }, t("must")),
    held.offer ? scanning(held.offer, again) : loading(async () => {
      const factor = await get("/app/second-factor");
      return factor.on_since ? on(factor, again) : beginning(again);
    }),
    // Who must have one goes nowhere else before.
    !me.second_factor_missing && el("p", {}, el("a", { class: "on", href: "#/account" }, t("account"))));
}

function passwordField() {
  return field({ label: t("password"), name: "password", type: "password", autocomplete: "current-password", required: true, "data-fault": t("a_password") });
}

/** The sentences for a form with a password and perhaps a code. */
function faults(problem) {
  if (problem.code === "wrong_password") problem.fields = [{ field: "password" }];
  return { ...codeFaults(problem), wrong_password: t("wrong"), not_allowed: t("taken") };
}

function beginning(again) {
  const ask = form([passwordField()], t("next"), async (values) => {
    again({ offer: await post("/app/second-factor/offer", values) });
  }, faults);
  return card(t("set_up"), el("p", {}, t("need")), ask);
}

function scanning({ secret, link, qr_code: rows, offer }, again) {
  const code = appCodeField({ recovery: false });
  const confirm = form([code], t("turn_on"), async ({ code: typed }) => {
    const told = await post("/app/second-factor", { offer, code: typed });
    // Whoever had to, may go on now.
    await refresh().catch(() => undefined);
    again({ codes: told.recovery_codes });
  }, (problem) => ({ ...faults(problem), wrong_code: t("late") }));
  return readOut(card(t("set_up"),
    el("p", {}, t("scan")),
    qrCode(rows, t("code")),
    el("p", {}, t("by_hand"), " ", el("code", { class: "secret" }, secret)),
    el("p", {}, el("a", { class: "on", href: link }, t("open"))),
    el("p", { class: "hint" }, t("others")),
    withCancel(confirm, () => again())));
}

function on(factor, again) {
  const off = folded(t("off_open"), t("off_text"), t("off"), async (values) => {
    await send("DELETE", "/app/second-factor", values);
    await refresh().catch(() => undefined);
    toast(t("is_off"));
    again();
  }, "danger");
  const renew = folded(t("renew_open"), t("renew_text"), t("renew"), async (values) => {
    const told = await post("/app/second-factor/recovery-codes", values);
    again({ codes: told.recovery_codes });
  });
  const { recovery_codes: count } = factor;
  return [
    card(t("recovery"), el("p", {}, t("left", { count }), count <= FEW && [" ", el("strong", {}, t("few"))]), renew),
    appPasswords(factor.app_passwords, held.fresh, (fresh) => again({ fresh })),
    card(t("title"), el("p", {}, t("on", { day: day(factor.on_since) })), off),
  ];
}

/** A button that opens a form for the password and a code. */
function folded(open, text, submit, work, kind = "quiet") {
  const place = el("div");
  const shut = () => { show(place, opener); opener.focus(); };
  const opener = button(open, () => {
    const node = form([passwordField(), appCodeField()], submit, work, faults);
    node.querySelector("button[type=submit]").className = kind;
    show(place, el("p", {}, text), withCancel(node, shut));
    place.querySelector("input").focus();
  }, kind);
  return show(place, opener);
}
