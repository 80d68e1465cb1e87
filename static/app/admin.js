// The administrators' overview: how many there are of everything, who came lately, and a backup.

import { download, get } from "./api.js";
import { signUpBars, typeBars } from "./admin-charts.js";
import { table, ways } from "./admin-parts.js";
import { device, family } from "./devices.js";
import { el, show } from "./dom.js";
import { bytes, count, when } from "./format.js";
import { words } from "./i18n.js";
import { called } from "./people.js";
import { me } from "./session.js";
import { action, card, loading, toast } from "./ui.js";

const t = words({
  id: {
    title: "Kelola", live: "Angka-angka ini memperbarui diri setiap 10 detik.", numbers: "Jumlah", accounts: "akun", admins: "pengelola", results: "hasil kuis", photos: "foto", database_bytes: "basis data", photo_bytes: "berkas foto",
    types: "Tipe pengguna", sign_ups: "Pendaftaran, 30 hari terakhir", sign_ins: "Masuk terakhir", failures: "Gagal masuk terakhir",
    failures_hint: "Sejak server dinyalakan.", no_sign_ins: "Belum ada yang masuk.", no_failures: "Tidak ada. Bagus.",
    who: "Siapa", device: "Perangkat", by: "Lewat", address: "Alamat", at: "Kapan", known: "Akun yang dikenal", unknown: "Nama yang tidak dikenal",
    backup: "Cadangan", backup_text: "Semua data server ini dalam satu berkas zip: akun, hasil, foto. Simpan di tempat yang aman; isinya rahasia.", restore: "Untuk memulihkannya:",
    check: "Pemeriksaan", checked: "Terakhir diperiksa:", unchecked: "Belum diperiksa sejak server dinyalakan.", well: "Semuanya baik.", damaged: "Basis data rusak.",
    photos_missing: "{count} foto hilang berkasnya.", stray_rows: "{count} baris basis data tidak cocok satu sama lain.", doctor: "Jalankan firststep doctor di mesin server untuk melihat rinciannya.",
    copied: ({ seconds }) => `Salinan di tempat lain: lengkap ${seconds} detik yang lalu.`, copy_failing: "Salinan di tempat lain tertinggal; log server menjelaskan sebabnya.", taken_over: "Server lain melanjutkan data ini: di sini hanya dapat dibaca.",
    make: "Unduh cadangan", making: "Server sedang membuat cadangan. Biarkan halaman ini terbuka …", made: "Cadangan sudah diunduh.",
  },
  en: {
    title: "Administration", live: "These numbers renew themselves every 10 seconds.", numbers: "Numbers", accounts: "accounts", admins: "admins", results: "quiz results", photos: "photos", database_bytes: "database", photo_bytes: "photo files",
    types: "Types of the users", sign_ups: "Sign-ups of the last 30 days", sign_ins: "Latest sign-ins", failures: "Latest failed sign-ins",
    failures_hint: "Since the server was started.", no_sign_ins: "Nobody has signed in yet.", no_failures: "None. Good.",
    who: "Who", device: "Device", by: "By", address: "Address", at: "When", known: "A known account", unknown: "An unknown name",
    backup: "Backup", backup_text: "All of this server's data in one zip file: accounts, results, photos. Keep it in a safe place; what is in it is secret.", restore: "To put it back:",
    check: "Check of the data", checked: "Last checked:", unchecked: "Not checked yet since the server's start.", well: "All is well.", damaged: "The database is damaged.",
    photos_missing: "Photos whose files are missing: {count}.", stray_rows: "Rows of the database that don't belong together: {count}.", doctor: "Run firststep doctor on the server's machine for more.",
    copied: ({ seconds }) => `The copy elsewhere was whole ${seconds} ${seconds === 1 ? "second" : "seconds"} ago.`, copy_failing: "The copy elsewhere falls behind; the server's log says why.", taken_over: "Another server goes on with this data: this one can only be read.",
    make: "Download a backup", making: "The server is making the backup. Leave this page open …", made: "The backup is downloaded.",
  },
});

/** How often the numbers are asked for anew, in milliseconds. */
const PACE = 10_000;
let pulse = 0;

export default {
  title: () => t("title"),
  render() {
    const place = loading(async () => {
      const told = await get("/app/admin/overview");
      const parts = Object.fromEntries(Object.keys(PARTS).map((name) => [name, el("div", { "data-part": name })]));
      fill(parts, told);
      follow(parts);
      return overview(parts);
    });
    return el("section", {}, el("h1", {}, t("title")), ways("/admin"), place);
  },
  leave() {
    clearInterval(pulse);
  },
};

