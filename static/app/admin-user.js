// One account in an administrator's hands: what is known of it, its role and status, its password, sessions and end.

import { get, post, put, remove, removeIfThere } from "./api.js";
import { actions, stillThere } from "./admin-user-parts.js";
import { deeds } from "./admin-deeds.js";
import { ways } from "./admin-parts.js";
import { device, family } from "./devices.js";
import { el, show } from "./dom.js";
import { emblem } from "./emblem.js";
import { count, when } from "./format.js";
import { moment, words } from "./i18n.js";
import { called } from "./people.js";
import { go } from "./router.js";
import { me } from "./session.js";
import { action, card, confirm, empty, field, form, loading, toast } from "./ui.js";
import { about } from "./writing.js";

const t = words({
  id: {
    title: "Pengguna", back: "Ke semua pengguna", missing: "Akun ini tidak ada", missing_text: "Mungkin sudah dihapus.",
    facts: "Yang diketahui", email: "E-mail", username: "Nama pengguna", number: "Nomor", type: "Tipe", unsure: "belum dapat ditentukan", none: "belum ada", since: "Mendaftar", last: "Terakhir masuk", never: "belum pernah",
    second_factor: "Verifikasi dua langkah", on: "aktif", off: "tidak aktif", you: "Anda",
    rights: "Peran dan status", role: "Peran", status: "Status", user: "Pengguna", admin: "Pengelola", active: "Aktif", inactive: "Belum dikonfirmasi", deactivated: "Dinonaktifkan", suspended: "Diblokir",
    save: "Simpan", saved: "Sudah disimpan.", same: "Tidak ada yang berubah.",
    own: "Ini akun Anda sendiri. Peran dan statusnya hanya dapat diubah pengelola lain, agar selalu ada yang mengelola server ini. Nama, kata sandi, dan penghapusan ada di halaman Akun.",
    own_link: "Ke halaman Akun", sure: "Ubah akun {name}?", sure_yes: "Ubah",
    to_admin: "Sebagai pengelola, ia dapat melihat dan mengubah semua akun.", to_user: "Ia tidak lagi dapat mengelola server ini.", to_active: "Ia dapat masuk.",
    to_deactivated: "Akunnya ditutup untuk sementara: ia tidak dapat masuk, dan semua sesinya berakhir sekarang.",
    to_suspended: "Ia diblokir: tidak dapat masuk, dan semua sesinya berakhir sekarang.",
    addresses: "Alamat sebelumnya", changed: "Alamatnya diubah. Alamat sebelumnya, yang dapat dikembalikan:", until: "sampai", give_back: "Kembalikan", sure_back: "Kembalikan alamat {email}?", given_back: "Alamat {email} sudah dikembalikan.",
    sure_back_text: "Semua yang sedang masuk ke akun ini dikeluarkan, tautan ke hasil dan perbandingannya berakhir, dan kata sandinya tidak berlaku lagi. Pemiliknya membuat yang baru lewat \"Lupa kata sandi\" dari alamat itu.",
    sessions: "Sesi", no_sessions: "Tidak sedang masuk di mana pun.", signed_in: "Masuk", end: "Akhiri sesi", ended: "Sesi itu sudah diakhiri.", end_all: "Akhiri semua sesi", all_ended: "Semua sesinya sudah diakhiri.",
    sure_end: "Akhiri semua sesi {name}?", sure_end_text: "Di semua perangkat ia harus masuk lagi.",
    results: "Hasil kuis", no_results: "Belum ada.", so_many: ({ total }) => `${total} hasil. Isinya milik pemiliknya; di sini hanya kapan dibuat.`, latest: "100 terakhir:",
    log: "Catatan", log_all: "Semua catatan akun ini",
  },
  en: {
    title: "User", back: "To all users", missing: "This account isn't there", missing_text: "It may have been deleted.",
    facts: "What is known", email: "E-mail", username: "Username", number: "Number", type: "Type", unsure: "undetermined", none: "none yet", since: "Signed up", last: "Last sign-in", never: "never",
    second_factor: "Two-step verification", on: "on", off: "off", you: "You",
    rights: "Role and status", role: "Role", status: "Status", user: "User", admin: "Administrator", active: "Active", inactive: "Not confirmed", deactivated: "Deactivated", suspended: "Suspended",
    save: "Save", saved: "Saved.", same: "Nothing has changed.",
    own: "This is your own account. Only another administrator can change its role and status, so that there is always somebody to run this server. Name, password and deleting are on the Account page.",
    own_link: "To the Account page", sure: "Change the account of {name}?", sure_yes: "Change",
    to_admin: "An administrator sees and changes all accounts.", to_user: "They can no longer run this server.", to_active: "They can sign in.",
    to_deactivated: "The account is closed for now: they can't sign in, and all their sessions end now.",
    to_suspended: "They are shut out: they can't sign in, and all their sessions end now.",
    addresses: "Earlier addresses", changed: "Its address was changed. Addresses from before that it can get back:", until: "until", give_back: "Give back", sure_back: "Give {email} back?", given_back: "{email} is the account's address again.",
    sure_back_text: "Everybody who is signed in to this account is signed out, its links to results and its comparisons end, and its password is no longer valid. Its owner sets a new one by \"Forgotten your password?\" from that address.",
    sessions: "Sessions", no_sessions: "Signed in nowhere.", signed_in: "Signed in", end: "End session", ended: "That session has ended.", end_all: "End all sessions", all_ended: "All their sessions have ended.",
    sure_end: "End all sessions of {name}?", sure_end_text: "They will have to sign in again on all devices.",
    results: "Quiz results", no_results: "None yet.", so_many: ({ total }) => `${total} ${total === "1" ? "result" : "results"}. What they say is their owner's; here is only when they were made.`, latest: "The latest 100:",
    log: "Log", log_all: "All of this account's log",
  },
});

