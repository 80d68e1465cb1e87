// What one wants to remember, soonest first.

import { post as send, put, removeIfThere } from "./api.js";
import { el, newId, show } from "./dom.js";
import { distance } from "./format.js";
import { moment, words } from "./i18n.js";
import { reminderForm } from "./reminder-form.js";
import { everything } from "./reminder-list.js";
import { refresh } from "./session.js";
import { action, button, confirm, empty, loading, toast } from "./ui.js";
import { about, draft } from "./writing.js";

const t = words({
  id: {
    title: "Pengingat", lead: "Yang ingin Anda ingat, dari yang paling dekat. Pada waktunya muncul di atas setiap halaman, sampai Anda menandainya selesai atau tujuh hari lewat.", make: "Buat pengingat", made: "Pengingat sudah dibuat.", save: "Simpan", saved: "Sudah disimpan.",
    coming: "Akan datang", past: "Sudah lewat", none: "Belum ada pengingat", none_text: "Buat yang pertama: apa yang ingin Anda ingat, dan kapan?",
    active: "Aktif", turned_on: "Pengingat aktif.", turned_off: "Pengingat dimatikan.", edit: "Ubah", delete: "Hapus",
    sure: "Hapus pengingat ini?", sure_text: "“{title}” dihapus. Ini tidak dapat dibatalkan.", deleted: "Pengingat sudah dihapus.", back: "Kembali ke profil",
  },
  en: {
    title: "Reminders", lead: "What you want to remember, soonest first. When its time comes it stands above every page until you mark it done, or for seven days.", make: "New reminder", made: "Your reminder is made.", save: "Save", saved: "Saved.",
    coming: "To come", past: "Past", none: "No reminders yet", none_text: "Make the first: what do you want to remember, and when?",
    active: "Active", turned_on: "The reminder is on.", turned_off: "The reminder is off.", edit: "Edit", delete: "Delete",
    sure: "Delete this reminder?", sure_text: "“{title}” is deleted. This can't be undone.", deleted: "The reminder is deleted.", back: "Back to the profile",
  },
});

const NEW = "reminder-new";

/** After a change: what is due, and when next, is told above every screen. */
const renew = () => void refresh().catch(() => undefined);

export default {
  title: () => t("title"),
  render() {
    return el("section", { class: "middle" },
      el("h1", {}, t("title")),
      el("p", { class: "soft" }, t("lead")),
      loading(async () => board(await everything())),
      el("p", {}, el("a", { class: "on", href: "#/profile" }, t("back"))));
  },
};

function board(reminders) {
  const place = el("div", { class: "reminders" });
  const all = {
    reminders,
    /** Draws the lists anew; the reminder that was just touched gets the focus. */
    draw(touched = null) {
      show(place, ...lists(all));
      if (!touched) return;
      renew();
      (place.querySelector(`[data-reminder="${touched.id}"]`) ?? place).focus();
    },
    drop(gone) {
      all.reminders = all.reminders.filter((one) => one !== gone);
      all.draw();
      renew();
      maker.querySelector("button, input").focus();
    },
  };
  const maker = writer(all);
  all.draw();
  return [maker, place];
}

function writer(all) {
  const place = el("div", { class: "writer" });
  const open = button(t("make"), () => { write(); place.querySelector("input").focus(); }, "main");
  const shut = () => { show(place, open); open.focus(); };
  const write = () => show(place, el("div", { class: "card" }, reminderForm({
    name: NEW,
    submit: t("make"),
    cancel: shut,
    save: async (values) => {
      const made = await send("/api/v1/reminders", values);
      all.reminders.push(made);
      shut();
      all.draw(made);
      toast(t("made"));
    },
  })));
  if (draft(NEW)) write();
  else show(place, open);
  return place;
}

function lists(all) {
  if (all.reminders.length === 0) return [empty(t("none"), t("none_text"))];
  const time = (one) => Date.parse(one.reminder_time);
  const sorted = [...all.reminders].sort((a, b) => time(a) - time(b));
  const coming = sorted.filter((one) => time(one) >= Date.now());
  // Of what is over, the latest is the likeliest to be looked for.
  const past = sorted.filter((one) => time(one) < Date.now()).reverse();
  return [list(t("coming"), coming, all), list(t("past"), past, all)];
}

function list(title, reminders, all) {
  if (reminders.length === 0) return null;
  const id = newId("reminders");
  return el("section", { "aria-labelledby": id }, el("h2", { id }, title), el("ul", { class: "plain-list" }, reminders.map((one) => row(one, all))));
}

function row(reminder, all) {
  const node = el("li", { class: "card reminder", tabindex: -1, "data-reminder": reminder.id });
  const read = () => show(node,
    el("div", { class: "grow" },
      el("h3", {}, reminder.title),
      el("p", { class: "when" }, el("time", { datetime: reminder.reminder_time }, moment(reminder.reminder_time)), el("span", { class: "soft" }, ` · ${distance(reminder.reminder_time)}`)),
      reminder.description && el("p", { class: "prose" }, reminder.description)),
    el("div", { class: "tools" },
      onOff(reminder),
      button(about(t("edit"), reminder.title), write, "plain"),
      action(about(t("delete"), reminder.title), () => deleting(reminder, all), "plain")));
  const write = () => {
    show(node, reminderForm({
      name: `reminder-${reminder.id}`, reminder, submit: t("save"), cancel: () => { read(); node.focus(); },
      save: async (values) => {
        Object.assign(reminder, await put(`/api/v1/reminders/${reminder.id}`, values));
        all.draw(reminder);
        toast(t("saved"));
      },
    }));
    node.querySelector("input").focus();
  };
  read();
  return node;
}

/** A switch; it says the state the server confirmed, not the one that was hoped for. */
function onOff(reminder) {
  const node = action("", async () => {
    Object.assign(reminder, await put(`/api/v1/reminders/${reminder.id}`, { is_active: !reminder.is_active }));
    draw();
    renew();
    toast(reminder.is_active ? t("turned_on") : t("turned_off"));
  }, "switch");
  node.setAttribute("role", "switch");
  function draw() {
    node.setAttribute("aria-checked", String(reminder.is_active));
    show(node, el("span", { class: "knob", "aria-hidden": "true" }), about(t("active"), reminder.title));
    node.closest("li")?.classList.toggle("off", !reminder.is_active);
  }
  draw();
  return node;
}

async function deleting(reminder, all) {
  if (!await confirm({ title: t("sure"), text: t("sure_text", { title: reminder.title }), yes: t("delete") })) return;
  await removeIfThere(`/api/v1/reminders/${reminder.id}`);
  all.drop(reminder);
  toast(t("deleted"));
}
