// Asking somebody to compare: a link that one person agrees to. Beneath it all comparisons there are.

import { get, post, removeIfThere } from "./api.js";
import { el, show } from "./dom.js";
import { moment, words } from "./i18n.js";
import { keyOfComparison, forgetComparisons, keepComparison } from "./share-keys.js";
import { linkRow, validFor } from "./shares.js";
import { action, card, confirm, loading, toast } from "./ui.js";

const t = words({
  id: {
    title: "Bandingkan dengan seseorang", intro: "Kirimkan tautan kepada satu orang. Kalau ia setuju, kalian berdua melihat nama depan, tipe, keempat skala, dan segi-segi kedua hasil, berdampingan. Sebelum itu ia hanya melihat nama depan Anda. Kalian berdua dapat mengakhirinya kapan saja.",
    make: "Buat tautan untuk membandingkan", made: "Tautan sudah dibuat. Kirimkan kepada satu orang.",
    yours: "Perbandingan Anda", nothing: "Belum ada perbandingan.", waiting: "Menunggu persetujuan, berlaku sampai {when}", together: "Dengan {name}, sampai {when}", somebody: "seseorang", look: "Lihat berdampingan",
    link: "Tautan untuk membandingkan, dibuat {when}", hidden: "Dibuat {made}. Alamatnya hanya ada di peramban tempat tautan itu dibuat, selama Anda tetap masuk.", text: "Mau membandingkan hasil FirstStep kita?",
    end: "Akhiri", end_this: "Akhiri perbandingan yang dibuat {when}", sure: "Akhiri perbandingan ini?", sure_text: "Setelah itu tidak seorang pun dari kalian melihat hasil yang lain.", ended: "Perbandingan sudah diakhiri.",
  },
  en: {
    title: "Compare with somebody", intro: "Send a link to one person. If they agree, the two of you see the first name, the type, the four scales and the facets of both results, side by side. Before that they see your first name alone. Either of you can end it at any time.",
    make: "Make a link to compare", made: "The link is made. Send it to one person.",
    yours: "Your comparisons", nothing: "There is no comparison yet.", waiting: "Waiting for a yes, valid until {when}", together: "With {name}, until {when}", somebody: "somebody", look: "See them side by side",
    link: "Link to compare, made {when}", hidden: "Made {made}. Only the browser it was made in has its address, as long as you stay signed in there.", text: "Shall we compare our FirstStep results?",
    end: "End", end_this: "End the comparison made {when}", sure: "End this comparison?", sure_text: "From then on neither of you sees the other's result.", ended: "The comparison has ended.",
  },
});

let days = "7";

export function compareAsk(result) {
  const list = el("div", {});
  const heading = el("h3", { tabindex: "-1" }, t("yours"));
  const again = (focus) => show(list, loading(() => rows({ again, heading, focus })));
  const choice = validFor(days, (chosen) => { days = chosen; });
  const make = action(t("make"), async () => {
    const made = await post("/app/comparisons", { result: result.id, days: Number(days) });
    keepComparison(made.id, made.key);
    toast(t("made"));
    again(made.id);
  });
  again();
  const node = card(t("title"), el("p", {}, t("intro")), el("div", { class: "row make-link" }, choice, make), heading, list);
  node.classList.add("no-print");
  return node;
}

async function rows(doing) {
  const { comparisons: found } = await get("/app/comparisons");
  forgetComparisons((id) => !found.some((one) => String(one.id) === id && !one.agreed));
  if (found.length === 0) return el("p", { class: "soft" }, t("nothing"));
  return el("ul", { class: "list" }, found.map((one) => row(one, doing)).reverse());
}

function row({ id, agreed, name, created_at: created, expires_at: expires }, { again, heading, focus }) {
  const key = agreed ? undefined : keyOfComparison(id);
  const end = action(t("end"), async () => {
    if (!await confirm({ title: t("sure"), text: t("sure_text"), yes: t("end") })) return;
    await removeIfThere(`/app/comparisons/${encodeURIComponent(id)}`);
    toast(t("ended"));
    heading.focus();
    again();
  }, "danger");
  end.setAttribute("aria-label", t("end_this", { when: moment(created) }));
  const link = () => linkRow(`${location.origin}/with/${key}`, { label: t("link", { when: moment(created) }), text: t("text"), focus: focus === id });
  return el("li", { class: "shared-link" },
    el("div", { class: "row apart" },
      agreed
        ? el("p", {}, el("strong", {}, t("together", { name: name || t("somebody"), when: moment(expires) })), " · ", el("a", { href: `#/compare/${id}` }, t("look")))
        : el("p", {}, el("strong", {}, t("waiting", { when: moment(expires) }))),
      end),
    !agreed && (key ? link() : el("p", { class: "soft small" }, t("hidden", { made: moment(created) }))));
}
