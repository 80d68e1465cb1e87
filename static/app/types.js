// What the eight letters and the four axes are called, and how a share is said.

import { locale, percent, words } from "./i18n.js";

const t = words({
  id: {
    E: "Ekstraversi", I: "Introversi", S: "Pengindraan", N: "Intuisi", T: "Pemikiran", F: "Perasaan", J: "Penilaian", P: "Pengamatan",
    E_is: "mendapat tenaga dari pergaulan", I_is: "mendapat tenaga dari ketenangan",
    S_is: "memperhatikan fakta dan hal nyata", N_is: "memperhatikan gagasan dan kemungkinan",
    T_is: "menimbang dengan logika", F_is: "menimbang dengan nilai dan perasaan",
    J_is: "suka rencana dan kepastian", P_is: "suka keluwesan dan pilihan terbuka",
    EI: "Sumber tenaga", SN: "Yang diperhatikan", TF: "Cara memutuskan", JP: "Cara menjalani hari",
  },
  en: {
    E: "Extraversion", I: "Introversion", S: "Sensing", N: "Intuition", T: "Thinking", F: "Feeling", J: "Judging", P: "Perceiving",
    E_is: "gains energy from company", I_is: "gains energy from quiet",
    S_is: "notices facts and what is at hand", N_is: "notices ideas and possibilities",
    T_is: "weighs things by logic", F_is: "weighs things by values and feelings",
    J_is: "likes plans and settled matters", P_is: "likes to stay flexible and keep options open",
    EI: "Where energy comes from", SN: "What you notice", TF: "How you decide", JP: "How you go about your days",
  },
});

/** "Introversion". */
export const letterName = (letter) => t(letter);

/** "gains energy from quiet". */
export const letterMeaning = (letter) => t(`${letter}_is`);

/** "Where energy comes from". */
export const axisName = (axis) => t(axis.first + axis.second);

/** An axis with the letter that won and its share, which the history leaves out. */
export function whole(axis) {
  const first = axis.first_share >= 0.5;
  return {
    ...axis,
    letter: axis.letter ?? (first ? axis.first : axis.second),
    share: axis.share ?? Math.max(axis.first_share, 1 - axis.first_share),
    range: range(axis),
    strength: axis.strength ?? null,
  };
}

/** Where the share of the letter that won would lie if one answered again; null where that isn't known. */
function range({ first_share: share, first_share_range: range }) {
  if (!range) return null;
  return share >= 0.5 ? range : { low: 1 - range.high, high: 1 - range.low };
}

/** From which strength on, of 3, answers lean a little, moderately, and strongly: docs/measurement.md names these. */
const SLIGHT = 0.25;
const MODERATE = 0.75;
const STRONG = 1.5;

/** How strong a strength is: "middle", "slight", "moderate" or "strong". */
export function leaning(strength) {
  const size = Math.abs(strength);
  if (size < SLIGHT) return "middle";
  if (size < MODERATE) return "slight";
  return size < STRONG ? "moderate" : "strong";
}

/** A share as people read it: nothing is called 0% or 100% that is neither. */
export function about(share) {
  if (share > 0 && share < 0.005) return `< ${percent(0.01)}`;
  if (share < 1 && share > 0.995) return `> ${percent(0.99)}`;
  return percent(share);
}

/** "I, N and T". */
export const listed = (texts) => new Intl.ListFormat(locale(), { type: "conjunction" }).format(texts);
