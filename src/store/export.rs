//! The export of all rows of one account, for its owner.

use rusqlite::types::ValueRef;
use serde_json::{Map, Value, json};

use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::store::row::Row;
use crate::store::{
    Tx, accounts, cards, comments, diary, documents, drafts, posts, predictions, reminders,
    responses, sessions,
};

/// The parts, each with what selects it. Credentials (hashes of passwords and
/// keys, ids of tokens) are left out.
const PARTS: [(&str, &str); 27] = [
    (
        "account",
        sql!("select a.id, a.username, a.email, " accounts
            ", a.photo_count, a.created_at, a.last_login_at from accounts a where a.id = ?1"),
    ),
    (
        "card",
        "select {card}, updated_at from cards where account_id = ?1",
    ),
    (
        "document",
        sql!("select " documents " from documents where account_id = ?1"),
    ),
    (
        "photo",
        "select file_name, width, height, bytes, created_at from photos where account_id = ?1",
    ),
    (
        "results",
        sql!("select p.id, " predictions
            ", s.answers, p.model_hash, p.questionnaire_hash, p.created_at from predictions p
             left join answer_sheets s on s.prediction_id = p.id where p.account_id = ?1 order by p.id"),
    ),
    (
        "responses",
        sql!("select id, prediction_id as result, " responses " from responses where account_id = ?1 order by id"),
    ),
    (
        "draft",
        sql!("select " drafts " from drafts where account_id = ?1"),
    ),
    (
        "instrument_results",
        "select id, instrument_hash, answers, scores, may_count, language, created_at from instrument_results
         where account_id = ?1 order by id",
    ),
    (
        "instruments",
        "select hash, document from instruments where hash in
         (select instrument_hash from instrument_results where account_id = ?1
          union select instrument_hash from rooms where account_id = ?1) order by hash",
    ),
    (
        "shares",
        "select id, prediction_id as result, created_at, expires_at from shares where account_id = ?1 order by id",
    ),
    (
        "comparisons",
        // Of the other nothing: what they show is theirs.
        "select id, account_id = ?1 as asked, iif(account_id = ?1, prediction_id, other_prediction_id) as result,
         created_at, agreed_at, expires_at from comparisons where account_id = ?1 or other_id = ?1 order by id",
    ),
    (
        "sessions",
        sql!("select " sessions ", s.ended_at from sessions s where s.account_id = ?1 order by s.id"),
    ),
    (
        "former_addresses",
        "select email, expires_at from former_addresses where account_id = ?1 order by id",
    ),
    (
        "codes",
        "select purpose, email, network, used_by, expires_at from codes where account_id = ?1 order by id",
    ),
    (
        "code_totals",
        "select registered_from, day_at, wrong, mails, strangers_mails, told from code_totals where account_id = ?1",
    ),
    (
        "second_factors",
        "select created_at, day_at, wrong, strangers_wrong from second_factors where account_id = ?1",
    ),
    (
        "recovery_codes",
        "select created_at from recovery_codes where account_id = ?1 order by id",
    ),
    (
        "app_passwords",
        "select id, name, created_at, last_used_at from app_passwords where account_id = ?1 order by id",
    ),
    (
        "posts",
        sql!("select p.id, " posts " from posts p where p.account_id = ?1 order by p.id"),
    ),
    (
        "comments",
        sql!("select c.id, c.post_id as post, " comments
            " from comments c where c.account_id = ?1 order by c.id"),
    ),
    (
        "reminders",
        sql!("select id, " reminders " from reminders where account_id = ?1 order by id"),
    ),
    (
        "rooms",
        "select id, code, title, language, asks_names, teams, at_once, least, instrument_hash, opened_at, ends_at, revealed_at
         from rooms where account_id = ?1 order by id",
    ),
    (
        "diary_sessions",
        sql!("select d.id, " diary
            ", f.rating, f.comment from diary_sessions d
             left join feedback f on f.session_id = d.id where d.account_id = ?1 order by d.id"),
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
        "select s.id, s.detection_id as detection, s.facial_id as facial, s.voice_id as voice, s.suggestion, s.url,
         s.created_at from suggestions s
         left join facial_data f on f.id = s.facial_id left join voice_data v on v.id = s.voice_id
         join detections x on x.id = coalesce(s.detection_id, f.detection_id, v.detection_id)
         join diary_sessions d on d.id = x.session_id where d.account_id = ?1 order by s.id",
    ),
];

/// Columns that hold JSON.
pub(super) const JSON: [&str; 7] = [
    "answers",
    "document",
    "milliseconds",
    "probabilities",
    "scores",
    "shown_order",
    "teams",
];

/// What takes an export row by row, so that it is never whole in memory.
pub(crate) trait Sink {
    /// A part begins.
    fn part(&mut self, name: &'static str);

    /// A row of the part that began last. Returns whether it wants any more.
    fn row(&mut self, row: &Value) -> bool;
}

/// Every part with its rows.
pub(crate) fn of_account(tx: &Tx, account: AccountId, to: &mut impl Sink) -> Result<(), Fault> {
    for (name, sql) in PARTS {
        to.part(name);
        let go_on = |row: &Row| Ok(to.row(&object(row)?));
        tx.each_of(&cards::named(sql), [account.0], go_on)?;
    }
    Ok(())
}

pub(super) fn object(row: &Row) -> rusqlite::Result<Value> {
    let names = row.whole().as_ref().column_names();
    let pairs = names.into_iter().enumerate().map(|(at, name)| {
        let value = value(name, row.whole().get_ref(at)?);
        Ok((name.to_owned(), value))
    });
    pairs
        .collect::<rusqlite::Result<Map<_, _>>>()
        .map(Value::Object)
}

/// Whether a column's number is a moment.
pub(super) fn is_moment(column: &str) -> bool {
    column.ends_with("_at") || column.ends_with("_time")
}

fn value(column: &str, value: ValueRef) -> Value {
    match value {
        ValueRef::Integer(micros) if is_moment(column) => {
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
