// The statements that moved a result most.

import { get } from "./api.js";
import { el, svg } from "./dom.js";
import { language, words } from "./i18n.js";
import { button, loading } from "./ui.js";
import { letterName } from "./types.js";

const t = words({
  id: {
    intro: "Andai Anda menjawab netral pada salah satu pernyataan ini, kemungkinan hurufnya akan berkurang sebanyak poin yang tertulis.",
    none: "Tidak ada pernyataan yang menonjol: jawabannya netral, atau diberikan lewat aplikasi lain yang hanya menyimpan hasilnya.",
    answer: "Jawaban Anda: {answer}", more: "Tampilkan {count} lainnya", less: "Tampilkan lebih sedikit",
    pushed: ({ points, letter, name }) => `mendorong ke ${letter} (${name}) sebanyak ${points} poin`,
    little: "kurang dari 1",
  },
  en: {
    intro: "Had you answered one of these neutrally, the chance of its letter would be smaller by the points written here.",
    none: "No statement stands out: the answers were neutral, or were given in another app, which keeps only the result.",
    answer: "Your answer: {answer}", more: "Show {count} more", less: "Show fewer",
    pushed: ({ points, letter, name }) => `pushed toward ${letter} (${name}) by ${points} ${points === 1 ? "point" : "points"}`,
    little: "less than 1",
  },
});

const FIRST = 6;

/** What stands in the card; the statements' texts are fetched. */
export function influences(found) {
  if (found.length === 0) return el("p", {}, t("none"));
  return [el("p", {}, t("intro")), loading(async () => list(found, await get("/app/questions")))];
}

function list(found, questions) {
  const most = Math.max(...found.map((one) => one.shift), 0.01);
  const rows = found.map((one) => row(one, questions, one.shift / most));
  // More than the screen shows at first; paper shows all.
  rows.slice(FIRST).forEach((node) => node.classList.add("extra"));
  const node = el("ol", { class: "influences folded" }, rows);
  return found.length > FIRST ? [node, folding(node, found.length - FIRST)] : node;
}

function folding(node, count) {
  const toggle = button(t("more", { count }), () => {
    const folded = node.classList.toggle("folded");
    toggle.textContent = folded ? t("more", { count }) : t("less");
    toggle.setAttribute("aria-expanded", String(!folded));
  }, "quiet no-print", { "aria-expanded": "false" });
  return toggle;
}

function row({ statement, answer, toward, shift }, { statements, scale }, width) {
  const points = Math.round(shift * 100) || t("little");
  return el("li", {},
    el("p", { class: "statement" }, `“${statements[statement][language()]}”`),
    el("p", { class: "small" }, t("answer", { answer: scale[language()][answer + 3] })),
    el("p", { class: "small pushed" },
      svg("svg", { class: "little-bar", "aria-hidden": "true", width: 96, height: 10 },
        svg("rect", { x: 0.5, y: 0.5, width: Math.max(width * 95, 1), height: 9, rx: 3 })),
      el("span", {}, t("pushed", { points, letter: toward, name: letterName(toward) }))));
}
