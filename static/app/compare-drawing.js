// Two people on one scale: the upper is whoever looks at it, a disc; the lower is the other, a square on its corner.

import { place } from "./bars.js";
import { el, svg } from "./dom.js";
import { poles } from "./facets.js";
import { words } from "./i18n.js";

const t = words({
  id: { facets: "Kelima seginya", toward: "{who} ke {pole}", middle: "{who} di tengah", few: "Setiap segi berasal dari tiga pernyataan saja: anggap sebagai petunjuk, bukan ukuran." },
  en: { facets: "Its five facets", toward: "{who} towards {pole}", middle: "{who} in the middle", few: "Each facet rests on three statements alone: take it as a hint, not as a measure." },
});

/** The mark of who looks at it (true) or of the other, around 0/0. */
export function mark(mine) {
  return mine
    ? svg("circle", { class: "mark-mine", r: 7 })
    : svg("rect", { class: "mark-other", x: -6, y: -6, width: 12, height: 12, transform: "rotate(45)" });
}

/** The same as a sign in a text. */
export const sign = (mine) => svg("svg", { class: "mark-sign", viewBox: "-9 -9 18 18", width: 18, height: 18, "aria-hidden": "true" }, mark(mine));

/** Where somebody stands on a scale: from 3 at its first letter to -3 at its second. Without answers by the chance alone. */
export const standing = ({ strength, first_share: share }) => strength ?? (share - 0.5) * 3;

/** The scale of both, with where each would stand another time. */
export function scale(mine, other) {
  return svg("svg", { class: "axis-bar pair-bar", "aria-hidden": "true", width: "100%", height: 64 },
    svg("line", { class: "middle-line", x1: "50%", x2: "50%", y1: 0, y2: "100%" }),
    lane(mine, 20, true), lane(other, 44, false));
}

function lane(axis, y, isMine) {
  const range = axis.strength_range;
  const at = (strength) => `${3 + place(strength) * 94}%`;
  return [
    range && svg("line", { class: isMine ? "span-mine" : "span-other", x1: at(range.high), x2: at(range.low), y1: y, y2: y }),
    svg("svg", { x: at(standing(axis)), y, overflow: "visible" }, mark(isMine)),
  ];
}

/** The five facets of both, folded; nothing where either's answers weren't kept. */
export function facets(mine, other, names) {
  if (!mine.facets || !other.facets) return null;
  return el("details", { class: "facets" },
    el("summary", {}, t("facets")),
    el("ul", {}, mine.facets.map((score, at) => facet(poles(mine, at), [score, other.facets[at]], names))),
    el("p", { class: "soft small" }, t("few")));
}

function facet([first, second], scores, names) {
  const who = (nth) => {
    const score = scores[nth];
    if (Math.abs(score) < 0.34) return t("middle", { who: names[nth] });
    return t("toward", { who: names[nth], pole: score > 0 ? first : second });
  };
  return el("li", {},
    el("span", { class: "visually-hidden" }, `${first} – ${second}: ${who(0)}, ${who(1)}`),
    el("span", { class: "facet-ends", "aria-hidden": "true" }, el("span", {}, first), el("span", {}, second)),
    svg("svg", { class: "facet-line pair-line", "aria-hidden": "true", width: "100%", height: 36 },
      svg("line", { class: "rail", x1: "3%", x2: "97%", y1: 18, y2: 18 }),
      svg("line", { class: "rail", x1: "50%", x2: "50%", y1: 8, y2: 28 }),
      scores.map((score, nth) => svg("svg", { x: `${3 + place(score) * 94}%`, y: nth === 0 ? 11 : 25, overflow: "visible" }, mark(nth === 0)))));
}
