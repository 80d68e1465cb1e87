// The two languages. A module brings its own words: const t = words({ id: {…}, en: {…} }).

const KEY = "firststep.language";
const KNOWN = ["id", "en"];

let current = remembered() ?? preferred();

function remembered() {
  const kept = read(KEY);
  return KNOWN.includes(kept) ? kept : null;
}

function preferred() {
  const wanted = navigator.languages?.map((tag) => tag.slice(0, 2).toLowerCase()) ?? [];
  // Javanese and Sundanese browsers belong to readers of Indonesian; all others are likelier to read English.
  for (const tag of wanted) {
    if (KNOWN.includes(tag)) return tag;
    if (["ms", "jv", "su"].includes(tag)) return "id";
  }
  return wanted.length > 0 ? "en" : "id";
}

/** Reads a setting; null where the browser keeps none. */
export function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a setting, if the browser lets us. */
export function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A private window: it is forgotten when it closes.
  }
}

/** "id" or "en". */
export function language() {
  return current;
}

/** Switches and remembers it; main.js draws everything anew. */
export function setLanguage(next) {
  current = next;
  keep(KEY, next);
  document.documentElement.lang = next;
  document.dispatchEvent(new CustomEvent("language"));
}

/**
 * A module's words. The function it returns takes a key and values for the {blanks}:
 * t("left", { minutes: 3 }). A value may be a function of the values, for plurals.
 */
export function words(tables) {
  return (key, values = {}) => {
    const word = tables[current][key] ?? tables.en[key];
    if (word === undefined) throw new Error(`no words for ${key}`);
    if (typeof word === "function") return word(values);
    return word.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  };
}

/** "id-ID" or "en-GB": how numbers and days are written. */
export function locale() {
  return current === "id" ? "id-ID" : "en-GB";
}

/** A day and time of an RFC 3339 moment, in the reader's own zone. */
export function moment(text) {
  const options = { dateStyle: "medium", timeStyle: "short" };
  return new Intl.DateTimeFormat(locale(), options).format(new Date(text));
}

/** Its day alone. */
export function day(text) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "long" }).format(new Date(text));
}

/** 0.873 as "87%". */
export function percent(share) {
  return new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 0 }).format(share);
}

document.documentElement.lang = current;
