// The last parts of one's links to results. The server tells each only once and keeps its hash, so this browser keeps
// them for as long as their owner stays signed in here: whoever comes next finds none.

import { keep, read } from "./i18n.js";
import { me } from "./session.js";

const KEY = "firststep.share-keys";

/** What lasts as long as the page, where the browser keeps nothing. */
let held = load();

function load() {
  try {
    const kept = JSON.parse(read(KEY));
    return typeof kept?.keys === "object" && kept.keys !== null ? kept : { owner: null, keys: {} };
  } catch {
    return { owner: null, keys: {} };
  }
}

const owner = () => (me.account ? String(me.account.id) : null);

/** The key of a link; undefined if this browser doesn't know it. */
export const keyOf = (id) => (held.owner === owner() && Object.hasOwn(held.keys, id) ? held.keys[id] : undefined);

export function keepKey(id, key) {
  // Another tab may have kept one.
  const known = load();
  const keys = known.owner === owner() ? known.keys : {};
  write({ owner: owner(), keys: { ...held.owner === owner() ? held.keys : {}, ...keys, [id]: key } });
}

/** Forgets those whose links are gone. */
export const forgetKeys = (gone) => forget((id) => !id.startsWith(OF_COMPARISONS) && gone(id));

function forget(gone) {
  const left = Object.entries(held.keys).filter(([id]) => !gone(id));
  if (left.length < Object.keys(held.keys).length) write({ ...held, keys: Object.fromEntries(left) });
}

// Those of comparisons are kept beside them, under names that no number of a link has.
const OF_COMPARISONS = "c";

/** The key of a comparison's link. */
export const keyOfComparison = (id) => keyOf(OF_COMPARISONS + id);

/** Whether this is the key of a comparison that was asked for here. */
export const isOwnComparison = (key) => held.owner === owner() && Object.entries(held.keys).some(([id, one]) => id.startsWith(OF_COMPARISONS) && one === key);

export const keepComparison = (id, key) => keepKey(OF_COMPARISONS + id, key);

/** Forgets those whose comparisons are gone or agreed to. */
export const forgetComparisons = (gone) => forget((id) => id.startsWith(OF_COMPARISONS) && gone(id.slice(OF_COMPARISONS.length)));

function write(next) {
  held = next;
  keep(KEY, JSON.stringify(next));
}

/** Somebody else is signed in now, or nobody. */
function follow() {
  if (!me.known || held.owner === owner() || held.owner === null) return;
  held = { owner: null, keys: {} };
  keep(KEY, "null");
}

document.addEventListener("session", follow);
follow();
