// The pieces screens are made of.

import { el, newId, put, show, svg } from "./dom.js";
import { hiddenCharacter } from "./hidden-characters.js";
import { words } from "./i18n.js";
import { sentence } from "./problem.js";

const t = words({
  id: { cancel: "Batal", loading: "Memuat …", again: "Coba lagi", reveal: "Tampilkan kata sandi", hide: "Sembunyikan kata sandi", hidden: "Di sini ada karakter yang tidak terlihat ({what}). Hapus karakter itu, atau ketik ulang bagian itu." },
  en: { cancel: "Cancel", loading: "Loading …", again: "Try again", reveal: "Show the password", hide: "Hide the password", hidden: "There is a character in here that can't be seen ({what}). Delete it, or type that part again." },
});

/** Says something in passing, to eyes and screen readers; bad for what went wrong. */
export function toast(text, bad = false) {
  const place = document.getElementById("toasts");
  const note = el("p", { class: bad ? "toast bad" : "toast" }, text);
  place.append(note);
  const look = () => clear(place);
  // What it speaks of often gets the focus right after it, or stands where something was pressed.
  requestAnimationFrame(look);
  for (const event of ["focusin", "scroll"]) addEventListener(event, look, { passive: true });
  setTimeout(() => {
    note.remove();
    for (const event of ["focusin", "scroll"]) removeEventListener(event, look);
  }, bad ? 9000 : 5000);
}

/** Puts the notes at the other end of the window when they would cover what has the focus. */
function clear(place) {
  const active = document.activeElement;
  const { top, bottom } = active === document.body || active?.matches("main, h1") ? { top: 0, bottom: 0 } : active.getBoundingClientRect();
  const half = innerHeight / 2;
  place.classList.toggle("high", bottom > half && top < innerHeight && (top + bottom) / 2 > half);
}

/** A button. kind is "main", "quiet" or "danger". */
export function button(text, onclick, kind = "quiet", attributes = {}) {
  return el("button", { type: "button", class: kind, onclick, ...attributes }, text);
}

/** A link that looks like a button. */
export function buttonLink(text, href, kind = "main") {
  return el("a", { class: `button ${kind}`, href }, text);
}

/**
 * A field with its label: field({ label, name, type, value, hint, required, … }).
 * The node's .input is the input; .fault(text) shows what is wrong with it, "" takes that away.
 */
export function field({ label, hint, type = "text", rows, options, ...attributes }) {
  const id = newId("field");
  const hintId = `${id}-hint`;
  const faultId = `${id}-fault`;
  const described = [hint && hintId, faultId].filter(Boolean).join(" ");
  const common = { id, "aria-describedby": described, ...attributes };
  const input = rows ? el("textarea", { rows, ...common }) : options ? select(options, common) : el("input", { type, ...common });
  const fault = el("p", { id: faultId, class: "fault", "aria-live": "polite" });
  const node = el("div", { class: "field" },
    el("label", { for: id }, label),
    type === "password" ? withReveal(input) : input,
    hint && el("p", { id: hintId, class: "hint" }, hint),
    fault);
  node.input = input;
  node.fault = (text) => {
    fault.textContent = text;
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  return node;
}

function select(options, attributes) {
  const { value, ...rest } = attributes;
  const made = options.map(([key, text]) => el("option", { value: key, selected: key === value }, text));
  return el("select", rest, made);
}

function withReveal(input) {
  const toggle = el("button", { type: "button", class: "reveal", "aria-pressed": "false", onclick: flip });
  function flip() {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    label(shown);
  }
  function label(shown) {
    toggle.setAttribute("aria-pressed", String(shown));
    toggle.setAttribute("aria-label", shown ? t("hide") : t("reveal"));
    toggle.classList.toggle("open", shown);
  }
  label(false);
  toggle.append(svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" },
    svg("path", { d: "M2 12c5-8 15-8 20 0-5 8-15 8-20 0z" }), svg("circle", { cx: 12, cy: 12, r: 3 }), svg("path", { d: "M4 4l16 16", class: "closed" })));
  return el("div", { class: "with-reveal" }, input, toggle);
}

