// Somebody's wish to compare, for whoever has the link: who asks, what each would see, and a yes or a no.

import { find, get, post } from "./api.js";
import { el } from "./dom.js";
import { emblem } from "./emblem.js";
import { day, words } from "./i18n.js";
import { told } from "./result-parts.js";
import { go } from "./router.js";
import { me, settled } from "./session.js";
import { isOwnComparison } from "./share-keys.js";
import { action, buttonLink, card, empty, loading } from "./ui.js";

const t = words({
  id: {
    title: "Membandingkan hasil", asks: "{name} ingin membandingkan hasil dengan Anda", somebody: "Seseorang",
    sees: "Yang dilihat {name} dari Anda", you_see: "Yang Anda lihat dari {name}", what: "Nama depan, tipe, tanggal hasilnya, keempat skala beserta rentangnya, dan segi-seginya.", not: "Bukan jawaban Anda, bukan nama belakang, bukan alamat surel.",
    until: "Tidak ada orang ketiga yang melihatnya. Berlaku sampai {until}, dan kalian berdua dapat mengakhirinya kapan saja.",
    yours: "Hasil Anda yang diperlihatkan", dated: "{type}, dijawab {when}", agree: "Setuju, bandingkan", no: "Tidak, terima kasih", no_text: "Kalau Anda menolak, tidak terjadi apa-apa dan {name} tidak diberi tahu.",
    sign_in_text: "Untuk membandingkan, Anda perlu akun dengan hasil sendiri: supaya kalian berdua dapat mengakhirinya.", sign_in: "Masuk", sign_up: "Daftar",
    none: "Anda belum punya hasil", none_text: "Jawab dulu keenam puluh pernyataan, lalu buka tautan ini lagi.", quiz: "Buka kuis",
    own: "Ini tautan Anda sendiri", own_text: "Kirimkan kepada orang yang ingin Anda ajak membandingkan. Begitu ia setuju, perbandingannya ada di halaman hasil Anda.", result: "Ke hasil Anda",
    gone: "Tautan ini sudah tidak berlaku", gone_text: "Masa berlakunya habis, sudah ada yang setuju lewat tautan ini, atau pembuatnya mengakhirinya. Kalau Anda sendiri yang setuju, perbandingannya ada di halaman hasil Anda.",
    self: "Ini tautan Anda sendiri: kirimkan kepada orang lain.",
  },
  en: {
    title: "Comparing results", asks: "{name} would like to compare results with you", somebody: "Somebody",
    sees: "What {name} sees of you", you_see: "What you see of {name}", what: "The first name, the type, the day of the result, the four scales with their ranges, and the facets.", not: "Not your answers, your last name or your address.",
    until: "Nobody else sees it. It is valid until {until}, and either of you can end it at any time.",
    yours: "Your result that is shown", dated: "{type}, answered {when}", agree: "Agree and compare", no: "No, thank you", no_text: "If you say no, nothing happens, and {name} isn't told.",
    sign_in_text: "To compare you need an account with a result of your own: so that either of you can end it.", sign_in: "Sign in", sign_up: "Sign up",
    none: "You have no result yet", none_text: "Answer the sixty statements first, and open this link again.", quiz: "Open the quiz",
    own: "This is your own link", own_text: "Send it to whom you would like to compare with. As soon as they agree, the comparison is on your result's page.", result: "To your result",
    gone: "This link no longer leads anywhere", gone_text: "It has expired, somebody has agreed by it already, or its maker has ended it. If it was you who agreed, the comparison is on your result's page.",
    self: "This is your own link: send it to somebody else.",
  },
});

export default {
  title: () => t("title"),
  render({ key }) {
    return el("section", { class: "narrow" }, el("h1", {}, t("title")), loading(async () => {
      await settled();
      const asking = await find(`/app/compare/${encodeURIComponent(key)}`);
      if (!asking) return empty(t("gone"), t("gone_text"), me.account && toResult());
      if (isOwnComparison(key)) return empty(t("own"), t("own_text"), toResult());
      const mine = me.account ? (await get("/app/results")).results.at(-1) : null;
      return asked(key, asking, mine);
    }));
  },
};

const toResult = () => buttonLink(t("result"), "#/result");

function asked(key, asking, mine) {
  const name = asking.name || t("somebody");
  return card(t("asks", { name }),
    el("h3", {}, t("you_see", { name })), el("p", {}, t("what")),
    el("h3", {}, t("sees", { name })), el("p", {}, t("what"), " ", t("not")),
    el("p", {}, t("until", { until: day(asking.expires_at) })),
    me.account ? (mine ? answer(key, mine, name) : quizFirst()) : signInFirst(key));
}

function answer(key, mine, name) {
  const agree = action(t("agree"), async () => {
    const { id } = await post(`/app/compare/${encodeURIComponent(key)}`, { result: mine.id });
    go(`/compare/${id}`, { replace: true });
  }, "main", (problem) => (problem.code === "not_allowed" ? { not_allowed: t("self") } : {}));
  return [
    el("h3", {}, t("yours")),
    el("p", {}, mine.reliable && emblem(mine.mbti), " ", t("dated", { type: told(mine), when: day(mine.created_at) })),
    el("div", { class: "row" }, agree, buttonLink(t("no"), "#/", "quiet")),
    el("p", { class: "soft small" }, t("no_text", { name })),
  ];
}

const quizFirst = () => [el("h3", {}, t("none")), el("p", {}, t("none_text")), el("div", { class: "row" }, buttonLink(t("quiz"), "#/quiz"))];

function signInFirst(key) {
  const then = encodeURIComponent(`/with/${encodeURIComponent(key)}`);
  return [el("p", {}, t("sign_in_text")), el("div", { class: "row" }, buttonLink(t("sign_up"), `#/sign-up?then=${then}`), buttonLink(t("sign_in"), `#/sign-in?then=${then}`, "quiet"))];
}
