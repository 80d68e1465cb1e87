//! Opens everything that an [`App`] holds.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use crate::app::{App, LatestCheck, Settings};
use crate::auth::breached_passwords::BreachedPasswords;
use crate::auth::failed_sign_ins::FailedSignIns;
use crate::auth::hasher::Hasher;
use crate::auth::limiter::Limiter;
use crate::auth::pace::Pace;
use crate::auth::sign_up_keys::SignUpKeys;
use crate::auth::signer::Signer;
use crate::backup::replica::ReplicaRecord;
use crate::backup::{self, BackupRecord, BackupSource, Secret};
use crate::domain::account::AccountId;
use crate::domain::operator_error::OperatorError;
use crate::edge::BodyBudget;
use crate::mail::Mailer;
use crate::model::texts::Personas;
use crate::model::{instruments, load};
use crate::photos::Photos;
use crate::platform::cache::CachedBy;
use crate::platform::clock::Clock;
use crate::platform::in_flight::InFlight;
use crate::platform::metrics::IntCounterVec;
use crate::platform::probe::Probe;
use crate::platform::semaphore::Semaphore;
use crate::platform::{file_system, folder, lock, metrics};
use crate::store::{self, Store};

impl App {
    /// Opens everything, for the only server of this folder, and removes
    /// what a crash left behind.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn open(settings: &Settings) -> Result<Self, OperatorError> {
        make_data_folder(&settings.data_dir)?;
        backup::settle(&settings.data_dir)?;
        let lock = lock::data_folder(&settings.data_dir)?;
        let mut app = Self::assemble(settings, vec![lock])?;
        app.locks.push(lock::photos(&settings.photos)?);
        claim_photos(&app, &settings.photos)?;
        sweep_photos(&app, &settings.photos)?;
        backup::sweep_all(&app.folder, &app.source);
        app.mailer.sweep();
        sweep_mails(&app);
        app.mailer.start(&app.clock).map_err(mail_failed)?;
        Ok(app)
    }

    /// Opens everything beside a server that may be running.
    pub(crate) fn open_beside(settings: &Settings) -> Result<Self, OperatorError> {
        make_data_folder(&settings.data_dir)?;
        backup::settle(&settings.data_dir)?;
        Self::assemble(settings, Vec::new())
    }

    fn assemble(settings: &Settings, locks: Vec<File>) -> Result<Self, OperatorError> {
        refuse_share(&settings.db)?;
        let clock = Arc::<Clock>::default();
        let store = Store::open(&settings.db, settings.readers, Arc::clone(&clock))?;
        let breached = settings.breached_passwords.as_deref();
        let (model, statements) = (settings.model.as_deref(), settings.questions.as_deref());
        let (classifier, questions) = load::pair(model, statements)?;
        Ok(Self {
            classifier,
            questions,
            instruments: instruments::load(&settings.instruments)?,
            personas: Personas::built_in(),
            decoys: decoys(&store),
            store,
            photos: open_photos(&settings.photos)?,
            signer: Signer::new(&settings.secret),
            hasher: Hasher::new(settings.bcrypt_cost),
            breached: breached.map(BreachedPasswords::open).transpose()?,
            mailer: open_mailer(settings)?,
            public_url: None,
            listens_everywhere: false,
            phones_at: None,
            judging: Semaphore::new(JUDGING, JUDGED_SOON),
            explaining: Semaphore::new(EXPLAINING, EXPLAINED_SOON),
            deleting: Semaphore::new(1, usize::MAX),
            exporting: Semaphore::new(1, EXPORTED_SOON),
            counting: Semaphore::new(1, COUNTED_SOON),
            replies: Arc::new(BodyBudget::beyond(SMALL_REPLY, REPLIES)),
            exports: Arc::new(BodyBudget::beyond(0, EXPORTS)),
            failures: FailedSignIns::default(),
            sign_ins_ended: sign_ins_ended(),
            ready: Probe::default(),
            checked: LatestCheck::default(),
            folder: settings.data_dir.clone(),
            source: backup_source(settings),
            backups: BackupRecord::default(),
            replica: ReplicaRecord::default(),
            in_flight: InFlight::default(),
            sign_up_keys: SignUpKeys::default(),
            sign_ins: Limiter::new(FREE_TRIES),
            code_tries: Limiter::new(FREE_TRIES),
            handle_tries: Limiter::new(FREE_TRIES),
            room_tries: Limiter::new(FREE_ROOM_CODES),
            room_pace: Pace::new(ROOM_CODES_A_SECOND),
            room_views: CachedBy::default(),
            policy: settings.policy.clone(),
            clock,
            locks,
        })
    }
}

/// A database on another machine's file system would be damaged sooner or later.
fn refuse_share(db: &Path) -> Result<(), OperatorError> {
    let Some(protocol) = file_system::share(db) else {
        return Ok(());
    };
    Err(OperatorError::new(
        format!(
            "The database {} would lie on another machine, by {protocol}: there SQLite can neither lock nor log safely",
            db.display()
        ),
        "Name a folder on a disk of this machine with --data-dir. Backups, photos and the copy elsewhere may lie there.",
    ))
}

/// Counted wherever somebody signs in.
fn sign_ins_ended() -> IntCounterVec {
    metrics::counters(
        "firststep_sign_ins_total",
        "Tries to sign in by API family and how they ended.",
        &["family", "outcome"],
    )
}

/// How many passwords are judged at once, and how many wait: each takes up to 45 ms of a core, and a form that gets
/// no answer does without.
const JUDGING: usize = 1;
const JUDGED_SOON: usize = 12;

