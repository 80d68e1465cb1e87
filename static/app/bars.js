// The four axes as bars, and how sure each letter is.

import { el, newId, svg } from "./dom.js";
import { words } from "./i18n.js";
import { about, axisName, letterMeaning, letterName, listed, whole } from "./types.js";

const t = words({
  id: {
    clear: "jelas", leaning: "cukup jelas", tie: "hampir seimbang",
    won: "{letter} – {meaning}", band: "Andai setiap jawaban meleset satu langkah, angkanya umumnya antara {low} dan {high}.",
    steady: "Andai setiap jawaban meleset satu langkah pun, angkanya hampir tidak berubah.",
    either: "Jadi, {other} pun masih mungkin.",
    apart: "Sendirian, skala ini condong ke {letter}; sebagai keseluruhan, tipe dengan {other} paling cocok.",
    key: "Garis tegak tebal menunjukkan hasilnya, bagian bergaris miring rentangnya, dan garis putus-putus titik imbang.",
    short_key: "Garis tegak tebal menunjukkan hasilnya, dan garis putus-putus titik imbang.",
    all_clear: "Keempat huruf jelas", all_tie: "Keempat huruf hampir seimbang", all_leaning: "Keempat huruf cukup jelas",
    are_clear: ({ list }) => `huruf ${list} jelas`,
    are_leaning: ({ list }) => `${list} cukup jelas`,
    are_tie: ({ list }) => `${list} hampir seimbang`, or: "{first} atau {second}",
  },
  en: {
    clear: "clear", leaning: "fairly clear", tie: "nearly a tie",
    won: "{letter} – {meaning}", band: "If each answer had been a step off, it would mostly lie between {low} and {high}.",
    steady: "If each answer had been a step off, it would hardly change.",
    either: "So it could be {other} as well.",
    apart: "Taken by itself this leans to {letter}; as a whole, the type with {other} fits best.",
    key: "The thick upright mark is the result, the striped part its range, and the dashed line the point of balance.",
    short_key: "The thick upright mark is the result, and the dashed line the point of balance.",
    all_clear: "All four letters are clear", all_tie: "All four letters are nearly ties", all_leaning: "All four letters are fairly clear",
    are_clear: ({ list, one }) => (one ? `the letter ${list} is clear` : `the letters ${list} are clear`),
    are_leaning: ({ list, one }) => (one ? `${list} is fairly clear` : `${list} are fairly clear`),
    are_tie: ({ list, one }) => (one ? `${list} is nearly a tie` : `${list} are nearly ties`), or: "{first} or {second}",
  },
});

/** From which share on a letter is called clear, and below which it is nearly a tie. */
const CLEAR = 0.8;
const TIE = 0.6;

/** "clear", "leaning" or "tie". Where the spread reaches the middle, either letter could have won. */
function level({ share, spread }) {
  if (share < TIE || share - (spread ?? 0) <= 0.5) return "tie";
  return share < CLEAR ? "leaning" : "clear";
}

/** How sure the letters are, as a person says it. */
export function sureness(axes) {
  const found = { clear: [], leaning: [], tie: [] };
  for (const axis of axes.map(whole)) found[level(axis)].push(axis);
  const parts = Object.entries(found).filter(([, some]) => some.length > 0).map(([name, some]) => said(name, some));
  const text = parts.join("; ");
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function said(name, axes) {
  if (axes.length === 4) return t(`all_${name}`);
  const one = axes.length === 1;
  if (name !== "tie") return t(`are_${name}`, { list: listed(axes.map((axis) => axis.letter)), one });
  // "T or F and J or P" would leave open what belongs together.
  const list = one ? t("or", axes[0]) : listed(axes.map((axis) => `${axis.first}/${axis.second}`));
  return t("are_tie", { list, one });
}

/** All four, with what each says in words. */
export function bars(axes, mbti) {
  // A shared result comes without its spread.
  const spread = axes.some((axis) => whole(axis).spread !== null);
  return [
    el("p", { class: "soft small" }, t(spread ? "key" : "short_key")),
    el("ul", { class: "axes" }, axes.map((axis) => one(whole(axis), mbti))),
  ];
}

function one(axis, mbti) {
  const end = (letter) => el("span", { class: letter === axis.letter ? "end won" : "end" },
    el("b", {}, letter), ` ${letterName(letter)}`);
  return el("li", { class: "axis" },
    el("h3", {}, axisName(axis)),
    el("div", { class: "axis-ends", "aria-hidden": "true" }, end(axis.first), end(axis.second)),
    drawn(axis),
    el("p", { class: "verdict" },
      el("strong", {}, `${axis.letter} ${about(axis.share)}`), " ",
      el("span", { class: "badge" }, t(level(axis))), " ",
      t("won", { letter: letterName(axis.letter), meaning: letterMeaning(axis.letter) })),
    // The likeliest type isn't always made of the four likelier letters.
    !mbti.includes(axis.letter) && el("p", {}, t("apart", { letter: axis.letter, other: against(axis) })),
    axis.spread !== null && el("p", { class: "soft small" }, told(axis)));
}

const against = ({ letter, first, second }) => (letter === first ? second : first);

/** The share's range, cut off where there is no more. */
function range({ share, spread }) {
  return { low: Math.max(0, share - (spread ?? 0)), high: Math.min(1, share + (spread ?? 0)) };
}

function told(axis) {
  const { low, high } = range(axis);
  if (about(low) === about(high)) return t("steady");
  const text = t("band", { low: about(low), high: about(high) });
  return low <= 0.5 ? `${text} ${t("either", { other: against(axis) })}` : text;
}

/**
 * The bar alone; the words beside it say the same. It grows from the end of the letter that won. Widths are
 * shares of whatever width there is, so that the stripes keep their slant on any screen.
 */
export function drawn(axis) {
  const { low, high } = range(axis);
  const mirror = axis.letter !== axis.first;
  const at = (share) => `${(mirror ? 1 - share : share) * 100}%`;
  const part = (from, to, attributes) => svg("rect", {
    x: at(mirror ? to : from), y: 0, width: `${(to - from) * 100}%`, height: "100%", ...attributes,
  });
  const stripes = newId("stripes");
  return svg("svg", { class: "axis-bar", "aria-hidden": "true", width: "100%", height: 30 },
    svg("defs", {}, svg("pattern", { id: stripes, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { class: "stripe", width: 3, height: 7 }))),
    part(0, low, { class: "sure" }),
    part(low, high, { fill: `url(#${stripes})` }),
    svg("line", { class: "halo", x1: "50%", x2: "50%", y1: 0, y2: "100%" }),
    svg("line", { class: "middle-line", x1: "50%", x2: "50%", y1: 0, y2: "100%" }),
    svg("line", { class: "tip-halo", x1: at(axis.share), x2: at(axis.share), y1: 0, y2: "100%" }),
    svg("line", { class: "tip", x1: at(axis.share), x2: at(axis.share), y1: 0, y2: "100%" }));
}
