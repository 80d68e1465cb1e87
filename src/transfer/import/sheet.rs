//! What a table holds, recognised by its name and columns.
//!
//! The documents of the original applications show few tables completely. FirstStep's `auth_model`,
//! `personality` and `questions` are in its README. CultureConnect's replies show `id`, `username`, `email`; its
//! sessions a UUID and `expires_at`. FaceofMind's README lists models, not tables: their names are
//! taken as SQLAlchemy's users write them (`EmotionDetection` is `emotion_detections`), their columns
//! from the API's fields. The profile card's code shows the attributes of `User`, `ProfileCard`,
//! `SocialLinks` and `Session`, which Flask-SQLAlchemy makes the tables `user`, `profile_card`,
//! `social_links` and `session`. Flask-API's README shows the JSON it keeps in Redis.

use std::sync::Arc;

use crate::transfer::import::kind::{Origin, TableKind};
use crate::transfer::import::meaning::Meaning;
use crate::transfer::rows::TableHeader;

/// A table: its columns' names as they are compared, and what its rows are.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// The names as the file has them.
    pub header: Arc<TableHeader>,
    /// The columns' names in small letters, without signs: `first_name` is `firstname`.
    pub keys: Vec<String>,
    /// What each column is about.
    pub meanings: Vec<Meaning>,
    /// What the rows are.
    pub kind: TableKind,
}

impl Sheet {
    /// Recognises a table; `origin` is the application, if given.
    #[must_use]
    pub(crate) fn of(header: &Arc<TableHeader>, origin: Option<Origin>) -> Self {
        let keys: Vec<String> = header.columns.iter().map(|name| plain(name)).collect();
        let kind = recognise(&plain(&header.table), &keys, origin);
        Self {
            header: Arc::clone(header),
            meanings: keys.iter().map(|key| Meaning::of(key)).collect(),
            keys,
            kind,
        }
    }
}

