// One phone's answers in a room: kept here as they are given, sent at once, and again until they are acknowledged.
//
// Tells by the event "room-answers" on document when condition() or what is kept may be another.

import { language } from "./i18n.js";
import { ask } from "./room-api.js";
import { counted } from "./stopwatch.js";
import * as storage from "./storage.js";

const KEY = "firststep.room.";
/** Between two tries of a server that doesn't answer, in milliseconds. */
const SLOWEST = 8000;
const PAUSED = 3000;

const none = (total) => Array(total).fill(null);

const blank = (total) => ({ given: none(total), known: none(total), seat: null, result: null, consent: false, times: null, research: false });

export class RoomAnswers {
  constructor(code) {
    this.key = KEY + code;
    this.path = `/rooms/${code}/seat`;
    Object.assign(this, { ...blank(0), failures: 0, timer: null, running: false, stopped: false, refused: null });
    this.load();
    addEventListener("online", () => this.wake(0));
    addEventListener("storage", ({ key }) => {
      if (key !== this.key) return;
      this.load();
      this.tell();
    });
  }

  load() {
    try {
      const { given, known, seat = null, result = null, until = null, consent = false, times = null, research = false } = JSON.parse(storage.get(this.key)) ?? {};
      if (Array.isArray(given) && given.length === known?.length) Object.assign(this, { given, known, seat, result, until, consent, times, research });
    } catch {
      // Nothing is kept yet, or something else.
    }
  }

  /** So many statements there are; what is kept of as many others isn't of this room. */
  of(total) {
    if (this.given.length !== total) Object.assign(this, blank(total));
  }

  save() {
    const { given, known, seat, result, until, consent, times, research } = this;
    storage.set(this.key, JSON.stringify({ given, known, seat, result, until, consent, times, research }));
  }

  /** Whether the answers may be kept for research; without that nothing is measured. */
  setConsent(yes) {
    Object.assign(this, { consent: yes, times: yes ? this.times : null });
    this.save();
  }

  /** Counts so many milliseconds for a statement. */
  looked(statement, spent) {
    if (!this.consent || spent <= 0) return;
    this.times = counted(this.times, statement, spent, this.given.length);
    this.save();
  }

  /** What is told beside the answers; nothing without consent. Of another questionnaire no times are kept. */
  told(timed) {
    return this.consent ? { consent: true, language: language(), ...(timed && this.times && { milliseconds: this.times }) } : {};
  }

  /** What the server tells of this seat. What was answered here and hasn't arrived there yet stays. */
  follow({ seat, answers, result, research, room }) {
    // To another seat, since the cookie was deleted, all that is kept here is sent again.
    if (this.seat !== seat) this.known.fill(null);
    const waiting = new Set(this.pending());
    answers.forEach((answer, at) => {
      this.known[at] = answer;
      if (!waiting.has(at)) this.given[at] = answer;
    });
    this.seat = seat;
    this.result = result;
    this.research = research;
    this.until = room.kept_until;
    this.stopped = false;
    this.refused = null;
    this.save();
    this.tell();
    this.wake(0);
  }

  answer(at) {
    return this.given[at];
  }

  count() {
    return this.given.filter((answer) => answer !== null).length;
  }

  firstOpen(from = 0) {
    const open = (begin) => this.given.findIndex((answer, at) => at >= begin && answer === null);
    const after = open(from);
    return after >= 0 ? after : open(0) >= 0 ? open(0) : this.given.length;
  }

  pending() {
    return this.given.flatMap((answer, at) => (answer === this.known[at] ? [] : [at]));
  }

  give(at, value) {
    this.given[at] = value;
    this.save();
    this.tell();
    this.wake(0);
  }

  /** "saved", "sending", "waiting" for a server that doesn't answer, or "refused". */
  condition() {
    if (this.refused) return "refused";
    if (this.failures > 0) return "waiting";
    return this.pending().length > 0 ? "sending" : "saved";
  }

  tell() {
    document.dispatchEvent(new CustomEvent("room-answers"));
  }

  wake(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.turn(), wait);
  }

  async turn() {
    if (this.running || this.stopped || this.seat === null) return;
    const changes = this.pending().map((statement) => ({ statement, answer: this.given[statement] }));
    if (changes.length === 0) return;
    this.running = true;
    try {
      await ask("PATCH", `${this.path}/answers`, { changes });
      for (const { statement, answer } of changes) this.known[statement] = answer;
      this.failures = 0;
      this.save();
      this.wake(0);
    } catch (problem) {
      this.failed(problem);
    }
    this.running = false;
    this.tell();
  }

  failed(problem) {
    if (problem.code === "room_paused") {
      this.wake(PAUSED);
    } else if ([0, 429, 500, 503, 507].includes(problem.status)) {
      this.failures += 1;
      const pause = problem.retryAfter ? problem.retryAfter * 1000 : Math.min(SLOWEST, 500 * 2 ** this.failures);
      this.wake(pause * (0.8 + 0.4 * Math.random()));
    } else {
      // Ended, removed, finished in another tab: the page asks what is so.
      this.stopped = true;
      this.refused = problem;
    }
  }

  /** Sends what waits, now; resolves to whether all has arrived. */
  async flush() {
    this.stopped = false;
    for (let tries = 0; tries < 20 && this.pending().length > 0; tries += 1) {
      if (this.running) await new Promise((resolve) => setTimeout(resolve, 50));
      else await this.turn();
      if (this.failures > 0 || this.refused) break;
    }
    return this.pending().length === 0;
  }

  keepResult({ result, research }) {
    Object.assign(this, { result, research });
    this.save();
  }

  forget() {
    this.stopped = true;
    storage.remove(this.key);
    Object.assign(this, { ...blank(this.given.length), refused: null });
  }
}

/** Forgets what was kept of other rooms whose time is over. This phone's clock may be wrong: never of this one. */
export function tidy(code) {
  for (const key of storage.keys()) {
    if (!key.startsWith(KEY) || key === KEY + code) continue;
    try {
      if (Date.parse(JSON.parse(storage.get(key)).until) < Date.now()) storage.remove(key);
    } catch {
      storage.remove(key);
    }
  }
}
