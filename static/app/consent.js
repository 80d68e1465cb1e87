// Asks whether the answers may be kept for research. Nobody has to: the box is empty until they tick it.

import { el, newId } from "./dom.js";
import { words } from "./i18n.js";
import { consents, setConsent, waitsForAccount } from "./sitting.js";

const t = words({
  id: {
    label: "Jawaban saya boleh disimpan untuk penelitian.",
    what: "Disimpan: keenam puluh jawaban, berapa lama Anda melihat tiap pernyataan, urutannya, dan bahasanya. Gunanya untuk mengukur seberapa baik kuis ini. Anda dapat menghapusnya kapan saja di halaman Akun. Tidak wajib.",
    guest: "Baru disimpan kalau Anda menyimpan hasilnya di sebuah akun.",
  },
  en: {
    label: "My answers may be kept for research.",
    what: "Kept: the sixty answers, how long you look at each statement, their order, and the language. They serve to measure how good this quiz is. You can delete them at any time, under Account. You needn't agree.",
    guest: "They are only kept once you keep your result in an account.",
  },
});

/** The box with its sentence, as it stands now; changed() hears of a change. */
export function consentBox(changed = () => undefined) {
  const id = newId("consent");
  const hint = newId("consent-hint");
  const box = el("input", { type: "checkbox", id, name: "consent", checked: consents(), "aria-describedby": hint, onchange: () => { setConsent(box.checked); changed(); } });
  return el("div", { class: "consent" },
    el("div", { class: "tick" }, box, el("label", { for: id }, t("label"))),
    el("p", { id: hint, class: "hint" }, t("what"), waitsForAccount() && [" ", t("guest")]));
}
