// What administrators are told when the database was found damaged: since when, what happened, what to do.

import { el } from "./dom.js";
import { moment, words } from "./i18n.js";

const t = words({
  id: {
    title: "Basis data rusak: server ini sekarang hanya dapat dibaca",
    since: "Sejak {since} setiap perubahan ditolak, agar kerusakannya tidak meluas. Yang masih dapat dibaca tetap ditampilkan.",
    met: "Sebuah permintaan menemukan bagian yang tidak dapat dibaca.", seen: "Pemeriksaan menemukan: {seen}",
    what: "Yang perlu dilakukan di mesin server ini:", doctor: "Lihat apa yang rusak:", stop: "Hentikan server, lalu pulihkan cadangan terakhir yang baik:", start: "Jalankan server lagi.",
  },
  en: {
    title: "The database is damaged: this server is read-only now",
    since: "Since {since} every change is refused, so that the damage doesn't spread. What can still be read is shown.",
    met: "A request came upon a part that can't be read.", seen: "The check found: {seen}",
    what: "What to do, on the machine of this server:", doctor: "See what is damaged:", stop: "Stop the server and put the last good backup back:", start: "Start the server again.",
  },
});

/** The banner for a `damage` of GET /app/me. */
export function told({ since, seen }) {
  const step = (text, command) => el("li", {}, text, " ", command && el("code", {}, command));
  return [
    el("h2", {}, t("title")),
    el("p", {}, t("since", { since: moment(since) }), " ", seen ? t("seen", { seen }) : t("met")),
    el("p", {}, t("what")),
    el("ol", {}, step(t("doctor"), "firststep doctor"), step(t("stop"), "firststep backup restore FILE --force"), step(t("start"))),
  ];
}
