//! The values of `--format`, `--from` and `--on-conflict`.

use clap::ValueEnum;

use crate::transfer::import::{OnConflict, Origin};
use crate::transfer::rows::FileFormat;

/// Formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatChoice {
    /// Detected from the file's name and beginning.
    Auto,
    /// A dump of MySQL or MariaDB.
    Mysql,
    /// A dump of SQLite.
    SqliteSql,
    /// A dump of PostgreSQL.
    Postgres,
    /// Comma-separated values with a header line.
    Csv,
    /// A list of objects, or an object with a list for each table.
    Json,
    /// One object a line.
    Jsonl,
    /// phpMyAdmin's XML, or mysqldump's.
    Xml,
}

/// Applications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OriginChoice {
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
    /// Any table with e-mail addresses.
    Generic,
}

/// What to do with existing accounts that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ConflictChoice {
    /// Keep the existing account.
    Skip,
    /// Take names, type, card and document from the file; role, status and password stay.
    Update,
    /// Stop the import.
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
            FormatChoice::Xml => FileFormat::Xml,
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
