// Who is signed in here, and what the server says of itself.

import { get, newKey, post, setCsrf } from "./api.js";

/**
 * What GET /app/me told last: { account, csrf, demo, confirm_email, strict_passwords, mail, version, damage }.
 * account is null when nobody is signed in. known is false until the server was reached once.
 */
export let me = { account: null, known: false };

function take(told) {
  me = { ...told, known: true };
  setCsrf(told.csrf);
  document.dispatchEvent(new CustomEvent("session"));
  return me;
}

let changes = 0;

/** Asks the server; keeps what was known when it can't be reached. */
export async function refresh() {
  const before = changes;
  const told = await get("/app/me");
  // Somebody signed in or out while the answer was on its way: it is out of date.
  return before === changes ? take(told) : me;
}

/** Takes what a sign-in, -up or -out brought, or a change of the account: whatever answers as GET /app/me does. */
export function change(told) {
  changes += 1;
  return take(told);
}

let asked = null;

/** Resolves once the server has told who is signed in, or couldn't be reached; then it is asked again and again. */
export function settled() {
  asked ??= refresh().catch(() => void askAgain());
  return asked;
}

/** Until the server answers: a "reached" event says that it did. */
async function askAgain() {
  for (let wait = 2000; !me.known; wait = Math.min(2 * wait, 10_000)) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (!me.known) await refresh().catch(() => undefined);
  }
  document.dispatchEvent(new CustomEvent("reached"));
}

/** The sign-up that was tried last and not answered, with its key: tried again it makes one account. */
let trying = null;

export async function signUp(fields) {
  const text = JSON.stringify(fields);
  if (trying?.text !== text) trying = { text, key: newKey() };
  const told = await post("/app/sign-up", fields, trying.key);
  trying = null;
  return change(told);
}

/** code: of the second factor, where it was asked for. */
export async function signIn(name, password, code) {
  return change(await post("/app/sign-in", { name, password, code }));
}

export async function signOut() {
  return change(await post("/app/sign-out"));
}

/** The session has ended elsewhere: from now on nobody is signed in here. */
export function forget() {
  changes += 1;
  setCsrf("");
  me = { ...me, account: null, second_factor_missing: false };
  document.dispatchEvent(new CustomEvent("session"));
}

export const isAdmin = () => me.account?.role === "admin";
