// How somebody in a room looks as long as nobody knows their type: a figure in a colour, the same on the wall and on
// their phone. No type's emblem: whoever knows those would read a result from it. The one place to change it.

import { el, svg } from "./dom.js";
import { words } from "./i18n.js";

const t = words({
  id: {
    told: "{figure} {colour}",
    figures: "segitiga|bulan|tanda tambah|tetesan|hati|bintang|kilat|garis-garis|pelangi|jam pasir|rumah|awan",
    colours: "merah|jingga|kuning tua|zaitun|hijau|zamrud|toska|biru|nila|ungu|anggur|merah muda",
  },
  en: {
    told: "{colour} {figure}",
    figures: "triangle|moon|plus|drop|heart|star|bolt|stripes|rainbow|hourglass|house|cloud",
    colours: "red|orange|mustard|olive|green|jade|teal|blue|indigo|violet|plum|pink",
  },
});

/** The figures, in a box of 24 by 24. */
const FIGURES = [
  "M12 4.5L20.5 19h-17z",
  "M14.5 3.6a8.6 8.6 0 1 0 6 13.1A8.2 8.2 0 0 1 14.5 3.6z",
  "M9.2 4h5.6v5.2H20v5.6h-5.2V20H9.2v-5.2H4V9.2h5.2z",
  "M12 2.8c4 4.9 6.2 7.8 6.2 11.2a6.2 6.2 0 0 1-12.4 0c0-3.4 2.2-6.3 6.2-11.2z",
  "M12 20.3C4.7 14.7 3 11.2 4 8a4.3 4.3 0 0 1 8-1.1A4.3 4.3 0 0 1 20 8c1 3.2-.7 6.7-8 12.3z",
  "M12 2.8l2.7 6 6.5.7-4.9 4.4 1.4 6.5-5.7-3.3-5.7 3.3 1.4-6.5-4.9-4.4 6.5-.7z",
  "M14 2.5L4.8 13.7h5.7L9.7 21.5 19.2 10h-6z",
  "M4 4.8h16v3.4H4zM4 10.3h16v3.4H4zM4 15.8h16v3.4H4z",
  "M3 18a9 9 0 0 1 18 0h-3.8a5.2 5.2 0 0 0-10.4 0z",
  "M5.5 3.8h13L13.8 12l4.7 8.2h-13L10.2 12z",
  "M12 3.2l9 8.3h-2.6V20h-12.8v-8.5H3z",
  "M7.3 18.8a4.7 4.7 0 0 1-.4-9.4 5.7 5.7 0 0 1 10.9 0 4.7 4.7 0 0 1-.8 9.4z",
];

const COUNT = FIGURES.length;
const figure = (seat) => seat % COUNT;
/** Far from each other one after another; with the figure, the same for two after 144 people only. */
const colour = (seat) => (seat * 5 + Math.floor(seat / COUNT)) % COUNT;

/** "orange moon". */
export const tokenName = (seat) => t("told", { figure: t("figures").split("|")[figure(seat)], colour: t("colours").split("|")[colour(seat)] });

/** Somebody's token; the words beside it are tokenName's, or their name. */
export function token(seat) {
  return el("span", { class: "token", "data-hue": colour(seat), "aria-hidden": "true" },
    svg("svg", { viewBox: "0 0 24 24", focusable: "false" }, svg("path", { d: FIGURES[figure(seat)], fill: "currentColor" })));
}
