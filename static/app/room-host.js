// The host's screen: made for a projector at five metres, and for one hand on the keyboard.

import { get, patch, post, remove } from "./api.js";
import { el, put, show } from "./dom.js";
import { colours, emblem } from "./emblem.js";
import { language, locale, words } from "./i18n.js";
import { qrCode } from "./qr-code.js";
import { ask, often } from "./room-api.js";
import { token, tokenName } from "./room-emblem.js";
import { questionsOf } from "./room-questions.js";
import * as views from "./room-views.js";
import { go } from "./router.js";
import { me } from "./session.js";
import { action, button, confirm, empty, toast } from "./ui.js";

const t = words({
  id: {
    title: "Layar ruang {code}", untitled: "Ruang {code}", join: "Gabung dengan ponsel Anda", at: "atau buka", code: "Kode", joined: "bergabung", finished: "selesai", of: "{finished} dari {joined} selesai", progress: "Sejauh mana", parts: "belum mulai|1–10|11–20|21–30|31–40|41–50|51–60|selesai",
    waiting: ({ waiting, least, teams }) => `${waiting} yang selesai belum ada di gambar; mereka masuk dalam kelompok sedikitnya ${least}${teams.length > 0 ? " orang dari satu tim" : ""}.`, left_out: ({ left_out: many }) => `${many} tidak dihitung: jawabannya sama terus atau berpola.`, people: ({ people }) => `gambar dari ${people} orang`,
    reveal: "Buka gambarnya", refresh: "Perbarui gambar", too_few: ({ least, teams }) => (teams.length > 0 ? `Belum cukup: orang-orang sebuah tim masuk ke gambar setelah ${least} dari mereka selesai.` : `Belum cukup: gambar mulai dari ${least} orang yang selesai.`), nothing_new: "Belum cukup yang baru: {least} orang masuk sekaligus.", pause: "Jeda", resume: "Lanjutkan", longer: "+30 menit", end: "Akhiri", black: "Layar hitam", full: "Layar penuh", report: "Laporan", back: "Sebelumnya", next: "Berikutnya", close: "Keluar", raised: "{cards} kartu diangkat", more: "+{more}",
    end_title: "Akhiri ruang ini?", end_text: "Sesudah ini tidak ada jawaban lagi yang diterima. Gambarnya tetap dapat dilihat selama tujuh hari, dan ruang dapat diperpanjang lagi.", end_yes: "Akhiri sekarang", remove_title: "Keluarkan orang ini?", remove_text: "Ponselnya tidak dapat lagi mengirim apa pun ke ruang ini. Gambar yang sudah memuatnya tetap.", remove_yes: "Keluarkan",
    ended: "Sudah selesai", paused: "Dijeda", ends: "selesai {at}", wall: "Siapa yang ada", wall_hint: "Ketuk seseorang untuk mengeluarkannya.", cards: "Kartu yang diangkat", gone: "Ruang ini tidak ada", gone_text: "Ruang sudah dihapus, atau milik orang lain.", to_rooms: "Ke ruang Anda",
    unreachable: "Ponsel tidak dapat mencapai alamat ini. Jalankan server dengan --host 0.0.0.0 dan buka layar ini lagi.", lost: "Server tidak menjawab; yang tampil mungkin sudah lama.",
  },
  en: {
    title: "Screen of room {code}", untitled: "Room {code}", join: "Join with your phone", at: "or open", code: "Code", joined: "joined", finished: "finished", of: "{finished} of {joined} finished", progress: "How far", parts: "not begun|1–10|11–20|21–30|31–40|41–50|51–60|finished",
    waiting: ({ waiting, least, teams }) => `${waiting} who finished ${waiting === 1 ? "isn't" : "aren't"} in the picture yet; they come in groups of at least ${least}${teams.length > 0 ? " of one team" : ""}.`, left_out: ({ left_out: many }) => `${many} left out: the same answer many times in a row, or a pattern.`, people: ({ people }) => `picture of ${people} people`,
    reveal: "Reveal the picture", refresh: "Update the picture", too_few: ({ least, teams }) => (teams.length > 0 ? `Too few yet: a team's people come into the picture once ${least} of them have finished.` : `Too few yet: a picture starts at ${least} people who finished.`), nothing_new: "Too few new ones yet: {least} come in at once.", pause: "Pause", resume: "Go on", longer: "+30 min", end: "End", black: "Black screen", full: "Full screen", report: "Report", back: "Back", next: "Next", close: "Leave", raised: ({ cards }) => `${cards} ${cards === 1 ? "card" : "cards"} raised`, more: "+{more}",
    end_title: "End this room?", end_text: "No answers are taken after this. Its pictures can still be seen for seven days, and the room can be extended again.", end_yes: "End it now", remove_title: "Remove this person?", remove_text: "Their phone can't send anything to this room any more. A picture that they are in stays.", remove_yes: "Remove",
    ended: "Ended", paused: "Paused", ends: "ends {at}", wall: "Who is here", wall_hint: "Tap somebody to remove them.", cards: "Raised cards", gone: "There is no such room", gone_text: "It was deleted, or belongs to somebody else.", to_rooms: "To your rooms",
    unreachable: "Phones can't reach this address. Start the server with --host 0.0.0.0 and open this screen again.", lost: "The server doesn't answer; what is shown may be old.",
  },
});

