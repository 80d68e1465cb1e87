//! Everything the database holds of one account, for its owner to take away.

use rusqlite::Row;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value, json};

use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::store::Tx;

/// The parts, each with what selects it. What proves who somebody is (hashes of
/// passwords and keys, names of tokens) stays here.
const PARTS: [(&str, &str); 17] = [
    (
        "account",
        "select id, username, email, front_name, last_name, role, status, mbti, photo_count, created_at,
                last_login_at from accounts where id = ?1",
    ),
    (
        "card",
        "select occupation, home_address, country, county, linkedin, facebook, github, instagram, twitter,
                youtube, description, updated_at from cards where account_id = ?1",
    ),
    (
        "document",
        "select document, updated_at from documents where account_id = ?1",
    ),
    (
        "photo",
        "select file_name, width, height, bytes, created_at from photos where account_id = ?1",
    ),
    (
        "results",
        "select p.id, p.mbti, p.probabilities, p.oddity, s.answers, p.model_hash, p.created_at from predictions p
         left join answer_sheets s on s.prediction_id = p.id where p.account_id = ?1 order by p.id",
    ),
    (
        "draft",
        "select answers, updated_at from drafts where account_id = ?1",
    ),
    (
        "shares",
        "select id, prediction_id as result, created_at, expires_at from shares where account_id = ?1 order by id",
    ),
    (
        "sessions",
        "select id, family, agent, address, created_at, expires_at, ended_at from sessions
         where account_id = ?1 order by id",
    ),
    (
        "codes",
        "select purpose, expires_at from codes where account_id = ?1",
    ),
    (
        "posts",
        "select id, title, content, created_at, updated_at from posts where account_id = ?1 order by id",
    ),
    (
        "comments",
        "select id, post_id as post, content, created_at, updated_at from comments where account_id = ?1 order by id",
    ),
    (
        "reminders",
        "select id, title, description, reminder_time, is_active, created_at from reminders
         where account_id = ?1 order by id",
    ),
    (
        "diary_sessions",
        "select d.id, d.start_time, d.end_time, f.rating, f.comment from diary_sessions d
         left join feedback f on f.session_id = d.id where d.account_id = ?1 order by d.id",
    ),
    (
        "detections",
        "select x.id, x.session_id as session, x.created_at from detections x
         join diary_sessions d on d.id = x.session_id where d.account_id = ?1 order by x.id",
    ),
    (
        "facial_data",
        "select r.id, r.detection_id as detection, r.emotion, r.created_at from facial_data r
         join detections x on x.id = r.detection_id join diary_sessions d on d.id = x.session_id
         where d.account_id = ?1 order by r.id",
    ),
    (
        "voice_data",
        "select r.id, r.detection_id as detection, r.content, r.created_at from voice_data r
         join detections x on x.id = r.detection_id join diary_sessions d on d.id = x.session_id
         where d.account_id = ?1 order by r.id",
    ),
    (
        "suggestions",
        "select s.id, s.facial_id as facial, s.voice_id as voice, s.suggestion, s.url, s.created_at from suggestions s
         left join facial_data f on f.id = s.facial_id left join voice_data v on v.id = s.voice_id
         join detections x on x.id = coalesce(f.detection_id, v.detection_id)
         join diary_sessions d on d.id = x.session_id where d.account_id = ?1 order by s.id",
    ),
];

/// Columns that hold JSON.
const JSON: [&str; 3] = ["answers", "document", "probabilities"];

/// Every part, each a list of its rows.
pub(crate) fn of_account(tx: &Tx, account: AccountId) -> Result<Value, Fault> {
    let mut whole = Map::new();
    for (name, sql) in PARTS {
        whole.insert(name.into(), tx.all(sql, [account.0], object)?.into());
    }
    Ok(Value::Object(whole))
}

pub(super) fn object(row: &Row) -> rusqlite::Result<Value> {
    let names = row.as_ref().column_names();
    let pairs = names.into_iter().enumerate().map(|(at, name)| {
        let value = value(name, row.get_ref(at)?);
        Ok((name.to_owned(), value))
    });
    pairs
        .collect::<rusqlite::Result<Map<_, _>>>()
        .map(Value::Object)
}

fn value(column: &str, value: ValueRef) -> Value {
    match value {
        ValueRef::Integer(micros) if column.ends_with("_at") || column.ends_with("_time") => {
            Moment::from_micros(micros).rfc3339().into()
        }
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => json!(number),
        ValueRef::Text(text) => {
            let text = String::from_utf8_lossy(text);
            let parsed = JSON
                .contains(&column)
                .then(|| serde_json::from_str(&text).ok());
            parsed.flatten().unwrap_or_else(|| text.into())
        }
        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
    }
}
