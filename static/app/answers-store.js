// Where this browser keeps answers: one key for each statement of each owner, so that two tabs never write
// over each other's. Nothing here knows the server.

import * as storage from "./storage.js";

const ANSWER = "firststep.answer.";
const OWNER = "firststep.owner";
const FINISH = "firststep.finish.";
const SITTING = "firststep.sitting.";

/** Whose answers they are as long as nobody is signed in. */
export const GUEST = "guest";

const keyOf = (owner, statement) => `${ANSWER}${owner}.${statement}`;

/**
 * What is kept of an owner: a Map from statement to { value, at, known }. value is the answer or null, at the
 * moment it was given, known what the server was last known to hold: where the two differ, it has to be sent.
 */
export function load(owner) {
  const found = new Map();
  for (const key of storage.keys()) {
    const place = placeOf(key);
    const entry = place?.owner === owner ? parse(storage.get(key)) : null;
    if (entry) found.set(place.statement, entry);
  }
  return found;
}

/** The owner and the statement of a key; null for any other key. */
export function placeOf(key) {
  if (!key?.startsWith(ANSWER)) return null;
  const end = key.lastIndexOf(".");
  const statement = Number(key.slice(end + 1));
  return Number.isInteger(statement) ? { owner: key.slice(ANSWER.length, end), statement } : null;
}

/** Reads what save() wrote; null for anything else, such as what an older version kept. */
export function parse(text) {
  try {
    const [value, at, known] = JSON.parse(text);
    const answer = (one) => one === null || (Number.isInteger(one) && Math.abs(one) <= 3);
    return answer(value) && answer(known) && Number.isFinite(at) ? { value, at, known } : null;
  } catch {
    return null;
  }
}

export function save(owner, statement, { value, at, known }) {
  storage.set(keyOf(owner, statement), JSON.stringify([value, at, known]));
}

/** Whether some of an owner's answers end with this page, since the browser's storage doesn't take them. */
export const endWithThePage = (owner) => storage.endsWithThePage(`${ANSWER}${owner}.`);

export function drop(owner, statement) {
  storage.remove(keyOf(owner, statement));
}

/** How an owner takes the quiz, beside the answers; null where nothing is kept of it. See sitting.js. */
export function sitting(owner) {
  try {
    return JSON.parse(storage.get(SITTING + owner));
  } catch {
    return null;
  }
}

export function setSitting(owner, value) {
  if (value === null) storage.remove(SITTING + owner);
  else storage.set(SITTING + owner, JSON.stringify(value));
}

/** All owners something is kept of. */
export function owners() {
  const found = storage.keys().map((key) => placeOf(key)?.owner);
  return [...new Set(found.filter(Boolean))];
}

/** The account that was signed in here last, for when the server can't be asked; null for nobody. */
export function lastOwner() {
  return storage.get(OWNER);
}

/** Writes that down; other tabs hear of it by the "storage" event. */
export function setLastOwner(owner) {
  if (owner === lastOwner()) return;
  if (owner === null) storage.remove(OWNER);
  else storage.set(OWNER, owner);
}

export const isOwnerKey = (key) => key === OWNER;

/**
 * An owner's wish to finish: null, or { key, sheet, told } once the answers were sent. sheet is what they were then,
 * told what went beside them, key the one they were sent under: sent again under it, they don't make another result.
 */
export function wish(owner) {
  try {
    return JSON.parse(storage.get(FINISH + owner));
  } catch {
    return null;
  }
}

export function setWish(owner, value) {
  if (value === null) storage.remove(FINISH + owner);
  else storage.set(FINISH + owner, JSON.stringify(value));
}

export const isWishKey = (key) => key?.startsWith(FINISH) ?? false;
