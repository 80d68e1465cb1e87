// What comes after the last statement: what is still open, or the way to the result.

import * as answers from "./answers.js";
import { el, show } from "./dom.js";
import { makeGuestResult } from "./guest-result.js";
import { sentence } from "./problem.js";
import { words } from "./i18n.js";
import { askConsent } from "./quiz-consent.js";
import { expectNew } from "./reveal.js";
import { go } from "./router.js";
import { busy, button, toast } from "./ui.js";

const t = words({
  id: {
    open: ({ count }) => `Masih ada ${count} pernyataan yang belum dijawab`, open_text: "Hasilnya baru dapat dihitung setelah semuanya dijawab. Pilih satu untuk membukanya.", go_open: "Jawab yang pertama", number: "Pernyataan {at}",
    done: "Semua pernyataan sudah dijawab", done_text: "Anda masih dapat kembali dan mengubah jawaban. Setelah hasilnya dibuat, jawaban tidak dapat diubah lagi.", finish: "Lihat hasil saya",
    guest_text: "Hasilnya langsung terbuka, tanpa akun, dan hanya disimpan di peramban ini. Anda masih dapat kembali dan mengubah jawaban.",
    waiting: "Jawaban Anda lengkap dan tersimpan", waiting_text: "Server belum dapat menerimanya sekarang. Begitu bisa, jawaban Anda dikirim sendiri dan hasilnya terbuka di sini. Jawaban tetap aman walaupun halaman ini ditutup.", again: "Coba sekarang", sending: "Menghitung hasil …",
  },
  en: {
    open: ({ count }) => `${count} ${count === 1 ? "statement is" : "statements are"} still unanswered`, open_text: "The result can only be worked out once all are answered. Choose one to open it.", go_open: "Answer the first one", number: "Statement {at}",
    done: "All statements are answered", done_text: "You can still go back and change an answer. Once your result is made, they can't be changed any more.", finish: "See my result",
    guest_text: "Your result opens at once, without an account, and is kept in this browser alone. You can still go back and change an answer.",
    waiting: "Your answers are complete and kept", waiting_text: "The server can't take them right now. Once it can, your answers are sent by themselves and your result opens here. They are safe even if you close this page.", again: "Try now", sending: "Working out your result …",
  },
});

/** The end of a run; .update() after anything has changed, .enter() for the focus, .finish() to finish at once. */
export function end(run) {
  const title = el("h2", { tabindex: -1 });
  const place = el("div", {});
  const node = el("section", { class: "card quiz-end" }, title, place);
  let drawn = null;
  let sending = false;
  node.update = () => {
    if (sending) return;
    const open = run.openPlaces();
    const kind = open.length > 0 ? `open ${open}` : answers.wish() ? "waiting" : answers.isGuest() ? "guest" : "done";
    // Drawn anew only when it says something new, so that no button goes away under the finger.
    if (kind === drawn) return;
    drawn = kind;
    const part = { waiting, guest, done }[kind] ?? (() => missing(run, open));
    show(title, kind === "waiting" ? t("waiting") : heading(open.length));
    show(place, part(node), run.asks && ["done", "guest"].includes(kind) && askConsent());
  };
  node.enter = () => title.focus({ preventScroll: true });
  node.finish = async () => {
    show(place, el("p", { role: "status" }, t("sending")));
    drawn = null;
    sending = true;
    // Once they have become a result, its screen opens.
    sending = await answers.finish();
    node.update();
  };
  return node;
}

/** What is still open, each to be opened; `screen` is the address of the run. */
export function missing(run, open, screen = "/quiz") {
  const link = (at) => el("li", {}, el("a", { href: `#${screen}?at=${at + 1}`, onclick: (event) => { event.preventDefault(); run.goTo(at); } },
    el("span", { class: "soft" }, t("number", { at: at + 1 })), el("span", {}, run.textAt(at))));
  return [el("p", {}, t("open_text")), button(t("go_open"), () => run.goTo(open[0]), "main"), el("ol", { class: "open-list" }, open.map(link))];
}

/** The headings of both. */
export const heading = (open) => t(open > 0 ? "open" : "done", { count: open });

function done(node) {
  return [el("p", {}, t("done_text")), button(t("finish"), node.finish, "main large")];
}

function guest() {
  const outcome = el("p", { class: "outcome", role: "alert" });
  const finish = button(t("finish"), () => busy(finish, async () => {
    show(outcome);
    try {
      await makeGuestResult();
      expectNew();
      go("/result");
    } catch (problem) {
      show(outcome, sentence(problem));
    }
  }), "main large");
  return [el("p", {}, t("guest_text")), outcome, finish];
}

function waiting() {
  const again = button(t("again"), () => busy(again, () => answers.finish()));
  return [el("p", { role: "status" }, t("waiting_text")), again];
}

document.addEventListener("finish-refused", ({ detail }) => toast(sentence(detail.problem), true));
