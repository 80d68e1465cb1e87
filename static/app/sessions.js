// Where one is signed in, and how to end it there.

import { get, remove, removeIfThere } from "./api.js";
import { device, family } from "./devices.js";
import { el, show } from "./dom.js";
import { when } from "./format.js";
import { words } from "./i18n.js";
import { action, confirm, loading, toast } from "./ui.js";
import { about } from "./writing.js";

const t = words({
  id: {
    title: "Perangkat yang masuk", lead: "Di sinilah akun Anda sedang dipakai. Akhiri sesi yang tidak Anda kenal, lalu ganti kata sandi Anda.",
    list: "Sesi", this_one: "Perangkat ini", signed_in: "Masuk", expires: "berakhir sendiri",
    end: "Akhiri sesi", ended: "Sesi itu sudah diakhiri.",
    end_others: "Akhiri semua yang lain", sure: "Akhiri semua sesi lain?",
    sure_text: "Di semua perangkat lain Anda harus masuk lagi. Perangkat ini tetap masuk.", others_ended: "Semua sesi lain sudah diakhiri.",
    alone: "Anda hanya masuk di perangkat ini.", profile: "Kembali ke profil", password: "Ganti kata sandi",
  },
  en: {
    title: "Signed-in devices", lead: "This is where your account is in use. End a session you don't know, then change your password.",
    list: "Sessions", this_one: "This device", signed_in: "Signed in", expires: "ends by itself",
    end: "End session", ended: "That session has ended.",
    end_others: "End all others", sure: "End all other sessions?",
    sure_text: "On all other devices you will have to sign in again. This device stays signed in.", others_ended: "All other sessions have ended.",
    alone: "You are signed in on this device only.", profile: "Back to the profile", password: "Change the password",
  },
});

export default {
  title: () => t("title"),
  render() {
    const place = el("div");
    const list = async () => view((await get("/app/sessions")).sessions, again);
    async function again(said) {
      show(place, await list());
      toast(said);
      // What had the focus is gone with its row.
      place.querySelector("ul").focus();
    }
    show(place, loading(list));
    return el("section", { class: "middle" },
      el("h1", {}, t("title")),
      el("p", { class: "soft" }, t("lead")),
      place,
      el("p", { class: "row" }, el("a", { class: "on", href: "#/profile" }, t("profile")), el("a", { class: "on", href: "#/account" }, t("password"))));
  },
};

function view(sessions, again) {
  // Ours first: the one people look for before they end anything.
  const sorted = [...sessions].sort((a, b) => b.current - a.current);
  return [
    el("ul", { class: "sessions", tabindex: -1, "aria-label": t("list") }, sorted.map((one) => row(one, again))),
    sessions.length > 1 ? el("p", {}, endOthers(again)) : el("p", { class: "soft" }, t("alone")),
  ];
}

function row(session, again) {
  const name = device(session.agent);
  const end = !session.current && action(about(t("end"), name), () => endOne(session, again));
  return el("li", { class: "card" },
    el("div", { class: "grow" },
      el("h2", {}, name, session.current && [" ", el("span", { class: "badge" }, t("this_one"))]),
      el("p", { class: "soft small" }, family(session.family), session.address && ` · ${session.address}`),
      el("p", { class: "soft small" }, `${t("signed_in")} `, when(session.created_at), ` · ${t("expires")} `, when(session.expires_at))),
    end);
}

async function endOne(session, again) {
  await removeIfThere(`/app/sessions/${session.id}`);
  await again(t("ended"));
}

function endOthers(again) {
  return action(t("end_others"), async () => {
    if (!await confirm({ title: t("sure"), text: t("sure_text"), yes: t("end_others") })) return;
    await remove("/app/sessions");
    await again(t("others_ended"));
  }, "danger");
}
