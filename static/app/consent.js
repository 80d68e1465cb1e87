// Asks whether answers may be kept for research. Nobody has to: the box is empty until they tick it.

import { el, newId } from "./dom.js";
import { words } from "./i18n.js";

const t = words({
  id: {
    label: "Jawaban saya boleh disimpan untuk penelitian.",
    what: "Disimpan: keenam puluh jawaban, berapa lama Anda melihat tiap pernyataan, urutannya, bahasanya, dan kapan Anda menjawab. Gunanya untuk mengukur seberapa baik kuis ini: statistik, norma, dan berkas tanpa nama bagi yang menelitinya. Tidak wajib.",
    instrument: "Disimpan: semua jawaban, bahasanya, dan kapan Anda menjawab. Gunanya untuk mengukur seberapa baik kuesioner ini: statistik, norma, dan berkas tanpa nama bagi yang menelitinya. Tidak wajib.",
    account: "Di server ini jawaban itu tetap terhubung dengan akun Anda, sehingga Anda dapat menghapusnya kapan saja di halaman Akun.",
    guest: "Baru disimpan kalau Anda menyimpan hasilnya di sebuah akun; di situ jawaban itu terhubung dengan akun Anda, sehingga dapat Anda hapus kapan saja.",
    room: "Jawaban itu terhubung dengan tempat, tim, dan ruang Anda, sehingga Anda dapat menghapusnya di ponsel ini sampai ruang ini dihapus; sesudah itu tidak ada lagi yang mengarah kepada Anda.",
  },
  en: {
    label: "My answers may be kept for research.",
    what: "Kept: the sixty answers, how long you look at each statement, their order, the language, and when. They serve to measure how good this quiz is: by statistics, norms, and a file without names for those who study it. You needn't agree.",
    instrument: "Kept: all answers, the language, and when. They serve to measure how good this questionnaire is: by statistics, norms, and a file without names for those who study it. You needn't agree.",
    account: "On this server they stay linked to your account, so that you can delete them at any time, under Account.",
    guest: "They are only kept once you keep your result in an account; there they are linked to it, so that you can delete them at any time.",
    room: "They are linked to your seat, team and room, so that you can delete them on this phone until this room is deleted; after that, nothing leads from them to you.",
  },
});

/** The box with its sentences. what: what is kept, of "what" (the sixty) or "instrument"; way: how they are deleted, by "account", "guest" or "room"; set(yes) hears of a change. */
export function consentBox({ checked, way, what = "what", set }) {
  const id = newId("consent");
  const hint = newId("consent-hint");
  const box = el("input", { type: "checkbox", id, name: "consent", checked, "aria-describedby": hint, onchange: () => set(box.checked) });
  return el("div", { class: "consent" },
    el("div", { class: "tick" }, box, el("label", { for: id }, t("label"))),
    el("p", { id: hint, class: "hint" }, t(what), " ", t(way)));
}
