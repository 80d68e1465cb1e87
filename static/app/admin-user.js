// One account in an administrator's hands: its role, its status, its end.

import { get, post, put, remove } from "./api.js";
import { el, newId, show } from "./dom.js";
import { moment, words } from "./i18n.js";
import { called } from "./people.js";
import { me } from "./session.js";
import { action, button, confirm, field, form, toast } from "./ui.js";
import { about, withCancel } from "./writing.js";

const t = words({
  id: {
    role: "Peran", status: "Status", user: "Pengguna", admin: "Pengelola", active: "Aktif", inactive: "Belum dikonfirmasi", deactivated: "Dinonaktifkan", suspended: "Diblokir",
    save: "Simpan", saved: "Sudah disimpan.", same: "Tidak ada yang berubah.", close: "Tutup", delete: "Hapus akun ini",
    own: "Ini akun Anda sendiri. Peran dan statusnya hanya dapat diubah pengelola lain, agar selalu ada yang mengelola server ini. Nama, kata sandi, dan penghapusan ada di halaman Akun.",
    own_link: "Ke halaman Akun", sure: "Ubah akun {name}?", sure_yes: "Ubah", sure_delete: "Hapus akun {name}?",
    sure_delete_text: "Akun, hasil, foto, tulisan, dan pengingatnya dihapus untuk selamanya. Ini tidak dapat dibatalkan.", deleted: "Akun {name} sudah dihapus.",
    changed: "Alamatnya diubah. Alamat sebelumnya, yang dapat dikembalikan:", until: "sampai", give_back: "Kembalikan", sure_back: "Kembalikan alamat {email}?", given_back: "Alamat {email} sudah dikembalikan.",
    sure_back_text: "Semua yang sedang masuk ke akun ini dikeluarkan dan kata sandinya tidak berlaku lagi. Pemiliknya membuat yang baru lewat \"Lupa kata sandi\" dari alamat itu.",
    to_admin: "Sebagai pengelola, ia dapat melihat dan mengubah semua akun.", to_user: "Ia tidak lagi dapat mengelola server ini.",
    to_active: "Ia dapat masuk.",
    to_deactivated: "Akunnya ditutup untuk sementara: ia tidak dapat masuk, dan semua sesinya berakhir sekarang.",
    to_suspended: "Ia diblokir: tidak dapat masuk, dan semua sesinya berakhir sekarang.", gone: "Akun ini sudah tidak ada.",
  },
  en: {
    role: "Role", status: "Status", user: "User", admin: "Administrator", active: "Active", inactive: "Not confirmed", deactivated: "Deactivated", suspended: "Suspended",
    save: "Save", saved: "Saved.", same: "Nothing has changed.", close: "Close", delete: "Delete this account",
    own: "This is your own account. Only another administrator can change its role and status, so that there is always somebody to run this server. Name, password and deleting are on the Account page.",
    own_link: "To the Account page", sure: "Change the account of {name}?", sure_yes: "Change", sure_delete: "Delete the account of {name}?",
    sure_delete_text: "The account, its results, photo, posts and reminders are deleted for good. This can't be undone.", deleted: "The account of {name} is deleted.",
    changed: "Its address was changed. Addresses from before that it can get back:", until: "until", give_back: "Give back", sure_back: "Give {email} back?", given_back: "{email} is the account's address again.",
    sure_back_text: "Everybody who is signed in to this account is signed out, and its password is no longer valid. Its owner sets a new one by \"Forgotten your password?\" from that address.",
    to_admin: "An administrator sees and changes all accounts.", to_user: "They can no longer run this server.",
    to_active: "They can sign in.",
    to_deactivated: "The account is closed for now: they can't sign in, and all their sessions end now.",
    to_suspended: "They are shut out: they can't sign in, and all their sessions end now.", gone: "This account isn't there any more.",
  },
});

/** What may be chosen; "inactive" is for who signed up and waits for a code. */
const STATUSES = ["active", "deactivated", "suspended"];

/** Opens a dialog about this account; changed() is called when something did. */
export function manage(user, changed) {
  const name = called(user) || user.email;
  const id = newId("manage");
  const close = () => dialog.close();
  const done = async (said) => {
    close();
    toast(said);
    await changed();
    // The row was drawn anew; without it, the list's own heading is the nearest.
    (document.querySelector(`.found [data-user="${user.id}"]`) ?? document.querySelector("h1")).focus();
  };
  const dialog = el("dialog", { "aria-labelledby": id, onclose: () => dialog.remove() },
    el("h2", { id }, name),
    el("p", { class: "soft" }, user.email),
    user.id === me.account.id ? ownAccount(close) : [former(user, done), choices(user, name, close, done)]);
  document.body.append(dialog);
  dialog.showModal();
}

function ownAccount(close) {
  return [
    el("p", {}, t("own")),
    el("div", { class: "row end" }, button(t("close"), close), el("a", { class: "button main", href: "#/account", onclick: close }, t("own_link"))),
  ];
}

/** The addresses that it had until lately; nothing where there are none, or the server can't tell. */
function former(user, done) {
  const path = `/app/admin/users/${user.id}/addresses`;
  const place = el("div", {});
  get(path).then(({ addresses }) => {
    const emails = [...new Map(addresses.map((one) => [one.email, one])).values()];
    const giveBack = (email) => async () => {
      if (!await confirm({ title: t("sure_back", { email }), text: t("sure_back_text"), yes: t("give_back") })) return;
      await post(path, { email });
      await done(t("given_back", { email }));
    };
    const line = ({ email, until }) => el("li", { class: "row apart" },
      el("span", {}, email, el("span", { class: "soft small under" }, t("until"), " ", moment(until))),
      action(about(t("give_back"), email), giveBack(email), "quiet", () => ({ 404: t("gone") })));
    if (emails.length > 0) show(place, el("p", { class: "note" }, t("changed")), el("ul", { class: "plain-list" }, emails.map(line)), el("hr"));
  }, (problem) => console.warn(problem));
  return place;
}

function choices(user, name, close, done) {
  const options = (keys) => keys.map((key) => [key, t(key)]);
  const own = () => ({ 404: t("gone") });
  const fields = [
    field({ label: t("role"), name: "role", options: options(["user", "admin"]), value: user.role }),
    field({ label: t("status"), name: "status", options: options(STATUSES.includes(user.status) ? STATUSES : [user.status, ...STATUSES]), value: user.status }),
  ];
  const sheet = form(fields, t("save"), async (values) => {
    const changes = Object.fromEntries(Object.entries(values).filter(([key, value]) => value !== user[key]));
    const texts = Object.values(changes).map((value) => t(`to_${value}`));
    if (texts.length === 0) {
      close();
      toast(t("same"));
      return;
    }
    if (!await confirm({ title: t("sure", { name }), text: texts.join(" "), yes: t("sure_yes") })) return;
    await put(`/api/v1/users/${user.id}`, changes);
    await done(t("saved"));
  }, own);
  const deleting = action(t("delete"), async () => {
    if (!await confirm({ title: t("sure_delete", { name }), text: t("sure_delete_text"), yes: t("delete") })) return;
    await remove(`/api/v1/users/${user.id}`);
    await done(t("deleted", { name }));
  }, "danger", own);
  return [withCancel(sheet, close), el("hr"), deleting];
}
