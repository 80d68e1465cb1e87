// All accounts: found, and managed.

import { get } from "./api.js";
import { afterPause, finder, table, ways } from "./admin-parts.js";
import { manage } from "./admin-user.js";
import { el, show } from "./dom.js";
import { emblem } from "./emblem.js";
import { count, when } from "./format.js";
import { words } from "./i18n.js";
import { called, chosen } from "./people.js";
import { me } from "./session.js";
import { button, empty, field } from "./ui.js";
import { about } from "./writing.js";

const t = words({
  id: {
    title: "Pengguna", search: "Cari", search_hint: "Nama, nama pengguna, atau e-mail", role: "Peran", status: "Status", all: "Semua",
    user: "Pengguna", admin: "Pengelola", active: "Aktif", inactive: "Belum dikonfirmasi", deactivated: "Dinonaktifkan", suspended: "Diblokir",
    name: "Nama", type: "Tipe", unsure: "belum tentu", since: "Mendaftar", last: "Terakhir masuk", never: "belum pernah", manage: "Kelola", you: "Anda", actions: "Tindakan",
    found: ({ total }) => `${total} akun`, none: "Tidak ada yang cocok", none_text: "Ubah pencarian atau saringannya.",
    pages: "Halaman daftar", before: "Sebelumnya", after: "Berikutnya", span: "{from}–{to} dari {total}",
  },
  en: {
    title: "Users", search: "Search", search_hint: "Name, username or e-mail", role: "Role", status: "Status", all: "All",
    user: "User", admin: "Administrator", active: "Active", inactive: "Not confirmed", deactivated: "Deactivated", suspended: "Suspended",
    name: "Name", type: "Type", unsure: "undetermined", since: "Signed up", last: "Last sign-in", never: "never", manage: "Manage", you: "You", actions: "Actions",
    found: ({ total }) => `${total} ${total === "1" ? "account" : "accounts"}`, none: "No matches", none_text: "Change the search or the filters.",
    pages: "Pages of the list", before: "Previous", after: "Next", span: "{from}–{to} of {total}",
  },
});

const PAGE = 25;
const PAUSE = 300;
const STATUSES = ["active", "inactive", "deactivated", "suspended"];

// What is looked for stays while one looks at another screen, or changes the language.
const wanted = { search: "", role: "", status: "", skip: 0 };

export default {
  title: () => t("title"),
  render() {
    const said = el("p", { class: "soft", role: "status" });
    const place = el("div", { class: "found" });
    const look = finder(place, {
      ask: () => get(`/app/admin/users?${new URLSearchParams({ ...wanted, limit: PAGE })}`),
      draw: (found, again) => {
        show(said, t("found", { total: count(found.total) }));
        return list(found, again);
      },
      clear: () => show(said),
    });
    look();
    return el("section", {}, el("h1", {}, t("title")), ways("/admin/users"), filters(look), said, place);
  },
};

function filters(look) {
  const later = afterPause(look);
  const change = (name, pause) => (event) => {
    wanted[name] = event.target.value.trim();
    wanted.skip = 0;
    later(pause);
  };
  const choice = (name, keys) => field({
    label: t(name), options: [["", t("all")], ...keys.map((key) => [key, t(key)])], value: wanted[name], onchange: change(name, 0),
  });
  return el("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
    field({ label: t("search"), type: "search", value: wanted.search, hint: t("search_hint"), autocomplete: "off", oninput: change("search", PAUSE) }),
    choice("role", ["user", "admin"]),
    choice("status", STATUSES));
}

function list({ total, users }, look) {
  if (users.length === 0 && wanted.skip > 0) {
    // The last one of the last page was deleted.
    wanted.skip = Math.max(0, wanted.skip - PAGE);
    look();
    return [];
  }
  if (users.length === 0) return [empty(t("none"), t("none_text"))];
  return [table(t("title"), columns(look), users), total > PAGE && pages(total, users.length, look)];
}

function columns(look) {
  return [
    [t("name"), person],
    [t("role"), (one) => one.role === "admin" ? el("span", { class: "badge" }, t("admin")) : t("user")],
    [t("status"), (one) => el("span", { class: one.status === "active" ? "" : "badge bad" }, t(one.status))],
    [t("type"), (one) => one.reliable === false ? el("span", { class: "whole" }, t("unsure")) : el("span", { class: "whole with-emblem" }, emblem(one.mbti), one.mbti ?? "–")],
    [t("since"), (one) => when(one.created_at)],
    [t("last"), (one) => one.last_login_at ? when(one.last_login_at) : t("never")],
    [t("actions"), (one) => button(about(t("manage"), called(one) || one.email), () => manage(one, look), "quiet", { "data-user": one.id })],
  ];
}

function person(one) {
  return [
    el("strong", {}, called(one) || one.email), one.id === me.account.id && [" ", el("span", { class: "badge" }, t("you"))],
    el("span", { class: "soft small under" }, one.email, chosen(one.username) && ` · ${one.username}`),
  ];
}

function pages(total, shown, look) {
  const turn = (by) => async () => {
    wanted.skip += by;
    await look();
    document.querySelector(".found table")?.scrollIntoView({ block: "start" });
    // The button may be gone at the list's end: its pages as a whole get the focus.
    document.querySelector(".pages")?.focus({ preventScroll: true });
  };
  const span = t("span", { from: count(wanted.skip + 1), to: count(wanted.skip + shown), total: count(total) });
  return el("nav", { class: "pages row apart", tabindex: -1, "aria-label": `${t("pages")}, ${span}` },
    button(t("before"), turn(-PAGE), "quiet", { disabled: wanted.skip === 0 }),
    el("span", {}, span),
    button(t("after"), turn(PAGE), "quiet", { disabled: wanted.skip + shown >= total }));
}
