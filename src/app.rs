//! The store and the outside world, opened once and shared by every thread.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::archive::{self, Record, Secret, Source};
use crate::care::LatestCheck;
use crate::classifier::Classifier;
use crate::clock::Clock;
use crate::domain::fault::Fault;
use crate::domain::trouble::Trouble;
use crate::failures::Failures;
use crate::folder;
use crate::hasher::Hasher;
use crate::limiter::{Guesses, Limiter};
use crate::lock;
use crate::mailer::{Mailer, Smtp};
use crate::meter::{self, IntCounterVec};
use crate::photos::Photos;
use crate::policy::Policy;
use crate::recent::Recent;
use crate::seed::{Personas, Questions};
use crate::set_up_key::SetUpKey;
use crate::signer::Signer;
use crate::store;
use crate::store::Store;

/// Where things lie and how they are done, as plain values.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of everything that has no place of its own; made if missing.
    pub data_dir: PathBuf,
    /// The database's file.
    pub db: PathBuf,
    /// The photos' folder.
    pub photos: PathBuf,
    /// What tokens are signed with.
    pub secret: Vec<u8>,
    /// bcrypt's cost.
    pub bcrypt_cost: u32,
    /// What else was decided.
    pub policy: Policy,
    /// Where mail lies until it is sent, or read.
    pub outbox: PathBuf,
    /// Who sends it, if anybody does.
    pub smtp: Option<Smtp>,
    /// Most connections that read the database at once.
    pub readers: u32,
    /// Somebody else's model, in place of ours.
    pub model: Option<PathBuf>,
    /// Somebody else's statements, in place of ours.
    pub questions: Option<PathBuf>,
}

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
    pub ready: Recent<Result<(), Fault>>,
    /// What the latest look over the data came to.
    pub checked: LatestCheck,
    /// The folder of everything, where work in progress may lie a while.
    pub folder: PathBuf,
    /// What backups are made of.
    pub source: Source,
    /// What became of the backups lately.
    pub backups: Record,
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

impl App {
    /// Opens everything, for the one server that works on this folder, and
    /// sweeps out what a crash left behind.
    ///
    /// # Errors
    /// A sentence for whoever started the program.
    pub fn open(settings: &Settings) -> Result<Self, Trouble> {
        make_folder(&settings.data_dir)?;
        archive::settle(&settings.data_dir)?;
        let lock = lock::data_folder(&settings.data_dir)?;
        let mut app = Self::assemble(settings, vec![lock])?;
        app.locks.push(lock::photos(&settings.photos)?);
        claim_photos(&app, &settings.photos)?;
        sweep_photos(&app, &settings.photos)?;
        archive::sweep_all(&app.folder, &app.source);
        app.mailer.sweep().map_err(mail_failed)?;
        Ok(app)
    }

    /// Opens everything beside a server that may be running.
    ///
    /// # Errors
    /// A sentence for whoever started the program.
    pub fn open_beside(settings: &Settings) -> Result<Self, Trouble> {
        make_folder(&settings.data_dir)?;
        archive::settle(&settings.data_dir)?;
        Self::assemble(settings, Vec::new())
    }

    fn assemble(settings: &Settings, locks: Vec<File>) -> Result<Self, Trouble> {
        let clock = Arc::<Clock>::default();
        Ok(Self {
            classifier: load_model(settings.model.as_deref())?,
            questions: load_questions(settings.questions.as_deref())?,
            personas: Personas::built_in(),
            store: Store::open(&settings.db, settings.readers, Arc::clone(&clock))?,
            photos: open_photos(&settings.photos)?,
            signer: Signer::new(&settings.secret),
            hasher: Hasher::new(settings.bcrypt_cost),
            mailer: open_mailer(settings)?,
            set_up_key: SetUpKey::default(),
            failures: Failures::default(),
            sign_ins_ended: meter::counters(
                "firststep_sign_ins_total",
                "Tries to sign in by API family and how they ended.",
                &["family", "outcome"],
            ),
            ready: Recent::default(),
            checked: LatestCheck::default(),
            folder: settings.data_dir.clone(),
            source: Source {
                db: settings.db.clone(),
                photos: settings.photos.clone(),
                secret: Some(Secret(settings.secret.clone())),
            },
            backups: Record::default(),
            sign_ins: Limiter::new(FREE_TRIES),
            code_tries: Limiter::new(FREE_TRIES),
            handle_tries: Limiter::new(FREE_HANDLES),
            policy: settings.policy.clone(),
            clock,
            locks,
        })
    }
}