/** What changes by itself; the rest of the screen stays, with whatever has the focus in it. */
const PARTS = {
  numbers: (told) => numbers(told),
  types: (told) => typeBars(told.types, told.undetermined),
  sign_ups: (told) => signUpBars(told.sign_ups),
  copy: (told) => copied(told.copy),
  check: (told) => checked(told.checked),
  sign_ins: (told) => signIns(told.recent_sign_ins),
  failures: (told) => failures(told.recent_failures),
};

function fill(parts, told) {
  for (const [name, draw] of Object.entries(PARTS)) {
    const focused = parts[name].contains(document.activeElement) && document.activeElement.getAttribute("href");
    show(parts[name], draw(told));
    // Drawn anew under the keyboard's focus, which stays where it was.
    if (focused) parts[name].querySelector(`a[href="${focused}"]`)?.focus({ preventScroll: true });
  }
}

/** Keeps the numbers up to date as long as somebody looks at them. */
function follow(parts) {
  clearInterval(pulse);
  pulse = setInterval(async () => {
    if (document.hidden) return;
    try {
      const told = await get("/app/admin/overview");
      if (parts.numbers.isConnected) fill(parts, told);
    } catch {
      // They stay as they were; the next time may do better.
    }
  }, PACE);
}

function overview(parts) {
  return [
    parts.numbers,
    el("p", { class: "hint live" }, t("live")),
    el("div", { class: "grid charts" },
      card(t("types"), parts.types),
      el("div", {},
        card(t("sign_ups"), parts.sign_ups),
        card(t("backup"), parts.copy, ...backup()),
        card(t("check"), parts.check))),
    el("div", { class: "grid lists" },
      card(t("sign_ins"), parts.sign_ins),
      card(t("failures"), el("p", { class: "hint" }, t("failures_hint")), parts.failures)),
  ];
}

function checked(check) {
  // The banner says the rest.
  if (me.damage) return [el("p", {}, t("damaged"))];
  if (!check) return [el("p", { class: "soft" }, t("unchecked"))];
  const wrong = ["photos_missing", "stray_rows"].filter((name) => check[name] > 0);
  const said = wrong.length === 0 ? [t("well")] : [...wrong.map((name) => t(name, { count: count(check[name]) })), t("doctor")];
  return [el("p", { class: "soft" }, t("checked"), " ", when(check.at)), el("p", {}, said.join(" "))];
}

/** Of whom there is a list, it is a step away. */
const LISTS = { accounts: "#/admin/users", admins: "#/admin/users?role=admin" };

function numbers(told) {
  const counts = ["accounts", "admins", "results", "photos"].map((name) => [name, count(told[name])]);
  const sizes = ["database_bytes", "photo_bytes"].map((name) => [name, bytes(told[name])]);
  const one = ([name, text]) => el("div", {}, el("dt", {}, t(name)), el("dd", {}, LISTS[name] ? el("a", { href: LISTS[name] }, text) : text));
  return el("dl", { class: "numbers", "aria-label": t("numbers") }, [...counts, ...sizes].map(one));
}

function signIns(all) {
  if (all.length === 0) return el("p", { class: "soft" }, t("no_sign_ins"));
  return table(t("sign_ins"), [
    [t("who"), (one) => el("a", { class: "on", href: `#/admin/users?search=${encodeURIComponent(one.email)}` }, el("strong", {}, called(one) || one.email))],
    [t("device"), (one) => device(one.agent ?? "")],
    [t("by"), (one) => family(one.family)],
    [t("address"), (one) => one.address || "–"],
    [t("at"), (one) => when(one.at)],
  ], all, { short: true });
}

function failures(all) {
  if (all.length === 0) return el("p", { class: "soft" }, t("no_failures"));
  return table(t("failures"), [
    [t("who"), (one) => one.name_known ? t("known") : t("unknown")],
    [t("by"), (one) => family(one.family)],
    [t("address"), (one) => one.address || "–"],
    [t("at"), (one) => when(one.at)],
  ], all, { short: true });
}

function copied(copy) {
  if (!copy) return [];
  if (copy.taken_over) return [el("p", {}, t("taken_over"))];
  return [el("p", { class: copy.failing ? "" : "soft" }, copy.failing ? t("copy_failing") : t("copied", { seconds: copy.behind }))];
}

function backup() {
  const said = el("p", { class: "hint", role: "status" });
  const bar = el("progress", { "aria-label": t("make"), hidden: true });
  const make = action(t("make"), async () => {
    show(said, t("making"));
    bar.hidden = false;
    try {
      await download("/app/admin/backup", `firststep-${new Date().toISOString().slice(0, 10)}.zip`);
      toast(t("made"));
    } finally {
      show(said);
      bar.hidden = true;
    }
  }, "main");
  const restore = el("p", { class: "soft" }, t("restore"), " ", el("code", {}, "firststep backup restore FILE"));
  return [el("p", { class: "soft" }, t("backup_text")), restore, make, bar, said];
}
