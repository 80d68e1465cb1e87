// How long something is looked at: the time in which the page is out of sight doesn't count.

/** Since when what is shown is looked at, and since when the page is out of sight. */
let since = null;
let away = null;

/** From now on what is shown is looked at. */
export function look() {
  since = performance.now();
  away = document.visibilityState === "hidden" ? since : null;
}

/** The milliseconds since then; what follows is counted anew. */
export function lap() {
  const spent = since === null ? 0 : Math.round((away ?? performance.now()) - since);
  look();
  return Math.max(0, spent);
}

/** The longest that is counted for one statement. */
const LONGEST = 3_600_000;

/** These times with so much more for a statement; null is none so far. */
export function counted(times, statement, spent, total) {
  const next = times ?? Array(total).fill(null);
  next[statement] = Math.min(LONGEST, (next[statement] ?? 0) + spent);
  return next;
}

document.addEventListener("visibilitychange", () => {
  const now = performance.now();
  if (document.visibilityState === "hidden") {
    away ??= now;
  } else if (away !== null) {
    since += now - away;
    away = null;
  }
});