/** What may be chosen; "inactive" is for who signed up and waits for a code. */
const STATUSES = ["active", "deactivated", "suspended"];

export default {
  title: () => t("title"),
  render({ id }) {
    const heading = el("h1", {}, t("title"));
    const path = `/app/admin/users/${encodeURIComponent(id)}`;
    const place = el("div", {}, loading(() => whole()));
    async function whole() {
      const user = await stillThere(get(path));
      if (!user) return empty(t("missing"), t("missing_text"));
      show(heading, called(user) || user.email, user.id === me.account.id && [" ", el("span", { class: "badge" }, t("you"))]);
      return board(user, path, again);
    }
    /** After a change: drawn anew, with what was said of it. */
    async function again(said) {
      toast(said);
      show(place, await whole());
      heading.tabIndex = -1;
      heading.focus();
    }
    return el("section", {}, heading, ways("/admin/users"), el("p", {}, el("a", { class: "on", href: "#/admin/users" }, t("back"))), place);
  },
};

function board(user, path, again) {
  const mine = user.id === me.account.id;
  const name = called(user) || user.email;
  const gone = (said) => {
    toast(said);
    go("/admin/users", { replace: true });
  };
  return el("div", { class: "columns" },
    el("div", {},
      facts(user),
      mine ? ownAccount() : card(t("rights"), rights(user, name, again)),
      !mine && former(user, path, again),
      !mine && actions({ user, name, path, again, gone })),
    el("div", {},
      card(t("sessions"), sessions(user, name, path, again)),
      card(t("results"), results(user)),
      card(t("log"), loading(() => deeds(`account=${user.id}&limit=10`)), el("p", {}, el("a", { class: "on", href: `#/admin/log?account=${user.id}` }, t("log_all"))))));
}

