// The form a reminder is made and changed with. Times are the reader's own; the server gets them with their offset.

import { words } from "./i18n.js";
import { field, form } from "./ui.js";
import { atMost, drafted, fielded, forgetDraft, withCancel } from "./writing.js";

const t = words({
  id: {
    title: "Apa yang ingin Anda ingat?", a_title: "Tulis apa yang ingin Anda ingat.", description: "Catatan", description_hint: "Boleh kosong.",
    time: "Kapan?", time_hint: "Menurut jam Anda ({zone}).", a_time: "Pilih waktu yang belum lewat.",
    odd: "Ada karakter tersembunyi di sini yang tidak dapat disimpan. Ketik ulang bagian itu.", gone: "Pengingat ini sudah dihapus.",
  },
  en: {
    title: "What do you want to remember?", a_title: "Write what you want to remember.", description: "Note", description_hint: "Optional.",
    time: "When?", time_hint: "By your clock ({zone}).", a_time: "Choose a time that is still to come.",
    odd: "There are hidden characters in here that can't be saved. Type that part again.", gone: "This reminder has been deleted.",
  },
});

const LONGEST_TITLE = 200;
const LONGEST_DESCRIPTION = 2000;
const TOMORROW_AT = 9;

/** save(values) gets what the server takes; of a reminder that is changed, only what is new. */
export function reminderForm({ name, reminder = null, submit, cancel, save }) {
  const before = reminder && local(new Date(reminder.reminder_time));
  const time = timeField(before);
  const fields = [
    atMost(LONGEST_TITLE, field({ label: t("title"), name: "title", value: reminder?.title ?? "", required: true, "data-fault": t("a_title"), autocomplete: "off" })),
    time,
    atMost(LONGEST_DESCRIPTION, field({ label: t("description"), hint: t("description_hint"), name: "description", value: reminder?.description ?? "", rows: 3 })),
  ];
  const node = form(fields, submit, async (values) => {
    const { reminder_time, ...rest } = values;
    // A time that has passed may stay: one can still mend the words of an old reminder.
    if (reminder_time !== before) rest.reminder_time = withOffset(new Date(reminder_time));
    await fielded(save(rest));
    forgetDraft(name);
  }, (problem) => ({ 404: t("gone"), 422: problem.fields[0]?.field === "reminder_time" ? t("a_time") : t("odd") }));
  node.classList.add("writing");
  return drafted(name, withCancel(node, () => { forgetDraft(name); cancel(); }));
}

function timeField(before) {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const node = field({
    label: t("time"), hint: t("time_hint", { zone }), name: "reminder_time", type: "datetime-local", max: "9999-12-30T23:59",
    value: before ?? local(tomorrow()), required: true, "data-fault": t("a_time"),
  });
  const { input } = node;
  // Time passes while the form is open: what is early is looked at when it is sent, too.
  const look = () => input.setCustomValidity(input.value !== before && new Date(input.value) <= new Date() ? "past" : "");
  input.addEventListener("input", look);
  const check = input.checkValidity.bind(input);
  input.checkValidity = () => { look(); return check(); };
  return node;
}

function tomorrow() {
  const date = new Date();
  date.setDate(date.getDate() + 1);
  date.setHours(TOMORROW_AT, 0, 0, 0);
  return date;
}

const two = (number) => String(number).padStart(2, "0");

/** As <input type="datetime-local"> writes it, to the minute. */
function local(date) {
  const day = `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** RFC 3339 with the offset this zone has at that time. */
function withOffset(date) {
  const minutes = -date.getTimezoneOffset();
  const sign = minutes < 0 ? "-" : "+";
  const offset = `${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${local(date)}:00${sign}${offset}`;
}
