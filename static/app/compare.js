// Two people side by side: what both show, where they meet and where they rub. Either ends it at any time.

import { find, removeIfThere } from "./api.js";
import { facets, scale, sign, standing } from "./compare-drawing.js";
import { said } from "./compare-words.js";
import { el, put } from "./dom.js";
import { emblem } from "./emblem.js";
import { day, words } from "./i18n.js";
import { nickname, portraitsIfPossible } from "./portraits.js";
import { told } from "./result-parts.js";
import { go } from "./router.js";
import { axisName, leaning, letterName, whole } from "./types.js";
import { action, buttonLink, card, confirm, empty, loading, toast } from "./ui.js";

const t = words({
  id: {
    title: "Berdampingan", me: "Anda", other: "yang lain", mine: "{name} (Anda)", and: "{mine} dan {other}",
    honest: "Enam puluh jawaban tidak mengatakan apakah dua orang cocok. Ini bahan obrolan: bacalah bersama, dan ceritakan di mana itu keliru.",
    scales: "Keempat skala", key: "Tandanya menunjukkan seberapa kuat jawaban condong, dari tengah (garis putus-putus) sampai ujung skala. Garis di sekelilingnya adalah rentangnya: dalam simulasi, empat dari lima orang yang menjawab lagi beberapa minggu kemudian berada di dalam rentang masing-masing.",
    strong: "kuat condong ke {letter}", moderate: "cukup condong ke {letter}", slight: "sedikit condong ke {letter}", middle: "di tengah-tengah", leans: "{name}: {how}.",
    together: "Di mana bertemu, di mana bergesekan", meet: "Bertemu", rub: "Bergesekan",
    guess: "Jawaban salah satu dari kalian belum bisa diandalkan. Karena itu di sini tidak dikatakan apa-apa tentang kalian berdua; skalanya saja yang tampak.",
    waiting: "Belum ada yang setuju", waiting_text: "Begitu seseorang membuka tautan Anda dan setuju, kedua hasil tampak di sini. Tautannya berlaku sampai {until}.",
    until: "Kalian berdua melihat halaman ini sampai {until}. Tidak ada orang lain yang melihatnya.", end: "Akhiri perbandingan", sure: "Akhiri perbandingan ini?", sure_text: "Setelah itu tidak seorang pun dari kalian melihat hasil yang lain.", ended: "Perbandingan sudah diakhiri.",
    gone: "Perbandingan ini tidak ada lagi", gone_text: "Masa berlakunya habis, salah satu mengakhirinya, atau akunnya tidak ada lagi.", result: "Ke hasil Anda",
  },
  en: {
    title: "Side by side", me: "you", other: "the other", mine: "{name} (you)", and: "{mine} and {other}",
    honest: "Sixty answers don't say whether two people get on. Take it as something to talk about: read it together, and tell each other where it is wrong.",
    scales: "The four scales", key: "A mark shows how strongly the answers lean, from the middle (dashed) to the end of the scale. The line around it is the range: in simulations, four of five people who answer again some weeks later land within theirs.",
    strong: "leans strongly to {letter}", moderate: "leans moderately to {letter}", slight: "leans a little to {letter}", middle: "in the middle", leans: "{name}: {how}.",
    together: "Where you meet, and where you rub", meet: "You meet", rub: "You rub",
    guess: "One of your results can't be relied on. So nothing is said here of the two of you; the scales alone are shown.",
    waiting: "Nobody has agreed yet", waiting_text: "As soon as somebody opens your link and agrees, both results are here. The link is valid until {until}.",
    until: "The two of you see this page until {until}. Nobody else does.", end: "End the comparison", sure: "End this comparison?", sure_text: "From then on neither of you sees the other's result.", ended: "The comparison has ended.",
    gone: "This comparison no longer exists", gone_text: "Its time is over, one of you ended it, or an account is gone.", result: "To your result",
  },
});

