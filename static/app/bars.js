// The four axes as scales: how strongly the answers speak for a letter, and how sure each letter is.

import { el, newId, svg } from "./dom.js";
import { facets } from "./facets.js";
import { words } from "./i18n.js";
import { about, axisName, leaning, letterMeaning, letterName, listed, whole } from "./types.js";

const t = words({
  id: {
    clear: "jelas", leaning: "cukup jelas", tie: "hampir seimbang",
    won: "{letter} – {meaning}",
    strong: "Jawaban Anda kuat condong ke {letter}.", moderate: "Jawaban Anda cukup condong ke {letter}.",
    slight: "Jawaban Anda sedikit condong ke {letter}.", middle: "Jawaban Anda ada di tengah-tengah.",
    chance: "Kemungkinan hurufnya {letter}: {share}.",
    again: "Rentangnya pada kali berikutnya: {low} sampai {high}.",
    either: "Jadi, {other} pun masih mungkin.",
    apart: "Sendirian, skala ini condong ke {letter}; sebagai keseluruhan, tipe dengan {other} paling cocok.",
    key: "Garis tegak tebal menunjukkan seberapa kuat jawaban Anda condong, dari tengah (garis putus-putus) sampai ujung skala. Bagian bergaris miring adalah rentangnya: dalam simulasi, empat dari lima orang yang menjawab lagi beberapa minggu kemudian berada di dalam rentang masing-masing.",
    short_key: "Garis tegak tebal menunjukkan kemungkinan hurufnya, dan garis putus-putus titik imbang.",
    all_clear: "Keempat huruf jelas", all_tie: "Keempat huruf hampir seimbang", all_leaning: "Keempat huruf cukup jelas",
    are_clear: ({ list }) => `huruf ${list} jelas`,
    are_leaning: ({ list }) => `${list} cukup jelas`,
    are_tie: ({ list }) => `${list} hampir seimbang`, or: "{first} atau {second}",
  },
  en: {
    clear: "clear", leaning: "fairly clear", tie: "nearly a tie",
    won: "{letter} – {meaning}",
    strong: "The answers lean strongly to {letter}.", moderate: "The answers lean moderately to {letter}.",
    slight: "The answers lean a little to {letter}.", middle: "The answers lie in the middle.",
    chance: "Chance that the letter is {letter}: {share}.",
    again: "Its range for the next time: {low} to {high}.",
    either: "So it could be {other} as well.",
    apart: "Taken by itself this leans to {letter}; as a whole, the type with {other} fits best.",
    key: "The thick upright mark shows how strongly the answers lean, from the middle (dashed) to the end of the scale. The striped part is the range: in simulations, four of five people who answer again some weeks later land within theirs.",
    short_key: "The thick upright mark is the chance of the letter, and the dashed line the point of balance.",
    all_clear: "All four letters are clear", all_tie: "All four letters are nearly ties", all_leaning: "All four letters are fairly clear",
    are_clear: ({ list, one }) => (one ? `the letter ${list} is clear` : `the letters ${list} are clear`),
    are_leaning: ({ list, one }) => (one ? `${list} is fairly clear` : `${list} are fairly clear`),
    are_tie: ({ list, one }) => (one ? `${list} is nearly a tie` : `${list} are nearly ties`), or: "{first} or {second}",
  },
});

/**
 * Below which chance a letter is nearly a tie: of simulated people who answer again some weeks later, two in five get
 * the other letter (`words` in model/evidence.json). And from which chance on it is called clear where its range isn't
 * known: there one in ten gets the other.
 */
const TIE = 0.7;
const CLEAR = 0.96;
/** The strongest there is. */
const MOST = 3;

/** "clear", "leaning" or "tie". Clear is what comes again in nine of ten cases: its range ends before the middle. */
function level({ share, range }) {
  if (share < TIE) return "tie";
  const clear = range ? range.low > 0.5 : share >= CLEAR;
  return clear ? "clear" : "leaning";
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

/** All four, with what each says in words; mbti is null where the type isn't known. */
export function bars(axes, mbti) {
  const scored = axes.some((axis) => whole(axis).strength !== null);
  return [
    el("p", { class: "soft small" }, t(scored ? "key" : "short_key")),
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
    mbti && !mbti.includes(axis.letter) && el("p", {}, t("apart", { letter: axis.letter, other: against(axis) })),
    axis.strength !== null && el("p", { class: "soft small" }, told(axis)),
    axis.facets && facets(axis));
}

const against = ({ letter, first, second }) => (letter === first ? second : first);

function told(axis) {
  const { low, high } = axis.range;
  const parts = [
    t(leaning(axis.strength), { letter: axis.strength < 0 ? axis.second : axis.first }),
    t("chance", { letter: axis.letter, share: about(axis.share) }),
    t("again", { low: about(low), high: about(high) }),
    low <= 0.5 && t("either", { other: against(axis) }),
  ];
  return parts.filter(Boolean).join(" ");
}

/** Where a strength stands on the scale, from 0 at the first pole to 1 at the second. */
export const place = (strength) => (MOST - strength) / (2 * MOST);

/**
 * The scale alone; the words beside it say the same. A bar grows from the middle towards the letter that the answers
 * speak for. Where only the chance is known it stands for the strength. Widths are shares of whatever width there
 * is, so that the stripes keep their slant on any screen.
 */
export function drawn({ strength, strength_range: range, first_share: chance }) {
  const here = strength === null ? 1 - chance : place(strength);
  const at = (share) => `${share * 100}%`;
  const part = (from, to, attributes) => svg("rect", {
    x: at(Math.min(from, to)), y: 0, width: at(Math.abs(to - from)), height: "100%", ...attributes,
  });
  const stripes = newId("stripes");
  return svg("svg", { class: "axis-bar", "aria-hidden": "true", width: "100%", height: 30 },
    svg("defs", {}, svg("pattern", { id: stripes, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { class: "stripe", width: 3, height: 7 }))),
    part(0.5, here, { class: "sure" }),
    range && part(place(range.high), place(range.low), { class: "range-ground" }),
    range && part(place(range.high), place(range.low), { fill: `url(#${stripes})` }),
    svg("line", { class: "halo", x1: "50%", x2: "50%", y1: 0, y2: "100%" }),
    svg("line", { class: "middle-line", x1: "50%", x2: "50%", y1: 0, y2: "100%" }),
    svg("line", { class: "tip-halo", x1: at(here), x2: at(here), y1: 0, y2: "100%" }),
    svg("line", { class: "tip", x1: at(here), x2: at(here), y1: 0, y2: "100%" }));
}
