// A result of a questionnaire: one of the account's, or the latest that this browser has of a guest.

import { find, get, newKey, put, remove } from "./api.js";
import { el, show } from "./dom.js";
import { day, moment, words } from "./i18n.js";
import { kept } from "./instrument-end.js";
import { dropGuestResult, endWithThePage, guestResult } from "./instrument-guest.js";
import { spoken, toAll } from "./instrument-list.js";
import { among } from "./instrument-norms.js";
import { answersTable, scales } from "./instrument-scales.js";
import { go } from "./router.js";
import { me, settled } from "./session.js";
import { action, button, buttonLink, card, confirm, empty, loading, toast } from "./ui.js";

const t = words({
  id: {
    title: "Hasil Anda", answered: "Dijawab {when} · versi {version}", print: "Cetak", again: "Jawab lagi",
    gone: "Hasil ini tidak ada", gone_text: "Alamatnya mungkin salah ketik, atau hasil ini milik akun lain.",
    changed: "Kuesioner ini sudah diubah sejak {when}, atau tidak ditawarkan lagi. Hasil ini tetap seperti waktu itu, dengan teks versi {version}.",
    uniform: "Semua pernyataan mendapat jawaban yang sama", uniform_text: "Jadi jawaban ini tidak mengatakan apa pun tentang Anda. Jawablah lagi dengan santai kapan pun Anda sempat.",
    scales: "Skala demi skala", trust: "Seberapa jauh bisa dipercaya",
    not_validated: "Belum divalidasi: belum ada yang meneliti apakah kuesioner ini benar-benar mengukur yang dimaksud. Pakailah sebagai bahan obrolan, bukan untuk menilai atau memilih orang.",
    middle_norms: "Tinggi dan rendah di setiap skala dilihat dari tengah skala jawaban; letak Anda di antara orang-orang di sini dikatakan tersendiri.",
    middle: "Tinggi dan rendah dilihat dari tengah skala jawaban, bukan dibandingkan dengan orang lain: berapa banyak orang yang jawabannya seperti ini tidak diketahui.",
    self: "Hasil ini hanya berasal dari jawaban Anda sendiri, jadi menggambarkan cara Anda melihat diri Anda hari ini.",
    answers: "Jawaban Anda", yours: "Hasil ini", counts: "Jawaban Anda disimpan untuk penelitian; berkas bagi yang menelitinya tidak memuat nama.", counts_not: "Jawaban Anda tidak dipakai untuk apa pun selain hasil ini.",
    take_back: "Cabut izin", allow: "Izinkan untuk penelitian", delete: "Hapus hasil ini", sure: "Hapus hasil ini?", sure_text: "Hasil dan jawabannya tidak dapat dikembalikan.", deleted: "Hasil sudah dihapus.",
    guest: "Hasil ini hanya ada di peramban ini, dan siapa pun yang memakai peramban ini dapat melihatnya.", full: "Penyimpanan peramban ini penuh atau dimatikan: hasil ini hilang begitu halaman ditutup.",
    sign_in: "Masuk untuk menyimpannya", keep: "Simpan di akun saya", keep_text: "Ini dijawab di peramban ini tanpa akun. Jika Anda yang menjawab, Anda dapat menyimpannya di akun Anda.", is_kept: "Sekarang ada di akun Anda.",
    changed_since: "Kuesioner ini sudah diubah sejak itu, jadi hasilnya hanya dapat tinggal di peramban ini.",
  },
  en: {
    title: "Your result", answered: "Answered {when} · version {version}", print: "Print", again: "Answer again",
    gone: "There is no such result", gone_text: "The address may be mistyped, or the result belongs to another account.",
    changed: "This questionnaire was changed since {when}, or isn't offered any more. The result stays as it was then, with the texts of version {version}.",
    uniform: "All statements got the same answer", uniform_text: "So the answers say nothing about you. Answer again without hurry, whenever you like.",
    scales: "Scale by scale", trust: "How far to trust this",
    not_validated: "Not validated: nobody has examined yet whether this questionnaire measures what it means to. Take it as something to talk about, not to judge or choose people by.",
    middle_norms: "High and low on each scale are seen from the middle of the answer scale; where you stand among the people here is told separately.",
    middle: "High and low are seen from the middle of the answer scale, not compared with other people: how many answer like this isn't known.",
    self: "This rests on your own answers alone, so it shows how you see yourself today.",
    answers: "Your answers", yours: "This result", counts: "Your answers are kept for research; the file for those who study them has no names.", counts_not: "Your answers are used for nothing but this result.",
    take_back: "Take that back", allow: "Let them be kept for research", delete: "Delete this result", sure: "Delete this result?", sure_text: "It and its answers can't be brought back.", deleted: "The result is deleted.",
    guest: "This result is in this browser alone, and whoever uses this browser can see it.", full: "This browser's storage is full or switched off: the result is gone as soon as this page is closed.",
    sign_in: "Sign in to keep it", keep: "Keep it in my account", keep_text: "This was answered in this browser without an account. If it was you, you can keep it in your account.", is_kept: "It is in your account now.",
    changed_since: "The questionnaire was changed since then, so the result can only stay in this browser.",
  },
});

