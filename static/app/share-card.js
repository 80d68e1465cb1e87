// The card on the result's screen: looked at, and kept as SVG or PNG.

import { save } from "./api.js";
import { el, newId, show } from "./dom.js";
import { words } from "./i18n.js";
import { drawing, HEIGHT, WIDTH } from "./share-drawing.js";
import { me } from "./session.js";
import { action, button, card, toast } from "./ui.js";

const t = words({
  id: {
    title: "Bagikan sebagai gambar", with_name: "Tampilkan nama saya di kartu", svg: "Unduh sebagai SVG", png: "Unduh sebagai PNG",
    hint: "Kartu dibuat di peramban ini dan tidak dikirim ke mana pun.", failed: "Peramban ini tidak bisa membuat PNG. Unduhlah sebagai SVG.",
  },
  en: {
    title: "Share as a picture", with_name: "Show my name on the card", svg: "Download as SVG", png: "Download as PNG",
    hint: "The card is made in this browser and isn't sent anywhere.", failed: "This browser can't make a PNG. Download it as SVG.",
  },
});

/** Kept while the page is open, so that another language doesn't forget it. */
let named = false;

export function shareCard(result) {
  const id = newId("named");
  const preview = el("div", { class: "share-preview" });
  const now = () => drawing(result, named ? me.account?.name : null);
  const draw = () => show(preview, now());
  const flip = (event) => {
    named = event.currentTarget.checked;
    draw();
  };
  draw();
  const node = card(t("title"),
    preview,
    el("p", { class: "named" }, el("input", { type: "checkbox", id, checked: named, onchange: flip }), el("label", { for: id }, t("with_name"))),
    el("div", { class: "row" },
      action(t("png"), () => keepPng(now(), result.mbti)),
      button(t("svg"), () => save(file(now()), `firststep-${result.mbti}.svg`))),
    el("p", { class: "hint" }, t("hint")));
  node.classList.add("no-print");
  return node;
}

const file = (node) => new Blob([new XMLSerializer().serializeToString(node)], { type: "image/svg+xml" });

async function keepPng(node, type) {
  const blob = await painted(node).catch(() => null);
  if (blob) save(blob, `firststep-${type}.png`);
  else toast(t("failed"), true);
}

/** A data: address, for some browsers don't let a canvas be read that a blob: picture was painted on. */
async function painted(node) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(node))}`;
  await image.decode();
  const canvas = el("canvas", { width: WIDTH, height: HEIGHT });
  canvas.getContext("2d").drawImage(image, 0, 0, WIDTH, HEIGHT);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}
