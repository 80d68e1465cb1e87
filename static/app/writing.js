// What forms for people's own texts share: what was begun is kept, what is too long is said and not cut.

import { el } from "./dom.js";
import { words } from "./i18n.js";
import { me } from "./session.js";
import { button } from "./ui.js";

const t = words({
  id: { cancel: "Batal", long: "Terlalu panjang: paling banyak {most} karakter, ini lebih {over}." },
  en: { cancel: "Cancel", long: "Too long: at most {most} characters, this is {over} over." },
});

// Only in memory: a shared computer must not keep anybody's half-written thoughts.
const begun = new Map();
const own = (name) => `${me.account?.id}/${name}`;

/** What was begun under this name, by field; null if nothing was. */
export function draft(name) {
  return begun.get(own(name)) ?? null;
}

export function forgetDraft(name) {
  begun.delete(own(name));
}

/**
 * Fills a form with what was begun, and keeps what is typed into it from now on: another language, another
 * screen or a session that ended meanwhile costs nobody their words.
 */
export function drafted(name, form) {
  const key = own(name);
  for (const [field, value] of Object.entries(begun.get(key) ?? {})) {
    const input = form.elements[field];
    if (!input) continue;
    input.value = value;
    input.dispatchEvent(new Event("input"));
  }
  form.addEventListener("input", () => begun.set(key, Object.fromEntries(new FormData(form))));
  return form;
}

/** A field that says when it holds more than this many characters, or nothing but blanks where something is required. */
export function atMost(most, node) {
  const { input } = node;
  const wanting = input.dataset.fault ?? "";
  const look = () => {
    const over = [...input.value.trim()].length - most;
    const blank = input.required && input.value.trim() === "";
    input.setCustomValidity(over > 0 || blank ? "wrong" : "");
    input.dataset.fault = over > 0 ? t("long", { most, over }) : wanting;
  };
  input.addEventListener("input", look);
  look();
  return node;
}

/** A button's text, and for who can't see what it stands beside, what it is about. */
export function about(text, what) {
  return [text, el("span", { class: "visually-hidden" }, ` (${what})`)];
}

/** Puts a way out beside a form's button. */
export function withCancel(form, cancel) {
  const send = form.querySelector("button[type=submit]");
  const row = el("div", { class: "row" });
  send.replaceWith(row);
  row.append(send, button(t("cancel"), cancel));
  return form;
}

/** Waits for a reply of the FaceofMind routes; where they name fields, the form gets to know them as it knows ours. */
export async function fielded(reply) {
  try {
    return await reply;
  } catch (problem) {
    const detail = problem.body?.detail;
    if (Array.isArray(detail)) problem.fields = detail.map(({ loc, type }) => ({ field: loc?.at(-1), problem: type }));
    throw problem;
  }
}
