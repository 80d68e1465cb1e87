//! Everything that is opened once and shared by every thread.

mod latest_check;
mod open;
pub mod policy;
mod settings;

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use crate::auth::failures::Failures;
use crate::auth::hasher::Hasher;
use crate::auth::limiter::{Guesses, Limiter};
use crate::auth::set_up_key::SetUpKey;
use crate::auth::signer::Signer;
use crate::backup::{BackupRecord, BackupSource};
use crate::domain::fault::Fault;
use crate::mail::Mailer;
use crate::model::classifier::Classifier;
use crate::model::texts::{Personas, Questions};
use crate::photos::Photos;
use crate::platform::cache::Cached;
use crate::platform::clock::Clock;
use crate::platform::metrics::IntCounterVec;
use crate::store::Store;
use policy::Policy;

pub(crate) use latest_check::{CheckResult, LatestCheck};
pub(crate) use open::make_data_folder;
pub use settings::Settings;

/// Everything a verb works with.
pub struct App {
    /// The database.
    pub store: Store,
    /// The photos' files.
    pub photos: Photos,
    /// The model.
    pub classifier: Classifier,
    /// The statements.
    pub questions: Questions,
    /// The types' texts.
    pub personas: Personas,
    /// Makes and reads tokens.
    pub signer: Signer,
    /// Hashes passwords.
    pub hasher: Hasher,
    /// What time it is.
    pub clock: Arc<Clock>,
    /// What was decided.
    pub policy: Policy,
    /// Sends mail.
    pub mailer: Mailer,
    /// The key that makes the first administrator.
    pub set_up_key: SetUpKey,
    /// Sign-ins that failed lately.
    pub failures: Failures,
    /// How sign-ins ended, by family.
    pub sign_ins_ended: IntCounterVec,
    /// Whether all is well, as of a moment ago.
    pub ready: Cached<Result<(), Fault>>,
    /// What the latest look over the data came to.
    pub checked: LatestCheck,
    /// The folder of everything, where work in progress may lie a while.
    pub folder: PathBuf,
    /// What backups are made of.
    pub source: BackupSource,
    /// What became of the backups lately.
    pub backups: BackupRecord,
    /// Waits after wrong passwords.
    pub sign_ins: Limiter<Guesses>,
    /// Waits after wrong codes.
    pub code_tries: Limiter<Guesses>,
    /// Waits after session ids and codes that nobody holds.
    pub handle_tries: Limiter<Guesses>,
    /// Held as long as this is: no second server works on the same folder, nor
    /// on the same photos, where each would sweep away the other's uploads.
    locks: Vec<File>,
}
