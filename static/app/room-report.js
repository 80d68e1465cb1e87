// What a host takes away: the group's pictures on two pages, what to talk about, what they can't say.

import { download, get, remove } from "./api.js";
import { el } from "./dom.js";
import { day, words } from "./i18n.js";
import { questionsOf } from "./room-questions.js";
import { whole } from "./room-views.js";
import { go } from "./router.js";
import { action, button, buttonLink, card, confirm, loading } from "./ui.js";

const t = words({
  id: {
    title: "Laporan kelompok", untitled: "Ruang {code}", facts: ({ joined, finished, at }) => `${at} · ${joined} orang bergabung, ${finished} selesai.`, people: "Gambar di bawah ini dari {people} orang.", none: "Belum ada gambar", none_text: ({ least, teams }) => `Gambar dimulai dari ${least} orang ${teams.length > 0 ? "dari satu tim " : ""}yang selesai, dan setelah Anda membukanya di layar.`,
    print: "Cetak", numbers: "Angka (CSV)", rows: "Baris anonim (CSV)", screen: "Ke layar", drop: "Hapus ruang ini", drop_title: "Hapus ruang ini?", drop_text: "Semua jawaban di dalamnya dihapus untuk selamanya.", drop_yes: "Hapus", kept: "Ruang ini dan semua jawabannya dihapus sendiri pada {until}.",
    talk: "Bahan obrolan", talk_1: "Pernyataan mana yang membelah kelompok ini? Minta satu suara dari tiap sisi: kapan jawaban itu berguna, kapan mengganggu?", talk_2: "Di skala mana kelompok ini condong? Apa yang jadi mudah karenanya, dan apa yang mudah terlewat?", talk_3: "Siapa yang berada di tengah? Tanyakan kapan mereka berpindah sisi.", talk_4: "Satu hal yang akan kita lakukan lain minggu depan.",
    limits: "Yang tidak dikatakan laporan ini", limits_1: "Tidak mengatakan apa pun tentang satu orang: setiap gambar adalah jumlah dari beberapa orang, dan skala dengan hampir semua orang di satu sisi tidak ditampilkan.", limits_1_side: "Tidak mengatakan apa pun tentang satu orang: setiap gambar adalah jumlah dari beberapa orang, dan skala dengan hampir semua orang di satu sisi tidak ditampilkan. Jawaban per pernyataan tidak ditampilkan sama sekali.", limits_other: "Belum ada yang meneliti apakah kuesioner ini benar-benar mengukur yang dimaksud.", limits_2: "Bukan ukuran kemampuan, kecocokan kerja, atau kesehatan. Jangan dipakai untuk memilih, menilai, atau membagi orang.", limits_3: "Program penghitungnya belajar dari orang simulasi. Dalam simulasi, sekitar separuh orang mendapat tipe lain pada kali kedua. Ini bukan tes MBTI®.",
  },
  en: {
    title: "The group's report", untitled: "Room {code}", facts: ({ joined, finished, at }) => `${at} · ${joined} people joined, ${finished} finished.`, people: "The pictures below are of {people} people.", none: "There is no picture yet", none_text: ({ least, teams }) => `Pictures start at ${least} people ${teams.length > 0 ? "of one team " : ""}who finished, and once you have revealed them on the screen.`,
    print: "Print", numbers: "Figures (CSV)", rows: "Anonymous rows (CSV)", screen: "To the screen", drop: "Delete this room", drop_title: "Delete this room?", drop_text: "All that was answered in it is deleted for good.", drop_yes: "Delete", kept: "This room is deleted by itself, with all its answers, on {until}.",
    talk: "What to talk about", talk_1: "Which statement divides this group? Hear one voice from each side: when does that answer help, when does it get in the way?", talk_2: "On which scale does this group lean? What comes easily because of it, and what is easily missed?", talk_3: "Who is in the middle? Ask when they change sides.", talk_4: "One thing that we will do differently next week.",
    limits: "What this report can't say", limits_1: "It says nothing of any one person: each picture is a sum over several, and a scale with nearly everybody on one side isn't shown.", limits_1_side: "It says nothing of any one person: each picture is a sum over several, and a scale with nearly everybody on one side isn't shown. What was said to single statements isn't shown at all.", limits_other: "Nobody has examined yet whether this questionnaire measures what it means to.", limits_2: "It measures no ability, no fitness for work, no health. Don't choose, judge or sort people by it.", limits_3: "The model that calculates it was trained on simulated people. In simulations, about half of them got another type the second time. It is no MBTI® test.",
  },
});

const list = (...keys) => el("ul", {}, keys.map((key) => el("li", {}, t(key))));

function whatIsThere({ room, people, finished, picture }, questions) {
  const { code } = room;
  const other = questions.instrument;
  const at = day(room.opened_at);
  const drop = async () => {
    if (!await confirm({ title: t("drop_title"), text: t("drop_text"), yes: t("drop_yes") })) return;
    await remove(`/rooms/${code}`);
    go("/rooms");
  };
  return [
    el("h1", {}, t("title"), ": ", room.title || t("untitled", { code })),
    other && el("p", { class: "lead", lang: questions.text(0).lang }, questions.title()),
    el("p", {}, t("facts", { joined: people.length, finished, at }), " ", picture && t("people", picture)),
    el("div", { class: "row no-print" }, button(t("print"), () => print(), "main"),
      picture && action(t("numbers"), () => download(`/rooms/${code}/summary.csv`, `room-${code}.csv`)), picture && !other && action(t("rows"), () => download(`/rooms/${code}/rows.csv`, `room-${code}-rows.csv`)),
      buttonLink(t("screen"), `#/rooms/${code}`, "quiet"), action(t("drop"), drop, "danger")),
    picture ? whole(picture, { room, questions }, 2) : card(t("none"), el("p", {}, t("none_text", room))),
    el("div", { class: "report-words" }, card(t("talk"), other ? list("talk_2", "talk_3", "talk_4") : list("talk_1", "talk_2", "talk_3", "talk_4")), card(t("limits"), list(other ? "limits_1_side" : "limits_1", "limits_2"), other ? ofOther(questions) : list("limits_3"))),
    el("p", { class: "soft small" }, t("kept", { until: day(room.kept_until) })),
  ];
}

/** What is known of whether it measures what it means to. */
function ofOther(questions) {
  const { lang } = questions.text(0);
  const { evidence } = questions.about();
  return el("ul", {}, el("li", { lang: evidence ? lang : null }, evidence ?? t("limits_other")));
}

export default {
  title: () => t("title"),
  render: ({ code }) => el("article", { class: "group-report" }, loading(async () => {
    const live = await get(`/rooms/${encodeURIComponent(code)}/live`);
    return whatIsThere(live, await questionsOf(live.room, get));
  })),
};
