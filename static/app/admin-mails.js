// What lies in the outbox: with no mail server, this is where codes are read.

import { get, post } from "./api.js";
import { ways } from "./admin-parts.js";
import { el, show } from "./dom.js";
import { when } from "./format.js";
import { words } from "./i18n.js";
import { action, empty, loading, toast } from "./ui.js";
import { about } from "./writing.js";

const t = words({
  id: {
    title: "Surat", outbox: "Server ini tidak punya server surat. Semua surat tinggal di sini: bacakan kodenya kepada yang menunggu.",
    smtp: "Surat di sini menunggu dikirim lewat server surat Anda; yang terkirim hilang dari daftar ini. Isinya tidak ditampilkan.",
    none_outbox: "Belum ada surat", none_outbox_text: "Jika seseorang meminta kode, suratnya muncul di sini.",
    none_smtp: "Tidak ada yang menunggu", none_smtp_text: "Semua surat sudah terkirim.",
    to: "Kepada {to}", refused: "Ditolak server surat", waits: "Belum terkirim", why: "Dicoba {tries} kali. Alasan terakhir: {why}", next: "Dicoba lagi:", refresh: "Muat ulang", refreshed: "Daftar sudah diperbarui.", list: "Surat", no_subject: "Tanpa judul", retry: "Coba kirim sekarang", retried: "Suratnya dicoba lagi.",
  },
  en: {
    title: "Mails", outbox: "This server has no mail server. All mails stay here: read the code out to whoever waits for it.",
    smtp: "The mails here wait to be sent by your mail server; a mail that is sent leaves this list. Their text isn't shown.",
    none_outbox: "No mails yet", none_outbox_text: "When somebody asks for a code, the mail appears here.",
    none_smtp: "Nothing is waiting", none_smtp_text: "All mails are sent.",
    to: "To {to}", refused: "Refused by the mail server", waits: "Not sent yet", why: ({ tries, why }) => `Tried ${tries === 1 ? "once" : `${tries} times`}. The last reason: ${why}`, next: "Tried again:", refresh: "Refresh", refreshed: "The list is up to date.", list: "Mails", no_subject: "No subject", retry: "Try again now", retried: "The mail is tried again.",
  },
});

export default {
  title: () => t("title"),
  render() {
    const fetch = async () => list(await get("/app/admin/mails"), renew);
    const place = el("div", {}, loading(fetch));
    async function renew(said) {
      show(place, await fetch());
      toast(said);
      again.focus();
    }
    const again = action(t("refresh"), () => renew(t("refreshed")));
    return el("section", {},
      el("h1", {}, t("title")),
      ways("/admin/mails"),
      el("p", {}, again),
      place);
  },
};

function list({ mode, mails }, renew) {
  const nothing = empty(t(`none_${mode}`), t(`none_${mode}_text`));
  return [
    el("p", { class: "soft" }, t(mode)),
    mails.length === 0 ? nothing : el("ul", { class: "plain-list mails", "aria-label": t("list") }, mails.map((mail) => el("li", {}, letter(mail, mode, renew)))),
  ];
}

function letter({ name, to, subject, text, at, refused, tries, why, next }, mode, renew) {
  return el("article", { class: "card mail" },
    el("h2", {}, subject || t("no_subject")),
    el("p", { class: "soft small" }, t("to", { to }), " · ", when(at), (refused || why !== null) && [" ", el("span", { class: "badge bad" }, t(refused ? "refused" : "waits"))]),
    why !== null && el("p", { class: "small why" }, t("why", { tries, why })),
    next && el("p", { class: "soft small" }, t("next"), " ", when(next)),
    why !== null && mode === "smtp" && el("p", {}, action(about(t("retry"), subject || t("no_subject")), async () => {
      await post(`/app/admin/mails/${encodeURIComponent(name)}/retry`);
      await renew(t("retried"));
    })),
    text && el("p", { class: "prose" }, text));
}
