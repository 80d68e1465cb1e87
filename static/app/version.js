// Notices that the server was upgraded while this page stayed open, and keeps the page for when there is no network.

import { el, show } from "./dom.js";
import { words } from "./i18n.js";
import { button } from "./ui.js";

const t = words({
  id: { fresh: "Versi baru sudah terpasang.", reload: "Muat ulang" },
  en: { fresh: "A new version is installed.", reload: "Reload" },
});

const INTERVAL = 10 * 60 * 1000;
let mine = null;
let told = false;

/** Looks now, then every ten minutes and whenever the page comes to the front. */
export async function watchVersion() {
  // Looked at before the page is kept: without a server, the answer is the version of what was kept.
  await look();
  if ("serviceWorker" in navigator && isSecureContext) {
    navigator.serviceWorker.register("/sw.js").catch((error) => console.warn(error));
  }
  setInterval(look, INTERVAL);
  addEventListener("online", look);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  document.addEventListener("language", () => told && tell());
}

async function look() {
  try {
    const reply = await fetch("/static/files.json", { cache: "no-store" });
    const { version } = await reply.json();
    mine ??= version;
    if (told === (version !== mine)) return;
    told = !told;
    tell();
  } catch {
    // No server now: nothing to compare with.
  }
}

function tell() {
  const place = document.getElementById("fresh");
  place.hidden = !told;
  if (told) show(place, el("span", {}, t("fresh")), button(t("reload"), () => location.reload(), "main"));
  else show(place);
}
