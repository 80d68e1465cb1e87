// What posts and comments share: whose they are, how they are shown, written, changed and deleted.

import { removeIfThere } from "./api.js";
import { el } from "./dom.js";
import { when } from "./format.js";
import { words } from "./i18n.js";
import { called } from "./people.js";
import { isAdmin, me } from "./session.js";
import { action, button, confirm, field, form, toast } from "./ui.js";
import { about, atMost, drafted, fielded, forgetDraft, withCancel } from "./writing.js";

const t = words({
  id: {
    you: "Anda", member: "Anggota {number}", changed: "diubah", edit: "Ubah", delete: "Hapus", title: "Judul (boleh kosong)", content: "Isi",
    a_content: "Tulis sesuatu dulu.", odd: "Ada karakter tersembunyi di sini yang tidak dapat disimpan. Ketik ulang bagian itu.",
    gone: "Tulisan ini sudah dihapus.", not_yours: "Hanya penulisnya dan pengelola yang boleh mengubahnya.",
    sure_post: "Hapus kiriman ini?", sure_post_text: "Komentarnya ikut terhapus. Ini tidak dapat dibatalkan.",
    sure_comment: "Hapus komentar ini?", sure_comment_text: "Ini tidak dapat dibatalkan.", deleted: "Sudah dihapus.",
  },
  en: {
    you: "You", member: "Member {number}", changed: "edited", edit: "Edit", delete: "Delete", title: "Title (optional)", content: "Text",
    a_content: "Write something first.", odd: "There are hidden characters in here that can't be saved. Type that part again.",
    gone: "This has been deleted.", not_yours: "Only its author and administrators may change it.",
    sure_post: "Delete this post?", sure_post_text: "Its comments go with it. This can't be undone.",
    sure_comment: "Delete this comment?", sure_comment_text: "This can't be undone.", deleted: "Deleted.",
  },
});

const LONGEST_TITLE = 200;
const LONGEST_POST = 5000;
const LONGEST_COMMENT = 2000;

/** Who wrote it, when, and whether it was changed since. */
export function byline({ user_id, author, created_at, updated_at }) {
  const mine = user_id === me.account?.id;
  const name = mine ? t("you") : called(author) || t("member", { number: user_id });
  return el("p", { class: "byline soft small" },
    el("strong", {}, name), " · ", when(created_at), updated_at !== created_at && ` · ${t("changed")}`);
}

/** What a post goes by: its title, or how it begins. */
export function headline({ title, content }) {
  if (title) return title;
  const [first] = content.split("\n");
  return first.length > 60 ? `${first.slice(0, 60)}…` : first;
}

/** The buttons for who may change it; nothing for others. what names it to who doesn't see where they stand. */
export function tools(written, what, edit, deleting) {
  if (written.user_id !== me.account?.id && !isAdmin()) return null;
  return el("div", { class: "tools" },
    button(about(t("edit"), what), edit, "plain"),
    action(about(t("delete"), what), deleting, "plain", () => ({ 403: t("not_yours") })));
}

/** Asks, then deletes; resolves to whether it is gone. kind is "post" or "comment". */
export async function removed(kind, path) {
  if (!await confirm({ title: t(`sure_${kind}`), text: t(`sure_${kind}_text`), yes: t("delete") })) return false;
  await removeIfThere(path);
  toast(t("deleted"));
  return true;
}

/** A form for a post, with what was begun under this name. */
export function postForm({ name, post = {}, submit, save, cancel }) {
  return writing(name, submit, save, cancel, [
    atMost(LONGEST_TITLE, field({ label: t("title"), name: "title", value: post.title ?? "", autocomplete: "off" })),
    atMost(LONGEST_POST, field({ label: t("content"), name: "content", value: post.content ?? "", rows: 6, required: true, "data-fault": t("a_content") })),
  ]);
}

/** The same for a comment. */
export function commentForm({ name, label, comment = {}, submit, save, cancel = null }) {
  return writing(name, submit, save, cancel, [
    atMost(LONGEST_COMMENT, field({ label, name: "content", value: comment.content ?? "", rows: 3, required: true, "data-fault": t("a_content") })),
  ]);
}

function writing(name, submit, save, cancel, fields) {
  const node = form(fields, submit, async (values) => {
    const saved = await fielded(save(values));
    forgetDraft(name);
    return saved;
  }, () => ({ 403: t("not_yours"), 404: t("gone"), 422: t("odd") }));
  node.classList.add("writing");
  if (cancel) withCancel(node, () => { forgetDraft(name); cancel(); });
  return drafted(name, node);
}
