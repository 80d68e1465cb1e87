// The way to have the page on the home screen: by the browser's own dialog where it has one, else in words.

import { el } from "./dom.js";
import { words } from "./i18n.js";
import { button } from "./ui.js";

const t = words({
  id: { install: "Pasang sebagai aplikasi", by_hand: "Untuk memasangnya: ketuk Bagikan, lalu “Tambah ke Layar Utama”." },
  en: { install: "Install as an app", by_hand: "To install it: tap Share, then “Add to Home Screen”." },
});

let offered = null;

addEventListener("beforeinstallprompt", (event) => {
  // Its own banner would come up in the middle of the quiz.
  event.preventDefault();
  offered = event;
  document.dispatchEvent(new CustomEvent("install"));
});
addEventListener("appinstalled", () => {
  offered = null;
  document.dispatchEvent(new CustomEvent("install"));
});

/** What stands in the footer; null where it can't be installed, or is already. */
export function installHint() {
  if (offered) return button(t("install"), ask, "plain");
  // Safari on phones tells it so, and has no dialog.
  return navigator.standalone === false ? el("span", { class: "soft" }, t("by_hand")) : null;
}

async function ask() {
  const event = offered;
  offered = null;
  await event.prompt();
  document.dispatchEvent(new CustomEvent("install"));
}
