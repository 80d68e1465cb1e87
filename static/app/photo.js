// The profile photo: chosen, dropped or taken, cut to a square, sent, removed.

import { remove, upload } from "./api.js";
import { cropper } from "./crop.js";
import { el, newId, show } from "./dom.js";
import { bytes } from "./format.js";
import { percent, words } from "./i18n.js";
import { called } from "./people.js";
import { kindOf } from "./photo-kind.js";
import { sentence } from "./problem.js";
import { me, refresh } from "./session.js";
import { action, busy, button, confirm, toast } from "./ui.js";

const t = words({
  id: {
    alt: "Foto profil {name}", choose: "Pilih foto", change: "Ganti foto", take: "Ambil foto", remove: "Hapus foto",
    or_drop: "Atau seret foto ke sini.", pdf: "Ini PDF, bukan foto. Pilih JPEG atau PNG.", no_photo: "Ini bukan foto. Pilih JPEG atau PNG.",
    large: "Foto ini {size}, terlalu besar. Pilih yang paling besar {most}.",
    broken: "Foto ini tidak dapat dibuka. Mungkin rusak, atau jenisnya tidak dikenal peramban ini. Pilih JPEG atau PNG.",
    heic: "Ini foto HEIC, dan peramban ini tidak dapat membukanya. Simpan sebagai JPEG, lalu pilih hasilnya. Agar iPhone memotret JPEG: Pengaturan, Kamera, Format, Paling Kompatibel.",
    other_kind: "Ini gambar {kind}, dan peramban ini tidak dapat membukanya. Simpan sebagai JPEG atau PNG, lalu pilih hasilnya.",
    crop: "Pilih bagian foto", save: "Simpan foto", cancel: "Batal", sending: "Mengirim: {share}", preparing: "Menyiapkan foto …",
    settling: "Hampir selesai …", saved: "Foto Anda sudah disimpan.", removed: "Foto Anda sudah dihapus.",
    sure: "Hapus foto ini?", sure_text: "Sebagai gantinya tampil inisial nama Anda.", refused: "Server tidak menerima foto ini. Coba foto lain.",
  },
  en: {
    alt: "Profile photo of {name}", choose: "Choose a photo", change: "Change the photo", take: "Take a photo", remove: "Remove the photo",
    or_drop: "Or drag a photo here.", pdf: "This is a PDF, not a photo. Choose a JPEG or a PNG.", no_photo: "This isn't a photo. Choose a JPEG or a PNG.",
    large: "This photo is {size}, which is too large. Choose one of at most {most}.",
    broken: "This photo can't be opened. It may be damaged, or of a kind this browser doesn't know. Choose a JPEG or a PNG.",
    heic: "This is a HEIC photo, which this browser can't open. Export it as a JPEG and choose that. To have an iPhone take JPEGs: Settings, Camera, Formats, Most Compatible.",
    other_kind: "This picture is of the kind {kind}, which this browser can't open. Save it as a JPEG or a PNG, and choose that.",
    crop: "Choose a part of the photo", save: "Save the photo", cancel: "Cancel", sending: "Sending: {share}", preparing: "Preparing the photo …",
    settling: "Almost done …", saved: "Your photo is saved.", removed: "Your photo is removed.",
    sure: "Remove this photo?", sure_text: "The initials of your name stand in its place.", refused: "The server doesn't take this photo. Try another.",
  },
});

/** What we open at all: only a square of it is sent, but a phone must be able to open it. */
const LARGEST = 25e6;

/** The photo, and beside it this and its buttons. Files dropped anywhere on the page count, until signal says that the screen is left. */
export function photoBox(signal, ...beside) {
  const fault = el("p", { class: "fault", role: "alert" });
  const place = el("div", { class: "photo-box" });
  const take = async (file) => {
    if (!file) return;
    show(fault);
    try {
      const picture = await open(file);
      // The focus comes back to the button that was pressed; of a photo that was dropped there is none.
      const dropped = document.activeElement === document.body;
      cropDialog(picture, () => {
        draw();
        if (dropped) picker.focus();
      });
    } catch (problem) {
      show(fault, problem.told ?? t("broken"));
    }
  };
  const picker = fileButton(t("choose"), {}, take);
  const camera = fileButton(t("take"), { capture: "user" }, take, "only-touch");
  const away = removeButton(() => { draw(); picker.focus(); });
  const frame = el("div");
  function draw() {
    if (!me.account) return;
    const { photo } = me.account;
    picker.name(photo ? t("change") : t("choose"));
    away.hidden = !photo;
    show(frame, portrait(me.account));
  }
  draw();
  const buttons = el("div", { class: "row" }, picker.nodes, camera.nodes, away);
  const below = el("div", { class: "photo-buttons" }, buttons, el("p", { class: "hint not-touch" }, t("or_drop")), fault);
  place.append(frame, el("div", { class: "beside" }, beside, below));
  listenForDrops(place, take, signal);
  return place;
}

