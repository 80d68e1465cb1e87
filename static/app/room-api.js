// Asking about a room, again and again, over a network that comes and goes.

import { Problem } from "./api.js";

/** After how many milliseconds a request is given up: a phone that left the Wi-Fi learns of it by nothing else. */
const PATIENCE = 8000;

const kept = new Map();

/** One exchange; resolves to the reply's JSON, rejects with a Problem. What hasn't changed since isn't sent again. */
export async function ask(method, path, body, more = {}) {
  const headers = { Accept: "application/json", ...more };
  const before = method === "GET" ? kept.get(path) : null;
  if (before) headers["If-None-Match"] = before.tag;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let reply;
  let text;
  try {
    reply = await fetch(path, { method, headers, body: body && JSON.stringify(body), credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (reply.status === 304) return before.json;
    text = await reply.text();
  } catch {
    throw new Problem(0);
  }
  let json = {};
  try {
    json = JSON.parse(text);
  } catch {
    // No JSON: the status says enough.
  }
  if ([502, 504].includes(reply.status)) throw new Problem(0);
  if (!reply.ok) throw new Problem(reply.status, json, Number(reply.headers.get("Retry-After")) || null);
  const tag = reply.headers.get("ETag");
  if (tag && method === "GET") kept.set(path, { tag, json });
  return json;
}

/**
 * Runs work every so many milliseconds as long as the page is in front, at once when it comes to the front or the
 * network is back. Returns what stops it.
 */
export function often(milliseconds, work) {
  let timer = null;
  let over = false;
  const turn = async () => {
    clearTimeout(timer);
    if (over || document.visibilityState === "hidden") return;
    await work().catch(() => undefined);
    if (!over) timer = setTimeout(turn, typeof milliseconds === "function" ? milliseconds() : milliseconds);
  };
  const wake = () => turn();
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  turn();
  return () => {
    over = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", wake);
    removeEventListener("online", wake);
  };
}
