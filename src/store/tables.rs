//! Whole tables, row by row, for an export into a file.

use serde_json::{Map, Value};

use crate::domain::fault::Fault;
use crate::store::export::{JSON, is_moment, object};
use crate::store::{
    Tx, accounts, cards, comments, diary, documents, drafts, feedback, posts, predictions,
    reminders,
};

/// A table as it is written; `import` knows it by this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Table {
    /// What it is called.
    pub name: &'static str,
    sql: &'static str,
}

/// All tables, each after those it refers to. Credentials are left out: sessions, codes, addresses that a code takes
/// back, keys of links; what is kept for research alone, which `--what research` writes without names; and hashes of
/// passwords, unless [`with_hashes`] asks for them.
pub(crate) const ALL: [Table; 16] = [
    Table {
        name: "users",
        sql: sql!("select a.id, a.username, a.email, " accounts
            ", a.photo_count, p.file_name as photo, a.created_at, a.last_login_at
             from accounts a left join photos p on p.account_id = a.id order by a.id"),
    },
    Table {
        name: "cards",
        sql: "select account_id as user_id, {card}, updated_at from cards order by account_id",
    },
    Table {
        name: "documents",
        sql: sql!("select account_id as user_id, " documents " from documents order by account_id"),
    },
    Table {
        name: "results",
        sql: sql!("select p.id, p.account_id as user_id, " predictions
            ", s.answers, p.answers_hash, p.model_hash, p.questionnaire_hash, p.created_at
             from predictions p left join answer_sheets s on s.prediction_id = p.id order by p.id"),
    },
    Table {
        name: "instruments",
        // As it is written down, to the letter: its hash is of that.
        sql: "select hash, document as text from instruments order by hash",
    },
    Table {
        name: "instrument_results",
        sql: "select id, account_id as user_id, instrument_hash, answers, scores, created_at from instrument_results
              where account_id is not null order by id",
    },
    Table {
        name: "drafts",
        sql: sql!("select account_id as user_id, " drafts " from drafts order by account_id"),
    },
    Table {
        name: "posts",
        sql: sql!("select p.id, p.account_id as user_id, " posts " from posts p order by p.id"),
    },
    Table {
        name: "comments",
        sql: sql!("select c.id, c.post_id, c.account_id as user_id, " comments
            " from comments c order by c.id"),
    },
    Table {
        name: "reminders",
        sql: sql!("select id, account_id as user_id, " reminders " from reminders order by id"),
    },
    Table {
        name: "diary_sessions",
        sql: sql!("select id, account_id as user_id, " diary " from diary_sessions order by id"),
    },
    Table {
        name: "feedback",
        sql: sql!("select session_id, " feedback " from feedback order by session_id"),
    },
    Table {
        name: "detections",
        sql: "select id, session_id, created_at from detections order by id",
    },
    Table {
        name: "facial_data",
        sql: "select id, detection_id, emotion, created_at from facial_data order by id",
    },
    Table {
        name: "voice_data",
        sql: "select id, detection_id, content, created_at from voice_data order by id",
    },
    Table {
        name: "suggestions",
        sql: "select id, detection_id, facial_id, voice_id, suggestion, url, created_at from suggestions order by id",
    },
];

/// The accounts with the hashes of their passwords.
const USERS_WITH_HASHES: Table = Table {
    name: "users",
    sql: sql!("select a.id, a.username, a.email, a.password_hash, " accounts
        ", a.photo_count, p.file_name as photo, a.created_at, a.last_login_at
         from accounts a left join photos p on p.account_id = a.id order by a.id"),
};

/// The same table with the hashes of passwords, if it has any.
#[must_use]
pub(crate) fn with_hashes(table: Table) -> Table {
    if table.name == USERS_WITH_HASHES.name {
        USERS_WITH_HASHES
    } else {
        table
    }
}

/// What a column of a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A whole number.
    Integer,
    /// A number.
    Real,
    /// A text.
    Text,
    /// A list or an object.
    Json,
    /// A moment, as RFC 3339 writes it.
    Moment,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// What it is called.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// A table's columns.
pub(crate) fn described(tx: &Tx, table: Table) -> Result<Vec<Column>, Fault> {
    let statement = tx.statement(&cards::named(table.sql))?;
    let column = |column: rusqlite::Column| {
        let name = column.name();
        let kind = match column.decl_type().map(str::to_ascii_uppercase).as_deref() {
            Some("INTEGER") if is_moment(name) => Kind::Moment,
            Some("INTEGER") => Kind::Integer,
            Some("REAL") => Kind::Real,
            _ if JSON.contains(&name) => Kind::Json,
            _ => Kind::Text,
        };
        Column {
            name: name.to_owned(),
            kind,
        }
    };
    Ok(statement.columns().into_iter().map(column).collect())
}

/// Each row of a table, moments as RFC 3339 writes them, until `row` says that it is enough.
pub(crate) fn each(
    tx: &Tx,
    table: Table,
    mut row: impl FnMut(Map<String, Value>) -> bool,
) -> Result<(), Fault> {
    Ok(tx.each(&cards::named(table.sql), |found| {
        let Value::Object(fields) = object(found)? else {
            return Ok(true);
        };
        Ok(row(fields))
    })?)
}