/// How many guests' results are explained at once, and how many wait: each is up to 61 predictions, some
/// milliseconds of a core. Three quarters of the queue are the most that one network gets: a class that finishes together.
const EXPLAINING: usize = 1;
const EXPLAINED_SOON: usize = 64;

/// How many exports wait for the one that is made: each reads all rows of an account.
const EXPORTED_SOON: usize = 16;
/// How many statistics wait for those that are made: each reads all answers that are kept.
const COUNTED_SOON: usize = 8;
/// How many large exports are sent at once: each takes its size on the disk.
const EXPORTS: u64 = 16;

/// How many bytes of each reply aren't counted: as many connections as there may be have them.
const SMALL_REPLY: u64 = 64 << 10;
/// How many bytes of larger replies are held at once for those who read them slowly.
const REPLIES: u64 = 128 << 20;

/// The files that backups are made of.
fn backup_source(settings: &Settings) -> BackupSource {
    BackupSource {
        db: settings.db.clone(),
        photos: settings.photos.clone(),
        secret: Some(Secret(settings.secret.clone())),
    }
}

/// How many numbers of accounts were given so far. Where a damaged database doesn't say, a decoy of our own will do.
fn decoys(store: &Store) -> u32 {
    let highest = store.read(store::accounts::highest_id).unwrap_or_default();
    u32::try_from(highest).unwrap_or(u32::MAX)
}

/// Wrong passwords and codes of one name without a wait: everybody mistypes.
const FREE_TRIES: u32 = 5;

/// A client network's wrong codes of rooms are four times as many: three hundred phones behind one address mistype
/// now and then.
const FREE_ROOM_CODES: u32 = 25;
/// After that so many of its tries a second are looked at, and only right ones are told apart. Three hundred phones
/// behind the address of a machine that guesses get in; the machine finds one of 85 million codes in some weeks, while
/// rooms last hours.
const ROOM_CODES_A_SECOND: u32 = 40;

/// Creates a folder that only its owner may read; leaves an existing one unchanged.
pub(crate) fn make_data_folder(path: &Path) -> Result<(), OperatorError> {
    folder::make(path).map_err(|error| {
        OperatorError::new(
            format!("The folder {} can't be made ({error})", path.display()),
            "Choose another with --data-dir.",
        )
    })
}

fn open_mailer(settings: &Settings) -> Result<Mailer, OperatorError> {
    let (outbox, smtp) = (settings.outbox.clone(), settings.smtp.clone());
    Mailer::open(outbox, smtp).map_err(mail_failed)
}

fn mail_failed(error: std::io::Error) -> OperatorError {
    OperatorError::new(
        format!("Mail can't be set up ({error})"),
        "Check the data folder's permissions and the SMTP settings.",
    )
}

/// How many photos are decoded at once: two keep a small machine's cores busy and its memory free.
const DECODING: usize = 2;

fn open_photos(path: &Path) -> Result<Photos, OperatorError> {
    Photos::open(path.to_path_buf(), DECODING).map_err(|error| photos_failed(path, &error))
}

/// Checks that the photos belong to this database: those of another would be swept.
fn claim_photos(app: &App, path: &Path) -> Result<(), OperatorError> {
    let name = app.store.read(store::identity::name);
    let name = name.map_err(|_| photos_failed(path, &"the database can't be read"))?;
    match app.photos.owner() {
        Ok(Some(owner)) if owner == name => Ok(()),
        Ok(Some(_)) => Err(OperatorError::new(
            format!(
                "The photos in {} belong to another database than the one named",
                path.display()
            ),
            "Name the two that belong together with --db and --photos, or an empty folder for the photos.",
        )),
        Ok(None) => app
            .photos
            .set_owner(&name)
            .map_err(|error| photos_failed(path, &error)),
        Err(error) => Err(photos_failed(path, &error)),
    }
}

/// Removes photo files that no row names, which interrupted uploads leave.
fn sweep_photos(app: &App, path: &Path) -> Result<(), OperatorError> {
    let known = app.store.read(|tx| {
        // A database that never had an account is new, even if its file exists. Photos beside it mean that
        // the wrong database was named: sweep none.
        let is_used = store::accounts::any_ever(tx)?;
        is_used.then(|| store::photos::keys(tx)).transpose()
    });
    let known = known.map_err(|_| photos_failed(path, &"the database can't be read"))?;
    let Some(known) = known else {
        return Ok(());
    };
    let swept = app
        .photos
        .sweep(&known)
        .map_err(|error| photos_failed(path, &error))?;
    if swept > 0 {
        tracing::info!(files = swept, "swept photo files that belong to no account");
    }
    Ok(())
}

/// Removes mails of accounts that were deleted while the mail was being written. A database that never had an account
/// may be the wrong one: it says nothing of whose mails these are.
fn sweep_mails(app: &App) {
    let owners = app.mailer.outbox().into_iter();
    let owners: BTreeSet<i64> = owners.filter_map(|mail| mail.account).collect();
    for id in owners.into_iter().map(AccountId) {
        let is_gone = app.store.read(|tx| {
            Ok(store::accounts::any_ever(tx)? && store::accounts::get(tx, id)?.is_none())
        });
        // Where the database can't be read they stay.
        if is_gone.unwrap_or(false) {
            app.mailer.forget(id);
        }
    }
}

fn photos_failed(path: &Path, error: &dyn std::fmt::Display) -> OperatorError {
    OperatorError::new(
        format!(
            "The photos' folder {} can't be used ({error})",
            path.display()
        ),
        "Check its permissions, or choose another with --photos.",
    )
}
