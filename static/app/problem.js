// What went wrong, as a sentence for people.

import { words } from "./i18n.js";

const t = words({
  id: {
    offline: "Server tidak dapat dihubungi. Periksa apakah masih berjalan; yang sudah Anda isi tidak hilang.",
    too_many: ({ seconds }) => `Terlalu banyak percobaan. Coba lagi dalam ${seconds} detik.`,
    busy: "Server sedang sibuk. Coba lagi sebentar lagi.",
    signed_out: "Sesi Anda sudah berakhir. Silakan masuk lagi.",
    not_allowed: "Anda tidak boleh melakukan ini.",
    second_factor_missing: "Akun ini perlu verifikasi dua langkah dulu.",
    last_administrator: "Ini admin aktif terakhir. Jadikan orang lain admin dulu.",
    not_found: "Ini sudah tidak ada.",
    unknown_host: "Server ini tidak dikenal dengan nama pada alamat yang Anda buka. Pengelolanya dapat menetapkannya dengan --public-url.",
    too_large: "Ini terlalu besar untuk dikirim.",
    full: "Penyimpanan server penuh. Tidak ada yang diubah.",
    too_many_shares: "Tautan Anda sudah sebanyak yang dibolehkan. Cabut beberapa dulu.",
    damaged: "Basis data server rusak: untuk sementara hanya dapat dibaca. Tidak ada yang diubah; beri tahu pengelolanya.",
    taken_over: "Server lain melanjutkan data ini: di sini hanya dapat dibaca. Tidak ada yang diubah; tanyakan alamat barunya kepada pengelola.",
    wrong: "Ada isian yang belum benar. Periksa lagi.",
    reply_lost: "Ini sudah dilakukan, tetapi jawaban server hilang. Muat ulang halaman untuk melihatnya.",
    server: "Ada gangguan di server. Coba lagi; jika tetap terjadi, beri tahu pengelolanya.",
  },
  en: {
    offline: "The server can't be reached. Check that it is still running; what you filled in isn't lost.",
    too_many: ({ seconds }) => `Too many tries. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
    busy: "The server is busy. Try again in a moment.",
    signed_out: "Your session has ended. Please sign in again.",
    not_allowed: "You aren't allowed to do this.",
    second_factor_missing: "This account needs two-step verification first.",
    last_administrator: "This is the last active administrator. Make somebody else one first.",
    not_found: "This isn't there any more.",
    unknown_host: "This server isn't known by the name in the address you opened. Whoever runs it can set it with --public-url.",
    too_large: "This is too large to send.",
    full: "The server's disk is full. Nothing was changed.",
    too_many_shares: "You have as many links as you may have. Take some back first.",
    damaged: "The server's database is damaged: for now it can only be read. Nothing was changed; tell whoever runs it.",
    taken_over: "Another server goes on with this data: here it can only be read. Nothing was changed; ask whoever runs it for the new address.",
    wrong: "Something isn't filled in correctly. Please check it.",
    reply_lost: "This was done, but the server's reply is lost. Reload the page to see it.",
    server: "Something went wrong in the server. Try again; if it happens again, tell whoever runs it.",
  },
});

/**
 * The sentence for a Problem. `own` holds a screen's own sentences, by the fault's code
 * ("wrong_login") or by the status (409): they win over the general ones.
 */
export function sentence(problem, own = {}) {
  const special = own[problem.code] ?? own[problem.status];
  if (special) return special;
  switch (problem.status) {
    case 0: return t("offline");
    case 400: case 422: return t("wrong");
    case 401: return t("signed_out");
    case 403: return t(["last_administrator", "second_factor_missing"].includes(problem.code) ? problem.code : "not_allowed");
    case 404: return t("not_found");
    case 409: return t(problem.code === "reply_lost" ? "reply_lost" : "busy");
    case 413: return t("too_large");
    case 421: return t("unknown_host");
    case 429: return t("too_many", { seconds: problem.retryAfter ?? 10 });
    // Whoever is merely busy says when to come back.
    case 503: return t(["damaged", "taken_over"].includes(problem.code) ? problem.code : problem.retryAfter === null ? "server" : "busy");
    case 507: return t("full");
    default:
      if (problem.status === undefined) console.error(problem);
      return t("server");
  }
}