/** The truth is at most this old, in milliseconds, and a request's time. */
const OFTEN = 700;
/** After so many milliseconds without a hand on the mouse the controls step aside. */
const QUIET = 4000;

/** The view after a reveal: the map, unless it can't be shown yet. */
const first = (picture) => (picture.typed > 0 ? "map" : "scales");

/** A button with the key that does the same. */
function keyed(key, node) {
  node.setAttribute("aria-keyshortcuts", key);
  return put(node, " ", el("kbd", { "aria-hidden": "true" }, key));
}

/** The columns' names, with the statements that each sixth of the way has. */
function partsOf([none, ...parts], total) {
  const sixth = (at) => [Math.floor((at * total) / 6) + 1, Math.floor(((at + 1) * total) / 6)];
  const told = ([from, to]) => (to < from ? "–" : to === from ? `${to}` : `${from}–${to}`);
  return [none, ...parts.slice(0, -1).map((_, at) => told(sixth(at))), parts.at(-1)];
}

let screen = null;

class HostScreen {
  constructor(code, live, questions) {
    Object.assign(this, { code, live, questions, known: new Set(), view: live.picture ? first(live.picture) : "join", black: false, mapped: null });
    this.node = el("section", { class: "projector" },
      this.head = el("div", { class: "projector-head" }),
      this.body = el("div", { class: "projector-body" }),
      this.foot = el("div", { class: "projector-foot" }));
    this.curtain = el("button", { type: "button", class: "curtain", hidden: true, "aria-label": t("black"), onclick: () => this.setBlack(false) });
    put(this.node, this.curtain);
    this.onKey = (event) => this.key(event);
    this.onMove = () => this.stir();
    addEventListener("keydown", this.onKey);
    addEventListener("pointermove", this.onMove);
    this.draw();
    this.stir();
    this.stopAsking = often(OFTEN, () => this.look());
  }

  stop() {
    this.stopAsking();
    clearTimeout(this.resting);
    removeEventListener("keydown", this.onKey);
    removeEventListener("pointermove", this.onMove);
    document.body.classList.remove("projecting");
  }

  async look() {
    try {
      const live = await ask("GET", `/rooms/${this.code}/live`, undefined, { "X-CSRF-Token": me.csrf ?? "" });
      this.node.classList.remove("lost");
      if (live !== this.live) this.follow(live);
    } catch (problem) {
      if (problem.status === 401) document.dispatchEvent(new CustomEvent("signed-out"));
      else if (problem.status === 404) go("/rooms");
      else this.node.classList.add("lost");
      this.node.dataset.lost = t("lost");
    }
  }

  follow(live) {
    const isNew = live.picture && !this.live.picture;
    this.live = live;
    if (isNew) this.view = first(live.picture);
    this.draw();
  }

  /** The views there are now, in their order. */
  views() {
    const { picture, room, cards } = this.live;
    const sixty = !this.questions.instrument;
    const after = picture ? [sixty && "map", ...this.parts("scales"), ...(room.teams.length > 0 ? this.parts("teams") : []), sixty && "agreed", sixty && "divided"] : [];
    return [room.state !== "ended" && "join", "live", ...after, cards.length > 0 && "cards"].filter(Boolean);
  }

  /** The screens that a view of many scales takes, after the first with its number. */
  parts(view) {
    const { length } = this.live.picture.scales;
    return Array.from({ length }, (_, at) => views.partOf(length, at) && (at > 0 ? `${view}:${at}` : view)).filter(Boolean);
  }

  step(by) {
    const all = this.views();
    const at = Math.max(0, all.indexOf(this.view));
    this.view = all[Math.min(all.length - 1, Math.max(0, at + by))];
    this.draw();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const keys = {
      ArrowRight: () => this.step(1), PageDown: () => this.step(1), ArrowLeft: () => this.step(-1), PageUp: () => this.step(-1), Home: () => this.step(-99), End: () => this.step(99),
      b: () => this.setBlack(!this.black), ".": () => this.setBlack(!this.black), p: () => this.doing(() => this.pause()), r: () => this.doing(() => this.reveal()), f: () => this.full(),
      Escape: () => this.setBlack(false),
    };
    const work = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (!work) return;
    event.preventDefault();
    work();
  }

