// The quiz's keys: 1 to 7 answer, Backspace and Alt+Left go back. They work while the focus is in the quiz, so
// that nobody who dictates or writes elsewhere answers by accident.

/** Listens until the function it returns is called. answer(value) hears a number key, back() returns whether it went. */
export function listenToKeys({ answer, back }) {
  const heard = (event) => {
    if (event.defaultPrevented || event.isComposing || !event.target.closest?.("main") || writes(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const used = goesBack(event) ? back() : isDigit(event) && answered(event, answer);
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

function isDigit(event) {
  return !event.ctrlKey && !event.metaKey && !event.altKey && /^[1-7]$/.test(event.key);
}

/** A key that is held down answers once. */
function answered(event, answer) {
  if (!event.repeat) answer(Number(event.key) - 4);
  return true;
}
