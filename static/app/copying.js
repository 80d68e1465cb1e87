// Copying a text. On plain http to another machine browsers offer no clipboard, hence the old way.

import { el } from "./dom.js";

/** Whether it could be copied. */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return oldWay(text);
  }
}

function oldWay(text) {
  const before = document.activeElement;
  const field = el("textarea", { class: "visually-hidden", value: text, readonly: true, tabindex: "-1" });
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus({ preventScroll: true });
  return done;
}
