// The answers as they are now, in this tab: whose they are, what was given, and how that is brought together
// with other tabs and with the server. Every change is written to the browser's storage before anything else.
//
// Whose they are: the account's that is signed in; before the server was reached, that of the account that was
// signed in last; else the guest's. What is kept of one owner is never shown to another.
//
// Tells by events on document: "answers" when some changed (detail: the statements, and whether by hand here),
// "answers-owner" when they are somebody else's now.

import * as store from "./answers-store.js";
import { me } from "./session.js";

export const COUNT = 60;

let whose = ownerNow();
let entries = store.load(whose);

function ownerNow() {
  if (me.account) return String(me.account.id);
  return me.known ? store.GUEST : store.lastOwner() ?? store.GUEST;
}

export const owner = () => whose;
export const isGuest = () => whose === store.GUEST;

function tell(statements, byHand = false) {
  if (statements.length > 0) document.dispatchEvent(new CustomEvent("answers", { detail: { statements, byHand } }));
}

/** All sixty, from -3 to 3 or null. */
export function values() {
  return Array.from({ length: COUNT }, (_, at) => entries.get(at)?.value ?? null);
}

export const answer = (statement) => entries.get(statement)?.value ?? null;

/** How many were answered. */
export const count = () => values().filter((value) => value !== null).length;

export const complete = () => count() === COUNT;

/** Whether some of them end with this page, since the browser's storage doesn't take them. */
export const endWithThePage = () => store.endWithThePage(whose);

/** Answers a statement, or takes the answer back with null. */
export function give(statement, value) {
  if (answer(statement) === value) return;
  put(statement, value);
  tell([statement], true);
}

function put(statement, value) {
  const before = entries.get(statement);
  // Later than what was there, even if the clock was set back.
  const at = Math.max(Date.now(), (before?.at ?? 0) + 1);
  write(whose, entries, statement, { value, at, known: before?.known ?? null });
}

function write(to, map, statement, entry) {
  if (entry.value === null && entry.known === null) {
    store.drop(to, statement);
    map.delete(statement);
  } else {
    store.save(to, statement, entry);
    map.set(statement, entry);
  }
}

/** Takes all answers back. */
export function clear() {
  const given = [...entries.keys()];
  for (const statement of given) put(statement, null);
  store.setWish(whose, null);
  store.setSitting(whose, null);
  tell(given, true);
}

/** What the server doesn't have yet, as it wants to be told. */
export function pending() {
  if (isGuest()) return [];
  return [...entries].filter(([, { value, known }]) => value !== known).map(([statement, { value }]) => ({ statement, answer: value }));
}

/**
 * Brings together what the server told of an owner's answers with what is here. `sent` is what it was told just
 * before. A change that isn't sent yet stays, unless the same answer was changed elsewhere later.
 */
export function merge(to, { answers, updated_at }, sent = []) {
  const map = to === whose ? entries : store.load(to);
  const told = Date.parse(updated_at ?? "") || 0;
  for (const { statement, answer: value } of sent) {
    const entry = map.get(statement);
    if (entry) entry.known = value;
  }
  const changed = [];
  answers.forEach((remote, statement) => {
    const here = map.get(statement) ?? { value: null, at: 0, known: null };
    const next = meet(here, remote, told);
    if (next.value !== here.value) changed.push(statement);
    // Written even if it is the same: what was sent is settled now.
    write(to, map, statement, next);
  });
  if (to === whose) tell(changed);
}

function meet(here, remote, told) {
  const unsent = here.value !== here.known;
  const elsewhere = remote !== here.known;
  const ours = unsent && (!elsewhere || here.at >= told);
  return { value: ours ? here.value : remote, at: ours || here.value === remote ? here.at : told, known: remote };
}

/** How many answers were given in this browser by somebody who wasn't signed in. */
export const guestCount = () => store.load(store.GUEST).size;

/** Makes the guest's answers those of the account that is signed in now; of two, the later stays. */
export function takeAlong() {
  if (isGuest()) return;
  const taken = [];
  takeSitting(entries.size > 0);
  for (const [statement, given] of store.load(store.GUEST)) {
    const here = entries.get(statement);
    if (!here || given.at >= here.at) {
      write(whose, entries, statement, { ...given, known: here?.known ?? null });
      taken.push(statement);
    }
  }
  dropGuest();
  tell(taken, true);
}

/** What consent there was for both is consent to what they become together; of two orders the account's stays. */
function takeSitting(both) {
  const [theirs, ours] = [store.sitting(store.GUEST), store.sitting(whose)];
  if (!both) store.setSitting(whose, theirs);
  else if (ours && !theirs?.consent) store.setSitting(whose, { ...ours, consent: false, times: null, attention: null });
}

/** Forgets the guest's answers. */
export function dropGuest() {
  forget(store.GUEST, () => true);
  store.setSitting(store.GUEST, null);
}

/** Forgets an owner's answers here, if they fit. */
function forget(of, fits) {
  for (const [statement, entry] of store.load(of)) {
    if (fits(entry)) store.drop(of, statement);
  }
}

/** Forgets everything of an owner: the answers have become a result. */
export function finished(of) {
  forget(of, () => true);
  store.setWish(of, null);
  store.setSitting(of, null);
  if (of !== whose) return;
  const given = [...entries.keys()];
  entries = new Map();
  tell(given);
}

/** Whether this browser keeps answers of an account that isn't signed in, and the server doesn't have them all. */
export function othersWait() {
  const others = store.owners().filter((one) => one !== store.GUEST && one !== whose);
  return others.some((one) => store.wish(one) || [...store.load(one).values()].some(({ value, known }) => value !== known));
}

/** What this account wants finished; see answers-store.js. */
export const wish = (of = whose) => store.wish(of);
export const setWish = store.setWish;

/** After signing in or out. What an account has on the server doesn't stay here for the next one to find. */
function followSession() {
  const next = ownerNow();
  const last = store.lastOwner();
  if (me.known && last !== null && last !== next) {
    forget(last, ({ value, known }) => value === known);
    store.setSitting(last, null);
  }
  if (me.known) store.setLastOwner(me.account ? next : null);
  if (next === whose) return;
  whose = next;
  entries = store.load(whose);
  document.dispatchEvent(new CustomEvent("answers-owner"));
}

/** Another tab has written; of two answers to one statement the later stays, in both tabs. */
function followTab(key, text) {
  const place = store.placeOf(key);
  if (place?.owner !== whose) return;
  const here = entries.get(place.statement);
  const theirs = text === null ? null : store.parse(text);
  if (theirs && here && here.at > theirs.at) {
    // Ours is later; what they know of the server is newer.
    write(whose, entries, place.statement, { ...here, known: theirs.known });
    return;
  }
  if (theirs) entries.set(place.statement, theirs);
  else entries.delete(place.statement);
  if ((theirs?.value ?? null) !== (here?.value ?? null)) tell([place.statement]);
}

document.addEventListener("session", followSession);
addEventListener("storage", ({ key, newValue }) => {
  if (key === null) return;
  followTab(key, newValue);
});
followSession();