/** The photo, or else initials. */
function portrait({ photo, name, username }) {
  if (!photo) return el("div", { class: "portrait", "aria-hidden": "true" }, initials(called({ name, username }) || "?"));
  return el("img", {
    class: "portrait", src: photo.medium, srcset: `${photo.medium} 1x, ${photo.full} 2x`, alt: t("alt", { name: called({ name, username }) }), width: 160, height: 160,
  });
}

function initials(name) {
  const parts = name.split(/\s+/).filter(Boolean);
  const ends = parts.length > 1 ? [parts[0], parts.at(-1)] : parts;
  return ends.map((part) => [...part][0].toUpperCase()).join("");
}

/** A button that opens the browser's way to choose a file; its nodes, its name and its focus. */
function fileButton(text, attributes, take, kind = "") {
  const input = el("input", { type: "file", accept: "image/*", hidden: true, tabindex: -1, ...attributes, onchange: chosen });
  function chosen() {
    const [file] = input.files;
    // The same file may be chosen again.
    take(file);
    input.value = "";
  }
  const shown = button(text, () => input.click(), `quiet ${kind}`);
  return { nodes: [shown, input], name: (next) => show(shown, next), focus: () => shown.focus() };
}

function removeButton(changed) {
  return action(t("remove"), async () => {
    if (!await confirm({ title: t("sure"), text: t("sure_text"), yes: t("remove") })) return;
    await remove("/api/deletephoto");
    await refresh();
    changed();
    toast(t("removed"));
  }, "danger");
}

function listenForDrops(place, take, signal) {
  const mark = (on) => place.classList.toggle("over", on);
  const on = (name, listener) => document.addEventListener(name, listener, { signal });
  const isFile = (event) => event.dataTransfer?.types.includes("Files");
  on("dragover", (event) => {
    if (!isFile(event)) return;
    // Without this the browser would leave the page and open the file.
    event.preventDefault();
    mark(true);
  });
  on("dragleave", (event) => !event.relatedTarget && mark(false));
  on("drop", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    mark(false);
    if (!document.querySelector("dialog[open]")) take(event.dataTransfer.files[0]);
  });
}

class Refused extends Error {
  constructor(told) {
    super(told);
    this.told = told;
  }
}

/** The file's picture; rejects with what is wrong with it, before anything is sent. */
async function open(file) {
  const start = await file.slice(0, 5).text();
  if (start.startsWith("%PDF") || file.type === "application/pdf") throw new Refused(t("pdf"));
  if (file.type && !file.type.startsWith("image/")) throw new Refused(t("no_photo"));
  if (file.size > LARGEST) throw new Refused(t("large", { size: bytes(file.size), most: bytes(LARGEST) }));
  // What this browser opens, it sends as a JPEG, whatever it was.
  return createImageBitmap(file).catch(async (error) => {
    const kind = await kindOf(file);
    if (!kind) throw error;
    throw new Refused(kind === "HEIC" ? t("heic") : t("other_kind", { kind }));
  });
}

function cropDialog(picture, changed) {
  const crop = cropper(picture);
  const id = newId("crop");
  const outcome = el("p", { class: "outcome", role: "alert" });
  const sending = progress();
  const close = () => dialog.close();
  const cancel = button(t("cancel"), close);
  const save = button(t("save"), () => busy(save, async () => {
    show(outcome);
    cancel.disabled = true;
    try {
      sending.tell(null);
      await send(await crop.blob(), sending.tell);
      close();
      changed();
      toast(t("saved"));
    } catch (problem) {
      // The dialog stays, and with it the part that was chosen.
      show(outcome, sentence(problem, { 400: t("refused") }));
    } finally {
      sending.end();
      cancel.disabled = false;
    }
  }), "main");
  const dialog = el("dialog", {
    "aria-labelledby": id,
    oncancel: (event) => cancel.disabled && event.preventDefault(),
    onclose: () => { dialog.remove(); picture.close(); },
  }, el("h2", { id }, t("crop")), crop.node, sending.node, outcome, el("div", { class: "row end" }, cancel, save));
  document.body.append(dialog);
  dialog.showModal();
}

async function send(photo, tell) {
  const form = new FormData();
  form.append("photo_profile", photo, "photo.jpg");
  await upload("/api/uploadphoto", form, tell);
  await refresh();
}

/** How far the sending is, as a bar and as words. */
function progress() {
  const bar = el("progress", { max: 1 });
  const said = el("p", { class: "hint", role: "status" });
  const node = el("div", { class: "sending", hidden: true }, bar, said);
  const tell = (share) => {
    node.hidden = false;
    bar.value = share ?? 0;
    bar.setAttribute("aria-label", t("preparing"));
    show(said, share === null ? t("preparing") : share < 1 ? t("sending", { share: percent(share) }) : t("settling"));
  };
  const end = () => { node.hidden = true; };
  return { node, tell, end };
}
