// Where this browser keeps answers: one key for each statement of each owner, so that two tabs never write
// over each other's. Nothing here knows the server.

const ANSWER = "firststep.answer.";
const OWNER = "firststep.owner";
const FINISH = "firststep.finish.";
const SITTING = "firststep.sitting.";

/** Whose answers they are as long as nobody is signed in. */
export const GUEST = "guest";

const area = storage();

/** The browser's storage; where it lets us have none, one that lasts as long as the page. */
function storage() {
  try {
    localStorage.getItem(OWNER);
    return { get: (key) => localStorage.getItem(key), set: (key, text) => localStorage.setItem(key, text), remove: (key) => localStorage.removeItem(key), keys: () => Object.keys(localStorage) };
  } catch {
    const held = new Map();
    return { get: (key) => held.get(key) ?? null, set: (key, text) => held.set(key, text), remove: (key) => held.delete(key), keys: () => [...held.keys()] };
  }
}

function set(key, text) {
  try {
    area.set(key, text);
  } catch {
    // Full: the page still has it, and it still goes to the server.
  }
}

const keyOf = (owner, statement) => `${ANSWER}${owner}.${statement}`;

/**
 * What is kept of an owner: a Map from statement to { value, at, known }. value is the answer or null, at the
 * moment it was given, known what the server was last known to hold: where the two differ, it has to be sent.
 */
export function load(owner) {
  const found = new Map();
  for (const key of area.keys()) {
    const place = placeOf(key);
    const entry = place?.owner === owner ? parse(area.get(key)) : null;
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
  set(keyOf(owner, statement), JSON.stringify([value, at, known]));
}

export function drop(owner, statement) {
  area.remove(keyOf(owner, statement));
}

/** How an owner takes the quiz, beside the answers; null where nothing is kept of it. See sitting.js. */
export function sitting(owner) {
  try {
    return JSON.parse(area.get(SITTING + owner));
  } catch {
    return null;
  }
}

export function setSitting(owner, value) {
  if (value === null) area.remove(SITTING + owner);
  else set(SITTING + owner, JSON.stringify(value));
}

/** All owners something is kept of. */
export function owners() {
  const found = area.keys().map((key) => placeOf(key)?.owner);
  return [...new Set(found.filter(Boolean))];
}

/** The account that was signed in here last, for when the server can't be asked; null for nobody. */
export function lastOwner() {
  return area.get(OWNER);
}

/** Writes that down; other tabs hear of it by the "storage" event. */
export function setLastOwner(owner) {
  if (owner === lastOwner()) return;
  if (owner === null) area.remove(OWNER);
  else set(OWNER, owner);
}

export const isOwnerKey = (key) => key === OWNER;

/**
 * An owner's wish to finish: null, or { key, sheet, told } once the answers were sent. sheet is what they were then,
 * told what went beside them, key the one they were sent under: sent again under it, they don't make another result.
 */
export function wish(owner) {
  try {
    return JSON.parse(area.get(FINISH + owner));
  } catch {
    return null;
  }
}

export function setWish(owner, value) {
  if (value === null) area.remove(FINISH + owner);
  else set(FINISH + owner, JSON.stringify(value));
}

export const isWishKey = (key) => key?.startsWith(FINISH) ?? false;
