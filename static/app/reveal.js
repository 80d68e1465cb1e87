// A result that was made just now is shown with a little motion, once; see result.css.

let made = false;

/** The next result that is shown is new. */
export function expectNew() {
  made = true;
}

/** Marks what shows a result, if it is new. */
export function reveal(node) {
  node.classList.toggle("revealed", made);
  made = false;
}
