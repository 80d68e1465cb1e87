// What all screens with a mailed code need: the field for it, sending another one, and where to find it.

import { post } from "./api.js";
import { el, show } from "./dom.js";
import { words } from "./i18n.js";
import { sentence } from "./problem.js";
import { me } from "./session.js";
import { busy, button, field } from "./ui.js";

const t = words({
  id: {
    label: "Kode 6 angka", hint: "Kode berlaku 5 menit. Huruf-huruf di bawahnya dalam surat juga diterima.", fault: "Kodenya terdiri dari 6 angka, atau 16 huruf.", again: "Kirim kode baru", again_in: "Kirim kode baru ({seconds})", sent: "Kode baru sudah dikirim; kode sebelumnya tidak berlaku lagi.",
    outbox_demo: "Ini demo: surat tidak benar-benar dikirim. Kodenya ada di log server dan di kotak keluar pengelola (Kelola → Surat).",
    outbox: "Server ini belum dapat mengirim surat sendiri. Mintalah kodenya kepada pengelola server.",
  },
  en: {
    label: "6-digit code", hint: "The code is valid for 5 minutes. The letters below it in the mail work, too.", fault: "The code has 6 digits, or 16 letters.", again: "Send a new code", again_in: "Send a new code ({seconds})", sent: "A new code has been sent; the one before no longer works.",
    outbox_demo: "This is a demo: no mail is really sent. The code is in the server's log and in the administrator's outbox (Admin → Mails).",
    outbox: "This server can't send mail by itself yet. Ask whoever runs it for the code.",
  },
});

const WAIT = 30;

/** The field, for the digits or the letters of a mail, so that no keyboard of digits alone comes up; what is pasted may have blanks or words around its digits. own: attributes of another field for such a code. */
export function codeField(own = {}) {
  const node = field({ label: t("label"), name: "otp", autocapitalize: "characters", autocomplete: "one-time-code", required: true, pattern: "[0-9]{6}|([A-Z]{4}-?){4}", class: "code", hint: t("hint"), "data-fault": t("fault"), ...own });
  node.input.addEventListener("input", () => {
    const typed = node.input.value;
    const code = /\d/.test(typed) ? typed.replace(/\D/g, "").slice(0, 6) : typed.toUpperCase().replace(/[^A-Z-]/g, "").slice(0, 19);
    if (code !== typed) node.input.value = code;
  });
  return node;
}

/** Where the code is, when this server sends no mail itself; else null. */
export function whereItIs() {
  if (me.mail !== "outbox") return null;
  return el("p", { class: "note" }, t(me.demo ? "outbox_demo" : "outbox"));
}

/** Asks path for another code with what body() tells, with a pause in between; sent: one is on its way. */
export function sendAgain(path, body, sent) {
  const said = el("p", { class: "hint", role: "status" });
  const again = button(t("again"), () => busy(again, ask));
  async function ask() {
    if (again.getAttribute("aria-disabled") === "true") return;
    try {
      await post(path, body());
      show(said, t("sent"));
      countDown(again);
    } catch (problem) {
      show(said, sentence(problem));
    }
  }
  if (sent) countDown(again);
  return el("div", {}, again, said);
}

/** Not disabled: that would take the focus away. */
function countDown(again) {
  let left = WAIT;
  again.setAttribute("aria-disabled", "true");
  const step = () => {
    show(again, left > 0 ? t("again_in", { seconds: left }) : t("again"));
    if (left === 0) again.removeAttribute("aria-disabled");
    else if (left === WAIT || again.isConnected) setTimeout(step, 1000);
    left -= 1;
  };
  step();
}
