// What one tells of oneself, and the pages one has elsewhere: read, and edited in place.

import { get, put } from "./api.js";
import { el, show } from "./dom.js";
import { words } from "./i18n.js";
import { button, card, field, form, loading, toast } from "./ui.js";
import { about, atMost, draft, drafted, forgetDraft, withCancel } from "./writing.js";

const t = words({
  id: {
    about: "Tentang saya", links: "Halaman saya", edit: "Ubah", save: "Simpan", saved: "Sudah disimpan.", new_tab: "buka di tab baru",
    no_about: "Belum ada apa-apa di sini. Ceritakan sedikit tentang diri Anda.", no_links: "Belum ada tautan. Tambahkan halaman Anda di tempat lain.",
    pronouns: "Kata ganti", occupation: "Pekerjaan", description: "Tentang diri Anda", home_address: "Alamat", county: "Kabupaten atau kota", country: "Negara",
    linkedin: "LinkedIn", facebook: "Facebook", github: "GitHub", instagram: "Instagram", twitter: "Twitter", youtube: "YouTube",
    link_hint: "Alamat lengkap, diawali https://. Yang dikosongkan tidak ditampilkan.",
    not_a_link: "Ini bukan alamat halaman web. Awali dengan https://",
    odd: "Ada karakter tersembunyi di sini yang tidak dapat disimpan. Ketik ulang.",
  },
  en: {
    about: "About me", links: "My pages", edit: "Edit", save: "Save", saved: "Saved.", new_tab: "opens in a new tab",
    no_about: "Nothing here yet. Tell a little about yourself.", no_links: "No links yet. Add your pages elsewhere.",
    pronouns: "Pronouns", occupation: "Occupation", description: "About yourself", home_address: "Address", county: "County or city", country: "Country",
    linkedin: "LinkedIn", facebook: "Facebook", github: "GitHub", instagram: "Instagram", twitter: "Twitter", youtube: "YouTube",
    link_hint: "The whole address, beginning with https://. What is left empty isn't shown.",
    not_a_link: "This isn't the address of a web page. Begin it with https://",
    odd: "There are hidden characters in here that can't be saved. Type it again.",
  },
});

// The server's limits.
const ABOUT = { description: 1000, pronouns: 40, occupation: 100, home_address: 200, county: 100, country: 100 };
const LINKS = ["linkedin", "github", "instagram", "facebook", "twitter", "youtube"];
const LONGEST_LINK = 300;

/** Both parts of the card. */
export function cards() {
  return loading(async () => {
    const values = await get("/app/card");
    return [
      part(values, { name: "about", keys: Object.keys(ABOUT), fields: aboutFields, view: aboutView }),
      part(values, { name: "links", keys: LINKS, fields: linkFields, view: linkView }),
    ];
  });
}

/** A part of the card: shown, or while it is edited a form in its place. */
function part(values, { name, keys, fields, view }) {
  const place = el("div");
  const key = `card-${name}`;
  const edit = button(about(t("edit"), t(name)), () => { write(); place.querySelector("input, textarea").focus(); });
  const read = ({ back = true } = {}) => {
    show(place, keys.some((one) => values[one]) ? view(values) : el("p", { class: "soft" }, t(`no_${name}`)), edit);
    if (back) edit.focus();
  };
  const write = () => {
    const sheet = form(fields(values), t("save"), async (changed) => {
      Object.assign(values, await put("/app/card", changed));
      forgetDraft(key);
      read();
      toast(t("saved"));
    }, faults);
    show(place, drafted(key, withCancel(sheet, () => { forgetDraft(key); read(); })));
  };
  if (draft(key)) write();
  else read({ back: false });
  return card(t(name), place);
}

function faults(problem) {
  return { fields: LINKS.includes(problem.fields[0]?.field) ? t("not_a_link") : t("odd") };
}

function aboutFields(values) {
  return Object.entries(ABOUT).map(([name, most]) => atMost(most, field({
    label: t(name), name, value: values[name] ?? "", rows: name === "description" ? 5 : undefined,
    autocomplete: { occupation: "organization-title", home_address: "street-address", country: "country-name", county: "address-level2" }[name] ?? "off",
  })));
}

function linkFields(values) {
  const fields = LINKS.map((name) => {
    const one = field({ label: t(name), name, type: "url", inputmode: "url", value: values[name] ?? "", "data-fault": t("not_a_link"), pattern: " *[Hh][Tt][Tt][Pp][Ss]?://.+", autocomplete: "off" });
    return atMost(LONGEST_LINK, one);
  });
  return [el("p", { class: "hint" }, t("link_hint")), ...fields];
}

function aboutView(values) {
  const { description, ...rest } = Object.fromEntries(Object.keys(ABOUT).map((name) => [name, values[name]]));
  const rows = Object.entries(rest).filter(([, value]) => value);
  return [
    description && el("p", { class: "prose" }, description),
    rows.length > 0 && el("dl", { class: "facts" }, rows.map(([name, value]) => el("div", {}, el("dt", {}, t(name)), el("dd", {}, value)))),
  ];
}

function linkView(values) {
  const rows = LINKS.filter((name) => values[name]);
  return el("dl", { class: "facts" }, rows.map((name) => el("div", {}, el("dt", {}, t(name)), el("dd", {}, link(values[name])))));
}

/** A link only if it leads to a web page, whatever came into the database: "javascript:" stays a text. */
function link(text) {
  let url = null;
  try {
    url = new URL(text);
  } catch {
    return text;
  }
  if (!["http:", "https:"].includes(url.protocol)) return text;
  return el("a", { href: url.href, rel: "noopener noreferrer", target: "_blank" },
    text.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, ""), el("span", { class: "visually-hidden" }, ` (${t("new_tab")})`));
}
