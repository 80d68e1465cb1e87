// What a guest may do with a result: keep it in an account, or have this browser forget it.

import { el } from "./dom.js";
import { dropGuestResult, endsWithThePage } from "./guest-result.js";
import { words } from "./i18n.js";
import { go } from "./router.js";
import { button, buttonLink, card, confirm, toast } from "./ui.js";

const t = words({
  id: {
    title: "Simpan hasil ini", text: "Hasil ini hanya ada di peramban ini, dan siapa pun yang memakai peramban ini dapat melihatnya. Di sebuah akun hasilnya tetap ada, dapat dibagikan lewat tautan, dan dapat dibandingkan dengan hasil berikutnya.",
    full: "Penyimpanan peramban ini penuh atau dimatikan: hasil ini hilang begitu halaman ditutup.",
    sign_up: "Daftar dan simpan", sign_in: "Sudah punya akun? Masuk", forget: "Hapus dari peramban ini", sure: "Hapus hasil ini?", sure_text: "Hasil dan jawabannya tidak dapat dikembalikan.", gone: "Hasil sudah dihapus dari peramban ini.",
  },
  en: {
    title: "Keep this result", text: "It is kept in this browser alone, and whoever uses this browser can see it. In an account it stays, can be shared by a link, and can be compared with later results.",
    full: "This browser's storage is full or switched off: the result is gone as soon as this page is closed.",
    sign_up: "Sign up and keep it", sign_in: "Have an account? Sign in", forget: "Delete it from this browser", sure: "Delete this result?", sure_text: "It and its answers can't be brought back.", gone: "The result is deleted from this browser.",
  },
});

export const KEEP_BY_SIGN_IN = `#/sign-in?then=${encodeURIComponent("/result")}`;
const BY_SIGN_UP = `#/sign-up?then=${encodeURIComponent("/result")}`;

export function keepCard() {
  const node = card(t("title"),
    endsWithThePage() && el("p", { class: "note" }, t("full")),
    el("p", {}, t("text")),
    el("div", { class: "row" }, buttonLink(t("sign_up"), BY_SIGN_UP), buttonLink(t("sign_in"), KEEP_BY_SIGN_IN, "quiet"), button(t("forget"), forget, "danger")));
  node.classList.add("no-print", "keep");
  return node;
}

async function forget() {
  if (!await confirm({ title: t("sure"), text: t("sure_text"), yes: t("forget") })) return;
  dropGuestResult();
  toast(t("gone"));
  go("/");
}
