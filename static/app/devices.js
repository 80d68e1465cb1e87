// A device in words, from the User-Agent it signed in with, and by which of our APIs.

import { words } from "./i18n.js";

const t = words({
  id: {
    on: "{browser} di {system}", unknown: "Perangkat tidak dikenal",
    app: "halaman web", firststep: "aplikasi seluler (API FirstStep)", faceofmind: "aplikasi seluler (API FaceofMind)",
    cultureconnect: "aplikasi (API CultureConnect)", flaskapi: "aplikasi (flask-api)", profilecard: "aplikasi (API ProfileCard)",
  },
  en: {
    on: "{browser} on {system}", unknown: "Unknown device",
    app: "web page", firststep: "mobile app (FirstStep API)", faceofmind: "mobile app (FaceofMind API)",
    cultureconnect: "app (CultureConnect API)", flaskapi: "app (flask-api)", profilecard: "app (ProfileCard API)",
  },
});

// The first that fits: nearly all browsers also claim to be Chrome or Safari.
const BROWSERS = [
  [/\bEdg(e|A|iOS)?\//, "Edge"],
  [/\b(OPR|OPiOS|Opera)\b/, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\bYaBrowser\//, "Yandex"],
  [/\bUCBrowser\//, "UC Browser"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(HeadlessChrome|Chrome|Chromium|CriOS)\//, "Chrome"],
  [/\bVersion\/\S+.*\bSafari\//, "Safari"],
];

// iPhones say "like Mac OS X", Android and Chromebooks have Linux inside.
const SYSTEMS = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\b(Macintosh|Mac OS X)\b/, "Mac"],
  [/\bLinux\b/, "Linux"],
];

const LONGEST = 60;

/** "Firefox on Windows"; of a program we don't know the first letters of what it calls itself. */
export function device(agent) {
  const browser = named(BROWSERS, agent);
  const system = named(SYSTEMS, agent);
  if (browser && system) return t("on", { browser, system });
  return browser ?? (shorten(agent.trim()) || t("unknown"));
}

function named(known, agent) {
  return known.find(([pattern]) => pattern.test(agent))?.[1];
}

function shorten(agent) {
  const letters = [...agent];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join("")}…` : agent;
}

const FAMILIES = ["app", "firststep", "faceofmind", "cultureconnect", "flaskapi", "profilecard"];

/** "web page", "mobile app (FirstStep API)". */
export function family(name) {
  return FAMILIES.includes(name) ? t(name) : name;
}
