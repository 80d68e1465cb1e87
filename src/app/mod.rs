//! Everything that is opened once and shared by every thread.

mod latest_check;
mod open;
pub mod policy;
mod settings;

use std::fs::File;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use crate::auth::breached_passwords::BreachedPasswords;
use crate::auth::failed_sign_ins::FailedSignIns;
use crate::auth::hasher::Hasher;
use crate::auth::limiter::Limiter;
use crate::auth::pace::Pace;
use crate::auth::sign_up_keys::SignUpKeys;
use crate::auth::signer::Signer;
use crate::backup::replica::ReplicaRecord;
use crate::backup::{BackupRecord, BackupSource};
use crate::domain::fault::Fault;
use crate::domain::room::RoomId;
use crate::edge::BodyBudget;
use crate::mail::Mailer;
use crate::model::classifier::Classifier;
use crate::model::instruments::Instrument;
use crate::model::texts::{Personas, QuestionSet};
use crate::photos::Photos;
use crate::platform::cache::CachedBy;
use crate::platform::clock::Clock;
use crate::platform::in_flight::InFlight;
use crate::platform::metrics::IntCounterVec;
use crate::platform::probe::Probe;
use crate::platform::semaphore::Semaphore;
use crate::store::Store;
use policy::Policy;

pub(crate) use latest_check::{CheckResult, LatestCheck};
pub(crate) use open::make_data_folder;
pub use settings::Settings;

/// Everything that the services work with.
pub struct App {
    /// The database.
    pub store: Store,
    /// The photos' files.
    pub photos: Photos,
    /// The model.
    pub classifier: Classifier,
    /// The quiz's statements.
    pub questions: QuestionSet,
    /// Other instruments than the sixty, in the order in which they are offered.
    pub instruments: Vec<Instrument>,
    /// The types' texts.
    pub personas: Personas,
    /// Makes and reads tokens.
    pub signer: Signer,
    /// Hashes passwords.
    pub hasher: Hasher,
    /// The leaked passwords that are refused, if the operator has a file of them.
    pub breached: Option<BreachedPasswords>,
    /// The clock.
    pub clock: Arc<Clock>,
    /// The operator's decisions.
    pub policy: Policy,
    /// Sends mail.
    pub mailer: Mailer,
    /// The address people reach the page at, without a slash at its end, where the operator named it.
    pub public_url: Option<String>,
    /// Whether it listens to all networks that this machine is in.
    pub listens_everywhere: bool,
    /// The one of this machine's addresses that phones are shown, if it isn't the likeliest.
    pub phones_at: Option<IpAddr>,
    /// How many numbers of accounts were given at the start: decoy hashes are among these.
    pub decoys: u32,
    /// Bounds how many passwords are judged at once, for people who aren't signed in yet.
    pub(crate) judging: Semaphore,
    /// Bounds how many results are explained at once to people who aren't signed in.
    pub(crate) explaining: Semaphore,
    /// Lets one piece of large deletions be under way at once; whoever waits has a connection, and those are bounded.
    pub(crate) deleting: Semaphore,
    /// Bounds how many exports are made at once.
    pub(crate) exporting: Semaphore,
    /// Makes one of the statistics at once.
    pub(crate) counting: Semaphore,
    /// The bytes of replies that are made and not sent yet.
    pub(crate) replies: Arc<BodyBudget>,
    /// The large exports that are made and not sent yet.
    pub(crate) exports: Arc<BodyBudget>,
    /// Sign-ins that failed lately.
    pub failures: FailedSignIns,
    /// How sign-ins ended, by family.
    pub sign_ins_ended: IntCounterVec,
    /// The readiness check.
    pub ready: Probe<Result<(), Fault>>,
    /// The result of the latest check of the data.
    pub checked: LatestCheck,
    /// The data folder.
    pub folder: PathBuf,
    /// The files that backups are made of.
    pub source: BackupSource,
    /// The status of scheduled backups.
    pub backups: BackupRecord,
    /// The status of the copy elsewhere.
    pub replica: ReplicaRecord,
    /// Requests with an `Idempotency-Key` that are under way.
    pub in_flight: InFlight,
    /// What each `Idempotency-Key` of a sign-up was used for.
    pub sign_up_keys: SignUpKeys,
    /// Waits after wrong passwords.
    pub sign_ins: Limiter,
    /// Waits after wrong codes.
    pub code_tries: Limiter,
    /// Waits after unknown session ids and codes.
    pub handle_tries: Limiter,
    /// Waits after unknown codes of rooms.
    pub room_tries: Limiter,
    /// Tries of rooms' codes during such a wait.
    pub room_pace: Pace,
    /// What those in a room see, made once for all who ask within a moment.
    pub(crate) room_views: CachedBy<RoomId, Option<Arc<[u8]>>>,
    /// Held as long as this is, so that no second server uses the same folder or the same
    /// photos: each would sweep the other's uploads.
    locks: Vec<File>,
}
