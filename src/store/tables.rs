//! Whole tables, row by row, to be written into a file.

use serde_json::{Map, Value};

use crate::domain::fault::Fault;
use crate::store::Tx;
use crate::store::export::object;

/// A table as it is written; `import` knows it by this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Table {
    /// What it is called.
    pub name: &'static str,
    sql: &'static str,
}

/// All of them, each after those it hangs on. What proves who somebody is stays out: sessions,
/// codes, keys of links; and hashes of passwords, unless [`with_hashes`] is asked.
pub(crate) const ALL: [Table; 14] = [
    Table {
        name: "users",
        sql: "select a.id, a.username, a.email, a.front_name, a.last_name, a.role, a.status, a.mbti, a.photo_count,
                     p.file_name as photo, a.created_at, a.last_login_at
              from accounts a left join photos p on p.account_id = a.id order by a.id",
    },
    Table {
        name: "cards",
        sql: "select account_id as user_id, occupation, home_address, country, county, linkedin, facebook, github,
                     instagram, twitter, youtube, description, updated_at from cards order by account_id",
    },
    Table {
        name: "documents",
        sql: "select account_id as user_id, document, updated_at from documents order by account_id",
    },
    Table {
        name: "results",
        sql: "select p.id, p.account_id as user_id, p.mbti, p.probabilities, p.oddity, s.answers, p.answers_hash,
                     p.model_hash, p.created_at
              from predictions p left join answer_sheets s on s.prediction_id = p.id order by p.id",
    },
    Table {
        name: "drafts",
        sql: "select account_id as user_id, answers, updated_at from drafts order by account_id",
    },
    Table {
        name: "posts",
        sql: "select id, account_id as user_id, title, content, created_at, updated_at from posts order by id",
    },
    Table {
        name: "comments",
        sql: "select id, post_id, account_id as user_id, content, created_at, updated_at from comments order by id",
    },
    Table {
        name: "reminders",
        sql: "select id, account_id as user_id, title, description, reminder_time, is_active, created_at
              from reminders order by id",
    },
    Table {
        name: "diary_sessions",
        sql: "select id, account_id as user_id, start_time, end_time from diary_sessions order by id",
    },
    Table {
        name: "feedback",
        sql: "select session_id, rating, comment, created_at from feedback order by session_id",
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
        sql: "select id, facial_id, voice_id, suggestion, url, created_at from suggestions order by id",
    },
];

/// The accounts with the hashes of their passwords.
const USERS_WITH_HASHES: Table = Table {
    name: "users",
    sql: "select a.id, a.username, a.email, a.password_hash, a.front_name, a.last_name, a.role, a.status, a.mbti,
                 a.photo_count, p.file_name as photo, a.created_at, a.last_login_at
          from accounts a left join photos p on p.account_id = a.id order by a.id",
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

/// The names of a table's columns.
pub(crate) fn columns(tx: &Tx, table: Table) -> Result<Vec<String>, Fault> {
    let statement = tx.statement(table.sql)?;
    Ok(statement
        .column_names()
        .into_iter()
        .map(str::to_owned)
        .collect())
}

/// Each row of a table, moments as RFC 3339 writes them, until `row` says that it is enough.
pub(crate) fn each(
    tx: &Tx,
    table: Table,
    mut row: impl FnMut(Map<String, Value>) -> bool,
) -> Result<(), Fault> {
    Ok(tx.each(table.sql, |found| {
        let Value::Object(fields) = object(found)? else {
            return Ok(true);
        };
        Ok(row(fields))
    })?)
}
