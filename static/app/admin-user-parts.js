// What an administrator does to somebody's account beside its role and status: mail, password, photo, end.

import { post, remove } from "./api.js";
import { el } from "./dom.js";
import { moment, words } from "./i18n.js";
import { me } from "./session.js";
import { action, card, confirm } from "./ui.js";

const t = words({
  id: {
    title: "Tindakan", code: "Akun ini menunggu kode yang mengonfirmasi alamatnya.", link: "Akun ini menunggu pemiliknya membuat kata sandi lewat tautan yang dikirim kepadanya.", link_until: "Tautannya berlaku sampai {until}.", link_over: "Tautannya sudah tidak berlaku.",
    send: "Kirim suratnya sekali lagi", sent: "Surat sudah dikirim.", in_outbox: "Suratnya ada di bagian Surat, untuk Anda serahkan.", many: "Alamat ini sudah cukup banyak mendapat surat hari ini. Coba lagi besok.", waits_no_more: "Akun ini tidak menunggu surat lagi.",
    password: "Akhiri kata sandinya", password_sure: "Akhiri kata sandi {name}?", password_text: "Semua sesi dan kata sandi aplikasinya berakhir sekarang, dan kata sandinya tidak berlaku lagi. Pemiliknya mendapat surat dengan tautan untuk membuat yang baru, berlaku 7 hari.", password_done: "Kata sandinya sudah diakhiri.",
    photo: "Hapus fotonya", photo_sure: "Hapus foto {name}?", photo_text: "Ini tidak dapat dibatalkan.", photo_done: "Fotonya sudah dihapus.",
    delete: "Hapus akun ini", delete_sure: "Hapus akun {name}?", delete_text: "Akun, hasil, foto, tulisan, dan pengingatnya dihapus untuk selamanya. Ini tidak dapat dibatalkan.", deleted: "Akun {name} sudah dihapus.",
  },
  en: {
    title: "Actions", code: "This account waits for the code that confirms its address.", link: "This account waits for its owner to set a password by the link that was mailed.", link_until: "The link is good until {until}.", link_over: "The link is no longer good.",
    send: "Send the mail once more", sent: "The mail is sent.", in_outbox: "The mail is under Mails, for you to hand over.", many: "This address got enough mails today. Try again tomorrow.", waits_no_more: "This account waits for no mail any more.",
    password: "End the password", password_sure: "End the password of {name}?", password_text: "All their sessions and app passwords end now, and the password is no longer good. Its owner gets a mail with a link to set a new one, good for 7 days.", password_done: "The password has ended.",
    photo: "Remove the photo", photo_sure: "Remove the photo of {name}?", photo_text: "This can't be undone.", photo_done: "The photo is removed.",
    delete: "Delete this account", delete_sure: "Delete the account of {name}?", delete_text: "The account, its results, photo, posts and reminders are deleted for good. This can't be undone.", deleted: "The account of {name} is deleted.",
  },
});

/** What a request brings; null where the account isn't there (any more), or what stands in the address is no number. */
export async function stillThere(reply) {
  try {
    return await reply;
  } catch (problem) {
    if ([400, 404].includes(problem.status)) return null;
    throw problem;
  }
}

/** again(said) draws the account anew; gone() is called when it is deleted. */
export function actions({ user, name, path, again, gone }) {
  const mailed = (said) => again(me.mail === "outbox" ? `${said} ${t("in_outbox")}` : said);
  const own = () => ({ too_many_tries: t("many"), not_allowed: t("waits_no_more") });
  const asking = (what, kind, work) => action(t(what), async () => {
    if (!await confirm({ title: t(`${what}_sure`, { name }), text: t(`${what}_text`), yes: t(what) })) return;
    await work();
  }, kind, own);
  const sending = action(t("send"), async () => {
    await post(`${path}/mail`);
    await mailed(t("sent"));
  }, "main", own);
  return card(t("title"),
    user.pending && el("p", { class: "note" }, t(user.pending), user.pending === "link" && ` ${user.link_until ? t("link_until", { until: moment(user.link_until) }) : t("link_over")}`),
    user.pending && el("p", {}, sending),
    el("div", { class: "row" },
      user.status === "active" && asking("password", "quiet", async () => {
        try {
          await post(`${path}/password`);
        } catch (problem) {
          // It has ended all the same: whoever is in the account may have used up the mails.
          if (problem.code !== "too_many_tries") throw problem;
          return again(`${t("password_done")} ${t("many")}`);
        }
        await mailed(t("password_done"));
      }),
      user.photo && asking("photo", "quiet", async () => {
        await remove(`${path}/photo`);
        await again(t("photo_done"));
      }),
      asking("delete", "danger", async () => {
        await remove(`/api/v1/users/${user.id}`);
        gone(t("deleted", { name }));
      })));
}
