// Rows of the log of administrators, as sentences.

import { get } from "./api.js";
import { table } from "./admin-parts.js";
import { el } from "./dom.js";
import { when } from "./format.js";
import { words } from "./i18n.js";

const t = words({
  id: {
    caption: "Catatan", at: "Kapan", who: "Siapa", what: "Apa", whom: "Akun", address: "Alamat", none: "Belum ada catatan.", operator: "Operator di mesin server", gone: "akun {id} (sudah dihapus)", from_to: "{what}: {was} → {became}", to: "{what} ({became})",
    did_set_up: "pengelola pertama", did_invited: "diundang", did_created: "akun dibuat", did_imported: "baris diimpor", did_changed: "akun diubah", did_role: "peran", did_status: "status",
    did_password: "kata sandi diakhiri", did_mail: "surat dikirim ulang", did_address: "alamat dikembalikan", did_second_factor: "verifikasi dua langkah dimatikan", did_sessions: "sesi diakhiri", did_photo: "foto dihapus", did_deleted: "akun dihapus",
    did_post_changed: "kiriman diubah", did_post_deleted: "kiriman dihapus", did_comment_changed: "komentar diubah", did_comment_deleted: "komentar dihapus", did_listed: "daftar akun diunduh", did_backed_up: "cadangan diunduh", did_restored: "cadangan dipulihkan",
    did_norms_set: "norma ditetapkan", did_norms_cleared: "norma dihapus",
    user: "pengguna", admin: "pengelola", active: "aktif", inactive: "belum dikonfirmasi", deactivated: "dinonaktifkan", suspended: "diblokir", code: "kode", link: "tautan", retried: "dari kotak keluar", username: "nama pengguna", email: "e-mail", name: "nama",
  },
  en: {
    caption: "Log", at: "When", who: "Who", what: "What", whom: "Account", address: "Address", none: "Nothing yet.", operator: "Operator at the machine", gone: "account {id} (deleted)", from_to: "{what}: {was} → {became}", to: "{what} ({became})",
    did_set_up: "first administrator", did_invited: "invited", did_created: "account made", did_imported: "rows imported", did_changed: "account changed", did_role: "role", did_status: "status",
    did_password: "password ended", did_mail: "mail sent again", did_address: "address given back", did_second_factor: "two-step verification off", did_sessions: "sessions ended", did_photo: "photo removed", did_deleted: "account deleted",
    did_post_changed: "post changed", did_post_deleted: "post deleted", did_comment_changed: "comment changed", did_comment_deleted: "comment deleted", did_listed: "list of accounts downloaded", did_backed_up: "backup downloaded", did_restored: "backup restored",
    did_norms_set: "norms set", did_norms_cleared: "norms cleared",
    user: "user", admin: "administrator", active: "active", inactive: "not confirmed", deactivated: "deactivated", suspended: "suspended", code: "code", link: "link", retried: "out of the outbox", username: "username", email: "e-mail", name: "name",
  },
});

/** What can be done, in the order of a menu. */
export const DEEDS = [
  "invited", "created", "changed", "role", "status", "password", "mail", "address", "second_factor", "sessions", "photo", "deleted", "post_changed", "post_deleted", "comment_changed",
  "comment_deleted", "listed", "backed_up", "restored", "imported", "norms_set", "norms_cleared", "set_up",
];

/** Words that the log has; what it has beside them (numbers) is shown as it is. */
const WORDS = ["user", "admin", "active", "inactive", "deactivated", "suspended", "code", "link", "retried", "username", "email", "name"];
const told = (text) => text.split(" ").map((word) => (WORDS.includes(word) ? t(word) : word)).join(", ");

/** What a deed is called; one that a newer program wrote goes by its own word. */
export const deedName = (key) => (DEEDS.includes(key) ? t(`did_${key}`) : key);

/** The same with what it was before and what it became. */
function deed({ deed: key, was, became }) {
  const what = deedName(key);
  if (was !== null && became !== null) return t("from_to", { what, was: told(was), became: told(became) });
  return became === null ? what : t("to", { what, became: told(became) });
}

function account(one) {
  if (!one) return "–";
  if (one.name === null) return t("gone", { id: one.id });
  return el("a", { class: "on", href: `#/admin/users/${one.id}` }, one.name);
}

/** These rows as a table; whom: with the account to which it was done. */
export function deedTable(entries, { whom = true } = {}) {
  if (entries.length === 0) return el("p", { class: "soft" }, t("none"));
  return table(t("caption"), [
    [t("at"), (one) => when(one.at)],
    [t("who"), (one) => one.actor ? account(one.actor) : t("operator")],
    [t("what"), deed],
    whom && [t("whom"), (one) => account(one.account)],
    whom && [t("address"), (one) => one.address || "–"],
  ].filter(Boolean), entries, { short: !whom });
}

/** The rows that a query finds, of one account. */
export async function deeds(query) {
  const { entries } = await get(`/app/admin/log?${query}`);
  return deedTable(entries, { whom: false });
}
