// What people here write to each other: newest first.

import { get, post as send, put } from "./api.js";
import { el, show } from "./dom.js";
import { words } from "./i18n.js";
import { more } from "./more.js";
import { byline, headline, postForm, removed, tools } from "./posting.js";
import { button, empty, toast } from "./ui.js";
import { draft } from "./writing.js";

const t = words({
  id: {
    title: "Komunitas", lead: "Ceritakan hari Anda, bertanya, atau menyapa.", write: "Tulis kiriman", publish: "Terbitkan", published: "Kiriman Anda sudah terbit.",
    save: "Simpan", saved: "Sudah disimpan.", read: "Baca dan komentari", posts: "Kiriman", none: "Belum ada kiriman",
    none_text: "Jadilah yang pertama menulis sesuatu.", back: "Kembali ke profil",
  },
  en: {
    title: "Community", lead: "Share your day, ask a question, or just say hello.", write: "Write a post", publish: "Publish", published: "Your post is published.",
    save: "Save", saved: "Saved.", read: "Read and comment", posts: "Posts", none: "No posts yet",
    none_text: "Be the first to write something.", back: "Back to the profile",
  },
});

const NEW = "post-new";

export default {
  title: () => t("title"),
  render() {
    const posts = more({
      label: t("posts"),
      fetch: (skip, limit) => get(`/api/v1/posts?skip=${skip}&limit=${limit}`),
      row: (post, self) => row(post, self),
      none: () => empty(t("none"), t("none_text")),
    });
    return el("section", { class: "middle" },
      el("h1", {}, t("title")),
      el("p", { class: "soft" }, t("lead")),
      writer(posts),
      posts.node,
      el("p", {}, el("a", { class: "on", href: "#/profile" }, t("back"))));
  },
};

/** A button that turns into a form. */
function writer(posts) {
  const place = el("div", { class: "writer" });
  const open = button(t("write"), () => { write(); place.querySelector("input").focus(); }, "main");
  const shut = () => { show(place, open); open.focus(); };
  const write = () => show(place, el("div", { class: "card" }, postForm({
    name: NEW,
    submit: t("publish"),
    cancel: shut,
    save: async (values) => {
      posts.first(await send("/api/v1/posts", values));
      shut();
      toast(t("published"));
    },
  })));
  if (draft(NEW)) write();
  else show(place, open);
  return place;
}

/** A post in the list: its beginning, and while its writer changes it the form in its place. */
function row(post, self) {
  const node = el("article", { class: "card post" });
  const path = `/api/v1/posts/${post.id}`;
  const name = `post-${post.id}`;
  const read = () => show(node,
    el("h2", {}, el("a", { href: `#/posts/${post.id}` }, headline(post))),
    byline(post),
    el("p", { class: "prose beginning" }, post.content),
    el("div", { class: "row apart" },
      el("a", { class: "on", href: `#/posts/${post.id}` }, `${t("read")} (${post.comment_count})`, el("span", { class: "visually-hidden" }, ` (${headline(post)})`)),
      tools(post, headline(post), write, async () => await removed("post", path) && self.remove())));
  const back = () => { read(); node.querySelector("button").focus(); };
  const write = () => {
    show(node, postForm({
      name, post, submit: t("save"), cancel: back,
      save: async (values) => {
        Object.assign(post, await put(path, values));
        back();
        toast(t("saved"));
      },
    }));
    node.querySelector("input").focus();
  };
  read();
  return node;
}
