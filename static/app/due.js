// Reminders whose time has come, above whichever screen is open, until they are done.

import { el, show } from "./dom.js";
import { distance } from "./format.js";
import { words } from "./i18n.js";
import { put } from "./api.js";
import { everything } from "./reminder-list.js";
import { refresh } from "./session.js";
import { action } from "./ui.js";
import { about } from "./writing.js";

const t = words({
  id: { label: "Pengingat", done: "Selesai", all: "Semua pengingat", more: ({ count }) => `dan ${count} lagi` },
  en: { label: "Reminders", done: "Done", all: "All reminders", more: ({ count }) => `and ${count} more` },
});

/** As long as the server's: what is older isn't brought up any more. */
const SHOWN = 7 * 24 * 60 * 60 * 1000;
/** More would push the screen out of sight. */
const MOST = 3;

/** Those that are due, the latest first. */
async function due() {
  const now = Date.now();
  const time = (one) => Date.parse(one.reminder_time);
  const all = await everything();
  return all.filter((one) => one.is_active && time(one) <= now && time(one) > now - SHOWN).sort((a, b) => time(b) - time(a));
}

/** Shows them in this place, which is hidden while there are none. */
export async function showDue(place) {
  const all = await due();
  const [first, ...others] = all.slice(0, MOST);
  place.hidden = !first;
  place.setAttribute("aria-label", t("label"));
  if (!first) return show(place);
  const row = (one) => el("li", {},
    el("span", {}, el("strong", {}, one.title), ` · ${distance(one.reminder_time)}`),
    action(about(t("done"), one.title), async () => {
      await put(`/api/v1/reminders/${one.id}`, { is_active: false });
      await refresh();
      document.getElementById("main").focus();
    }));
  return show(place,
    el("ul", {}, [first, ...others].map(row)),
    el("a", { href: "#/reminders" }, all.length > MOST ? `${t("all")} (${t("more", { count: all.length - MOST })})` : t("all")));
}
