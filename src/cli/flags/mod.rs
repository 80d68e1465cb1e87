//! Groups of flags, by subject: those that several commands share, and those of `serve`.

pub(super) mod address;
mod asked_instrument;
mod backup;
mod check;
pub(super) mod data;
pub(super) mod log;
mod network;
mod passphrase;
mod passwords;
mod policy;
mod quiz;
mod replica;
mod research;
mod s3;
mod smtp;
mod statistics;
pub(super) mod values;

pub(super) use address::AddressArgs;
pub(super) use asked_instrument::AskedInstrumentArgs;
pub(super) use backup::BackupArgs;
pub(super) use check::CheckArgs;
pub(super) use data::DataArgs;
pub(super) use log::LogArgs;
pub(super) use network::NetworkArgs;
pub(super) use passphrase::PassphraseArgs;
pub(super) use passwords::PasswordArgs;
pub(super) use policy::PolicyArgs;
pub(super) use quiz::QuizArgs;
pub(super) use replica::{LitestreamArgs, ReplicaArgs};
pub(super) use research::ResearchArgs;
pub(super) use s3::S3Args;
pub(super) use smtp::SmtpArgs;
pub(super) use statistics::StatisticsArgs;
