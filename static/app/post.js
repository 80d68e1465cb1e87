// A post, and what others say to it.

import { get, post as send, put } from "./api.js";
import { el, show } from "./dom.js";
import { words } from "./i18n.js";
import { more } from "./more.js";
import { byline, commentForm, headline, postForm, removed, tools } from "./posting.js";
import { go } from "./router.js";
import { empty, loading, toast } from "./ui.js";

const t = words({
  id: {
    title: "Kiriman", back: "Ke komunitas", save: "Simpan", saved: "Sudah disimpan.", comments: "Komentar", comment: "Komentar Anda", send: "Kirim komentar",
    sent: "Komentar Anda sudah dikirim.", change: "Ubah komentar", none: "Belum ada komentar", none_text: "Tulis yang pertama.",
    missing: "Kiriman ini tidak ada", missing_text: "Mungkin sudah dihapus.", by: "komentar",
  },
  en: {
    title: "Post", back: "To the community", save: "Save", saved: "Saved.", comments: "Comments", comment: "Your comment", send: "Send the comment",
    sent: "Your comment is sent.", change: "Change the comment", none: "No comments yet", none_text: "Write the first.",
    missing: "This post isn't there", missing_text: "It may have been deleted.", by: "comment",
  },
});

export default {
  title: () => t("title"),
  render({ id }) {
    const heading = el("h1", {}, t("title"));
    const path = `/api/v1/posts/${encodeURIComponent(id)}`;
    return el("section", { class: "middle" },
      heading,
      loading(async () => {
        try {
          return [whole(await get(path), heading, path), discussion(path)];
        } catch (problem) {
          // 422: what stands in the address is no number.
          if (![404, 422].includes(problem.status)) throw problem;
          return empty(t("missing"), t("missing_text"));
        }
      }),
      el("p", {}, el("a", { class: "on", href: "#/community" }, t("back"))));
  },
};

function whole(post, heading, path) {
  const node = el("article", { class: "card post" });
  const read = () => {
    show(heading, headline(post));
    show(node, byline(post), el("p", { class: "prose" }, post.content), tools(post, headline(post), write, deleting));
  };
  const back = () => { read(); node.querySelector("button").focus(); };
  const write = () => {
    show(node, postForm({
      name: `post-${post.id}`, post, submit: t("save"), cancel: back,
      save: async (values) => {
        Object.assign(post, await put(path, values));
        back();
        toast(t("saved"));
      },
    }));
    node.querySelector("input").focus();
  };
  const deleting = async () => await removed("post", path) && go("/community");
  read();
  return node;
}

function discussion(path) {
  const comments = more({
    label: t("comments"),
    fetch: (skip, limit) => get(`${path}/comments?skip=${skip}&limit=${limit}`),
    row: (comment, self) => row(comment, self, `${path}/comments/${comment.id}`),
    none: () => el("p", { class: "soft" }, `${t("none")}. ${t("none_text")}`),
  });
  const form = commentForm({
    name: `comment-${path}`, label: t("comment"), submit: t("send"),
    save: async (values) => {
      comments.first(await send(`${path}/comments`, values));
      form.reset();
      toast(t("sent"));
    },
  });
  return el("section", { class: "discussion" }, el("h2", {}, t("comments")), form, comments.node);
}

function row(comment, self, path) {
  const node = el("article", { class: "comment" });
  const beginning = `${t("by")} “${comment.content.slice(0, 40)}”`;
  const read = () => show(node,
    byline(comment),
    el("p", { class: "prose" }, comment.content),
    tools(comment, beginning, write, async () => await removed("comment", path) && self.remove()));
  const back = () => { read(); node.querySelector("button").focus(); };
  const write = () => {
    show(node, commentForm({
      name: path, label: t("change"), comment, submit: t("save"), cancel: back,
      save: async (values) => {
        Object.assign(comment, await put(path, values));
        back();
        toast(t("saved"));
      },
    }));
    node.querySelector("textarea").focus();
  };
  read();
  return node;
}
