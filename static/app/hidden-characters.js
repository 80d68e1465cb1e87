// Characters that nobody sees and that change how the text around them reads: the server takes none, and a form
// names the one it found, for a sentence that only says "hidden" sends people looking.

const NAMES = new Map([
  [0x200e, "LEFT-TO-RIGHT MARK"], [0x200f, "RIGHT-TO-LEFT MARK"],
  [0x202a, "LEFT-TO-RIGHT EMBEDDING"], [0x202b, "RIGHT-TO-LEFT EMBEDDING"], [0x202c, "POP DIRECTIONAL FORMATTING"],
  [0x202d, "LEFT-TO-RIGHT OVERRIDE"], [0x202e, "RIGHT-TO-LEFT OVERRIDE"],
  [0x2066, "LEFT-TO-RIGHT ISOLATE"], [0x2067, "RIGHT-TO-LEFT ISOLATE"], [0x2068, "FIRST STRONG ISOLATE"], [0x2069, "POP DIRECTIONAL ISOLATE"],
]);

/** The first in a text, as "U+202E, RIGHT-TO-LEFT OVERRIDE"; null if there is none. Lines and tabs are none. */
export function hiddenCharacter(text) {
  const found = text.match(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
  if (!found) return null;
  const code = found[0].codePointAt(0);
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return NAMES.has(code) ? `${name}, ${NAMES.get(code)}` : name;
}
