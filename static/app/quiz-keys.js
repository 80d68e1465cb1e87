// The quiz's keys: 1 to 7, or as many as there are points, answer, Backspace and Alt+Left go back. They work while the
// focus is in the quiz, so that nobody who dictates or writes elsewhere answers by accident.

/**
 * Listens until the function it returns is called. answer(point) hears a number key of so many points, the first of
 * them as 0; back() returns whether it went.
 */
export function listenToKeys({ points, answer, back }) {
  const heard = (event) => {
    if (event.defaultPrevented || event.isComposing || !event.target.closest?.("main") || writes(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const used = goesBack(event) ? back() : isDigit(event, points) && answered(event, answer);
    if (used) event.preventDefault();
  };
  document.addEventListener("keydown", heard);
  return () => document.removeEventListener("keydown", heard);
}

/** Whether keys pressed here write something. */
function writes(node) {
  return node.isContentEditable || node.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}

function goesBack(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return false;
  return event.altKey ? event.key === "ArrowLeft" : event.key === "Backspace";
}

function isDigit(event, points) {
  return !event.ctrlKey && !event.metaKey && !event.altKey && /^[1-9]$/.test(event.key) && Number(event.key) <= points;
}

/** A key that is held down answers once. */
function answered(event, answer) {
  if (!event.repeat) answer(Number(event.key) - 1);
  return true;
}
