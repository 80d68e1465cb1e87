// The card on the result's screen: looked at in each of its forms, passed on, kept as SVG or PNG.

import { get, save } from "./api.js";
import { el, newId, show } from "./dom.js";
import { words } from "./i18n.js";
import { told } from "./result-parts.js";
import { drawing, FORMS } from "./share-drawing.js";
import { me } from "./session.js";
import { action, button, card, toast } from "./ui.js";

const t = words({
  id: {
    title: "Bagikan sebagai gambar", with_name: "Tampilkan nama saya di kartu", svg: "Unduh sebagai SVG", png: "Unduh sebagai PNG",
    form: "Bentuk kartu", wide: "Lebar", square: "Persegi", story: "Cerita", send: "Bagikan gambar …", text: "Hasil FirstStep saya: {type}. Kuisnya: {address}",
    hint: "Kartu dibuat di peramban ini dan tidak dikirim ke mana pun.", failed: "Peramban ini tidak bisa membuat PNG. Unduhlah sebagai SVG.",
  },
  en: {
    title: "Share as a picture", with_name: "Show my name on the card", svg: "Download as SVG", png: "Download as PNG",
    form: "The card's form", wide: "Wide", square: "Square", story: "Story", send: "Share the picture …", text: "My FirstStep result: {type}. The quiz: {address}",
    hint: "The card is made in this browser and isn't sent anywhere by itself.", failed: "This browser can't make a PNG. Download it as SVG.",
  },
});

/** Kept while the page is open, so that another language doesn't forget them. */
let named = false;
let form = "wide";
/** Where this server is, as it tells itself; without it the card has no address. */
let code = null;

export function shareCard(result) {
  const id = newId("named");
  const preview = el("div", { class: "share-preview" });
  const now = () => drawing(result, named ? me.account?.name : null, form, code);
  const draw = () => show(preview, now());
  const flip = (event) => {
    named = event.currentTarget.checked;
    draw();
  };
  const forms = Object.keys(FORMS).map((name) => button(t(name), () => {
    form = name;
    forms.forEach((one) => one.setAttribute("aria-pressed", String(one.textContent === t(form))));
    draw();
  }, "quiet", { "aria-pressed": String(name === form) }));
  draw();
  get("/app/quiz-code").then((told) => {
    code = told;
    draw();
  }, () => undefined);
  const node = card(t("title"),
    el("div", { class: "views", role: "group", "aria-label": t("form") }, forms),
    preview,
    me.account && el("p", { class: "named" }, el("input", { type: "checkbox", id, checked: named, onchange: flip }), el("label", { for: id }, t("with_name"))),
    el("div", { class: "row" },
      canShare() && action(t("send"), () => passOn(now(), result), "main"),
      action(t("png"), () => keepPng(now(), fileName(result))),
      button(t("svg"), () => save(file(now()), `${fileName(result)}.svg`))),
    el("p", { class: "hint" }, t("hint")));
  node.classList.add("no-print");
  return node;
}

/** The type is in it where it is known. */
const fileName = ({ mbti, reliable }) => `firststep-${reliable ? mbti : "result"}`;

/** Whether the browser hands pictures to other apps. */
const canShare = () => navigator.canShare?.({ files: [new File([""], "card.png", { type: "image/png" })] }) ?? false;

async function passOn(node, result) {
  const blob = await painted(node);
  const files = [new File([blob], `${fileName(result)}.png`, { type: "image/png" })];
  // Closing the system's dialog is no fault.
  await navigator.share({ files, text: t("text", { type: told(result), address: code?.address ?? location.origin }) }).catch((error) => {
    if (error.name !== "AbortError") throw error;
  });
}

const file = (node) => new Blob([new XMLSerializer().serializeToString(node)], { type: "image/svg+xml" });

async function keepPng(node, name) {
  const blob = await painted(node).catch(() => null);
  if (blob) save(blob, `${name}.png`);
  else toast(t("failed"), true);
}

/** A data: address, for some browsers don't let a canvas be read that a blob: picture was painted on. */
async function painted(node) {
  const { width, height } = FORMS[form];
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(node))}`;
  await image.decode();
  const canvas = el("canvas", { width, height });
  canvas.getContext("2d").drawImage(image, 0, 0, width, height);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}
