// What administrators did, and the operator at the machine: newest first, filtered.

import { get } from "./api.js";
import { DEEDS, deedName, deedTable } from "./admin-deeds.js";
import { finder, ways } from "./admin-parts.js";
import { el, show } from "./dom.js";
import { count } from "./format.js";
import { words } from "./i18n.js";
import { asked, pages, tell, turned } from "./listing.js";
import { button, empty, field } from "./ui.js";

const t = words({
  id: {
    title: "Catatan pengelola", lead: "Yang dilakukan pengelola dan operator server ini. Tidak ada yang dapat mengubahnya; tiap baris disimpan setahun.", deed: "Apa", all: "Semua", who: "Siapa", operator: "Operator di mesin server", anybody: "Siapa pun",
    from: "Dari", until: "Sampai", found: ({ total }) => `${total} catatan`, none: "Tidak ada catatan", none_text: "Ubah saringannya, atau belum ada yang dilakukan.", only_account: "Hanya akun {id}", only_actor: "Hanya oleh akun {id}", everything: "Tampilkan semua",
  },
  en: {
    title: "Log of administrators", lead: "What administrators and this server's operator did. Nobody can change it; each row is kept for a year.", deed: "What", all: "All", who: "Who", operator: "Operator at the machine", anybody: "Anybody",
    from: "From", until: "Until", found: ({ total }) => `${total} ${total === "1" ? "entry" : "entries"}`, none: "No entries", none_text: "Change the filters, or nothing was done yet.", only_account: "Only account {id}", only_actor: "Only by account {id}", everything: "Show everything",
  },
});

const PATH = "/admin/log";
const PAGE = 50;
const USUAL = { deed: "", actor: "", account: "", from: "", until: "" };

export default {
  title: () => t("title"),
  render() {
    const wanted = asked(USUAL);
    const said = el("p", { class: "soft", role: "status" });
    const place = el("div", { class: "found" });
    const form = el("div", {});
    const look = finder(place, {
      ask: () => get(`/app/admin/log?${query(wanted)}`),
      draw: (found) => {
        show(said, t("found", { total: count(found.total) }));
        return list(found, wanted, change, place);
      },
      clear: () => show(said),
    });
    async function change(changes) {
      Object.assign(wanted, { page: 1 }, changes);
      tell(PATH, wanted, USUAL, { back: true });
      show(form, filters(wanted, change));
      await look();
    }
    show(form, filters(wanted, change));
    look();
    return el("section", {}, el("h1", {}, t("title")), ways(PATH), el("p", { class: "soft" }, t("lead")), form, said, place);
  },
};

function query({ page, ...filters }) {
  const given = Object.entries({ ...filters, skip: (page - 1) * PAGE, limit: PAGE }).filter(([, value]) => value !== "");
  return new URLSearchParams(given);
}

function filters(wanted, change) {
  const one = (name, { label = name, ...attributes } = {}) => field({
    label: t(label), value: wanted[name], ...attributes,
    onchange: async (event) => {
      await change({ [name]: event.target.value });
      // The filters were drawn anew.
      document.querySelector(`.log-filters [name="${name}"]`)?.focus();
    },
    name,
  });
  const who = [["", t("anybody")], ["0", t("operator")]];
  if (!["", "0"].includes(wanted.actor)) who.push([wanted.actor, t("only_actor", { id: wanted.actor })]);
  const actor = one("actor", { label: "who", options: who });
  return [
    el("form", { class: "filters log-filters", role: "search", onsubmit: (event) => event.preventDefault() },
      one("deed", { options: [["", t("all")], ...DEEDS.map((key) => [key, deedName(key)])] }),
      actor,
      one("from", { type: "date" }),
      one("until", { type: "date" })),
    wanted.account !== "" && el("p", { class: "row" }, el("span", { class: "badge" }, t("only_account", { id: wanted.account })), button(t("everything"), () => change({ account: "" }))),
  ];
}

function list({ total, entries }, wanted, change, place) {
  if (entries.length === 0 && wanted.page > 1 && total > 0) {
    change({ page: Math.ceil(total / PAGE) });
    return [];
  }
  if (entries.length === 0) return [empty(t("none"), t("none_text"))];
  const go = async (page) => {
    await change({ page });
    turned(place);
  };
  return [deedTable(entries), pages({ page: wanted.page, size: PAGE, shown: entries.length, total }, go)];
}
