// How hard a password is to guess, told while it is typed. It only advises: where the server can't be asked, it is silent.

import { post } from "./api.js";
import { el, show } from "./dom.js";
import { words } from "./i18n.js";

const t = words({
  id: { 0: "Sangat mudah ditebak", 1: "Mudah ditebak", 2: "Lumayan", 3: "Kuat", 4: "Sangat kuat", label: "Kekuatan kata sandi: {word}" },
  en: { 0: "Very easy to guess", 1: "Easy to guess", 2: "Fair", 3: "Strong", 4: "Very strong", label: "Password strength: {word}" },
});

const PAUSE = 300;
const STEPS = [0, 1, 2, 3, 4];

/** A bar and a word that follow a password field; hints() are texts a guesser would try first, such as one's name. */
export function strength(input, hints = () => []) {
  const word = el("p", { class: "hint", "aria-live": "polite" });
  const node = el("div", { class: "strength", hidden: true }, el("div", { class: "strength-bar", "aria-hidden": "true" }, STEPS.map(() => el("span", {}))), word);
  let timer = null;
  let asked = 0;
  const ask = async () => {
    asked += 1;
    const mine = asked;
    try {
      const { score } = await post("/app/strength", { password: input.value, hints: hints().filter(Boolean).join(" ").slice(0, 300) });
      if (mine === asked) tell(node, word, score);
    } catch {
      if (mine === asked) node.hidden = true;
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value) {
      timer = setTimeout(ask, PAUSE);
    } else {
      asked += 1;
      node.hidden = true;
    }
  });
  return node;
}

function tell(node, word, score) {
  node.hidden = false;
  node.dataset.score = score;
  const text = t("label", { word: t(score) });
  if (word.textContent !== text) show(word, text);
}
