// The answers' way to the server and back. What they are, and how two versions meet, is in answers-state.js;
// here is when they go: soon, together, at most once a second, and again and again until they have arrived.
//
// Tells by events on document: "answers-condition" when condition() may be another, "finished" (detail: the
// result's id) when the answers have become a result, "finish-refused" (detail: the problem) when they can't.

import { get, newKey, patch, post } from "./api.js";
import * as state from "./answers-state.js";
import { isOwnerKey, isWishKey } from "./answers-store.js";
import { me, refresh, settled } from "./session.js";
import { told } from "./sitting.js";

export * from "./answers-state.js";

/** Between two requests, and the time in which changes gather, in milliseconds. */
const GAP = 1000;
const GATHER = 250;
/** The longest pause before trying a server again that was gone. */
const SLOWEST = 10_000;
/** After how long what the server told is asked for again when the page comes to the front. */
const STALE = 30_000;
/** Answers that trying again doesn't make better. */
const FINAL = [400, 404, 413, 422];

let timer = null;
let due = 0;
let notBefore = 0;
let sentAt = 0;
let failures = 0;
let running = null;
/** Whether this tab has made a result of the answers since it last asked to. */
let finished = false;
/** The owner the server was asked about, and when. */
let loaded = { owner: null, at: 0 };

/**
 * "here" before signing in, "saved", "sending", or "waiting" for a server that doesn't take them now; "held" where they
 * would be kept here, and the browser's storage doesn't take them.
 */
export function condition() {
  if (state.isGuest()) return state.endWithThePage() ? "held" : "here";
  if (failures > 0 || !mine(state.owner())) return state.endWithThePage() ? "held" : "waiting";
  return state.pending().length > 0 ? "sending" : "saved";
}

/** Whether the server takes this owner's now: they are signed in, and owe it no second factor. */
const mine = (owner) => String(me.account?.id) === owner && !me.second_factor_missing;

function tell(name, detail = null) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

/** Has them sent before long. */
function wake(wait = GATHER) {
  const at = Math.max(Date.now() + wait, sentAt + GAP, notBefore);
  if (timer !== null && due <= at) return;
  clearTimeout(timer);
  due = at;
  timer = setTimeout(turn, at - Date.now());
}

/** Has them sent now, however long the server was gone. */
function wakeNow() {
  notBefore = 0;
  wake(0);
}

/** One exchange with the server; whoever asks during one gets another after it. */
async function turn() {
  clearTimeout(timer);
  timer = null;
  const before = running;
  const next = (async () => {
    await before;
    await attempt();
  })();
  running = next;
  await next;
  if (running === next) running = null;
}

async function attempt() {
  const owner = state.owner();
  if (!state.isGuest() && mine(owner)) {
    try {
      await alone(() => exchange(owner));
      failures = 0;
    } catch (problem) {
      failed(problem);
    }
  }
  if (failures === 0 && state.pending().length > 0 && mine(state.owner())) wake();
  tell("answers-condition");
}

/** Only one tab at a time, so that none sends what another has sent already. */
function alone(work) {
  return navigator.locks ? navigator.locks.request("firststep.answers", work) : work();
}

async function exchange(owner) {
  if (state.owner() !== owner || !mine(owner)) return;
  if (state.wish()) {
    await finishNow(owner);
    return;
  }
  if (loaded.owner !== owner) {
    state.merge(owner, await get("/app/answers"));
    loaded = { owner, at: Date.now() };
  }
  if (state.owner() !== owner || !mine(owner)) return;
  const changes = state.pending();
  if (changes.length === 0) return;
  sentAt = Date.now();
  state.merge(owner, await patch("/app/answers", { changes }), changes);
}

function failed(problem) {
  if (problem.status === undefined) console.error(problem);
  // The session has ended: main.js says so, and they wait for their owner.
  if (problem.status === 401) return;
  failures += 1;
  loaded = { owner: null, at: 0 };
  // Refused for another reason: perhaps somebody else is signed in by now.
  if (problem.status === 403) refresh().catch(() => undefined);
  const pause = problem.retryAfter ? problem.retryAfter * 1000 : Math.min(SLOWEST, GAP * 2 ** failures);
  notBefore = Date.now() + pause * (0.8 + 0.4 * Math.random());
  wake();
}

/**
 * Makes the answers a result. The wish for it is written down, so that it comes true later if the server is gone now.
 * Resolves to whether it has come true; then "finished" was told.
 */
export async function finish() {
  finished = false;
  if (!state.wish()) state.setWish(state.owner(), {});
  loaded = { owner: null, at: 0 };
  await sendNow();
  if (state.wish() || state.count() > 0) return false;
  // Another tab was faster: it hasn't told this one which result it is.
  if (!finished) tell("finished", { id: null });
  return true;
}

async function finishNow(owner) {
  if (!state.complete()) {
    state.setWish(owner, null);
    return;
  }
  try {
    const id = await becomeResult(owner, state.values());
    state.finished(owner);
    finished = true;
    tell("finished", { id });
    await refresh().catch(() => undefined);
  } catch (problem) {
    if (FINAL.includes(problem.status)) {
      state.setWish(owner, null);
      tell("finish-refused", { problem });
    }
    throw problem;
  }
}

/** Sends them under a key that stays until the reply has come: if only the reply was lost, nothing is made twice. */
async function becomeResult(owner, answers) {
  const sheet = answers.join();
  if (state.wish(owner)?.sheet !== sheet) state.setWish(owner, { key: newKey(), sheet, told: told() });
  const wish = state.wish(owner);
  try {
    return (await post("/app/results", { answers, ...wish.told }, wish.key)).id;
  } catch (problem) {
    // Done, but the server ended before it kept what it said.
    if (problem.code !== "reply_lost") throw problem;
    return (await get("/app/results")).results.at(-1).id;
  }
}

/** Tries to send what waits, at once. */
async function sendNow() {
  notBefore = 0;
  await turn();
}

/** Sends what waits, before signing out; does nothing when nothing waits. */
export async function settle() {
  if (state.pending().length > 0) await sendNow();
}

/** Resolves when the server has told what the account answered elsewhere, or doesn't within a moment. */
export async function ready(limit = 1500) {
  const asked = settled().then(() => (loaded.owner === state.owner() ? null : sendNow()));
  await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, limit))]);
}

document.addEventListener("answers", ({ detail }) => {
  tell("answers-condition");
  // What another tab was told, it sends itself; we do if it can't any more.
  wake(detail.byHand ? GATHER : 2 * GAP);
});
document.addEventListener("answers-owner", () => {
  loaded = { owner: null, at: 0 };
});
document.addEventListener("session", () => {
  failures = 0;
  tell("answers-condition");
  wakeNow();
});
addEventListener("online", wakeNow);
addEventListener("offline", () => {
  // Another device may answer meanwhile: that is asked for before anything is sent again.
  loaded = { owner: null, at: 0 };
  tell("answers-condition");
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && Date.now() - loaded.at > STALE) loaded = { owner: null, at: 0 };
  wakeNow();
});
addEventListener("storage", ({ key }) => {
  // Somebody signed in or out, or finished, in another tab.
  if (isOwnerKey(key) || isWishKey(key)) refresh().catch(() => undefined);
});
wakeNow();