/**
 * A form that is sent once at a time. work(values) gets the fields by name and may reject; what it
 * rejects with is shown, `own()` holding the screen's sentences (see problem.js). Field faults that our
 * own routes tell go to their fields.
 */
export function form(fields, submit, work, own = () => ({})) {
  const outcome = el("p", { class: "outcome", role: "alert" });
  const go = el("button", { type: "submit", class: "main" }, submit);
  const node = el("form", { novalidate: true, onsubmit: sent }, fields, outcome, go);
  async function sent(event) {
    event.preventDefault();
    if (go.getAttribute("aria-busy") === "true") return;
    show(outcome);
    const wanting = fields.filter((one) => one?.input && !check(one));
    if (wanting.length > 0) {
      wanting[0].input.focus();
      return;
    }
    await busy(go, async () => {
      try {
        await work(Object.fromEntries(new FormData(node)));
      } catch (problem) {
        const told = sentence(problem, own(problem));
        const name = problem.fields?.[0]?.field;
        const at = name && fields.find((one) => one?.input?.name === name);
        if (at) {
          at.fault(told);
          at.input.focus();
        } else {
          show(outcome, told);
        }
      }
    });
  }
  return node;
}

/** Whether the browser finds a field right; says so at the field. */
function check(one) {
  const { input } = one;
  // A password may have any; a file has no text.
  const what = ["text", "textarea", "search", "email", "url", "tel"].includes(input.type) ? hiddenCharacter(input.value) : null;
  const right = what === null && input.checkValidity();
  one.fault(right ? "" : what ? t("hidden", { what }) : input.dataset.fault || input.validationMessage);
  return right;
}

/** Runs work with the button marked as busy, so that it isn't pressed twice. */
export async function busy(control, work) {
  if (control.getAttribute("aria-busy") === "true") return undefined;
  control.setAttribute("aria-busy", "true");
  try {
    return await work();
  } finally {
    control.removeAttribute("aria-busy");
  }
}

/** A button whose work may fail; what it fails with is said in passing. */
export function action(text, work, kind = "quiet", own = () => ({})) {
  const node = button(text, () => busy(node, async () => {
    try {
      await work();
    } catch (problem) {
      toast(sentence(problem, own(problem)), true);
    }
  }), kind);
  return node;
}

/**
 * Asks back in a dialog; resolves to true if it was confirmed. `more` may be a node, such as a field.
 */
export function confirm({ title, text, yes, danger = true, more = null }) {
  return new Promise((resolve) => {
    const id = newId("dialog");
    const close = (value) => () => dialog.close(value);
    const dialog = el("dialog", { "aria-labelledby": id, onclose: () => { dialog.remove(); resolve(dialog.returnValue === "yes"); } },
      el("h2", { id }, title),
      text && el("p", {}, text),
      more,
      el("div", { class: "row end" },
        button(t("cancel"), close("no")),
        button(yes, close("yes"), danger ? "danger" : "main")));
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A place that says that it loads, then shows what make() resolves to, or why not with a way to try again. */
export function loading(make) {
  const place = el("div", { class: "loading", "aria-busy": "true" }, el("p", { role: "status" }, t("loading")));
  const attempt = async () => {
    try {
      const made = await make();
      place.classList.remove("loading");
      show(place, made);
    } catch (problem) {
      show(place, el("p", { role: "alert" }, sentence(problem)), button(t("again"), attempt));
    }
    place.removeAttribute("aria-busy");
  };
  attempt();
  return place;
}

/** What stands where there is nothing yet: what it is, and what to do. */
export function empty(title, text, ...actions) {
  return el("div", { class: "empty" }, el("h2", {}, title), el("p", {}, text), put(el("div", { class: "row" }), actions));
}

/** A heading with what belongs to it. */
export function card(title, ...children) {
  const id = newId("card");
  return el("section", { class: "card", "aria-labelledby": id }, el("h2", { id }, title), children);
}

/** Gives a piece's heading the focus once it stands on the page: what was pressed to get there is gone. */
export function readOut(node) {
  const heading = node.querySelector("h2");
  heading.tabIndex = -1;
  setTimeout(() => heading.focus());
  return node;
}
