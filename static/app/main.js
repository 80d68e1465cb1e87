// Boots the page: header, screens, language, theme, the service worker.

import { el, show } from "./dom.js";
import { words } from "./i18n.js";
import { filled, refill } from "./fields.js";
import { guestType } from "./guest-result.js";
import { installHint } from "./install.js";
import { find, go, here, onward, route } from "./router.js";
import { forget, isAdmin, me, refresh, settled, signOut } from "./session.js";
// Forgets them wherever somebody signs out.
import "./share-keys.js";
import { tools } from "./tools.js";
import { button, buttonLink, toast } from "./ui.js";
import { sentence } from "./problem.js";
import { watchVersion } from "./version.js";

const t = words({
  id: {
    quiz: "Kuis", types: "Tipe", result: "Hasil", profile: "Profil", rooms: "Ruang", join: "Gabung ke ruang", admin: "Kelola", sign_in: "Masuk", sign_up: "Daftar",
    sign_out: "Keluar", skip: "Langsung ke isi", menu: "Menu utama", missing: "Halaman ini tidak ada",
    missing_text: "Alamatnya mungkin salah ketik.", unreached: "Halaman ini belum dapat dibuka", again: "Coba lagi", home: "Ke halaman awal", ended: "Sesi Anda sudah berakhir. Silakan masuk lagi.",
    demo: "Ini demo: data dapat dihapus kapan saja. Jangan pakai kata sandi sungguhan.",
    api: "Dokumentasi API", reader: "ReDoc", offline: "Tanpa jaringan: jawaban Anda disimpan di sini dan dikirim nanti.",
    not_yours: "Halaman ini untuk pengelola", not_yours_text: "Masuklah dengan akun pengelola untuk membukanya.",
  },
  en: {
    quiz: "Quiz", types: "Types", result: "Result", profile: "Profile", rooms: "Rooms", join: "Join a room", admin: "Admin", sign_in: "Sign in", sign_up: "Sign up",
    sign_out: "Sign out", skip: "Skip to content", menu: "Main menu", missing: "There is no such page",
    missing_text: "The address may be mistyped.", unreached: "This page can't be opened now", again: "Try again", home: "To the start", ended: "Your session has ended. Please sign in again.",
    demo: "This is a demo: data may be deleted at any time. Don't use a real password.",
    api: "API documentation", reader: "ReDoc", offline: "No network: your answers are kept here and sent later.",
    not_yours: "This page is for administrators", not_yours_text: "Sign in as an administrator to open it.",
  },
});

route("/", () => import("./start.js"));
route("/sign-up", () => import("./sign-up.js"), { needs: "nobody" });
route("/sign-in", () => import("./sign-in.js"), { needs: "nobody" });
route("/verify", () => import("./verify.js"), { needs: "nobody" });
route("/forgotten", () => import("./forgotten.js"), { needs: "nobody" });
route("/set-password", () => import("./set-password.js"));
route("/set-password/:code", () => import("./set-password.js"));
route("/undo", () => import("./undo.js"));
route("/undo/:code", () => import("./undo.js"));
route("/quiz", () => import("./quiz.js"));
route("/result", () => import("./result.js"));
route("/result/:id", () => import("./result.js"), { needs: "account" });
route("/history", () => import("./history.js"), { needs: "account" });
route("/questionnaires", () => import("./instruments.js"));
route("/questionnaires/:id", () => import("./instrument.js"));
route("/questionnaires/:instrument/result", () => import("./instrument-result.js"));
route("/questionnaire-results/:id", () => import("./instrument-result.js"), { needs: "account" });
route("/shared/:key", () => import("./shared.js"));
route("/with/:key", () => import("./compare-with.js"));
route("/compare/:id", () => import("./compare.js"), { needs: "account" });
route("/types", () => import("./type-map.js"));
route("/types/:type", () => import("./type-page.js"));
route("/profile", () => import("./profile.js"), { needs: "account" });
route("/account", () => import("./account.js"), { needs: "account" });
route("/second-factor", () => import("./second-factor.js"), { needs: "account" });
route("/sessions", () => import("./sessions.js"), { needs: "account" });
route("/community", () => import("./community.js"), { needs: "account" });
route("/posts/:id", () => import("./post.js"), { needs: "account" });
route("/reminders", () => import("./reminders.js"), { needs: "account" });
route("/rooms", () => import("./rooms.js"), { needs: "account" });
route("/rooms/:code", () => import("./room-host.js"), { needs: "account" });
route("/rooms/:code/report", () => import("./room-report.js"), { needs: "account" });
route("/admin", () => import("./admin.js"), { needs: "admin" });
route("/admin/users", () => import("./admin-users.js"), { needs: "admin" });
route("/admin/users/:id", () => import("./admin-user.js"), { needs: "admin" });
route("/admin/mails", () => import("./admin-mails.js"), { needs: "admin" });
route("/admin/statistics", () => import("./admin-statistics.js"), { needs: "admin" });
route("/admin/log", () => import("./admin-log.js"), { needs: "admin" });