/// Wrong passwords and codes that cost no wait: everybody mistypes.
const FREE_TRIES: u32 = 5;
/// Unknown handles that cost no wait: a client whose session is gone asks for
/// several things before it notices.
const FREE_HANDLES: u32 = 20;

/// Makes a folder that only its owner may look into; leaves an existing one as it is.
///
/// # Errors
/// A sentence if it can't be made.
pub fn make_folder(path: &Path) -> Result<(), Trouble> {
    folder::make(path).map_err(|error| {
        Trouble::new(
            format!("The folder {} can't be made ({error})", path.display()),
            "Choose another with --data-dir.",
        )
    })
}

/// Our model, or the one in a file.
///
/// # Errors
/// A sentence if the file can't be read or holds no fitting model.
pub fn load_model(path: Option<&Path>) -> Result<Classifier, Trouble> {
    let Some(path) = path else {
        return Ok(Classifier::built_in());
    };
    let bytes = fs::read(path).map_err(|error| unreadable("model", path, &error))?;
    Classifier::load(&bytes, &path.display().to_string())
}

/// Our statements, or those in a file.
///
/// # Errors
/// A sentence if the file can't be read or holds no sixty statements.
pub fn load_questions(path: Option<&Path>) -> Result<Questions, Trouble> {
    let Some(path) = path else {
        return Ok(Questions::built_in());
    };
    let text = fs::read_to_string(path).map_err(|error| unreadable("statements", path, &error))?;
    Questions::parse(&text, &path.display().to_string())
}

fn unreadable(what: &str, path: &Path, error: &std::io::Error) -> Trouble {
    Trouble::new(
        format!("The {what} file {} can't be read ({error})", path.display()),
        "Check the path and its permissions.",
    )
}

fn open_mailer(settings: &Settings) -> Result<Mailer, Trouble> {
    Mailer::open(settings.outbox.clone(), settings.smtp.clone()).map_err(mail_failed)
}

fn mail_failed(error: std::io::Error) -> Trouble {
    Trouble::new(
        format!("Mail can't be set up ({error})"),
        "Check the data folder's permissions and the SMTP settings.",
    )
}

/// How many photos are decoded at once; two keep a small machine's cores busy
/// and its memory free.
const DECODING: usize = 2;

fn open_photos(path: &Path) -> Result<Photos, Trouble> {
    Photos::open(path.to_path_buf(), DECODING).map_err(|error| photos_failed(path, &error))
}

/// Sweeps away photo files that no row knows: an upload cut short leaves some,
/// never a row without its files.
/// A database's photos are its own: taken for another's they would be swept.
fn claim_photos(app: &App, path: &Path) -> Result<(), Trouble> {
    let name = app.store.read(store::identity::name);
    let name = name.map_err(|_| photos_failed(path, &"the database can't be read"))?;
    match app.photos.owner() {
        Ok(Some(owner)) if owner == name => Ok(()),
        Ok(Some(_)) => Err(Trouble::new(
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

fn sweep_photos(app: &App, path: &Path) -> Result<(), Trouble> {
    let known = app.store.read(|tx| {
        // A database that never had an account is new, even if an earlier start made its file. If there are
        // photos, somebody named the wrong one: sweep none.
        let lived_in = store::accounts::any_ever(tx)?;
        lived_in.then(|| store::photos::keys(tx)).transpose()
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

fn photos_failed(path: &Path, error: &dyn std::fmt::Display) -> Trouble {
    Trouble::new(
        format!(
            "The photos' folder {} can't be used ({error})",
            path.display()
        ),
        "Check its permissions, or choose another with --photos.",
    )
}
