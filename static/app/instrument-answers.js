// A questionnaire's answers until they are finished. They are kept in this browser alone, for each version of it and
// each owner under a key of its own: what somebody signed in answers is never shown to who comes after them.
//
// Tells by the event "instrument-answers" on document when some have changed, here or in another tab.

import { newKey } from "./api.js";
import { isGuest, owner } from "./answers-state.js";
import * as storage from "./storage.js";

const KEY = "firststep.instrument-answers.";

export class InstrumentAnswers {
  constructor({ id, hash, points, key }) {
    this.total = key.length;
    this.points = points;
    // The hash's beginning is enough to tell versions of one questionnaire apart.
    this.key = `${KEY}${owner()}.${id}.${hash.slice(0, 16)}`;
    this.follow = ({ key: changed }) => changed === this.key && this.tell();
    addEventListener("storage", this.follow);
  }

  stop() {
    removeEventListener("storage", this.follow);
  }

  /** Read anew each time: another tab may have written. */
  load() {
    try {
      const kept = JSON.parse(storage.get(this.key));
      const fits = (value) => value === null || (Number.isInteger(value) && value >= 1 && value <= this.points);
      if (kept?.values?.length === this.total && kept.values.every(fits)) return kept;
    } catch {
      // Something else lies there.
    }
    return { values: Array(this.total).fill(null), mayCount: false, sent: null };
  }

  save(kept) {
    storage.set(this.key, JSON.stringify(kept));
  }

  tell() {
    document.dispatchEvent(new CustomEvent("instrument-answers"));
  }

  values() {
    return this.load().values;
  }

  answer(at) {
    return this.values()[at];
  }

  count() {
    return this.values().filter((value) => value !== null).length;
  }

  firstOpen(from = 0) {
    const at = this.values().findIndex((value, statement) => statement >= from && value === null);
    return at < 0 ? this.total : at;
  }

  give(at, value) {
    const kept = this.load();
    if (kept.values[at] === value) return;
    kept.values[at] = value;
    this.save(kept);
    this.tell();
  }

  clear() {
    this.save({ ...this.load(), values: Array(this.total).fill(null), sent: null });
    this.tell();
  }

  /** Where they are, in the words of quiz-run.js. */
  condition() {
    return storage.endsWithThePage(this.key) ? "held" : "here";
  }

  /** Whether they may be kept for research. */
  get mayCount() {
    return !isGuest() && this.load().mayCount === true;
  }

  set mayCount(may) {
    this.save({ ...this.load(), mayCount: may });
  }

  /** The key that these answers are sent under, shown in this language: sent again under it, they make no second result. */
  sendingKey(language) {
    const kept = this.load();
    const sheet = `${kept.mayCount} ${language} ${kept.values.join()}`;
    if (kept.sent?.sheet !== sheet) this.save({ ...kept, sent: { sheet, key: newKey() } });
    return this.load().sent.key;
  }

  /** They have become a result. */
  finished() {
    storage.remove(this.key);
  }
}
