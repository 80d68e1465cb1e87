// The five facets of an axis: what the three statements of a kind say.

import { el, svg } from "./dom.js";
import { words } from "./i18n.js";

const t = words({
  id: {
    facets: "Kelima seginya", toward: "{name}: ke {pole}", middle: "{name}: di tengah",
    few: "Setiap segi berasal dari tiga pernyataan saja: anggap sebagai petunjuk, bukan ukuran.",
    EI: () => [["memulai kontak", "menunggu disapa"], ["keramaian", "beberapa orang saja"], ["menunjukkan perasaan", "menyimpan perasaan"], ["berpikir sambil bicara", "berpikir dalam hati"], ["pulih dalam pergaulan", "pulih dalam ketenangan"]],
    SN: () => [["rincian", "pola besar"], ["kegunaan sekarang", "kemungkinan nanti"], ["cara yang teruji", "cara baru"], ["arti harfiah", "kiasan"], ["praktik", "teori"]],
    TF: () => [["logika", "nilai pribadi"], ["aturan yang sama", "keadaan orangnya"], ["terus terang", "berhati-hati"], ["menguji pendapat", "mengalah"], ["mencari solusi", "ikut merasakan"]],
    JP: () => [["rencana", "mengalir saja"], ["sistem", "improvisasi"], ["cepat memutuskan", "membiarkan terbuka"], ["mulai awal dan merata", "dorongan akhir"], ["rutinitas", "variasi"]],
  },
  en: {
    facets: "Its five facets", toward: "{name}: towards {pole}", middle: "{name}: in the middle",
    few: "Each facet rests on three statements alone: take it as a hint, not as a measure.",
    EI: () => [["starting contact", "waiting to be approached"], ["a crowd", "a few people"], ["showing feelings", "containing feelings"], ["thinking aloud", "thinking inwardly"], ["recharging in company", "recharging in quiet"]],
    SN: () => [["details", "the overall pattern"], ["present use", "future possibility"], ["tried methods", "new methods"], ["literal", "figurative"], ["hands-on", "theory"]],
    TF: () => [["logic", "personal values"], ["the same rule", "the circumstances"], ["frank", "tactful"], ["challenging", "accommodating"], ["fixing", "feeling along"]],
    JP: () => [["planning", "as it comes"], ["a system", "improvising"], ["deciding early", "keeping open"], ["a steady start", "a last-minute surge"], ["routine", "variety"]],
  },
});

/** The names of a facet's two poles; the order is the questionnaire's. */
export const poles = ({ first, second }, facet) => t(first + second)[facet];

/** All five, folded. */
export function facets(axis) {
  return el("details", { class: "facets" },
    el("summary", {}, t("facets")),
    el("ul", {}, axis.facets.map((score, at) => row(poles(axis, at), score))),
    el("p", { class: "soft small" }, t("few")));
}

/** A dot between the two poles: at the left end all three statements speak for the first. */
function row([first, second], score) {
  const at = (value) => `${((3 - value) / 6) * 100}%`;
  const name = `${first} – ${second}`;
  const told = Math.abs(score) < 0.34 ? t("middle", { name }) : t("toward", { name, pole: score > 0 ? first : second });
  return el("li", {},
    el("span", { class: "visually-hidden" }, told),
    el("span", { class: "facet-ends", "aria-hidden": "true" }, el("span", {}, first), el("span", {}, second)),
    svg("svg", { class: "facet-line", "aria-hidden": "true", width: "100%", height: 18 },
      svg("line", { class: "rail", x1: "3%", x2: "97%", y1: 9, y2: 9 }),
      svg("line", { class: "rail", x1: "50%", x2: "50%", y1: 3, y2: 15 }),
      svg("svg", { x: "3%", width: "94%", height: 18, overflow: "visible" }, svg("circle", { cx: at(score), cy: 9, r: 6 }))));
}