export default {
  title: () => t("title"),
  render({ id, instrument }) {
    const name = el("span", {});
    const node = el("article", { class: "result instrument-result" });
    const draw = () => show(node, el("h1", {}, t("title"), name), loading(async () => {
      await settled();
      const result = instrument ? await ofGuest(instrument) : await find(`/app/instrument-results/${encodeURIComponent(id)}`);
      if (!result) return empty(t("gone"), t("gone_text"), toAll());
      const { texts, lang } = spoken(result.instrument);
      name.lang = lang;
      show(name, `: ${texts.title}`);
      return whole(result, draw);
    }));
    draw();
    return node;
  },
};

/** What this browser has, and whether the server still offers that version; without a server, as it was. */
async function ofGuest(id) {
  const kept = guestResult(id);
  const { instruments } = kept ? await get("/app/instruments").catch(() => ({})) : {};
  return kept && { ...kept, current: instruments?.some(({ hash }) => hash === kept.instrument.hash) ?? kept.current };
}

function whole(result, draw) {
  const { texts, lang } = spoken(result.instrument);
  const { version, id } = result.instrument;
  return [
    el("div", { class: "row apart" },
      el("p", { class: "soft small" }, t("answered", { when: moment(result.created_at), version })),
      el("div", { class: "row no-print" }, button(t("print"), () => window.print()), result.current && buttonLink(t("again"), `#/questionnaires/${id}`, "quiet"), toAll())),
    !result.current && el("p", { class: "note" }, t("changed", { when: day(result.created_at), version })),
    result.uniform && notice(),
    card(t("scales"), scales(result)),
    among(result),
    trust(texts, lang, result.norms),
    card(t("answers"), answersTable(result)),
    result.id === null ? guests(result, draw) : own(result, draw),
    texts.credit && el("p", { class: "soft small", lang }, texts.credit),
  ];
}

function notice() {
  const node = card(t("uniform"), el("p", {}, t("uniform_text")));
  node.classList.add("unsure-notice");
  return node;
}

function trust({ evidence }, lang, norms) {
  return card(t("trust"), evidence ? el("p", { lang }, evidence) : el("p", {}, t("not_validated")), el("p", {}, t(norms ? "middle_norms" : "middle")), el("p", {}, t("self")));
}

function own(result, draw) {
  const address = `/app/instrument-results/${result.id}`;
  const allow = action(t(result.may_count ? "take_back" : "allow"), async () => {
    await put(address, { may_count: !result.may_count });
    draw();
  });
  const gone = action(t("delete"), async () => {
    if (!await confirm({ title: t("sure"), text: t("sure_text"), yes: t("delete") })) return;
    await remove(address);
    toast(t("deleted"));
    go("/questionnaires");
  }, "danger");
  const node = card(t("yours"), el("p", {}, t(result.may_count ? "counts" : "counts_not")), el("div", { class: "row" }, (me.research || result.may_count) && allow, gone));
  node.classList.add("no-print");
  return node;
}

function guests(result, draw) {
  const { id, hash } = result.instrument;
  const key = newKey();
  const keep = action(t("keep"), async () => {
    const number = await kept({ id }, { answers: result.answers, hash }, key);
    dropGuestResult(id);
    toast(t("is_kept"));
    go(`/questionnaire-results/${number}`, { replace: true });
  }, "main", () => ({ instrument_changed: t("changed_since"), 404: t("changed_since") }));
  const forget = button(t("delete"), async () => {
    if (!await confirm({ title: t("sure"), text: t("sure_text"), yes: t("delete") })) return;
    dropGuestResult(id);
    toast(t("deleted"));
    draw();
  }, "danger");
  const then = encodeURIComponent(`/questionnaires/${id}/result`);
  const node = card(t("yours"),
    endWithThePage() && el("p", { class: "note" }, t("full")),
    el("p", {}, t(me.account ? "keep_text" : "guest")),
    el("div", { class: "row" }, me.account ? keep : buttonLink(t("sign_in"), `#/sign-in?then=${then}`, "main"), forget));
  node.classList.add("no-print", "keep");
  return node;
}
