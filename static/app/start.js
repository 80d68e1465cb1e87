// The first screen: what this is, and one thing to do.

import * as answers from "./answers.js";
import { el, show, svg } from "./dom.js";
import { colours, shapes } from "./emblem.js";
import { guestType } from "./guest-result.js";
import { words } from "./i18n.js";
import { others } from "./instrument-list.js";
import { called } from "./people.js";
import { me } from "./session.js";
import { typeStrip } from "./type-strip.js";
import { buttonLink } from "./ui.js";

const t = words({
  id: {
    title: "Awal", hello: "Halo, {name}.", heading: "Lihat ke mana jawaban Anda condong", what: "FirstStep adalah kuis kepribadian berisi 60 pernyataan. Hasilnya menggambarkan cara Anda melihat diri sendiri pada empat sisi kepribadian, dan seberapa yakin hasil itu.",
    start: "Mulai kuis", go_on: "Lanjutkan kuis", finish: "Selesaikan kuis", result: "Lihat hasil saya", anew: "Isi kuis sekali lagi", so_far: "{count} dari {total} sudah dijawab",
    unsure: "Tipe Anda belum dapat ditentukan.", unsure_text: "Jawaban terakhir Anda tidak cukup jelas untuk diandalkan, misalnya karena banyak yang sama. Jawablah sekali lagi dengan santai; hasil yang lama tetap tersimpan.",
    note: "Gratis, tanpa iklan. Anda boleh berhenti kapan saja dan melanjutkannya nanti.", note_guest: "Anda dapat langsung mulai dan melihat hasilnya, tanpa akun.",
    expect: "Yang perlu Anda tahu", time: "Sekitar 10 menit", time_text: "Satu pernyataan memerlukan beberapa detik. Pilih saja yang pertama terlintas.",
    sixty: "60 pernyataan pendek", sixty_text: "Pilih seberapa setuju Anda, dari sangat tidak setuju sampai sangat setuju.",
    right: "Tidak ada jawaban yang benar", right_text: "Kedua ujung setiap sisi sama baiknya. Jawablah seperti Anda biasanya, bukan seperti yang Anda inginkan.",
    can: "Yang dapat dikatakan kuis ini", can_1: "Ke arah mana jawaban Anda condong, dan seberapa kuat.", can_2: "Kata-kata untuk membicarakan perbedaan dengan orang lain.", can_3: "Pernyataan mana yang paling berpengaruh pada hasil Anda.",
    cannot: "Yang tidak dapat dikatakannya", cannot_1: "Seberapa pandai, terampil, atau sehat Anda.", cannot_2: "Pekerjaan atau pasangan mana yang cocok untuk Anda. Jangan pakai untuk seleksi kerja atau sekolah.", cannot_3: "Sesuatu yang tetap: dalam simulasi, sekitar separuh orang yang mengulang mendapat setidaknya satu huruf yang berbeda.",
  },
  en: {
    title: "Start", hello: "Hello, {name}.", heading: "See which way your answers lean", what: "FirstStep is a personality quiz of 60 statements. Its result shows how you see yourself on four sides of personality, and how sure that is.",
    start: "Start the quiz", go_on: "Continue the quiz", finish: "Finish the quiz", result: "See my result", anew: "Take the quiz again", so_far: "{count} of {total} answered",
    unsure: "Your type is undetermined.", unsure_text: "Your last answers aren't clear enough to rely on, for instance because many are the same. Take it again without hurry; the old result stays where it is.",
    note: "Free, without advertising. You can stop at any time and go on later.", note_guest: "You can begin right away and see the result without an account.",
    expect: "What to expect", time: "About 10 minutes", time_text: "A statement takes a few seconds. Take what comes to mind first.",
    sixty: "60 short statements", sixty_text: "Choose how much you agree, from strongly disagree to strongly agree.",
    right: "No right answers", right_text: "Both ends of every side are equally good. Answer as you usually are, not as you would like to be.",
    can: "What this quiz can say", can_1: "Which way your answers lean, and how strongly.", can_2: "Words to talk about differences with other people.", can_3: "Which statements shaped your result the most.",
    cannot: "What it can't say", cannot_1: "How clever, skilled or healthy you are.", cannot_2: "Which job or partner suits you. Don't use it to select people for work or school.", cannot_3: "Anything fixed: in simulations, about half of the people who took it again got at least one other letter.",
  },
});

let stage = null;

