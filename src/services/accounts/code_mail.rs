//! The mails that bring codes, and those that tell what strangers tried with codes.

use crate::app::App;
use crate::domain::account::Account;
use crate::domain::code::{Purpose, Totals, grouped};
use crate::domain::fault::Fault;
use crate::mail::OutgoingMail;

/// A code in its two forms.
#[derive(Debug)]
pub(super) struct FreshCode {
    /// Six digits, to be typed.
    pub digits: String,
    /// Letters that nobody guesses.
    pub letters: String,
}

/// Mails a code to an account's address.
pub(super) fn send_code(
    app: &App,
    account: &Account,
    purpose: Purpose,
    code: &FreshCode,
) -> Result<(), Fault> {
    let (subject, text) = words(purpose, code);
    send(app, account, subject, &text)?;
    if app.policy.demo {
        // As a warning: a demo logs nothing else, so that its greeting stays on the screen.
        tracing::warn!(
            code = code.digits,
            "the code of the mail just written (this is a demo)"
        );
    }
    Ok(())
}

/// Tells the owner what strangers tried. That it can't be written is no reason to fail.
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
    // Its fault is in the log already.
    let _ = send(
        app,
        account,
        "Percobaan pada akun Anda / Attempts on your account",
        &text,
    );
}

/// Mails a text to an account's address.
pub(crate) fn send(app: &App, account: &Account, subject: &str, text: &str) -> Result<(), Fault> {
    let mail = OutgoingMail {
        account: account.id,
        to: &account.email,
        subject,
        text,
    };
    app.mailer.send(&mail).map_err(|error| {
        tracing::error!(%error, "a mail can't be written to the outbox");
        Fault::StorageFailing
    })
}

fn words(purpose: Purpose, code: &FreshCode) -> (&'static str, String) {
    let (subject, what_for) = match purpose {
        Purpose::Verify => (
            "Kode verifikasi / Verification code",
            "verifikasi akun / to verify your account",
        ),
        Purpose::Reset => (
            "Atur ulang kata sandi / Password reset",
            "mengatur ulang kata sandi / to reset your password",
        ),
    };
    let (digits, letters) = (&code.digits, grouped(&code.letters));
    let text = format!(
        "{digits}\n\nKode untuk {what_for}.\nBerlaku 5 menit, sekali pakai. / Good for 5 minutes, once.\n\n\
         Bila angkanya tidak diterima, ketik huruf-huruf ini sebagai gantinya.\n\
         If the digits aren't taken, type these letters instead.\n{letters}\n\n\
         Jika bukan Anda yang meminta, abaikan surat ini.\n\
         If you didn't ask for it, ignore this mail.\n"
    );
    (subject, text)
}
