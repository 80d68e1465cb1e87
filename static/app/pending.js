// What a screen hands to the one that confirms an address: held by this page alone, never written anywhere.

import { me } from "./session.js";

let held = {};

/** Holds { email, password, along, sent }: sent says that a code is on its way already. */
export function hold(values) {
  held = values;
}

/** What was held; an empty object if there is nothing. */
export const pendingSignIn = () => held;

document.addEventListener("session", () => {
  if (me.account) held = {};
});
