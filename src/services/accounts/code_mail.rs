//! The mails of accounts: those that bring codes, and those that tell of changes and of what strangers tried.

use crate::app::App;
use crate::domain::account::{Account, AccountId, Status};
use crate::domain::code::{Purpose, Totals, grouped};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::mail::OutgoingMail;
use crate::services::accounts::recipients::{Recipients, Sort};
use crate::store;

/// What a mail with a code says.
pub(super) struct CodeMail<'text> {
    /// What it is for.
    pub purpose: Purpose,
    /// Whether it goes to an address that the account had until lately.
    pub is_former: bool,
    /// Until when another address can still take the account back, if one can.
    pub until: Option<Moment>,
    /// The digits.
    pub digits: &'text str,
    /// The letters, in groups.
    pub letters: &'text str,
}

/// Mails a code, its digits and its letters, to this address of an account.
pub(super) fn mail_code(
    app: &App,
    account: AccountId,
    to: &Email,
    code: &CodeMail,
) -> Result<(), Fault> {
    let (subject, text) = words(code, app.public_url.as_deref());
    send(app, account, to, [subject, &text], None)?;
    if app.policy.demo {
        // As a warning: a demo logs nothing else, so that its greeting stays on the screen.
        tracing::warn!(
            code = code.digits,
            "the code of the mail just written (this is a demo)"
        );
    }
    Ok(())
}

/// Tells the owner what strangers tried.
pub(super) fn tell_owner(app: &App, account: &Account, totals: &Totals) {
    let Totals {
        wrong,
        strangers_mails: mails,
        ..
    } = totals;
    let text = format!(
        "Hari ini orang lain meminta {mails} kode untuk akun Anda\n\
         dan salah menebak kode {wrong} kali.\n\
         Tidak ada yang berubah pada akun Anda. Sampai tengah malam (UTC),\n\
         jaringan yang belum pernah masuk ke akun Anda dibatasi. Dari jaringan\n\
         yang biasa Anda pakai semuanya tetap seperti biasa, dan huruf-huruf di\n\
         bawah kode berlaku dari mana saja. Anda tidak perlu berbuat apa-apa.\n\n\
         Today others asked for {mails} codes for your account\n\
         and guessed a code wrongly {wrong} times.\n\
         Nothing of your account was changed. Until midnight (UTC), networks\n\
         that never signed in to your account are limited. From the networks\n\
         you use everything is as ever, and the letters below a code are good\n\
         from anywhere. There is nothing you need to do.\n"
    );
    let subject = "Percobaan pada akun Anda / Attempts on your account";
    notify(app, account.id, &account.email, subject, &text);
}

/// The page's screen that takes this code, as a link if the server's address is known. It is never made of what a request
/// says of its host: whoever changed an address sent that.
fn screen(app: &App, name: &str, code: &str) -> String {
    match &app.public_url {
        Some(url) => format!("{url}/#/{name}/{code}"),
        None => format!("Di halaman server ini / On this server's page: /#/{name}"),
    }
}

/// Tells an account's old address that it was changed, with the code that undoes it until then.
pub(super) fn tell_former(
    app: &App,
    account: AccountId,
    to: &Email,
    code: &str,
    until: Moment,
) -> Result<(), Fault> {
    let place = screen(app, "undo", code);
    let code = grouped(code);
    let text = format!(
        "Alamat e-mail akun FirstStep Anda baru saja diubah. Surat ini dikirim ke\n\
         alamat yang lama.\n\
         Jika Anda yang mengubahnya, abaikan surat ini.\n\
         Jika bukan Anda, buka halaman di bawah ini dalam 7 hari. Dengan kode ini\n\
         Anda membuat kata sandi baru, alamat ini kembali menjadi alamat akun Anda,\n\
         dan semua yang sedang masuk ke akun itu dikeluarkan.\n\n\
         The address of your FirstStep account has just been changed. This mail goes\n\
         to the old one.\n\
         If it was you, ignore this mail.\n\
         If it wasn't, open the page below within 7 days. With this code you set a\n\
         new password, this address becomes your account's again, and everybody who\n\
         is signed in to it is signed out.\n\n\
         {place}\n{code}\n"
    );
    let subject = "Alamat akun Anda diubah / Your account's address was changed";
    send(app, account, to, [subject, &text], Some(until))
}

