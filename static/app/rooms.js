// The rooms somebody has opened, and opening another.

import { get, newKey, post } from "./api.js";
import { el } from "./dom.js";
import { language, moment, words } from "./i18n.js";
import { spoken } from "./instrument-list.js";
import { go } from "./router.js";
import { buttonLink, card, empty, field, form, loading } from "./ui.js";

const t = words({
  id: {
    title: "Ruang", lead: "Sebuah kelompok mengerjakan kuis atau kuesioner lain bersama: masing-masing di ponselnya, tanpa akun. Anda menayangkan layarnya.", open: "Buka ruang", name: "Judul", name_hint: "Misalnya nama kelas. Boleh kosong.", names: "Nama", names_no: "Tidak ditanyakan", names_yes: "Tanyakan nama", spoken: "Bahasa", spoken_hint: "Untuk ponsel yang tidak berbahasa Indonesia atau Inggris.",
    teams: "Tim", teams_hint: "Satu per baris, paling banyak 12. Tim kecil baru masuk ke gambar setelah cukup banyak anggotanya selesai. Kosongkan jika tidak ada tim.", what: "Yang dijawab", quiz: "Kuis 60 pernyataan", hours: "Selesai sendiri setelah", hour: ({ hours }) => (hours < 24 ? `${hours} jam` : `${hours / 24} hari`), shows: "Gambar kelompok terlihat", on_reveal: "Saat saya membukanya", at_once: "Begitu cukup banyak yang selesai",
    mine: "Ruang Anda", none: "Belum ada ruang", none_text: "Buka satu, lalu tayangkan kode QR-nya.", to_screen: "Ke layar", report: "Laporan", ends: "Selesai {at}", ended: "Sudah selesai {at}", not_you: "Di server ini hanya pengelola yang dapat membuka ruang.", too_many_rooms: "Ruang Anda sudah sebanyak yang diizinkan. Hapus salah satunya dulu.", untitled: "Tanpa judul",
  },
  en: {
    title: "Rooms", lead: "A group takes the quiz, or another questionnaire, together: each on their own phone, without an account. You show the screen.", open: "Open a room", name: "Title", name_hint: "Such as the name of a class. May be left empty.", names: "Names", names_no: "Don't ask", names_yes: "Ask for names", spoken: "Language", spoken_hint: "For phones that speak neither Indonesian nor English.",
    teams: "Teams", teams_hint: "One a line, 12 at the most. A team is in the pictures once enough of its people have finished. Leave it empty for no teams.", what: "What is answered", quiz: "The quiz of 60 statements", hours: "Ends by itself after", hour: ({ hours }) => (hours < 24 ? `${hours} ${hours === 1 ? "hour" : "hours"}` : `${hours / 24} ${hours === 24 ? "day" : "days"}`), shows: "The group's picture is seen", on_reveal: "When I reveal it", at_once: "As soon as enough have finished",
    mine: "Your rooms", none: "No room yet", none_text: "Open one, and show its QR code.", to_screen: "To the screen", report: "Report", ends: "Ends {at}", ended: "Ended {at}", not_you: "On this server only administrators can open rooms.", too_many_rooms: "You have as many rooms as you may have. Delete one first.", untitled: "Untitled",
  },
});

/** Each by its own name, as whoever speaks it looks for it. */
const LANGUAGES = { id: "Bahasa Indonesia", en: "English" };
const HOURS = [1, 2, 4, 8, 24, 72, 168];

function opening(instruments) {
  const key = newKey();
  const others = instruments.map((one) => [one.id, spoken(one).texts.title]);
  const fields = [
    others.length > 0 && field({ label: t("what"), name: "instrument", options: [["", t("quiz")], ...others], value: "" }),
    field({ label: t("name"), hint: t("name_hint"), name: "title", maxlength: 80, autocomplete: "off" }),
    field({ label: t("teams"), hint: t("teams_hint"), name: "teams", rows: 3 }),
    field({ label: t("spoken"), hint: t("spoken_hint"), name: "language", options: Object.entries(LANGUAGES), value: language() }),
    field({ label: t("names"), name: "names", options: [["no", t("names_no")], ["yes", t("names_yes")]], value: "no" }),
    field({ label: t("shows"), name: "shows", options: [["on_reveal", t("on_reveal")], ["at_once", t("at_once")]], value: "on_reveal" }),
    field({ label: t("hours"), name: "hours", options: HOURS.map((hours) => [String(hours), t("hour", { hours })]), value: "4" }),
  ].filter(Boolean);
  return form(fields, t("open"), async (values) => {
    const teams = values.teams.split("\n").map((line) => line.trim()).filter(Boolean);
    const room = await post("/rooms", { title: values.title, instrument: values.instrument || undefined, language: values.language, asks_names: values.names === "yes", teams, shows: values.shows, hours: Number(values.hours) }, key);
    go(`/rooms/${room.code}`);
  }, () => ({ too_many_rooms: t("too_many_rooms"), not_allowed: t("not_you") }));
}

const entry = (room) => el("li", {}, el("div", { class: "row apart" },
  el("div", {}, el("b", {}, room.title || t("untitled")), " ", el("code", {}, room.code), el("br"), el("span", { class: "soft small" }, t(room.state === "ended" ? "ended" : "ends", { at: moment(room.ends_at) }))),
  el("div", { class: "row" }, buttonLink(t("to_screen"), `#/rooms/${room.code}`), buttonLink(t("report"), `#/rooms/${room.code}/report`, "quiet"))));

export default {
  title: () => t("title"),
  render: () => el("section", { class: "middle" }, el("h1", {}, t("title")), el("p", { class: "lead" }, t("lead")), loading(async () => {
    const [{ rooms, may_open: mayOpen }, { instruments }] = await Promise.all([get("/rooms"), get("/app/instruments")]);
    return [
      mayOpen ? card(t("open"), opening(instruments)) : el("p", { class: "note" }, t("not_you")),
      rooms.length === 0 ? empty(t("none"), t("none_text")) : card(t("mine"), el("ul", { class: "list" }, rooms.map(entry))),
    ];
  })),
};
