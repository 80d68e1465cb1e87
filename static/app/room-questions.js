// What a room answers: the sixty statements or another questionnaire, in one form for the phone, the screen and the report.

import { language } from "./i18n.js";
import { spoken } from "./instrument-list.js";
import { endsOf } from "./instrument-scales.js";
import { axisName, letterName } from "./types.js";

/** A room's questions, asked for by `ask(path)`. */
export async function questionsOf(room, ask) {
  const sixty = await ask("/app/questions");
  if (!room.instrument) return ofSixty(sixty);
  return ofInstrument(await ask(`/rooms/${room.code}/instrument`), sixty.research);
}

const LETTERS = ["EI", "SN", "TF", "JP"];

function ofSixty({ statements, scale, research }) {
  return {
    instrument: null, research, total: statements.length, first: -3,
    text: (at) => ({ text: statements[at][language()] }),
    points: () => scale[language()],
    scales: () => LETTERS.map(([first, second]) => ({ title: axisName({ first, second }), ends: [first, second].map((letter) => ({ short: letter, name: letterName(letter) })) })),
    /** Where the left end is: the first letter is there, which is 1. */
    flipped: false,
  };
}

function ofInstrument(instrument, research) {
  const own = () => spoken(instrument);
  const scale = (one) => ({ title: one.name, lang: own().lang, ends: endsOf(one).map((name) => ({ name })) });
  return {
    instrument, research, total: instrument.key.length, first: 1,
    title: () => own().texts.title,
    about: () => own().texts,
    text: (at) => ({ text: own().texts.statements[at], lang: own().lang }),
    points: () => own().texts.points,
    scales: () => own().texts.scales.map(scale),
    // The low end is on the left, as a result has it.
    flipped: true,
  };
}