export default {
  title: () => t("title"),
  render({ id }) {
    const names = el("span", { class: "visually-hidden", "aria-live": "polite" });
    return el("article", { class: "result compare" }, el("h1", {}, t("title"), names), loading(async () => {
      const [found] = await Promise.all([find(`/app/comparisons/${encodeURIComponent(id)}`), portraitsIfPossible()]);
      if (!found) return empty(t("gone"), t("gone_text"), toResult());
      if (!found.other) return [empty(t("waiting"), t("waiting_text", { until: day(found.expires_at) }), toResult()), ending(found)];
      const both = [found.mine, found.other];
      const called = calledBy(both);
      put(names, `: ${t("and", { mine: called[0], other: called[1] })}`);
      return [hero(both, called), scales(both, called), together(both, called), ending(found)];
    }));
  },
};

const toResult = () => buttonLink(t("result"), "#/result");

/** What the two are called: two of one name are told apart. */
function calledBy([mine, other]) {
  const [me, them] = [mine.name || t("me"), other.name || t("other")];
  return me === them ? [t("mine", { name: me }), them] : [me, them];
}

function hero(both, called) {
  return el("section", { class: "hero" },
    el("div", { class: "pair" }, both.map((one, at) => el("div", { class: "pair-one" },
      el("p", { class: "whose" }, sign(at === 0), " ", called[at]),
      one.reliable && emblem(one.mbti, { size: 88 }),
      el("p", { class: one.reliable ? "pair-type" : "pair-type undetermined" }, told(one)),
      one.reliable && nickname(one.mbti) && el("p", { class: "nickname" }, nickname(one.mbti)),
      el("p", { class: "soft small" }, day(one.created_at))))),
    el("p", { class: "sureness" }, t("honest")));
}

function scales(both, called) {
  const [mine, other] = both.map(({ axes }) => axes.map(whole));
  return card(t("scales"),
    el("p", { class: "soft small" }, t("key")),
    el("ul", { class: "axes pair-axes" }, mine.map((axis, at) => el("li", { class: "axis" },
      el("h3", {}, axisName(axis)),
      el("div", { class: "axis-ends", "aria-hidden": "true" }, [axis.first, axis.second].map((letter) => el("span", { class: "end" }, el("b", {}, letter), ` ${letterName(letter)}`))),
      scale(axis, other[at]),
      [axis, other[at]].map((one, nth) => el("p", { class: "leans" }, sign(nth === 0), " ", t("leans", { name: called[nth], how: lean(one) }))),
      facets(axis, other[at], called)))));
}

/** "leans a little to Introversion". */
function lean(axis) {
  const at = standing(axis);
  return t(leaning(at), { letter: letterName(at < 0 ? axis.second : axis.first) });
}

function together(both, called) {
  if (!both.every(({ reliable }) => reliable)) return card(t("together"), el("p", {}, t("guess")));
  const [mine, other] = both.map(({ axes }) => axes);
  return card(t("together"), el("div", { class: "pair-words" }, mine.map((axis, at) => {
    const { meet, rub, more } = said(axis, { name: called[0], at: standing(axis) }, { name: called[1], at: standing(other[at]) });
    return el("section", {},
      el("h3", {}, axisName(axis)),
      more && el("p", { class: "soft" }, more),
      el("p", {}, el("b", { class: "meet" }, t("meet")), " ", meet),
      el("p", {}, el("b", { class: "rub" }, t("rub")), " ", rub));
  })));
}

function ending({ id, expires_at: until, other }) {
  const end = action(t("end"), async () => {
    if (!await confirm({ title: t("sure"), text: t("sure_text"), yes: t("end") })) return;
    await removeIfThere(`/app/comparisons/${encodeURIComponent(id)}`);
    toast(t("ended"));
    go("/result");
  }, "danger");
  return el("div", { class: "no-print" }, other && el("p", {}, t("until", { until: day(until) })), el("div", { class: "row" }, end));
}
