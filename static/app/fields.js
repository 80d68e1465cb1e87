// What is typed into a screen's fields outlasts drawing the screen anew, as in the other language.

const FIELDS = "input[name]:not([type=radio], [type=file]), textarea[name], select[name]";

/** What the named fields hold. */
export function filled(root) {
  return [...root.querySelectorAll(FIELDS)].map((one) => ({ name: one.name, value: one.value, checked: one.checked }));
}

/** Puts that back: the fields are told apart by their names and their order. */
export function refill(root, values) {
  const left = [...values];
  for (const field of root.querySelectorAll(FIELDS)) {
    const at = left.findIndex((one) => one.name === field.name);
    if (at < 0) continue;
    const [{ value, checked }] = left.splice(at, 1);
    if (field.type === "checkbox") field.checked = checked;
    else if (field.value !== value) field.value = value;
    else continue;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
