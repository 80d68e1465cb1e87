// The result of somebody who isn't signed in: it lies in this browser, with its answers, and nowhere else. The server
// works it out and forgets it. Whoever signs in or up may take it along; then it is sent until it has arrived.
//
// Tells by the event "guest-result" on document when there is another, or none any more.

import { get, newKey, patch, post } from "./api.js";
import * as answers from "./answers.js";
import { keep, read } from "./i18n.js";
import { me, refresh } from "./session.js";
import { told as sitting } from "./sitting.js";

const KEY = "firststep.guest-result";
/** How often a server that is merely busy is asked, as when a class finishes together. */
const TRIES = 6;
/** Answers that sending again doesn't make better. */
const FINAL = [400, 404, 413, 422];

/** What the browser didn't keep: its storage is full, or it lets us have none. */
let held = null;
/** What the server told while this page was open. */
let told = null;

/** { answers, sitting, result, to, key }: the last two once an account takes it along. Null if there is none. */
function load() {
  try {
    const kept = JSON.parse(read(KEY)) ?? held;
    return Array.isArray(kept?.answers) && kept.answers.length === answers.COUNT && kept.result ? kept : null;
  } catch {
    return null;
  }
}

function store(kept) {
  const text = JSON.stringify(kept);
  erase();
  keep(KEY, text);
  held = read(KEY) === text ? null : kept;
  document.dispatchEvent(new CustomEvent("guest-result"));
}

function erase() {
  held = null;
  try {
    localStorage.removeItem(KEY);
  } catch {
    // There was none.
  }
}

/** What a guest finds here; null if there is nothing, or it is on its way into an account. */
function guests() {
  const kept = load();
  return kept?.to ? null : kept;
}

/** The type of the guest's result; null if there is none. */
export const guestType = () => guests()?.result.mbti ?? null;

/** Whether that can be relied on: else it is called by no type. */
export const guestReliable = () => guests()?.result.reliable ?? false;

/** Whether it ends with this page, since the browser keeps nothing. */
export const endsWithThePage = () => held !== null;

/** Makes the guest's answers a result. */
export async function makeGuestResult() {
  const given = answers.values();
  const beside = sitting();
  const owner = answers.owner();
  const result = await ask(given);
  // Somebody signed in meanwhile: the answers are another's, or soon asked for.
  if (answers.owner() !== owner) return;
  store({ answers: given, sitting: beside, result });
  told = result;
  answers.finished(owner);
}

async function ask(given) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await post("/app/guest-result", { answers: given });
    } catch (problem) {
      if (problem.status !== 503 || !problem.retryAfter || tries === TRIES) throw problem;
      await new Promise((resolve) => setTimeout(resolve, problem.retryAfter * 1000 * (0.3 + Math.random())));
    }
  }
}

/** The guest's result as the server tells it now; without a server, as it did then. Null if there is none. */
export async function guestResult() {
  const kept = guests();
  if (!kept) return null;
  if (told?.created_at === kept.result.created_at) return told;
  try {
    told = { ...await ask(kept.answers), created_at: kept.result.created_at };
    return told;
  } catch {
    return kept.result;
  }
}

export function dropGuestResult() {
  erase();
  document.dispatchEvent(new CustomEvent("guest-result"));
}

/** Makes it the account's that is signed in. Resolves to whether it has arrived; else it is sent later. */
export async function takeGuestResult() {
  const kept = guests();
  if (!kept || !me.account) return true;
  store({ ...kept, to: String(me.account.id), key: newKey() });
  return send();
}

/** Sends what waits for whoever is signed in; one tab at a time, and never beside the answers. */
async function send() {
  if (!waits()) return true;
  const work = async () => waits() && arrive(load());
  try {
    await (navigator.locks ? navigator.locks.request("firststep.answers", work) : work());
  } catch (problem) {
    if (problem.status === undefined) console.error(problem);
    if (!FINAL.includes(problem.status)) return false;
    dropGuestResult();
  }
  return true;
}

function waits() {
  const to = load()?.to;
  return Boolean(to) && to === String(me.account?.id) && !me.second_factor_missing;
}

async function arrive({ answers: given, sitting: beside, key }) {
  // The server takes a finished quiz for the one that is begun: that one goes on.
  const begun = me.account.answered > 0 ? (await get("/app/answers")).answers : [];
  try {
    await post("/app/results", { answers: given, ...beside }, key);
  } catch (problem) {
    // Done, but the server ended before it kept what it said.
    if (problem.code !== "reply_lost") throw problem;
  }
  dropGuestResult();
  const changes = begun.flatMap((answer, statement) => (answer === null ? [] : [{ statement, answer }]));
  if (changes.length > 0) await patch("/app/answers", { changes });
  await refresh();
}

document.addEventListener("session", () => void send());
addEventListener("online", () => void send());
addEventListener("storage", ({ key }) => {
  if (key === KEY || key === null) document.dispatchEvent(new CustomEvent("guest-result"));
});
