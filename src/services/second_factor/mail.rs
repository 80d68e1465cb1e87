//! Mails about the second factor, to its owner.

use crate::app::App;
use crate::domain::account::AccountId;
use crate::services::accounts;
use crate::store;

/// A subject and a text.
pub(super) type Words = (&'static str, &'static str);

/// It was switched on.
pub(super) const ON: Words = (
    "Verifikasi dua langkah diaktifkan / Two-step verification is on",
    "Verifikasi dua langkah untuk akun Anda baru saja diaktifkan, dan semua sesi\n\
     lain diakhiri. Mulai sekarang halaman web meminta kode setelah kata sandi,\n\
     dan aplikasi lain memerlukan kata sandi aplikasi.\n\
     Jika bukan Anda yang melakukannya, hubungi pengelola server ini.\n\n\
     Two-step verification was just switched on for your account, and all other\n\
     sessions ended. From now on the web page asks for a code behind the password,\n\
     and other apps need an app password.\n\
     If it wasn't you, tell whoever runs this server.\n",
);

/// It was switched off.
pub(super) const OFF: Words = (
    "Verifikasi dua langkah dimatikan / Two-step verification is off",
    "Verifikasi dua langkah untuk akun Anda baru saja dimatikan. Kode pemulihan dan\n\
     kata sandi aplikasi tidak berlaku lagi, dan semua sesi lain diakhiri.\n\
     Jika bukan Anda yang melakukannya, segera ganti kata sandi Anda dan hubungi\n\
     pengelola server ini.\n\n\
     Two-step verification was just switched off for your account. Its recovery\n\
     codes and app passwords are no longer good, and all other sessions ended.\n\
     If it wasn't you, change your password at once and tell whoever runs this\n\
     server.\n",
);

/// An app password was made. What it is called is left out: whoever made it chose that.
pub(super) const MADE: Words = (
    "Kata sandi aplikasi dibuat / An app password was made",
    "Kata sandi aplikasi baru saja dibuat untuk akun Anda. Dengan itu sebuah aplikasi\n\
     masuk ke akun Anda tanpa kode.\n\
     Jika bukan Anda yang membuatnya, hapus di halaman web (Akun, Verifikasi dua\n\
     langkah), lalu ganti kata sandi Anda dan akhiri semua sesi lain.\n\n\
     An app password was just made for your account. With it an app signs in to your\n\
     account without a code.\n\
     If it wasn't you, delete it on the web page (Account, Two-step verification),\n\
     then change your password and end all other sessions.\n",
);

/// The day's wrong codes are used up.
pub(super) const GUESSED: Words = (
    "Percobaan menebak kode / Somebody guesses at your codes",
    "Hari ini seseorang yang mengetahui kata sandi Anda terlalu sering memasukkan\n\
     kode yang salah. Tidak ada yang dapat masuk dengan cara itu: sampai tengah\n\
     malam (UTC) kode dari sana tidak diterima lagi. Jika bukan Anda, ganti kata\n\
     sandi Anda. Kode pemulihan tetap berlaku.\n\n\
     Today somebody who knows your password was wrong with too many codes. Nobody\n\
     got in by that: until midnight (UTC) no more codes are taken from there. If it\n\
     wasn't you, change your password. Recovery codes are as good as ever.\n",
);

/// Tells the owner.
pub(super) fn tell(app: &App, account: AccountId, (subject, text): Words) {
    let found = app.store.read(|tx| store::accounts::get(tx, account));
    if let Ok(Some(owner)) = found {
        accounts::notify(app, owner.id, &owner.email, subject, text);
    }
}
