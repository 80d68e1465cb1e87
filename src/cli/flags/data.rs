//! Where the data lies, for every command that works on it.

use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{ArgMatches, Args};

use crate::app::policy::Policy;
use crate::app::{Settings, make_data_folder};
use crate::auth::secret;
use crate::backup::{self, Places};
use crate::doctor::{DataLocations, SecretSource};
use crate::domain::operator_error::OperatorError;

/// Where the data lies and how it is kept safe.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Data")]
pub struct DataArgs {
    /// The folder of everything that has no place of its own.
    #[arg(
        long,
        env = "FIRSTSTEP_DATA_DIR",
        value_name = "FOLDER",
        default_value = "data"
    )]
    pub data_dir: PathBuf,

    /// The database's file [default: firststep.db in the data folder].
    #[arg(long, env = "FIRSTSTEP_DB", value_name = "FILE")]
    pub db: Option<PathBuf>,

    /// The photos' folder [default: photos in the data folder].
    #[arg(long, env = "FIRSTSTEP_PHOTOS", value_name = "FOLDER")]
    pub photos: Option<PathBuf>,

    /// What tokens are signed with, 32 bytes at least. Better in the variable than on the command line, which others can read. Wins over --secret-file.
    #[arg(long, env = "SECRET_KEY", value_name = "TEXT", hide_env_values = true)]
    pub secret_key: Option<String>,

    /// The file with what tokens are signed with; made with 256 random bits if missing [default: secret in the data folder].
    #[arg(long, env = "FIRSTSTEP_SECRET_FILE", value_name = "FILE")]
    pub secret_file: Option<PathBuf>,

    /// bcrypt's cost: each step doubles the time of a sign-in (11: about 0.13 s).
    #[arg(
        long,
        env = "FIRSTSTEP_BCRYPT_COST",
        value_name = "10..15",
        default_value_t = 11,
        value_parser = clap::value_parser!(u32).range(10..=15)
    )]
    pub bcrypt_cost: u32,
}

impl DataArgs {
    /// A flag wins over a variable, and a variable over a file, also where they have different names.
    pub(crate) fn prefer_typed(&mut self, matches: &ArgMatches) {
        if rank(matches, "secret_file") > rank(matches, "secret_key") {
            self.secret_key = None;
        }
    }

    /// The settings these make, with everything else as it is by default.
    ///
    /// # Errors
    /// A sentence if the folder can't be made or the secret can't be used.
    pub(crate) fn settings(&self) -> Result<Settings, OperatorError> {
        make_data_folder(&self.data_dir)?;
        // First of all: a restore that was cut short may be about to bring another secret.
        backup::settle(&self.data_dir)?;
        let secret = match &self.secret_key {
            Some(text) => secret::given(text)?,
            None => secret::load_or_make(&self.inside(self.secret_file.as_ref(), "secret"))?,
        };
        Ok(Settings {
            db: self.database(),
            photos: self.inside(self.photos.as_ref(), "photos"),
            secret,
            ..self.settings_in(&self.data_dir)
        })
    }

    /// Settings for a try-out in this folder, which touch nothing of the real one.
    pub(crate) fn settings_in(&self, folder: &Path) -> Settings {
        Settings {
            db: folder.join("firststep.db"),
            photos: folder.join("photos"),
            outbox: folder.join("outbox"),
            data_dir: folder.to_path_buf(),
            secret: crate::platform::random::bytes::<32>().to_vec(),
            bcrypt_cost: self.bcrypt_cost,
            policy: Policy::default(),
            smtp: None,
            readers: readers(),
            model: None,
            questions: None,
        }
    }

    /// The database's file.
    pub(crate) fn database(&self) -> PathBuf {
        self.inside(self.db.as_ref(), "firststep.db")
    }

    /// Forgets what would lie outside of the data folder, unless the command line says it.
    pub(crate) fn keep_together(&mut self, matches: &ArgMatches) {
        let said = |flag: &str| is_typed(matches, flag);
        self.db = self.db.take().filter(|_| said("db"));
        self.photos = self.photos.take().filter(|_| said("photos"));
        self.secret_file = self.secret_file.take().filter(|_| said("secret_file"));
    }

    /// Where all of it lies, for who only looks: nothing is made.
    pub(crate) fn place(&self) -> DataLocations {
        let Places {
            folder,
            db,
            photos,
            secret,
        } = self.places();
        DataLocations {
            data_dir: folder,
            db,
            photos,
            outbox: self.outbox(),
            backups: self.backups(),
            secret: match &self.secret_key {
                Some(text) => SecretSource::Given(text.len()),
                None => SecretSource::File(secret),
            },
            model: None,
            sends_mail: false,
        }
    }

    /// Where backups lie if no other folder is named.
    pub(crate) fn backups(&self) -> PathBuf {
        self.data_dir.join("backups")
    }

    /// Where mail lies.
    pub(crate) fn outbox(&self) -> PathBuf {
        self.data_dir.join("outbox")
    }

    /// Where everything lies, for commands that make nothing of it.
    #[must_use]
    pub(crate) fn places(&self) -> Places {
        Places {
            db: self.database(),
            photos: self.inside(self.photos.as_ref(), "photos"),
            secret: self.inside(self.secret_file.as_ref(), "secret"),
            folder: self.data_dir.clone(),
        }
    }

    /// What tokens are signed with here, if there is anything yet; nothing is made.
    pub(crate) fn secret(&self) -> Result<Option<backup::Secret>, OperatorError> {
        let secret = match &self.secret_key {
            Some(text) => Some(secret::given(text)?),
            None => secret::load(&self.places().secret)?,
        };
        Ok(secret.map(backup::Secret))
    }

    fn inside(&self, given: Option<&PathBuf>, name: &str) -> PathBuf {
        given.cloned().unwrap_or_else(|| self.data_dir.join(name))
    }
}

/// How much whoever set this meant it: 3 by a flag, 2 by a variable, 1 in a file or by default, 0 not at all.
pub(crate) fn rank(matches: &ArgMatches, flag: &str) -> u8 {
    match matches.value_source(flag) {
        Some(ValueSource::CommandLine) => 3,
        Some(ValueSource::EnvVariable) => 2,
        Some(_) => 1,
        None => 0,
    }
}

/// Whether this stands on the command line, not in a variable.
pub(crate) fn is_typed(matches: &ArgMatches, flag: &str) -> bool {
    matches.value_source(flag) == Some(ValueSource::CommandLine)
}

/// Readers of the database: reads are short, a few a core are enough.
fn readers() -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    u32::try_from(cores * 4).unwrap_or(u32::MAX).max(8)
}