/// Tells the address that an account had until now that the one before is the account's again.
pub(super) fn tell_lost(app: &App, account: AccountId, to: &Email) {
    let text = "Alamat ini bukan lagi alamat akun FirstStep: perubahannya dibatalkan dari\n\
         alamat yang lama.\n\n\
         This is no longer the address of a FirstStep account: the change to it was\n\
         undone from the old address.\n";
    let subject = "Perubahan alamat dibatalkan / Change of address undone";
    notify(app, account, to, subject, text);
}

/// Tells an address that an administrator gave it back.
pub(super) fn tell_given_back(app: &App, account: AccountId, to: &Email) {
    let text = "Pengelola mengembalikan alamat ini ke akun FirstStep Anda. Semua yang sedang\n\
         masuk dikeluarkan, dan kata sandi yang lama tidak berlaku lagi. Buat yang\n\
         baru lewat \"Lupa kata sandi\".\n\n\
         An administrator made this your FirstStep account's address again. Everybody\n\
         who was signed in is signed out, and the password is no longer good. Set a\n\
         new one by \"Forgotten your password?\".\n";
    let subject = "Alamat Anda dikembalikan / Your address is back";
    notify(app, account, to, subject, text);
}

/// Mails the owner of an account the link by which they set its password, good until then: an invitation, or after an
/// administrator ended the old one.
pub(super) fn mail_link(
    app: &App,
    account: &Account,
    code: &str,
    until: Moment,
) -> Result<(), Fault> {
    let place = screen(app, "set-password", code);
    let code = grouped(code);
    let (subject, what) = if account.status == Status::Inactive {
        (
            "Undangan ke FirstStep / Invitation to FirstStep",
            "Pengelola membuat akun FirstStep untuk alamat ini. Buka halaman di bawah ini\n\
             dalam 7 hari dan buat kata sandi Anda. Jika Anda tidak menginginkannya,\n\
             abaikan surat ini.\n\n\
             An administrator made a FirstStep account for this address. Open the page\n\
             below within 7 days and set your password. If you don't want it, ignore this\n\
             mail.\n",
        )
    } else {
        (
            "Buat kata sandi baru / Set a new password",
            "Pengelola mengakhiri kata sandi akun FirstStep Anda, dan semua yang sedang masuk\n\
             dikeluarkan. Buka halaman di bawah ini dalam 7 hari dan buat yang baru.\n\n\
             An administrator ended the password of your FirstStep account, and everybody who\n\
             was signed in is signed out. Open the page below within 7 days and set a new\n\
             one.\n",
        )
    };
    let text = format!("{what}\n{place}\n{code}\n");
    send(
        app,
        account.id,
        &account.email,
        [subject, &text],
        Some(until),
    )
}

/// Tells an address that somebody asked for it and won't get it. The mail is the asker's account's.
pub(super) fn tell_taken(app: &App, asker: AccountId, to: &Email) -> Result<(), Fault> {
    let text = "Seseorang meminta alamat ini untuk akun FirstStep yang lain. Alamat ini sudah\n\
         atau belum lama ini dipakai sebuah akun, jadi tidak ada yang diubah.\n\
         Anda tidak perlu berbuat apa-apa.\n\n\
         Somebody asked for this address for another FirstStep account. An account\n\
         has it or had it until lately, so nothing was changed. There is nothing you\n\
         need to do.\n";
    let subject = "Alamat Anda diminta / Your address was asked for";
    send(app, asker, to, [subject, text], None)
}

