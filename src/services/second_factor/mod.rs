//! The second factor: codes of an authenticator app beside the password, recovery codes for when the app is lost, and
//! app passwords for programs that can't ask for a code.

mod app_passwords;
mod check;
mod mail;
mod manage;
mod set_up;

pub(crate) use app_passwords::{fingerprint, make_app_password, revoke_app_password};
pub(crate) use check::check;
pub(crate) use manage::{is_missing, remove, renew_recovery_codes, switch_off, view};
pub(crate) use set_up::{Offer, offer, switch_on};
