// How a person without a name and a type look in a room. The one place to change it.

import { el } from "./dom.js";
import { temperament } from "./emblem.js";

/** Far from each other one after another, and none of a gloomy colour. */
const hue = (seat) => (seat * 137.5) % 360;

/** Somebody's token on the wall: a colour of their own, and the letter of their name if they gave one. */
export function token(seat, name = "", attributes = {}) {
  const letter = [...name.trim()][0] ?? "";
  return el("span", { class: "token", style: null, "data-hue": Math.round(hue(seat) / 30) % 12, ...attributes }, letter.toUpperCase());
}

/** A type's emblem: its four letters, until it has a drawing. */
export function typeEmblem(mbti, attributes = {}) {
  return el("span", { class: `type-token family-${temperament(mbti).toLowerCase()}`, "aria-hidden": "true", ...attributes }, mbti);
}
