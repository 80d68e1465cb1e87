// Which screen is shown: the part of the address behind the #, so that every screen opens without the network.

const routes = [];

// Somebody typed an address such as /types/INFJ, or followed a link to it: its screen is behind the # from here on.
if (location.pathname !== "/") {
  history.replaceState(null, "", `/${location.hash || `#${location.pathname}${location.search}`}`);
}

/**
 * Adds a screen: route("/posts/:id", () => import("./post.js"), { needs: "account" }).
 * The module's default export is { title(params), render(params), leave?() }; render may return a promise.
 * needs is "account", "admin", "nobody" (who is signed in goes on), or nothing.
 */
export function route(pattern, load, options = {}) {
  routes.push({ parts: pattern.split("/").slice(1), load, ...options });
}

/** The path and the query of the address. */
export function here() {
  const [path, query = ""] = (location.hash.slice(1) || "/").split("?");
  return { path, query: new URLSearchParams(query) };
}

/** The screen for a path, with the path's blanks; null if there is none. */
export function find(path) {
  const given = path.split("/").slice(1);
  for (const one of routes) {
    const params = fits(one.parts, given);
    if (params) return { ...one, params };
  }
  return null;
}

function fits(parts, given) {
  if (parts.length !== given.length) return null;
  const params = {};
  for (const [at, part] of parts.entries()) {
    if (part.startsWith(":")) params[part.slice(1)] = decoded(given[at]);
    else if (part !== given[at]) return null;
  }
  return params;
}

/** Where to go on after signing in: the address's ?then=, if it is a path of this page. */
export function onward(otherwise = "/") {
  const then = here().query.get("then") ?? "";
  return then.startsWith("/") && !then.startsWith("//") ? then : otherwise;
}

/** The same address's ?then=, to hand on to another screen; "" if there is none. */
export function withThen(path) {
  const then = onward("");
  return then ? `${path}?then=${encodeURIComponent(then)}` : path;
}

/** A mistyped address may hold what can't be decoded; it is then taken as it is. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Goes to a path, such as "/quiz". */
export function go(path, { replace = false } = {}) {
  if (replace) location.replace(`#${path}`);
  else location.hash = path;
}