  async doing(work) {
    try {
      await work();
    } catch (problem) {
      const { sentence } = await import("./problem.js");
      toast(sentence(problem), true);
    }
  }

  setBlack(on) {
    this.black = on;
    this.curtain.hidden = !on;
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => undefined);
  }

  stir() {
    this.node.classList.remove("resting");
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.node.classList.add("resting"), QUIET);
  }

  async change(body) {
    await patch(`/rooms/${this.code}`, body);
    await this.look();
  }

  pause() {
    if (this.live.room.state === "ended") return undefined;
    return this.change({ paused: this.live.room.state !== "paused" });
  }

  async reveal() {
    const before = this.live.picture?.people ?? 0;
    await post(`/rooms/${this.code}/reveal`);
    await this.look();
    const { picture, room } = this.live;
    if (!picture) toast(t("too_few", room), true);
    else if (before > 0 && picture.people === before) toast(t("nothing_new", room));
  }

  async end() {
    if (await confirm({ title: t("end_title"), text: t("end_text"), yes: t("end_yes") })) await this.change({ end: true });
  }

  draw() {
    document.body.classList.add("projecting");
    if (!this.views().includes(this.view)) this.view = "live";
    this.node.dataset.view = this.view;
    this.drawHead();
    const held = document.activeElement?.closest(".on-wall")?.dataset.seat;
    const [name, part = 0] = this.view.split(":");
    show(this.body, this[`${name}View`](Number(part)));
    // Whoever goes along the wall by keyboard stays where they are while others answer.
    if (held) this.body.querySelector(`.on-wall[data-seat="${held}"]`)?.focus();
    this.drawFoot();
  }

  drawHead() {
    const { room, people, finished, picture, cards } = this.live;
    const end = new Date(room.ends_at);
    const isToday = end.toDateString() === new Date().toDateString();
    const at = new Intl.DateTimeFormat(locale(), { weekday: isToday ? undefined : "long", hour: "numeric", minute: "2-digit" }).format(end);
    const state = room.state === "open" ? t("ends", { at }) : t(room.state);
    const told = picture && !["join", "live"].includes(this.view) ? t("people", picture) : t("of", { finished, joined: people.length });
    const raised = cards.length > 0 && this.view !== "cards" && ` · ${t("raised", { cards: cards.length })}`;
    show(this.head,
      el("div", {}, el("h1", {}, room.title || t("untitled", room)), el("p", { class: `state state-${room.state}`, role: "status" }, state, " · ", told, raised)),
      this.view !== "join" && room.state !== "ended" && el("div", { class: "corner" }, el("div", {}, el("b", { class: "corner-code" }, room.code), el("small", {}, room.join_url.replace(/^https?:\/\//, ""))), qrCode(room.qr_code, room.join_url)));
  }

  drawFoot() {
    // The same buttons stay as long as they say the same: a hand may be on one.
    const { room, picture } = this.live;
    const text = JSON.stringify([room.state, Boolean(picture), language()]);
    if (this.footed === text) return;
    this.footed = text;
    const ended = room.state === "ended";
    const step = (sign, key, by, word) => button(sign, () => this.step(by), "quiet", { "aria-label": t(word), "aria-keyshortcuts": key, title: t(word) });
    show(this.foot,
      step("←", "ArrowLeft", -1, "back"), step("→", "ArrowRight", 1, "next"),
      keyed("R", action(t(picture ? "refresh" : "reveal"), () => this.reveal(), "main")),
      !ended && keyed("P", action(t(room.state === "paused" ? "resume" : "pause"), () => this.pause())),
      action(t("longer"), () => this.change({ longer_by: 30 })), !ended && action(t("end"), () => this.end(), "danger"),
      keyed("B", button(t("black"), () => this.setBlack(true))), keyed("F", button(t("full"), () => this.full())),
      el("a", { class: "button quiet", href: `#/rooms/${this.code}/report` }, t("report")), el("a", { class: "button quiet", href: "#/rooms" }, t("close")));
  }

  joinView() {
    const { room, people } = this.live;
    const url = room.join_url.replace(/^https?:\/\//, "");
    return el("div", { class: "join-view" },
      qrCode(room.qr_code, `${t("join")}: ${room.join_url}`),
      el("div", { class: "join-text" },
        el("p", { class: "join-call" }, t("join")), el("p", { class: "join-url" }, t("at"), " ", el("b", {}, url)),
        el("p", { class: "join-code", "aria-label": `${t("code")} ${[...room.code].join(" ")}` }, room.code),
        !room.reachable && el("p", { class: "note", role: "alert" }, t("unreachable")),
        el("p", { class: "join-count", "aria-live": "polite" }, el("b", {}, people.length), " ", t("joined")), this.wall(36)));
  }

  liveView() {
    const { people, finished, waiting, left_out: leftOut, room, picture } = this.live;
    const count = (number, name) => el("p", { class: "large-count" }, el("b", {}, number), " ", t(name));
    return el("div", { class: "live-view" },
      el("div", { class: "counts" }, count(people.length, "joined"), count(finished, "finished")), this.progress(),
      picture && waiting > 0 && el("p", { class: "soft" }, t("waiting", { waiting, ...room })), leftOut > 0 && el("p", { class: "soft" }, t("left_out", { left_out: leftOut })),
      el("h2", {}, t("wall"), " ", el("small", { class: "soft no-print" }, t("wall_hint"))), this.wall(1500));
  }

  /** A moving distribution: how many are how far, and nobody where. */
  progress() {
    const parts = partsOf(t("parts").split("|"), this.questions.total);
    const most = Math.max(1, ...this.live.progress);
    const column = (many, at) => {
      const bar = el("span", { class: "column" });
      bar.style.setProperty("--share", String(many / most));
      return el("li", { class: at === parts.length - 1 ? "done" : "" }, el("b", {}, many || ""), bar, el("small", {}, parts[at]));
    };
    return el("ol", { class: "progress-columns", "aria-label": t("progress") }, this.live.progress.map(column));
  }

  /** Who is there: the last so many, and how many more. */
  wall(most) {
    const { people, room } = this.live;
    const one = ({ seat, name, team }) => el("li", { class: this.known.has(seat) ? null : "new" }, el("button", { type: "button", class: "on-wall", "data-seat": seat, title: team === null ? tokenName(seat) : `${tokenName(seat)}, ${room.teams[team]}`, "aria-label": name || tokenName(seat), onclick: () => this.doing(() => this.remove(seat, name)) },
      token(seat), name && el("span", { class: "wall-name" }, name)));
    const some = people.slice(-most);
    const crowd = [24, 60, 150, 400].filter((size) => some.length > size).length;
    const list = el("ul", { class: `wall crowd-${crowd}` }, people.length > most && el("li", { class: "wall-more" }, t("more", { more: people.length - most })), some.map(one));
    // Who has arrived once doesn't arrive again each time that something else changes.
    for (const { seat } of people) this.known.add(seat);
    return list;
  }

  async remove(seat, name) {
    const who = name ? `${name} (${tokenName(seat)})` : tokenName(seat);
    if (!await confirm({ title: t("remove_title"), text: `${who}: ${t("remove_text")}`, yes: t("remove_yes"), more: el("p", { class: "of-token" }, token(seat)) })) return;
    await remove(`/rooms/${this.code}/seats/${seat}`);
    await this.look();
  }

  picture(name, node) {
    return el("div", { class: `picture-view view-${name}` }, el("h2", {}, views.viewTitle(name)), node);
  }

  context() {
    return { room: this.live.room, questions: this.questions };
  }

  mapView() {
    const before = this.mapped;
    this.mapped = this.live.picture;
    return this.picture("map", views.map(this.live.picture, before));
  }

  scalesView(at) {
    const { picture } = this.live;
    return this.picture("scales", views.scales(picture, this.context(), views.partOf(picture.scales.length, at)));
  }

  teamsView(at) {
    const { picture } = this.live;
    return this.picture("teams", views.teams(picture, this.context(), 3, views.partOf(picture.scales.length, at)));
  }

  agreedView() {
    return this.picture("agreed", views.statements(this.live.picture.agreed, this.context()));
  }

  dividedView() {
    return this.picture("divided", views.statements(this.live.picture.divided, this.context()));
  }

  cardsView() {
    const { cards } = this.live;
    const most = 60;
    const one = ({ mbti, name, seat }) => el("li", { class: colours(mbti) }, emblem(mbti), el("b", {}, mbti), el("span", { class: "raised-by" }, token(seat), name && el("span", {}, name)));
    return el("div", { class: "picture-view view-cards" }, el("h2", {}, t("cards")),
      el("ul", { class: cards.length > 24 ? "raised many" : "raised" }, cards.slice(0, most).map(one), cards.length > most && el("li", { class: "wall-more" }, t("more", { more: cards.length - most }))));
  }
}

export default {
  title: ({ code }) => t("title", { code }),
  async render({ code }) {
    screen?.stop();
    screen = null;
    try {
      const live = await get(`/rooms/${encodeURIComponent(code)}/live`);
      const questions = await questionsOf(live.room, get);
      screen = new HostScreen(live.room.code, live, questions);
      return screen.node;
    } catch (problem) {
      if (problem.status !== 404) throw problem;
      return el("section", { class: "narrow" }, el("h1", {}, t("gone")), empty(t("gone"), t("gone_text"), el("a", { class: "button main", href: "#/rooms" }, t("to_rooms"))));
    }
  },
  leave() {
    screen?.stop();
    screen = null;
  },
};