function facts(user) {
  const { mbti, reliable } = user;
  const type = !mbti ? t("none") : reliable ? el("span", { class: "whole with-emblem" }, emblem(mbti), mbti) : t("unsure");
  const one = ([name, value]) => el("div", {}, el("dt", {}, t(name)), el("dd", {}, value));
  const facts = el("dl", { class: "facts" }, [
    ["email", user.email], ["username", user.username], ["number", String(user.id)], ["type", type], ["since", when(user.created_at)],
    ["last", user.last_login_at ? when(user.last_login_at) : t("never")], ["second_factor", t(user.second_factor ? "on" : "off")],
  ].map(one));
  const photo = user.photo && el("img", { class: "portrait", src: user.photo.small, alt: "", width: 96, height: 96 });
  return card(t("facts"), photo ? el("div", { class: "with-portrait" }, photo, facts) : facts);
}

const ownAccount = () => card(t("rights"), el("p", {}, t("own")), el("p", {}, el("a", { class: "button main", href: "#/account" }, t("own_link"))));

function rights(user, name, again) {
  const options = (keys) => keys.map((key) => [key, t(key)]);
  const fields = [
    field({ label: t("role"), name: "role", options: options(["user", "admin"]), value: user.role }),
    field({ label: t("status"), name: "status", options: options(STATUSES.includes(user.status) ? STATUSES : [user.status, ...STATUSES]), value: user.status }),
  ];
  return form(fields, t("save"), async (values) => {
    const changes = Object.fromEntries(Object.entries(values).filter(([key, value]) => value !== user[key]));
    const texts = Object.values(changes).map((value) => t(`to_${value}`));
    if (texts.length === 0) return void toast(t("same"));
    if (!await confirm({ title: t("sure", { name }), text: texts.join(" "), yes: t("sure_yes") })) return undefined;
    await put(`/api/v1/users/${user.id}`, changes);
    return again(t("saved"));
  });
}

/** The addresses that it had until lately; nothing where there are none. */
function former(user, path, again) {
  const emails = [...new Map(user.addresses.map((one) => [one.email, one])).values()];
  if (emails.length === 0) return null;
  const giveBack = (email) => async () => {
    if (!await confirm({ title: t("sure_back", { email }), text: t("sure_back_text"), yes: t("give_back") })) return;
    await post(`${path}/addresses`, { email });
    await again(t("given_back", { email }));
  };
  const line = ({ email, until }) => el("li", { class: "row apart" },
    el("span", {}, email, el("span", { class: "soft small under" }, t("until"), " ", moment(until))),
    action(about(t("give_back"), email), giveBack(email)));
  return card(t("addresses"), el("p", { class: "note" }, t("changed")), el("ul", { class: "plain-list" }, emails.map(line)));
}

function sessions(user, name, path, again) {
  if (user.sessions.length === 0) return el("p", { class: "soft" }, t("no_sessions"));
  const mine = user.id === me.account.id;
  const endOne = (one) => async () => {
    await removeIfThere(`${path}/sessions/${one.id}`);
    await again(t("ended"));
  };
  const row = (one) => el("li", {},
    el("div", { class: "grow" }, el("strong", {}, device(one.agent)),
      el("span", { class: "soft small under" }, family(one.family), one.address && ` · ${one.address}`, ` · ${t("signed_in")} `, when(one.created_at))),
    !mine && action(about(t("end"), device(one.agent)), endOne(one)));
  const all = action(t("end_all"), async () => {
    if (!await confirm({ title: t("sure_end", { name }), text: t("sure_end_text"), yes: t("end_all") })) return;
    await remove(`${path}/sessions`);
    await again(t("all_ended"));
  }, "danger");
  return [el("ul", { class: "plain-list session-list" }, user.sessions.map(row)), !mine && el("p", {}, all)];
}

function results({ results: total, result_dates: dates }) {
  if (total === 0) return el("p", { class: "soft" }, t("no_results"));
  return [
    el("p", { class: "soft" }, t("so_many", { total: count(total) }), total > dates.length && ` ${t("latest")}`),
    el("ul", { class: "dates" }, dates.map((date) => el("li", {}, el("time", { datetime: date }, moment(date))))),
  ];
}
