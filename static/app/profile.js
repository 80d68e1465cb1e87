// One's profile: photo, name, type, and what one tells of oneself.

import { el } from "./dom.js";
import { emblem } from "./emblem.js";
import { day, words } from "./i18n.js";
import { called, chosen } from "./people.js";
import { photoBox } from "./photo.js";
import { cards } from "./profile-card.js";
import { me } from "./session.js";

const t = words({
  id: {
    title: "Profil", photo: "Foto", type: "Tipe Anda", see_type: "Lihat hasil lengkap", no_type: "Tipe Anda belum diketahui.",
    unsure: "belum dapat ditentukan", unsure_text: "Jawaban terakhir Anda tidak cukup jelas untuk diandalkan.", again: "Jawab sekali lagi",
    quiz: "Kerjakan kuis", quiz_on: "Lanjutkan kuis", since: "Bergabung sejak {day}", more: "Selengkapnya",
    account: "Akun", account_text: "Nama, e-mail, kata sandi, dan data Anda",
    sessions: "Perangkat yang masuk", sessions_text: "Di mana akun Anda sedang dipakai",
    history: "Riwayat hasil", history_text: "Semua hasil kuis Anda, dari waktu ke waktu",
    reminders: "Pengingat", reminders_text: "Yang ingin Anda ingat, dan kapan",
    community: "Komunitas", community_text: "Kiriman orang lain di server ini, dan kiriman Anda",
  },
  en: {
    title: "Profile", photo: "Photo", type: "Your type", see_type: "See the whole result", no_type: "Your type isn't known yet.",
    unsure: "undetermined", unsure_text: "Your last answers aren't clear enough to rely on.", again: "Answer once more",
    quiz: "Take the quiz", quiz_on: "Go on with the quiz", since: "Here since {day}", more: "More",
    account: "Account", account_text: "Name, e-mail, password, and your data",
    sessions: "Signed-in devices", sessions_text: "Where your account is in use",
    history: "Earlier results", history_text: "All your quiz results, through time",
    reminders: "Reminders", reminders_text: "What you want to remember, and when",
    community: "Community", community_text: "What others on this server write, and you",
  },
});

let left = null;

export default {
  title: () => t("title"),
  render() {
    left?.abort();
    left = new AbortController();
    const { account } = me;
    return el("section", { class: "middle" },
      el("h1", {}, t("title")),
      el("section", { class: "card self", "aria-label": called(account) || account.email },
        photoBox(left.signal,
          el("h2", { class: "name" }, called(account) || account.email),
          el("p", { class: "soft" }, [chosen(account.username), t("since", { day: day(account.created_at) })].filter(Boolean).join(" · ")),
          type(account))),
      cards(),
      ways());
  },
  leave() {
    left?.abort();
  },
};

function type({ mbti, reliable, answered }) {
  const label = el("span", { class: "soft" }, `${t("type")}: `);
  const whole = el("a", { href: "#/result" }, t("see_type"));
  if (mbti && reliable) return el("p", { class: "type" }, label, el("strong", { class: "with-emblem" }, emblem(mbti, { size: 28 }), mbti), " ", whole);
  if (mbti) {
    return [
      el("p", { class: "type" }, label, el("strong", { class: "undetermined" }, t("unsure"))),
      el("p", {}, t("unsure_text")),
      el("p", { class: "row" }, el("a", { href: "#/quiz" }, answered > 0 ? t("quiz_on") : t("again")), whole),
    ];
  }
  const begun = answered > 0 ? t("quiz_on") : t("quiz");
  return el("p", { class: "type" }, t("no_type"), " ", el("a", { href: "#/quiz" }, begun));
}

function ways() {
  const way = (path, name) => el("li", {},
    el("a", { href: `#${path}` }, el("strong", {}, t(name)), el("span", { class: "soft small" }, t(`${name}_text`))));
  return el("nav", { "aria-label": t("more") },
    el("ul", { class: "ways" },
      way("/account", "account"), way("/sessions", "sessions"), way("/history", "history"), way("/reminders", "reminders"), way("/community", "community")));
}
