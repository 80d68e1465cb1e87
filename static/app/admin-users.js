// All accounts: found, sorted, invited, downloaded.

import { download, get } from "./api.js";
import { inviting } from "./admin-invite.js";
import { afterPause, finder, table, ways } from "./admin-parts.js";
import { el, show } from "./dom.js";
import { emblem, MAP } from "./emblem.js";
import { count, when } from "./format.js";
import { words } from "./i18n.js";
import { asked, pages, tell, turned } from "./listing.js";
import { called, chosen } from "./people.js";
import { me } from "./session.js";
import { action, empty, field, toast } from "./ui.js";

const t = words({
  id: {
    title: "Pengguna", search: "Cari", search_hint: "Nama, nama pengguna, atau e-mail", role: "Peran", status: "Status", all: "Semua",
    user: "Pengguna", admin: "Pengelola", active: "Aktif", inactive: "Belum dikonfirmasi", deactivated: "Dinonaktifkan", suspended: "Diblokir",
    name: "Nama", email: "E-mail", type: "Tipe", unsure: "belum tentu", undetermined: "Belum dapat ditentukan", none_yet: "Belum ada hasil", since: "Mendaftar", last: "Terakhir masuk", never: "belum pernah", you: "Anda",
    sort: "Urutan", newest: "Terbaru dulu", oldest: "Terlama dulu", by_name: "Menurut nama", by_email: "Menurut e-mail", by_sign_in: "Terakhir masuk dulu",
    found: ({ total }) => `${total} akun`, none: "Tidak ada yang cocok", none_text: "Ubah pencarian atau saringannya.",
    download: "Unduh sebagai CSV", downloaded: "Daftarnya sudah diunduh.",
  },
  en: {
    title: "Users", search: "Search", search_hint: "Name, username or e-mail", role: "Role", status: "Status", all: "All",
    user: "User", admin: "Administrator", active: "Active", inactive: "Not confirmed", deactivated: "Deactivated", suspended: "Suspended",
    name: "Name", email: "E-mail", type: "Type", unsure: "undetermined", undetermined: "Undetermined", none_yet: "No result yet", since: "Signed up", last: "Last sign-in", never: "never", you: "You",
    sort: "Order", newest: "Newest first", oldest: "Oldest first", by_name: "By name", by_email: "By e-mail", by_sign_in: "Latest sign-in first",
    found: ({ total }) => `${total} ${total === "1" ? "account" : "accounts"}`, none: "No matches", none_text: "Change the search or the filters.",
    download: "Download as CSV", downloaded: "The list is downloaded.",
  },
});

const PATH = "/admin/users";
const PAGE = 25;
const PAUSE = 300;
const STATUSES = ["active", "inactive", "deactivated", "suspended"];
const USUAL = { search: "", role: "", status: "", type: "", sort: "-created" };
/** The orders of the menu, which is there where rows are cards. */
const ORDERS = [["-created", "newest"], ["created", "oldest"], ["name", "by_name"], ["email", "by_email"], ["-last_login", "by_sign_in"]];

export default {
  title: () => t("title"),
  render() {
    const wanted = asked(USUAL);
    const said = el("p", { class: "soft", role: "status" });
    const place = el("div", { class: "found" });
    const look = finder(place, {
      ask: () => get(`/app/admin/users?${query(wanted, { skip: (wanted.page - 1) * PAGE, limit: PAGE })}`),
      draw: (found) => {
        show(said, t("found", { total: count(found.total) }));
        return list(found, wanted, change, place);
      },
      clear: () => show(said),
    });
    /** Looks for something else; back: so that one can go back from it. */
    async function change(changes, back = true) {
      Object.assign(wanted, { page: 1 }, changes);
      tell(PATH, wanted, USUAL, { back });
      await look();
    }
    look();
    return el("section", {}, el("h1", {}, t("title")), ways(PATH), filters(wanted, change),
      el("div", { class: "row apart" }, said, el("div", { class: "row" }, exporting(wanted), inviting(look))), place);
  },
};

/** What is looked for, as the server is asked; an empty filter takes all. */
function query(wanted, more = {}) {
  const { page, ...filters } = wanted;
  return new URLSearchParams(Object.entries({ ...filters, ...more }).filter(([, value]) => value !== ""));
}

function filters(wanted, change) {
  const later = afterPause(() => change({ search: search.input.value.trim() }, false));
  const search = field({ label: t("search"), type: "search", value: wanted.search, hint: t("search_hint"), autocomplete: "off", oninput: () => later(PAUSE) });
  const choice = (name, options, attributes = {}) => field({ label: t(name), options, value: wanted[name], onchange: (event) => change({ [name]: event.target.value }), ...attributes });
  const all = ["", t("all")];
  const order = choice("sort", ORDERS.map(([key, name]) => [key, t(name)]));
  order.classList.add("only-cards");
  return el("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
    search,
    choice("role", [all, ...["user", "admin"].map((key) => [key, t(key)])]),
    choice("status", [all, ...STATUSES.map((key) => [key, t(key)])]),
    choice("type", [all, ...MAP.flat().sort().map((type) => [type, type]), ["undetermined", t("undetermined")], ["none", t("none_yet")]]),
    order);
}

function exporting(wanted) {
  return action(t("download"), async () => {
    await download(`/app/admin/users.csv?${query(wanted)}`, `users-${new Date().toISOString().slice(0, 10)}.csv`);
    toast(t("downloaded"));
  });
}

function list({ total, users }, wanted, change, place) {
  if (users.length === 0 && wanted.page > 1 && total > 0) {
    // Behind the end: the last one of the last page was deleted, or the address was typed.
    change({ page: Math.ceil(total / PAGE) }, false);
    return [];
  }
  if (users.length === 0) return [empty(t("none"), t("none_text"))];
  const sort = async (key) => {
    await change({ sort: key });
    // The heading was drawn anew.
    place.querySelector(`[data-sort="${key.replace("-", "")}"]`)?.focus();
  };
  const go = async (page) => {
    await change({ page });
    turned(place);
  };
  return [
    table(t("title"), columns(), users, { sorted: wanted.sort, sort }),
    pages({ page: wanted.page, size: PAGE, shown: users.length, total }, go),
  ];
}

function columns() {
  return [
    [t("name"), person, "name"],
    [t("email"), (one) => one.email, "email"],
    [t("role"), (one) => one.role === "admin" ? el("span", { class: "badge" }, t("admin")) : t("user"), "role"],
    [t("status"), (one) => el("span", { class: one.status === "active" ? "" : "badge bad" }, t(one.status)), "status"],
    [t("type"), (one) => one.reliable === false ? el("span", { class: "whole" }, t("unsure")) : el("span", { class: "whole with-emblem" }, emblem(one.mbti), one.mbti ?? "–"), "type"],
    [t("since"), (one) => when(one.created_at), "created"],
    [t("last"), (one) => one.last_login_at ? when(one.last_login_at) : t("never"), "last_login"],
  ];
}

function person(one) {
  return [
    el("a", { class: "on", href: `#${PATH}/${one.id}`, "data-user": one.id }, el("strong", {}, called(one) || one.email)),
    one.id === me.account.id && [" ", el("span", { class: "badge" }, t("you"))],
    chosen(one.username) && one.name && el("span", { class: "soft small under" }, one.username),
  ];
}
