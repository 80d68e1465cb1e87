// Recovery codes: shown once, to be copied, printed or kept in a file.

import { save } from "./api.js";
import { copied } from "./copying.js";
import { el } from "./dom.js";
import { words } from "./i18n.js";
import { me } from "./session.js";
import { button, card, readOut, toast } from "./ui.js";

const t = words({
  id: {
    title: "Kode pemulihan Anda", text: "Simpan kode-kode ini di tempat yang aman, bukan hanya di ponsel Anda. Jika ponsel hilang, satu kode menggantikan satu kode dari aplikasi. Masing-masing berlaku sekali, dan hanya ditunjukkan sekarang.",
    copy: "Salin", copied: "Kode sudah disalin.", by_hand: "Peramban tidak mengizinkan penyalinan. Cetak atau unduh kodenya.", print: "Cetak", download: "Unduh", done: "Sudah saya simpan",
    head: "Kode pemulihan FirstStep untuk {email}",
  },
  en: {
    title: "Your recovery codes", text: "Keep these codes in a safe place, and not on your phone alone. If it is lost, each of them can stand in for the app’s code once. They are shown only now.",
    copy: "Copy", copied: "The codes are copied.", by_hand: "The browser doesn't allow copying. Print the codes or download them.", print: "Print", download: "Download", done: "I have kept them",
    head: "FirstStep recovery codes for {email}",
  },
});

/** The codes; done() is called once they are kept. */
export function recoveryCodes(codes, done) {
  const text = () => `${t("head", { email: me.account.email })}\n${location.origin}\n\n${codes.join("\n")}\n`;
  const copy = async () => {
    const worked = await copied(text());
    toast(t(worked ? "copied" : "by_hand"), !worked);
  };
  return readOut(card(t("title"),
    el("p", {}, t("text")),
    el("p", { class: "print-only" }, t("head", { email: me.account.email })),
    el("ul", { class: "secret-codes" }, codes.map((code) => el("li", {}, el("code", {}, code)))),
    el("p", { class: "row" },
      button(t("copy"), copy),
      button(t("print"), () => print()),
      button(t("download"), () => save(new Blob([text()], { type: "text/plain" }), "firststep-recovery-codes.txt"))),
    el("p", {}, button(t("done"), done, "main"))));
}
