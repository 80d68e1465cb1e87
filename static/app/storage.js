// The browser's storage. What it doesn't take, because it is full or switched off, lasts as long as the page.

/** By its key what couldn't be kept; it counts for more than what the storage has. */
const held = new Map();

function tried(work, otherwise) {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

export const get = (key) => held.get(key) ?? tried(() => localStorage.getItem(key), null);

export function set(key, text) {
  try {
    localStorage.setItem(key, text);
    held.delete(key);
  } catch {
    // What was there before isn't so any more: a consent that was taken back must not come back with the next page.
    tried(() => localStorage.removeItem(key));
    held.set(key, text);
  }
}

export function remove(key) {
  held.delete(key);
  tried(() => localStorage.removeItem(key));
}

export const keys = () => [...new Set([...held.keys(), ...tried(() => Object.keys(localStorage), [])])];

/** Whether something whose key begins so ends with this page. */
export const endsWithThePage = (beginning) => [...held.keys()].some((key) => key.startsWith(beginning));
