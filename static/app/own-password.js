// What forms that ask for one's own password share.

import { el } from "./dom.js";
import { me } from "./session.js";

/** Tells password managers whose password it is. */
export function whose() {
  return el("input", { type: "text", value: me.account.username, autocomplete: "username", hidden: true, readonly: true });
}

/** The server names no field where a password is wrong; there is only one it can be. */
export async function wrongAt(name, reply) {
  try {
    return await reply;
  } catch (problem) {
    if (problem.code === "wrong_password") problem.fields = [{ field: name }];
    throw problem;
  }
}