async function render() {
  await answers.ready();
  stage = el("div", { class: "stage" });
  drawStage();
  return el("div", { class: "start" },
    el("section", { class: "opening" },
      el("div", {}, el("h1", {}, t("heading")), el("p", { class: "lead" }, t("what")), stage),
      picture()),
    me.instruments > 0 && others(),
    typeStrip(),
    el("section", { "aria-labelledby": "expect" }, el("h2", { id: "expect" }, t("expect")),
      el("div", { class: "expectations" }, fact("time", clock()), fact("sixty", points()), fact("right", scales()))),
    el("section", { class: "grid" }, list("can"), list("cannot")));
}

/** What there is to do, which depends on what was done. */
function drawStage() {
  const count = answers.count();
  const results = me.account?.results ?? (guestType() ? 1 : 0);
  const total = answers.COUNT;
  const unsure = me.account?.reliable === false;
  const quiz = count === 0 ? t(results > 0 ? "anew" : "start") : t(count === total ? "finish" : "go_on");
  const ways = [[t("result"), "#/result"], [quiz, "#/quiz"]].slice(results > 0 ? 0 : 1);
  // A result that can be relied on comes first, unless another is on its way.
  if (count > 0 || unsure) ways.reverse();
  show(stage,
    me.account && el("p", { class: "hello" }, t("hello", { name: me.account.front_name || called(me.account) || me.account.email })),
    unsure && el("p", { class: "undetermined" }, el("strong", {}, t("unsure")), " ", t("unsure_text")),
    count > 0 && el("p", { class: "so-far" }, el("progress", { max: total, value: count, "aria-hidden": "true" }), el("span", {}, t("so_far", { count, total }))),
    el("div", { class: "row" }, ways.map(([text, href], at) => buttonLink(text, href, at === 0 ? "main large" : "quiet large"))),
    el("p", { class: "hint" }, t("note"), " ", answers.isGuest() && t("note_guest")));
}

function fact(name, icon) {
  return el("div", { class: "expectation" }, icon, el("h3", {}, t(name)), el("p", {}, t(`${name}_text`)));
}

function list(name) {
  return el("section", { class: "card" }, el("h2", {}, t(name)), el("ul", { class: `marks ${name}` }, [1, 2, 3].map((at) => el("li", {}, t(`${name}_${at}`)))));
}

const drawing = (viewBox, name, ...children) => svg("svg", { viewBox, class: name, "aria-hidden": "true", focusable: "false" }, children);
const line = (d) => svg("path", { d });

const clock = () => drawing("0 0 32 32", "icon", svg("circle", { cx: 16, cy: 16, r: 12 }), line("M16 9v7l5 3"));
const points = () => drawing("0 0 32 32", "icon", svg("circle", { cx: 6, cy: 16, r: 4 }), svg("circle", { cx: 16, cy: 16, r: 2.5 }), svg("circle", { cx: 26, cy: 16, r: 4, class: "full" }));
const scales = () => drawing("0 0 32 32", "icon", line("M16 5v22M10 27h12M5 10h22M5 10l-3 8h6zM27 10l-3 8h6z"));

/** The four sides as the result shows them, with nobody's values, and the emblem that they make. */
function picture() {
  const sides = [["E", "I", 0.68], ["S", "N", 0.36], ["T", "F", 0.56], ["J", "P", 0.24]];
  const type = sides.map(([first, second, share]) => (share > 0.5 ? first : second)).join("");
  const made = svg("g", { class: "made-emblem", transform: "translate(112 20) scale(2)" }, shapes(type));
  return drawing("0 0 320 376", `picture tinted ${colours(type)}`, made, sides.map(([first, second, share], at) => {
    const y = 162 + at * 58;
    // The dot is nearer to the letter it speaks for.
    const x = 60 + (1 - share) * 200;
    return svg("g", { class: `side side-${at}` },
      svg("line", { x1: 60, x2: 260, y1: y, y2: y }),
      svg("line", { x1: 160, x2: 160, y1: y - 7, y2: y + 7, class: "middle-mark" }),
      svg("g", { class: "mark" }, svg("circle", { cx: x, cy: y, r: 22, class: "halo" }), svg("circle", { cx: x, cy: y, r: 11, class: "dot" })),
      svg("text", { x: 30, y: y + 8, "text-anchor": "middle", class: share > 0.5 ? "leans" : null }, first),
      svg("text", { x: 290, y: y + 8, "text-anchor": "middle", class: share < 0.5 ? "leans" : null }, second));
  }));
}

function follow() {
  if (stage?.isConnected) drawStage();
}

document.addEventListener("session", follow);
document.addEventListener("answers", follow);
document.addEventListener("answers-owner", follow);
document.addEventListener("guest-result", follow);

export default { title: () => t("title"), render };
