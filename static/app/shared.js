// A result somebody shared, for whoever has the link, signed in or not.

import { find } from "./api.js";
import { el, put } from "./dom.js";
import { colours } from "./emblem.js";
import { day, words } from "./i18n.js";
import { portrait, portraitsIfPossible } from "./portraits.js";
import { charts, hero, told } from "./result-parts.js";
import { buttonLink, empty, loading } from "./ui.js";

const t = words({
  id: {
    title: "Hasil yang dibagikan", answered: "Dijawab {made}. Tautan ini berlaku sampai {until}.",
    quiz: "Coba kuisnya sendiri",
    gone: "Tautan ini sudah tidak berlaku", gone_text: "Masa berlakunya habis, pemiliknya menariknya kembali, atau alamatnya tidak tersalin utuh. Mintalah tautan baru kepada pemiliknya.",
  },
  en: {
    title: "A shared result", answered: "Answered {made}. This link is valid until {until}.",
    quiz: "Take the quiz yourself",
    gone: "This link no longer leads anywhere", gone_text: "It has expired, its owner has taken it back, or the address wasn't copied whole. Ask its owner for a new one.",
  },
});

export default {
  title: () => t("title"),
  render({ key }) {
    const type = el("span", { class: "visually-hidden", "aria-live": "polite" });
    return el("article", { class: "result" },
      el("h1", {}, t("title"), type),
      loading(async () => {
        const [result] = await Promise.all([find(`/app/shared/${encodeURIComponent(key)}`), portraitsIfPossible()]);
        if (!result) return empty(t("gone"), t("gone_text"), toQuiz());
        put(type, `: ${[result.name, told(result)].filter(Boolean).join(", ")}`);
        return whole(result);
      }));
  },
};

const toQuiz = () => buttonLink(t("quiz"), "#/quiz");

function whole(result) {
  const { name, created_at: made, expires_at: until } = result;
  return el("div", { class: result.reliable ? `tinted ${colours(result.mbti)}` : null },
    hero(result, name && el("p", { class: "whose", "aria-hidden": "true" }, name),
      el("p", { class: "soft small" }, t("answered", { made: day(made), until: day(until) })),
      el("div", { class: "row middle-row no-print" }, toQuiz())),
    portrait(result),
    charts(result));
}
