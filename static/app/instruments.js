// The other questionnaires that this server offers, and what was answered of them: in the account, and in this browser.

import { get } from "./api.js";
import { el } from "./dom.js";
import { guestResults } from "./instrument-guest.js";
import { entries, title } from "./instrument-list.js";
import { moment, words } from "./i18n.js";
import { me, settled } from "./session.js";
import { buttonLink, card, empty, loading } from "./ui.js";

const t = words({
  id: {
    title: "Kuesioner lain", lead: "Selain kuis 60 pernyataan, server ini menawarkan kuesioner berikut.",
    none: "Tidak ada kuesioner lain", none_text: "Server ini hanya menawarkan kuis 60 pernyataan.", to_quiz: "Buka kuis",
    results: "Hasil Anda, yang terbaru lebih dulu", here: "Di peramban ini, tanpa akun", version: "versi {version}", changed: "kuesionernya sudah diubah atau tidak ditawarkan lagi",
  },
  en: {
    title: "Other questionnaires", lead: "Beside the quiz of 60 statements this server offers these.",
    none: "There are no other questionnaires", none_text: "This server offers the quiz of 60 statements alone.", to_quiz: "Open the quiz",
    results: "Your results, the newest first", here: "In this browser, without an account", version: "version {version}", changed: "the questionnaire was changed since, or isn't offered any more",
  },
});

export default {
  title: () => t("title"),
  render() {
    return el("section", { class: "instruments" }, el("h1", {}, t("title")), loading(async () => {
      await settled();
      const [{ instruments }, { results }] = await Promise.all([get("/app/instruments"), me.account ? get("/app/instrument-results") : { results: [] }]);
      const here = guestResults();
      return [
        instruments.length > 0 && [el("p", { class: "soft" }, t("lead")), entries(instruments)],
        results.length > 0 && card(t("results"), el("ol", { class: "list results" }, results.map(kept).reverse())),
        here.length > 0 && card(t("here"), el("ol", { class: "list results" }, here.map(guests))),
        instruments.length + results.length + here.length === 0 && empty(t("none"), t("none_text"), buttonLink(t("to_quiz"), "#/quiz")),
      ];
    }));
  },
};

function entry(href, name, { version, created_at, current }) {
  return el("li", {},
    el("a", { class: "entry", href }, el("span", { class: "entry-name" }, name), el("span", {}, moment(created_at))),
    el("p", { class: "soft small" }, t("version", { version }), !current && ` · ${t("changed")}`));
}

function kept(result) {
  return entry(`#/questionnaire-results/${result.id}`, title(result), result);
}

function guests({ instrument, created_at }) {
  const name = (instrument.english ?? instrument.indonesian).title;
  const both = { indonesian: instrument.indonesian?.title ?? name, english: instrument.english?.title ?? name };
  return entry(`#/questionnaires/${instrument.id}/result`, title(both), { version: instrument.version, created_at, current: true });
}
