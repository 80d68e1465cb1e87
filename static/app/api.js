// Talking to the server. The session lies in a cookie no script can read; what a script must know to
// speak for it is the token below, which another site can't learn.

/** After how many milliseconds a server that says nothing counts as gone. */
const PATIENCE = 30_000;

let csrf = "";

/** Sets the token that goes with every request. */
export function setCsrf(token) {
  csrf = token ?? "";
}

/** Why a request brought nothing. status is 0 when the server couldn't be reached. */
export class Problem extends Error {
  constructor(status, body = {}, retryAfter = null) {
    super(`the server answered ${status}`);
    this.status = status;
    /** The fault's name, where our own routes tell it ("wrong_login"); else "". */
    this.code = body?.error?.code ?? "";
    /** The fields at fault, by name, where our own routes tell them. */
    this.fields = body?.error?.fields ?? [];
    this.body = body;
    /** Seconds after which to try again, or null. */
    this.retryAfter = retryAfter;
  }

  get offline() {
    return this.status === 0;
  }
}

/** A key for a request that may have to be sent again: under the same key it is done once. */
export function newKey() {
  // randomUUID() isn't there where the page comes by plain http.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One exchange. Resolves to the reply's JSON; rejects with a Problem. */
export async function send(method, path, body, key = null) {
  const headers = { Accept: "application/json", "X-CSRF-Token": csrf };
  if (key) headers["Idempotency-Key"] = key;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let reply;
  let text;
  try {
    reply = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    text = await reply.text();
  } catch {
    throw new Problem(0);
  }
  return read(reply.status, reply.headers.get("Retry-After"), text);
}

function read(status, retryAfter, text) {
  let body = {};
  try {
    body = JSON.parse(text);
  } catch {
    // No JSON: the status says enough.
  }
  if (status >= 200 && status < 300) return body;
  // What a proxy in between says of a server that is gone.
  if ([502, 504].includes(status)) throw new Problem(0);
  const problem = new Problem(status, body, retryAfter ? Number(retryAfter) : null);
  if (status === 401 && csrf) document.dispatchEvent(new CustomEvent("signed-out"));
  if (problem.code === "damaged") document.dispatchEvent(new CustomEvent("damaged"));
  throw problem;
}

export const get = (path) => send("GET", path);

/** What is at an address; null where nothing is, or nothing can be. */
export async function find(path) {
  try {
    return await get(path);
  } catch (problem) {
    if ([400, 404, 410].includes(problem.status)) return null;
    throw problem;
  }
}

export const post = (path, body = {}, key = null) => send("POST", path, body, key);
export const put = (path, body) => send("PUT", path, body);
export const patch = (path, body) => send("PATCH", path, body);
export const remove = (path) => send("DELETE", path);

/** The same; if somebody was quicker, as on another device, it is just what was wanted. */
export async function removeIfThere(path) {
  try {
    await remove(path);
  } catch (problem) {
    if (problem.status !== 404) throw problem;
  }
}

/** Sends a form with a file; told(share) hears how much of it is on its way, from 0 to 1. */
export function upload(path, form, told = () => {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("X-CSRF-Token", csrf);
    request.upload.onprogress = (event) => event.lengthComputable && told(event.loaded / event.total);
    request.onerror = () => reject(new Problem(0));
    request.onload = () => {
      try {
        resolve(read(request.status, request.getResponseHeader("Retry-After"), request.responseText));
      } catch (problem) {
        reject(problem);
      }
    };
    request.send(form);
  });
}

/** Has the browser keep what a path answers as a file of this name. */
export async function download(path, name) {
  let reply;
  try {
    reply = await fetch(path, { headers: { "X-CSRF-Token": csrf }, credentials: "same-origin", cache: "no-store" });
  } catch {
    throw new Problem(0);
  }
  if (!reply.ok) read(reply.status, reply.headers.get("Retry-After"), await reply.text());
  save(await reply.blob(), name);
}

/** Has the browser keep a blob as a file of this name. */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