/// Tells an address of an account what was done, unless it was told much today already. That it can't be told is no
/// reason to fail, and is in the log.
pub(crate) fn notify(app: &App, account: AccountId, to: &Email, subject: &str, text: &str) {
    let (recipients, address) = (Recipients::of(app), to.clone());
    let booked = app
        .store
        .write(move |tx| recipients.book(tx, &address, Sort::Notice));
    if booked == Ok(false) {
        tracing::info!("an address was told of enough today: no further mail goes there");
        return;
    }
    let _ = send(app, account, to, [subject, text], None);
}

/// Mails a subject and a text to an address of an account, if that is still there; `until` is when they are of no use
/// any more, if that is later than in a day.
fn send(
    app: &App,
    account: AccountId,
    to: &Email,
    [subject, text]: [&str; 2],
    until: Option<Moment>,
) -> Result<(), Fault> {
    let mail = OutgoingMail {
        account,
        to,
        subject,
        text,
        until,
    };
    app.mailer.send(&mail).map_err(|error| {
        tracing::error!(%error, "a mail can't be written to the outbox");
        Fault::StorageFailing
    })?;
    // It was deleted meanwhile, perhaps before the mail was written: nothing that names it may stay.
    let found = app.store.read(|tx| store::accounts::get(tx, account));
    if matches!(found, Ok(None)) {
        app.mailer.forget(account);
    }
    Ok(())
}

fn words(code: &CodeMail, public_url: Option<&str>) -> (&'static str, String) {
    let (subject, what_for) = match code.purpose {
        Purpose::Verify => (
            "Kode verifikasi / Verification code",
            "verifikasi akun / to verify your account",
        ),
        Purpose::Reset => (
            "Atur ulang kata sandi / Password reset",
            "mengatur ulang kata sandi / to reset your password",
        ),
        Purpose::Change => (
            "Konfirmasi alamat baru / Confirm your new address",
            "memakai alamat ini untuk akun Anda / to use this address for your account",
        ),
    };
    let place = where_it_goes(code, public_url);
    let more = [&place, who_it_is_for(code), &who_else(code)].concat();
    let CodeMail {
        digits, letters, ..
    } = code;
    let text = format!(
        "{digits}\n\nKode untuk {what_for}.\nBerlaku 5 menit, sekali pakai. / Good for 5 minutes, once.\n\n\
         {more}Bila angkanya tidak diterima, ketik huruf-huruf ini sebagai gantinya.\n\
         If the digits aren't taken, type these letters instead.\n{letters}\n\n\
         Jika bukan Anda yang meminta, abaikan surat ini.\n\
         If you didn't ask for it, ignore this mail.\n"
    );
    (subject, text)
}

/// Where to enter the code for a new address: whoever asked for it by another API's app has no field for it there.
fn where_it_goes(code: &CodeMail, public_url: Option<&str>) -> String {
    if code.purpose != Purpose::Change {
        return String::new();
    }
    let place = public_url.map_or_else(String::new, |url| format!("{url}/#/account\n"));
    format!(
        "Masukkan di halaman web server ini: Akun, Alamat e-mail.\n\
         Enter it on this server's web page: Account, E-mail address.\n{place}\n"
    )
}

fn who_it_is_for(code: &CodeMail) -> &'static str {
    if code.is_former {
        "Kode ini untuk alamat surat ini, yang sampai belum lama ini alamat akun Anda:\n\
         yang memakainya mengembalikannya ke akun.\n\
         It is for the address of this mail, which was your account's until lately:\n\
         whoever uses it makes it the account's again.\n\n"
    } else {
        ""
    }
}

/// Who else can still take the account back. Whose address that is isn't said: this mail may go to a stranger.
fn who_else(code: &CodeMail) -> String {
    let Some(until) = code.until.filter(|_| code.purpose == Purpose::Reset) else {
        return String::new();
    };
    let until = until.date();
    format!(
        "Akun ini sebelumnya punya alamat lain. Dari sana akun ini masih dapat diambil\n\
         kembali sampai {until} (UTC), juga setelah kata sandi baru dibuat.\n\
         This account had another address before. From there it can still be taken back\n\
         until {until} (UTC), also after a new password is set.\n\n"
    )
}