/** Where who must have a second factor gets one. */
const SET_UP = "/second-factor";

/** How long a slow server may hold the first screen up, in milliseconds. */
const PATIENCE = 1500;

const main = document.getElementById("main");
let shown = null;
let turn = 0;

/** Draws the screen that the address names. */
async function draw({ focus = true } = {}) {
  turn += 1;
  const mine = turn;
  const { path } = here();
  // Style sheets make room where a screen needs it: the quiz on a small phone.
  document.body.dataset.screen = path.split("/")[1];
  const found = find(path);
  const coming = found ? load(found) : missing;
  // What the server tells decides what stands above the screen, too: better a moment later than pushed down.
  if (!me.known) await (found?.needs ? settled() : Promise.race([settled(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]));
  if (mine !== turn) return undefined;
  const elsewhere = found && detour(found.needs, path);
  if (elsewhere) return go(elsewhere, { replace: true });
  drawFrame();
  const screen = await coming;
  if (mine !== turn) return undefined;
  shown?.leave?.();
  shown = screen;
  const refused = found?.needs === "admin" && !isAdmin();
  const params = found?.params ?? {};
  document.title = `${screen.title(params)} – FirstStep`;
  const drawn = refused ? notYours() : await drawScreen(screen, params);
  // Somebody went on to another screen in the meantime.
  if (mine !== turn) return undefined;
  show(main, drawn);
  drawFooter();
  if (focus) settle();
  return undefined;
}

async function drawScreen(screen, params) {
  try {
    return await screen.render(params);
  } catch (problem) {
    return el("section", { class: "narrow" }, el("h1", {}, screen.title(params)), el("p", { role: "alert" }, sentence(problem)), button(t("again"), () => draw(), "main"));
  }
}

async function load(found) {
  try {
    return (await found.load()).default;
  } catch {
    // A file that was never kept, and no network to fetch it by. A browser may remember that it failed.
    return unreached;
  }
}

function detour(needs, path) {
  // With what stands behind the path: filters of a list are in it.
  if ((needs === "account" || needs === "admin") && !me.account) return `/sign-in?then=${encodeURIComponent(location.hash.slice(1) || path)}`;
  // The server does nothing else before.
  if (me.second_factor_missing) return path === SET_UP ? null : SET_UP;
  if (needs === "nobody" && me.account) return onward();
  return null;
}

/** A new screen begins at its top, and is read out from its heading. */
function settle() {
  scrollTo(0, 0);
  const heading = main.querySelector("h1");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

const missing = {
  title: () => t("missing"),
  render: () => el("section", { class: "narrow" }, el("h1", {}, t("missing")), el("p", {}, t("missing_text")), buttonLink(t("home"), "#/")),
};

const unreached = {
  title: () => "FirstStep",
  render: () => el("section", { class: "narrow" }, el("h1", {}, t("unreached")), el("p", {}, sentence({ status: 0 })), button(t("again"), () => location.reload(), "main")),
};

function notYours() {
  return el("section", { class: "narrow" }, el("h1", {}, t("not_yours")), el("p", {}, t("not_yours_text")), buttonLink(t("home"), "#/"));
}

function drawFrame() {
  const { path } = here();
  const focusAgain = focusInFrame();
  const link = (to, text, kind = null) => {
    const now = path === to || path.startsWith(`${to}/`);
    return el("li", { class: kind }, el("a", { href: `#${to}`, "aria-current": now ? "page" : null }, text));
  };
  const inside = me.second_factor_missing ? [] : me.account ? [link("/quiz", t("quiz")), link("/result", t("result")), link("/types", t("types"), "roomy"), link("/profile", t("profile")), link("/rooms", t("rooms")), isAdmin() && link("/admin", t("admin"))] : [link("/quiz", t("quiz")), guestType() && link("/result", t("result")), link("/types", t("types"), "roomy")];
  const way = me.account
    ? [button(t("sign_out"), leave)]
    : [el("a", { class: "button quiet", href: "#/sign-in" }, t("sign_in")), el("a", { class: "button main", href: "#/sign-up" }, t("sign_up"))];
  show(document.getElementById("skip"), t("skip"));
  const nav = document.getElementById("nav");
  nav.setAttribute("aria-label", t("menu"));
  show(nav, el("ul", {}, inside));
  // As long as the server hasn't told who we are, it can't let us in or out either.
  show(document.getElementById("way"), me.known && way);
  show(document.getElementById("tools"), tools());
  // Beneath a screen that isn't there yet it would jump.
  if (document.getElementById("settings").hasChildNodes()) drawFooter();
  const banner = document.getElementById("banner");
  banner.hidden = !me.demo;
  show(banner, t("demo"));
  drawDamage();
  const offline = document.getElementById("offline");
  offline.hidden = navigator.onLine;
  show(offline, t("offline"));
  focusAgain();
}

function drawFooter() {
  show(document.getElementById("settings"),
    el("a", { href: "/r" }, t("join")),
    el("a", { href: "/docs" }, t("api")),
    el("a", { href: "/redoc" }, t("reader")),
    installHint());
}

/** What only administrators are told, and hardly ever: its module is fetched when there is something to tell. */
function drawDamage() {
  const place = document.getElementById("damage");
  place.hidden = !me.damage;
  if (!me.damage) return show(place);
  return import("./damage.js").then(({ told }) => me.damage && show(place, told(me.damage)), (error) => console.warn(error));
}

/** How far ahead a browser keeps time, in milliseconds. */
const FARTHEST = 2 ** 31 - 1;
let nextDue = 0;

/** Reminders whose time has come; the next one's is waited for. Their module is fetched when there are any. */
function drawDue() {
  const place = document.getElementById("due");
  clearTimeout(nextDue);
  const { reminders_due: due = 0, next_reminder: next = null } = me.account ?? {};
  if (next) nextDue = setTimeout(() => refresh().catch(() => undefined), Math.min(Math.max(Date.parse(next) - Date.now(), 0) + 1000, FARTHEST));
  if (due > 0) return import("./due.js").then(({ showDue }) => showDue(place)).catch((error) => console.warn(error));
  place.hidden = true;
  return show(place);
}

/** Drawing the frame anew makes new buttons: the one in the same place gets the focus the old one had. */
function focusInFrame() {
  const place = ["nav", "way", "tools", "settings"].map((id) => document.getElementById(id)).find((one) => one.contains(document.activeElement));
  const controls = () => [...(place?.querySelectorAll("a, button") ?? [])];
  const at = controls().indexOf(document.activeElement);
  return () => controls()[at]?.focus({ preventScroll: true });
}

async function leave() {
  try {
    // What isn't on the server yet goes there first, while we still may.
    if (!me.second_factor_missing) await (await import("./answers.js")).settle();
    await signOut();
    go("/");
  } catch (problem) {
    toast(sentence(problem), true);
  }
}

addEventListener("hashchange", () => draw());
document.addEventListener("language", async () => {
  const typed = filled(main);
  drawDue();
  await draw({ focus: false });
  refill(main, typed);
});
document.addEventListener("session", () => {
  drawFrame();
  drawDue();
  // Learned with the screen open already.
  if (me.second_factor_missing && here().path !== SET_UP) go(SET_UP, { replace: true });
});
// The server came back and knows us: a screen that asked to sign in has nothing to ask.
document.addEventListener("reached", () => {
  const { path } = here();
  if (detour(find(path)?.needs, path)) draw();
});
document.addEventListener("signed-out", () => {
  if (!me.account) return;
  forget();
  toast(t("ended"), true);
  go(`/sign-in?then=${encodeURIComponent(location.hash.slice(1) || "/")}`);
});
addEventListener("online", async () => {
  await refresh().catch(() => undefined);
  drawFrame();
});
addEventListener("offline", drawFrame);
document.addEventListener("guest-result", drawFrame);
document.addEventListener("install", drawFrame);
// A change was refused because the database is damaged: an administrator is told the rest by GET /app/me.
document.addEventListener("damaged", () => {
  if (isAdmin() && !me.damage) refresh().catch(() => undefined);
});

// Not a link: it would be taken for a screen.
document.getElementById("skip").addEventListener("click", () => main.focus());

// The mark is for who measures how soon the page can be used.
draw({ focus: false }).then(() => performance.mark("ready"));
watchVersion();
// Answers that wait to be sent go out whichever screen is open.
settled().then(() => import("./answers.js")).catch((error) => console.warn(error));
