// The probabilities of all sixteen types: a table whose middle column is a chart.

import { el, svg } from "./dom.js";
import { words } from "./i18n.js";
import { about } from "./types.js";

const t = words({
  id: {
    caption: "Kemungkinan keenam belas tipe, dari yang terbesar", type: "Tipe", chance: "Kemungkinan",
    hundred: "Dari 100 orang simulasi yang menjawab seperti ini, kira-kira {count} bertipe {type}.",
    few: "Dari 100 orang simulasi yang menjawab seperti ini, kurang dari satu bertipe {type}.",
    flat: "Tidak ada tipe yang menonjol.",
    level: "{type} dan {next} hampir sama mungkin.", ahead: "{type} lebih mungkin daripada semua tipe lain bersama-sama.",
    first: "{type} paling mungkin, disusul {next}.",
  },
  en: {
    caption: "How likely each of the sixteen types is, the likeliest first", type: "Type", chance: "Probability",
    hundred: "Of 100 simulated people who answered like this, about {count} are {type}.",
    few: "Of 100 simulated people who answered like this, fewer than one is {type}.",
    flat: "No type stands out.",
    level: "{type} and {next} are about equally likely.", ahead: "{type} is likelier than all other types together.",
    first: "{type} is the likeliest, followed by {next}.",
  },
});

/** From this part of the likeliest's probability on, the next one is about as likely. */
const LEVEL = 0.85;
/** Below this the server says that no type stands out. */
const FLAT = 0.15;

/** The likeliest first; the type named before one that is just as likely. */
function sorted(probabilities, mbti) {
  return Object.entries(probabilities).sort(([a, x], [b, y]) => y - x || (b === mbti) - (a === mbti));
}

/** How the type compares with the next one, as a sentence. */
export function standing(probabilities, mbti) {
  const mine = probabilities[mbti];
  const [next, chance] = sorted(probabilities, mbti).find(([type]) => type !== mbti);
  if (mine < FLAT) return t("flat");
  if (chance >= mine * LEVEL) return t("level", { type: mbti, next });
  return mine > 0.5 ? t("ahead", { type: mbti }) : t("first", { type: mbti, next });
}

/** mbti is the type that is named; null if none is. */
export function chances(probabilities, mbti) {
  const rows = sorted(probabilities, mbti);
  const most = rows[0][1];
  const count = Math.round((probabilities[mbti] ?? 0) * 100);
  return [
    mbti && el("p", {}, count > 0 ? t("hundred", { count, type: mbti }) : t("few", { type: mbti })),
    el("table", { class: "chances" },
      el("caption", { class: "visually-hidden" }, t("caption")),
      el("thead", { class: "visually-hidden" }, el("tr", {},
        el("th", { scope: "col" }, t("type")), el("td", {}), el("th", { scope: "col" }, t("chance")))),
      el("tbody", {}, rows.map(([type, share]) => row(type, share, share / most, type === mbti)))),
  ];
}

function row(type, share, width, mine) {
  return el("tr", { class: mine ? "named-type" : null },
    el("th", { scope: "row" }, type),
    el("td", { "aria-hidden": "true" }, svg("svg", { width: "100%", height: 16 },
      svg("rect", { x: 1, y: 1, width: `${Math.max(width * 99, 0.5)}%`, height: 14, rx: 3 }))),
    el("td", { class: "number" }, about(share)));
}
