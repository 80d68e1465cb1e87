// Keeps the page's files, so that it opens without the network once it was visited.
// /static/files.json names them all and carries a version that changes with any of them.

const FILES = "/static/files.json";
const STATEMENTS = "/app/questions";
const PREFIX = "firststep-";
/** How long a server may take to answer before what was kept is shown, in milliseconds. */
const PATIENCE = 4000;
/** For how long it isn't asked again then. */
const PAUSE = 10_000;
let slowUntil = 0;

addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil(clients.claim());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || !kept(request, url.pathname)) return;
  const reply = freshOrKept(request, isPage(request, url.pathname) ? "/" : url.pathname);
  event.respondWith(reply);
  // Whoever opens the page while the server is there keeps it as it is now, whole.
  if (request.mode === "navigate") event.waitUntil(reply.then(fill).catch(() => undefined));
});

/** Whether the page is at this path. At / another client than a browser gets something else. */
function isPage(request, path) {
  return request.mode === "navigate" && (path === "/" || path === "/types" || path.startsWith("/types/"));
}

/** Whether we keep what is at this path. */
function kept(request, path) {
  return isPage(request, path) || path === STATEMENTS || (path.startsWith("/static/") && !path.startsWith("/static/docs/"));
}

/** The server first: its files are small and a 304 costs nothing. What was kept when it doesn't answer. */
async function freshOrKept(request, path) {
  // Oldest first: a newer cache is whole once the older one is gone.
  const old = await caches.match(path, { ignoreVary: true });
  if (old && Date.now() < slowUntil) return old;
  const fresh = fetch(request);
  fresh.catch(() => undefined);
  try {
    const reply = await Promise.race([fresh, late()]);
    // What a proxy says of a server that is gone.
    if (reply && ![502, 503, 504].includes(reply.status)) return reply;
    // The page is made of many files: they needn't all be waited for.
    if (!reply) slowUntil = Date.now() + PAUSE;
  } catch {
    // No server: below.
  }
  return old ?? fresh;
}

function late() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE));
}

/** Keeps all files of the server's version, unless they are kept; older versions go when the new one is whole. */
async function fill() {
  const reply = await fetch(FILES, { cache: "no-store" });
  const { version, files } = await reply.clone().json();
  const name = PREFIX + version;
  const cache = await caches.open(name);
  // The list goes in last: where it is, the others are.
  if (!(await cache.match(FILES))) {
    await cache.addAll(["/", STATEMENTS, ...files.filter((path) => path !== FILES)].map(page));
    await cache.put(FILES, reply);
  }
  const others = (await caches.keys()).filter((one) => one.startsWith(PREFIX) && one !== name);
  await Promise.all(others.map((one) => caches.delete(one)));
}

/** The page is only sent to who asks for HTML first, as browsers do. */
function page(path) {
  return new Request(path, { cache: "no-cache", headers: path === "/" ? { Accept: "text/html" } : {} });
}