fn plain(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Names of tables in the singular, without punctuation, and what they hold in any application.
const NAMES: &[(&[&str], TableKind)] = &[
    (&["card", "profilecard", "sociallink"], TableKind::Cards),
    (&["document"], TableKind::Documents),
    (&["result", "prediction"], TableKind::Results),
    (&["instrument"], TableKind::Instruments),
    (&["instrumentresult"], TableKind::InstrumentResults),
    (&["draft"], TableKind::Drafts),
    (&["post", "communitypost"], TableKind::Posts),
    (&["comment", "communitycomment"], TableKind::Comments),
    (&["reminder"], TableKind::Reminders),
    (&["diarysession"], TableKind::DiarySessions),
    (&["feedback"], TableKind::Feedback),
    (&["detection", "emotiondetection"], TableKind::Detections),
    (&["facialdata", "face", "facialdatum"], TableKind::Faces),
    (&["voicedata", "voice", "voicedatum"], TableKind::Voices),
    (
        &["suggestion", "wellnesssuggestion"],
        TableKind::Suggestions,
    ),
    (&["question"], TableKind::Questions),
    (
        &["personality", "personalitie"],
        TableKind::Unsupported(OWN_TEXTS),
    ),
    (
        &["alembicversion", "sqlitesequence", "djangomigration"],
        TableKind::Unsupported(BOOKKEEPING),
    ),
];

const OWN_TEXTS: &str = "the sixteen types have texts of their own here, in two languages";
const BOOKKEEPING: &str = "it is the database's own bookkeeping";
const SIGN_INS: &str = "sign-ins of another server end with it: everybody signs in anew";
const UNKNOWN: &str =
    "it isn't a table we know; if its rows are people, say --from generic --table and its name";
const NO_ADDRESS: &str = "it has no column of e-mail addresses";
const ELSEWHERE: &str = "it isn't one of that application's tables";

/// Names of tables of people, in the singular.
const PEOPLE: [&str; 8] = [
    "user",
    "authmodel",
    "authuser",
    "account",
    "member",
    "people",
    "person",
    "customer",
];

fn recognise(table: &str, keys: &[String], origin: Option<Origin>) -> TableKind {
    let has = |name: &str| keys.iter().any(|key| key == name);
    let single = table.strip_suffix('s').unwrap_or(table);
    let addresses = ["email", "emailaddress", "mail", "useremail"]
        .into_iter()
        .any(has);
    if origin == Some(Origin::Generic) {
        return if addresses {
            TableKind::Accounts
        } else {
            TableKind::Unsupported(NO_ADDRESS)
        };
    }
    if matches!(
        single,
        "session" | "usersession" | "token" | "refreshtoken" | "otp"
    ) {
        return if has("starttime") {
            TableKind::DiarySessions
        } else {
            TableKind::Unsupported(SIGN_INS)
        };
    }
    let named = NAMES
        .iter()
        .find(|(names, _)| names.contains(&single) || names.contains(&table));
    // An address alone is no account: password resets and newsletters have some as well.
    let people = PEOPLE.contains(&single)
        || ["username", "password", "hashedpassword", "passwordhash"]
            .into_iter()
            .any(has);
    let kind = match named {
        Some((_, kind)) => *kind,
        None if addresses && people => TableKind::Accounts,
        None if has("homeaddress") || has("linkedin") => TableKind::Cards,
        None if PEOPLE.contains(&single) => TableKind::Unsupported(NO_ADDRESS),
        None => TableKind::Unsupported(UNKNOWN),
    };
    let elsewhere = origin.is_some_and(|origin| !origin.has(kind));
    if elsewhere {
        TableKind::Unsupported(ELSEWHERE)
    } else {
        kind
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(table: &str, columns: &[&str], origin: Option<Origin>) -> TableKind {
        let header = TableHeader {
            table: table.to_owned(),
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
        };
        Sheet::of(&Arc::new(header), origin).kind
    }

    #[test]
    fn the_originals_tables_are_known() {
        let people = ["id", "email"];
        for (table, columns, expected) in [
            (
                "auth_model",
                &["username", "frontName", "email"][..],
                TableKind::Accounts,
            ),
            ("users", &people, TableKind::Accounts),
            ("user", &people, TableKind::Accounts),
            (
                "profile_card",
                &["user_id", "homeaddress"],
                TableKind::Cards,
            ),
            ("ProfileCard", &["user_id"], TableKind::Cards),
            ("social_links", &["linkedin"], TableKind::Cards),
            (
                "sessions",
                &["id", "user_id", "start_time", "end_time"],
                TableKind::DiarySessions,
            ),
            (
                "sessions",
                &["session_id", "expires_at"],
                TableKind::Unsupported(SIGN_INS),
            ),
            (
                "session",
                &["session_string", "jwt"],
                TableKind::Unsupported(SIGN_INS),
            ),
            ("emotion_detections", &["id"], TableKind::Detections),
            ("facial_data", &["id"], TableKind::Faces),
            ("wellness_suggestions", &["id"], TableKind::Suggestions),
            ("community_posts", &["id"], TableKind::Posts),
            ("questions", &["question_text"], TableKind::Questions),
            ("personality", &["mbti"], TableKind::Unsupported(OWN_TEXTS)),
            ("orders", &["price"], TableKind::Unsupported(UNKNOWN)),
            ("members", &["E-Mail"], TableKind::Accounts),
            ("staff", &["email", "username"], TableKind::Accounts),
            (
                "password_resets",
                &["email", "token"],
                TableKind::Unsupported(UNKNOWN),
            ),
        ] {
            assert_eq!(kind(table, columns, None), expected, "{table}");
        }
    }

    #[test]
    fn people_without_addresses_are_told_why() {
        let without_header = kind("users", &["one@example.com"], None);
        assert_eq!(without_header, TableKind::Unsupported(NO_ADDRESS));
    }

    #[test]
    fn where_they_come_from_decides_what_is_theirs() {
        let people = ["id", "email"];
        let found = |table: &str, origin| kind(table, &people, Some(origin));
        assert_eq!(found("posts", Origin::Generic), TableKind::Accounts);
        assert_eq!(found("posts", Origin::FaceOfMind), TableKind::Posts);
        assert_eq!(
            found("posts", Origin::ProfileCard),
            TableKind::Unsupported(ELSEWHERE)
        );
        assert_eq!(found("users", Origin::CultureConnect), TableKind::Accounts);
    }
}
