// The quiz.

import * as answers from "./answers.js";
import { get } from "./api.js";
import { el, show } from "./dom.js";
import { offer } from "./guest-answers.js";
import { language, words } from "./i18n.js";
import { end } from "./quiz-end.js";
import { Run } from "./quiz-run.js";
import { expectNew } from "./reveal.js";
import { go, here } from "./router.js";
import * as sitting from "./sitting.js";
import { loading } from "./ui.js";

const t = words({
  id: { title: "Kuis", heading: "Seberapa cocok dengan Anda?" },
  en: { title: "Quiz", heading: "How well does it fit you?" },
});

let questions = null;
let run = null;
let place = null;
let asking = null;
/** Where the run was when the screen was left for the other language. */
let resumeAt = null;
let visit = 0;

async function render() {
  visit += 1;
  const mine = visit;
  await answers.ready();
  asking = offer();
  place = el("div", {}, loading(async () => {
    questions ??= await get("/app/questions");
    if (mine !== visit) return el("div");
    begin(startAt());
    return run.node;
  }));
  return el("section", { class: "quiz" }, el("h1", {}, t("heading")), asking, place);
}

/** From the address, or from before the language was switched; null for the first statement without an answer. */
function startAt() {
  const asked = Number(here().query.get("at"));
  if (asked >= 1 && asked <= answers.COUNT) return asked - 1;
  return resumeAt;
}

function begin(at) {
  run?.stop();
  const texts = questions.statements.map((one) => one[language()]);
  const { research, shuffled, attention_check: checks } = questions;
  run = new Run({ texts, scale: questions.scale[language()], at, answers, end, first: -3, sitting, asks: research, shuffled, checks });
  resumeAt = null;
  // The keys work as long as the focus is in the quiz; where it is nowhere yet, nothing is lost by that.
  if (document.activeElement === document.body) document.getElementById("main").focus({ preventScroll: true });
  // What the address asked for is done once: from here on the quiz itself knows where it is.
  if (here().query.size > 0) history.replaceState(null, "", "#/quiz");
}

function leave() {
  visit += 1;
  resumeAt = here().path === "/quiz" && run ? run.at : null;
  run?.stop();
  run = null;
}

/** The answers have changed here, in another tab, or on the server. */
function follow({ detail }) {
  if (!run) return;
  // What came from the account may lead further than where we began.
  if (!detail.byHand && !run.touched && run.at !== run.firstOpen()) run.show(run.firstOpen());
  else run.update();
}

/** Somebody else is signed in now: nothing of what stands here is theirs. */
function beginAnew() {
  if (!run) return;
  begin(null);
  show(place, run.node);
  asking.update();
}

document.addEventListener("answers", follow);
document.addEventListener("answers-condition", () => run?.showCondition());
document.addEventListener("answers-owner", beginAnew);
document.addEventListener("finished", ({ detail }) => {
  if (!run) return;
  expectNew();
  go(detail.id === null ? "/result" : `/result/${detail.id}`, { replace: true });
});

export default { title: () => t("title"), render, leave };
