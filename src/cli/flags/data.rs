//! Where the data is, for every command that uses it.

use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{ArgMatches, Args};

use crate::app::policy::Policy;
use crate::app::{Settings, make_data_folder};
use crate::auth::secret;
use crate::backup::objects::S3Settings;
use crate::backup::{self, Places};
use crate::doctor::{DataLocations, SecretSource};
use crate::domain::operator_error::OperatorError;

/// The data folder where nobody names one.
pub(crate) const DATA: &str = "data";

/// Where the data is and how it is protected.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Data")]
pub(crate) struct DataArgs {
    /// The data folder. It holds everything that no other flag names.
    #[arg(
        long,
        env = "FIRSTSTEP_DATA_DIR",
        value_name = "FOLDER",
        default_value = DATA
    )]
    pub data_dir: PathBuf,

    /// The database's file [default: firststep.db in the data folder].
    #[arg(long, env = "FIRSTSTEP_DB", value_name = "FILE")]
    pub db: Option<PathBuf>,

    /// The photos' folder [default: photos in the data folder].
    #[arg(long, env = "FIRSTSTEP_PHOTOS", value_name = "FOLDER")]
    pub photos: Option<PathBuf>,

    /// The secret that tokens are signed with, at least 32 bytes. Prefer the variable: other users of this machine can read command lines. Wins over --secret-file.
    #[arg(long, env = "SECRET_KEY", value_name = "TEXT", hide_env_values = true)]
    pub secret_key: Option<String>,

    /// The file with the secret that tokens are signed with; created with 256 random bits if missing [default: secret in the data folder].
    #[arg(long, env = "FIRSTSTEP_SECRET_FILE", value_name = "FILE")]
    pub secret_file: Option<PathBuf>,

    /// The cost of bcrypt: each step doubles the time of a sign-in (11: about 0.13 s).
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

    /// These flags, if they name data that is there: a command that only looks or changes makes none.
    pub(crate) fn existing(&self) -> Result<&Self, OperatorError> {
        // A restore that was cut short may be about to put the database there.
        backup::settle(&self.data_dir)?;
        let database = self.database();
        if database.exists() {
            return Ok(self);
        }
        Err(OperatorError::new(
            format!("There is no database {}", database.display()),
            "Name the data folder with --data-dir, or the database with --db.",
        ))
    }

    /// Whether there is nothing to list: a data folder before the server's first start. A folder that
    /// isn't there is more likely a wrong one.
    pub(crate) fn has_nothing_yet(&self) -> bool {
        let nothing = self.data_dir.is_dir() && self.db.is_none() && !self.database().exists();
        if nothing {
            let folder = self.data_dir.display();
            eprintln!(
                "firststep: There is no database in {folder} yet, so there is nothing to list."
            );
        }
        nothing
    }

    /// The settings, with defaults for all that these flags don't cover.
    pub(crate) fn settings(&self) -> Result<Settings, OperatorError> {
        make_data_folder(&self.data_dir)?;
        // First of all: finishing an interrupted restore may replace the secret.
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

    /// Settings for a trial in this folder, apart from the real data.
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
            instruments: Vec::new(),
            breached_passwords: None,
        }
    }

    /// The database's file.
    pub(crate) fn database(&self) -> PathBuf {
        self.inside(self.db.as_ref(), "firststep.db")
    }

    /// Drops paths outside of the data folder, unless they are on the command line.
    pub(crate) fn keep_together(&mut self, matches: &ArgMatches) {
        let typed = |flag: &str| is_typed(matches, flag);
        self.db = self.db.take().filter(|_| typed("db"));
        self.photos = self.photos.take().filter(|_| typed("photos"));
        self.secret_file = self.secret_file.take().filter(|_| typed("secret_file"));
    }

    /// Where everything is, for the checks: nothing is created.
    pub(crate) fn locations(&self) -> DataLocations {
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
            s3: S3Settings::default(),
            secret: match &self.secret_key {
                Some(text) => SecretSource::Given(text.trim_end_matches(['\r', '\n']).len()),
                None => SecretSource::File(secret),
            },
            model: None,
            questions: None,
            sends_mail: false,
        }
    }

    /// The folder of backups, if no other is named.
    pub(crate) fn backups(&self) -> PathBuf {
        self.data_dir.join("backups")
    }

    /// The folder of mail.
    pub(crate) fn outbox(&self) -> PathBuf {
        self.data_dir.join("outbox")
    }

    /// Where everything is; nothing is created.
    #[must_use]
    pub(crate) fn places(&self) -> Places {
        Places {
            db: self.database(),
            photos: self.inside(self.photos.as_ref(), "photos"),
            secret: self.inside(self.secret_file.as_ref(), "secret"),
            folder: self.data_dir.clone(),
        }
    }

    /// The secret, if there is one yet; none is created.
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

/// The rank of a value's source: 3 a flag, 2 a variable, 1 the file or the default, 0 none.
pub(crate) fn rank(matches: &ArgMatches, flag: &str) -> u8 {
    match matches.value_source(flag) {
        Some(ValueSource::CommandLine) => 3,
        Some(ValueSource::EnvVariable) => 2,
        Some(_) => 1,
        None => 0,
    }
}

/// Whether this flag is on the command line, not set by a variable.
pub(crate) fn is_typed(matches: &ArgMatches, flag: &str) -> bool {
    matches.value_source(flag) == Some(ValueSource::CommandLine)
}

/// Reader connections: reads are short, four a core are enough.
fn readers() -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    u32::try_from(cores * 4).unwrap_or(u32::MAX).max(8)
}
