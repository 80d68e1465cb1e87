//! The values of `--format`, `--from` and `--on-conflict`.

use clap::ValueEnum;

use crate::transfer::import::{OnConflict, Origin};
use crate::transfer::rows::FileFormat;

/// The formats as words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatChoice {
    /// By the file's name and its beginning.
    Auto,
    /// A dump of MySQL or MariaDB.
    Mysql,
    /// A dump of SQLite.
    SqliteSql,
    /// A dump of PostgreSQL.
    Postgres,
    /// Comma-separated values under a line of names.
    Csv,
    /// A list of objects, or an object of such lists by table.
    Json,
    /// An object a line.
    Jsonl,
}

/// The applications as words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OriginChoice {
    /// auth_model, personality, questions.
    Firststep,
    /// users, sessions.
    Cultureconnect,
    /// users, or the JSON kept in Redis.
    FlaskApi,
    /// users, sessions, emotion_detections and more.
    Faceofmind,
    /// user, profile_card, social_links.
    ProfileCard,
    /// Anything with e-mail addresses in it.
    Generic,
}

/// What to do with what differs, as words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ConflictChoice {
    /// It stays as it is.
    Skip,
    /// It becomes what the file has; role, status and password stay.
    Update,
    /// Nothing more is done.
    Fail,
}

impl From<FormatChoice> for Option<FileFormat> {
    fn from(word: FormatChoice) -> Self {
        Some(match word {
            FormatChoice::Auto => return None,
            FormatChoice::Mysql => FileFormat::MySql,
            FormatChoice::SqliteSql | FormatChoice::Postgres => FileFormat::Sql,
            FormatChoice::Csv => FileFormat::Csv,
            FormatChoice::Json => FileFormat::Json,
            FormatChoice::Jsonl => FileFormat::JsonLines,
        })
    }
}

impl From<OriginChoice> for Origin {
    fn from(word: OriginChoice) -> Self {
        match word {
            OriginChoice::Firststep => Self::FirstStep,
            OriginChoice::Cultureconnect => Self::CultureConnect,
            OriginChoice::FlaskApi => Self::FlaskApi,
            OriginChoice::Faceofmind => Self::FaceOfMind,
            OriginChoice::ProfileCard => Self::ProfileCard,
            OriginChoice::Generic => Self::Generic,
        }
    }
}

impl From<ConflictChoice> for OnConflict {
    fn from(word: ConflictChoice) -> Self {
        match word {
            ConflictChoice::Skip => Self::Skip,
            ConflictChoice::Update => Self::Update,
            ConflictChoice::Fail => Self::Fail,
        }
    }
}
