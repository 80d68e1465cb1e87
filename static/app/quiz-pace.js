// How long the rest will take, from nothing but the reader's own pace in this visit.

import { isGuest } from "./answers-state.js";

const KEY = "firststep.pace";
/** Fewer would be guessing. */
const ENOUGH = 5;

let paces = remembered();
let since = null;

function remembered() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    return Array.isArray(kept) ? kept.filter(Number.isFinite) : [];
  } catch {
    return [];
  }
}

/** From now on the reader thinks. */
export function startThinking() {
  since = performance.now();
}

/** A statement was answered for the first time. */
export function noteAnswer() {
  const now = performance.now();
  if (since !== null) paces = [...paces, Math.round(now - since)].slice(-60);
  since = now;
  remember();
}

function remember() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(paces));
  } catch {
    // Then it begins anew after a reload.
  }
}

// Somebody signed out: the next one is another reader. Whoever signs in goes on at their own pace.
document.addEventListener("answers-owner", () => {
  if (!isGuest()) return;
  paces = [];
  remember();
});

/** Milliseconds for so many more statements; null before it can be told. The median forgives a pause for tea. */
export function timeFor(statements) {
  if (paces.length < ENOUGH) return null;
  const sorted = [...paces].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return median * statements;
}
