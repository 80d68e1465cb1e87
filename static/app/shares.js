// Links to a result: made, listed, taken back.

import { get, post, removeIfThere } from "./api.js";
import { copied } from "./copying.js";
import { el, show } from "./dom.js";
import { emblem } from "./emblem.js";
import { moment, words } from "./i18n.js";
import { told } from "./result-parts.js";
import { forgetKeys, keepKey, keyOf } from "./share-keys.js";
import { action, button, card, confirm, field, loading, toast } from "./ui.js";

const t = words({
  id: {
    title: "Bagikan lewat tautan", intro: "Siapa pun yang memegang tautannya dapat melihat nama depan Anda, tipe, dan grafik hasil ini tanpa masuk, sampai masa berlakunya habis atau Anda menariknya kembali.",
    days: "Berlaku selama", day: ({ count }) => `${count} hari`, make: "Buat tautan", made: "Tautan sudah dibuat. Salinlah sekarang.",
    yours: "Tautan Anda", nothing: "Belum ada tautan.", until: "{type}, berlaku sampai {when}", over: "{type}, berakhir {when}",
    link: "Tautan {type}, dibuat {when}", copy: "Salin tautan", copied: "Tautan sudah disalin.", by_hand: "Peramban tidak mengizinkan penyalinan. Tautannya sudah dipilih: salinlah dengan papan ketik.",
    hidden: "Dibuat {made}. Alamatnya hanya ada di peramban tempat tautan itu dibuat, selama Anda tetap masuk.", send: "Bagikan …", text: "Hasil FirstStep saya: {type}", other: "Lihat hasilnya",
    revoke: "Tarik kembali", revoke_this: "Tarik kembali tautan {type} yang dibuat {when}", sure: "Tarik kembali tautan ini?", sure_text: "Siapa pun yang membukanya setelah ini tidak lagi melihat hasil Anda.", revoked: "Tautan sudah ditarik kembali.",
  },
  en: {
    title: "Share by a link", intro: "Whoever has the link can see your first name, the type and the charts of this result without signing in, until it expires or you take it back.",
    days: "Valid for", day: ({ count }) => (count === 1 ? "1 day" : `${count} days`), make: "Make a link", made: "The link is made. Copy it now.",
    yours: "Your links", nothing: "There is no link yet.", until: "{type}, valid until {when}", over: "{type}, ended {when}",
    link: "Link to {type}, made {when}", copy: "Copy the link", copied: "The link is copied.", by_hand: "The browser doesn't allow copying. The link is selected: copy it with the keyboard.",
    hidden: "Made {made}. Only the browser it was made in has its address, as long as you stay signed in there.", send: "Share …", text: "My FirstStep result: {type}", other: "See the result",
    revoke: "Take back", revoke_this: "Take back the link to {type} made {when}", sure: "Take this link back?", sure_text: "Whoever opens it from then on no longer sees your result.", revoked: "The link is taken back.",
  },
});

const DAYS = [1, 7, 30, 90];

let days = "7";

export function shares(result) {
  const list = el("div", {});
  const heading = el("h3", { tabindex: "-1" }, t("yours"));
  const again = (focus) => show(list, loading(() => rows(result, { again, heading, focus })));
  const choice = validFor(days, (chosen) => { days = chosen; });
  const make = action(t("make"), async () => {
    const made = await post("/app/shares", { result: result.id, days: Number(days) });
    keepKey(made.id, made.key);
    toast(t("made"));
    again(String(made.id));
  });
  again();
  const node = card(t("title"), el("p", {}, t("intro")), el("div", { class: "row make-link" }, choice, make), heading, list);
  node.classList.add("no-print");
  return node;
}

/** For how many days; `choose` is told. */
export function validFor(value, choose) {
  return field({
    label: t("days"), name: "days", value, options: DAYS.map((count) => [String(count), t("day", { count })]),
    onchange: (event) => choose(event.currentTarget.value),
  });
}

async function rows(result, doing) {
  const { shares: found } = await get("/app/shares");
  forgetKeys((id) => !found.some((one) => String(one.id) === id));
  if (found.length === 0) return el("p", { class: "soft" }, t("nothing"));
  found.sort((a, b) => b.created_at.localeCompare(a.created_at));
  return el("ul", { class: "list" }, found.map((one) => row(one, result, doing)));
}

function row(share, result, { again, heading, focus }) {
  const { id, created_at: created, expires_at: expires } = share;
  const type = told(share);
  const over = Date.parse(expires) <= Date.now();
  const key = over ? undefined : keyOf(id);
  const elsewhere = String(share.result) !== String(result.id);
  const revoke = action(t("revoke"), async () => {
    if (!await confirm({ title: t("sure"), text: t("sure_text"), yes: t("revoke") })) return;
    await removeIfThere(`/app/shares/${encodeURIComponent(id)}`);
    forgetKeys((one) => one === String(id));
    toast(t("revoked"));
    heading.focus();
    again();
  }, "danger");
  revoke.setAttribute("aria-label", t("revoke_this", { type, when: moment(created) }));
  return el("li", { class: "shared-link" },
    el("div", { class: "row apart" },
      el("p", {}, share.reliable && emblem(share.mbti), " ", el("strong", {}, t(over ? "over" : "until", { type, when: moment(expires) })),
        elsewhere && [" · ", el("a", { href: `#/result/${encodeURIComponent(share.result)}` }, t("other"))]),
      revoke),
    key ? address(share, key, String(id) === focus) : el("p", { class: "soft small" }, t("hidden", { made: moment(created) })));
}

/** The system's dialog was closed: no fault. */
function unlessClosed(error) {
  if (error.name !== "AbortError") throw error;
}

function address(share, key, focus) {
  const type = told(share);
  const label = t("link", { type, when: moment(share.created_at) });
  return linkRow(`${location.origin}/shared/${key}`, { label, text: share.reliable ? t("text", { type }) : "", focus });
}

/** A link to copy, or to hand on with this text. */
export function linkRow(link, { label, text, focus }) {
  const input = el("input", { type: "text", readonly: true, value: link, "aria-label": label, onfocus: () => input.select() });
  const copy = button(t("copy"), async () => {
    if (await copied(link)) return toast(t("copied"));
    input.focus();
    return toast(t("by_hand"), true);
  });
  // Once it stands on the page.
  if (focus) setTimeout(() => copy.focus());
  const send = navigator.share && action(t("send"), () => navigator.share({ title: "FirstStep", text, url: link }).catch(unlessClosed));
  return el("div", { class: "row copy-link" }, input, copy, send);
}
