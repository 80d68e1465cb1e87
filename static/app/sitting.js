// How the quiz is taken in this browser: whether the answers may be kept for research, in which order the statements
// are shown, and, with that consent alone, how long each is looked at. It lies beside the answers until they become a
// result, and goes with them.

import { COUNT, owner } from "./answers-state.js";
import * as store from "./answers-store.js";
import { language } from "./i18n.js";
import { counted, lap } from "./stopwatch.js";

export { look } from "./stopwatch.js";

const mine = () => store.sitting(owner()) ?? {};
const keep = (change) => store.setSitting(owner(), { ...mine(), ...change });

/** Whether the answers may be kept for research. */
export const consents = () => mine().consent === true;

/** Says so, or takes it back: what was measured goes with it. */
export function setConsent(yes) {
  keep(yes ? { consent: true } : { consent: false, times: null, attention: null });
}

/** At each place the statement that is shown there: an order of this sitting's own, or the questionnaire's. */
export function order(shuffled) {
  const kept = mine().order ?? null;
  if (!shuffled) {
    if (kept) keep({ order: null });
    return Array.from({ length: COUNT }, (_, at) => at);
  }
  if (kept) return kept;
  const drawn = draw();
  keep({ order: drawn });
  return drawn;
}

/** All orders are as likely (Fisher and Yates); the few bits that the remainder favours are beyond any count. */
function draw() {
  const drawn = Array.from({ length: COUNT }, (_, at) => at);
  const random = crypto.getRandomValues(new Uint32Array(COUNT));
  for (let at = COUNT - 1; at > 0; at -= 1) {
    const other = random[at] % (at + 1);
    [drawn[at], drawn[other]] = [drawn[other], drawn[at]];
  }
  return drawn;
}

/** The answer to the statement that asks for a certain one; null before. */
export const attention = () => mine().attention ?? null;

export function setAttention(value) {
  if (consents()) keep({ attention: value });
}

/** What is told beside the answers; nothing without consent. */
export function told() {
  const { order: shown = null, times = null, attention: answer = null } = mine();
  if (!consents()) return {};
  return {
    consent: true,
    language: language(),
    ...(times?.some((time) => time !== null) && { milliseconds: times }),
    ...(shown && { order: shown }),
    ...(answer !== null && { attention: answer }),
  };
}

/** Counts the time since look() for a statement. */
export function looked(statement) {
  const spent = lap();
  if (spent > 0 && consents()) keep({ times: counted(mine().times ?? null, statement, spent, COUNT) });
}
