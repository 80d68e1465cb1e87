// Results of questionnaires that somebody got without an account: the latest of each lies in this browser, with the
// questionnaire as it was then, and nowhere else.

import { keep, read } from "./i18n.js";

const KEY = "firststep.instrument-results";
/** More would fill the browser's storage: each has all statements of its questionnaire. */
const MOST = 12;

/** What the browser didn't keep. */
let held = null;

/** All of them, the newest first. */
export function guestResults() {
  try {
    const kept = held ?? JSON.parse(read(KEY));
    return Array.isArray(kept) ? kept.filter((one) => one?.instrument?.id && Array.isArray(one.scores)) : [];
  } catch {
    return [];
  }
}

/** The latest of a questionnaire; null if there is none. */
export const guestResult = (id) => guestResults().find((one) => one.instrument.id === id) ?? null;

export function keepGuestResult(result) {
  store([result, ...guestResults().filter((one) => one.instrument.id !== result.instrument.id)].slice(0, MOST));
}

export function dropGuestResult(id) {
  store(guestResults().filter((one) => one.instrument.id !== id));
}

function store(results) {
  const text = JSON.stringify(results);
  keep(KEY, text);
  // A full storage still has what was there before.
  held = read(KEY) === text ? null : results;
}

/** Whether they end with this page, since the browser keeps nothing. */
export const endWithThePage = () => held !== null;
