//! Groups of flags, by subject: those that several commands share, and those of `serve`.

mod backup;
mod check;
pub(super) mod data;
mod network;
mod passphrase;
mod passwords;
mod policy;
mod smtp;
pub(super) mod values;

pub(super) use backup::BackupArgs;
pub(super) use check::CheckArgs;
pub(super) use data::DataArgs;
pub(super) use network::NetworkArgs;
pub(super) use passphrase::PassphraseArgs;
pub(super) use passwords::PasswordArgs;
pub(super) use policy::PolicyArgs;
pub(super) use smtp::SmtpArgs;
