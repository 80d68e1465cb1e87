// What comes after a questionnaire's last statement: what is still open, or the way to the result.

import { isGuest } from "./answers-state.js";
import { get, post } from "./api.js";
import { el, show } from "./dom.js";
import { words } from "./i18n.js";
import { keepGuestResult } from "./instrument-guest.js";
import { spoken } from "./instrument-list.js";
import { sentence } from "./problem.js";
import { heading, missing } from "./quiz-end.js";
import { go } from "./router.js";
import { busy, button } from "./ui.js";

const t = words({
  id: {
    done: "Anda masih dapat kembali dan mengubah jawaban. Setelah hasilnya dibuat, jawaban tidak dapat diubah lagi.", finish: "Lihat hasil saya",
    changed: "Kuesioner ini diubah sejak Anda membukanya, sehingga jawaban Anda tidak cocok lagi. Muat ulang halaman untuk menjawab versi yang baru.",
  },
  en: {
    done: "You can still go back and change an answer. Once your result is made, they can't be changed any more.", finish: "See my result",
    changed: "This questionnaire was changed since you opened it, so your answers don't fit it any more. Reload the page to answer the new version.",
  },
});

/** As in quiz-end.js: .update() after anything has changed, .enter() for the focus. */
export function end(run, instrument, answers) {
  const title = el("h2", { tabindex: -1 });
  const place = el("div", {});
  const node = el("section", { class: "card quiz-end" }, title, place);
  let drawn = null;
  node.update = () => {
    const open = answers.values().flatMap((value, at) => (value === null ? [at] : []));
    // Drawn anew only when it says something new, so that no button goes away under the finger.
    if (drawn === open.join()) return;
    drawn = open.join();
    show(title, heading(open.length));
    show(place, open.length > 0 ? missing(run, open, `/questionnaires/${instrument.id}`) : done(instrument, answers));
  };
  node.enter = () => title.focus({ preventScroll: true });
  return node;
}

function done(instrument, answers) {
  const outcome = el("p", { class: "outcome", role: "alert" });
  const finish = button(t("finish"), () => busy(finish, async () => {
    show(outcome);
    try {
      await (isGuest() ? finishHere : finishThere)(instrument, answers);
    } catch (problem) {
      show(outcome, sentence(problem, { instrument_changed: t("changed") }));
    }
  }), "main large");
  return [el("p", {}, t("done")), outcome, finish];
}

const sheet = ({ hash }, answers) => ({ answers: answers.values(), hash });

/** The server works it out and forgets it. */
async function finishHere(instrument, answers) {
  const result = await post(`/app/instruments/${instrument.id}/guest-result`, sheet(instrument, answers));
  keepGuestResult(result);
  answers.finished();
  go(`/questionnaires/${instrument.id}/result`);
}

async function finishThere(instrument, answers) {
  const { lang } = spoken(instrument);
  const id = await kept(instrument, { ...sheet(instrument, answers), may_count: answers.mayCount, language: lang }, answers.sendingKey(lang));
  answers.finished();
  go(`/questionnaire-results/${id}`, { replace: true });
}

/** Makes answers a result of the account; its number. */
export async function kept({ id }, body, key) {
  try {
    return (await post(`/app/instruments/${id}/results`, body, key)).id;
  } catch (problem) {
    // Done, but the server ended before it kept what it said.
    if (problem.code !== "reply_lost") throw problem;
    return (await get("/app/instrument-results")).results.at(-1).id;
  }
}
