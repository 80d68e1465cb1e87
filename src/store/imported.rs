//! Imported rows, each kept once however often it is imported.
//!
//! No table has a column for where a row came from. A row is recognized by its content: of rows with the same
//! content, the n-th that is imported is the n-th that exists.

use rusqlite::{ToSql, params};

use crate::domain::account::AccountId;
use crate::domain::diary::{DiaryId, Source, Subject};
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::text::Text;
use crate::store::{Tx, feedback};

/// A row after its import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ImportedRow {
    /// Its number.
    pub id: i64,
    /// Whether it is new.
    pub is_new: bool,
}

/// What imported rows have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Foreign {
    /// Its number in the other database; kept if it is free here.
    pub id: Option<i64>,
    /// When it was made; `None` is now, and matches any moment at the next import.
    pub created_at: Option<Moment>,
    /// How many with the same content came before.
    pub nth: u32,
}

impl Foreign {
    fn micros(&self) -> Option<i64> {
        self.created_at.map(Moment::micros)
    }
}

/// A number for a row: this one if no row ever had it or a higher one, else the next.
pub(crate) fn free_id(tx: &Tx, table: &str, wanted: Option<i64>) -> Result<i64, Fault> {
    /// Far more than there will ever be, and far from the end of numbers.
    const HIGHEST: i64 = 1 << 40;
    let last = tx.value("select seq from sqlite_sequence where name = ?1", [table])?;
    let next = last.unwrap_or(0) + 1;
    Ok(wanted
        .filter(|id| (next..=HIGHEST).contains(id))
        .unwrap_or(next))
}

/// Finds a row by its key, or adds it. `find` takes the key and then how many rows with the same content to skip;
/// `add` a number, the key, and the rest.
fn once(
    tx: &Tx,
    (table, find, add): (&str, &str, &str),
    foreign: Foreign,
    key: &[&dyn ToSql],
    rest: &[&dyn ToSql],
) -> Result<ImportedRow, Fault> {
    let asked: Vec<&dyn ToSql> = key
        .iter()
        .copied()
        .chain([&foreign.nth as &dyn ToSql])
        .collect();
    if let Some(id) = tx.value(find, &*asked)? {
        return Ok(ImportedRow { id, is_new: false });
    }
    let id = free_id(tx, table, foreign.id)?;
    let given = [&id as &dyn ToSql].into_iter();
    let given: Vec<&dyn ToSql> = given
        .chain(key.iter().copied())
        .chain(rest.iter().copied())
        .collect();
    tx.execute(add, &*given)?;
    Ok(ImportedRow { id, is_new: true })
}

/// Keeps a post.
pub(crate) fn post(
    tx: &Tx,
    foreign: Foreign,
    account: AccountId,
    (title, content): (Option<&Text>, &Text),
    updated_at: Option<Moment>,
) -> Result<ImportedRow, Fault> {
    let find = "select id from posts where account_id = ?1 and title is ?2 and content = ?3
                and (?4 is null or created_at = ?4) order by id limit 1 offset ?5";
    let add = "insert into posts (id, account_id, title, content, created_at, updated_at)
               values (?1, ?2, ?3, ?4, coalesce(?5, ?7), coalesce(?6, ?5, ?7))";
    once(
        tx,
        ("posts", find, add),
        foreign,
        &[
            &account.0,
            &title.map(Text::as_str),
            &content.as_str(),
            &foreign.micros(),
        ],
        &[&updated_at.map(Moment::micros), &tx.now.micros()],
    )
}

/// Keeps a comment on a post.
pub(crate) fn comment(
    tx: &Tx,
    foreign: Foreign,
    (post, account): (i64, AccountId),
    content: &Text,
    updated_at: Option<Moment>,
) -> Result<ImportedRow, Fault> {
    let find = "select id from comments where post_id = ?1 and account_id = ?2 and content = ?3
                and (?4 is null or created_at = ?4) order by id limit 1 offset ?5";
    let add = "insert into comments (id, post_id, account_id, content, created_at, updated_at)
               values (?1, ?2, ?3, ?4, coalesce(?5, ?7), coalesce(?6, ?5, ?7))";
    once(
        tx,
        ("comments", find, add),
        foreign,
        &[&post, &account.0, &content.as_str(), &foreign.micros()],
        &[&updated_at.map(Moment::micros), &tx.now.micros()],
    )
}

/// Keeps a reminder.
pub(crate) fn reminder(
    tx: &Tx,
    foreign: Foreign,
    account: AccountId,
    new: &crate::domain::reminder::NewReminder,
) -> Result<ImportedRow, Fault> {
    let find =
        "select id from reminders where account_id = ?1 and title = ?2 and reminder_time = ?3
                and (?4 is null or created_at = ?4) order by id limit 1 offset ?5";
    let add = "insert into reminders (id, account_id, title, reminder_time, created_at, description, is_active)
               values (?1, ?2, ?3, ?4, coalesce(?5, ?8), ?6, ?7)";
    once(
        tx,
        ("reminders", find, add),
        foreign,
        &[
            &account.0,
            &new.title.as_str(),
            &new.time.micros(),
            &foreign.micros(),
        ],
        &[
            &new.description.as_ref().map(Text::as_str),
            &new.is_active,
            &tx.now.micros(),
        ],
    )
}

/// Keeps a session of the diary, which began at `created_at`.
pub(crate) fn diary_session(
    tx: &Tx,
    foreign: Foreign,
    account: AccountId,
    end: Option<Moment>,
) -> Result<ImportedRow, Fault> {
    let find =
        "select id from diary_sessions where account_id = ?1 and (?2 is null or start_time = ?2)
                order by id limit 1 offset ?3";
    let add = "insert into diary_sessions (id, account_id, start_time, end_time)
               values (?1, ?2, coalesce(?3, ?5), ?4)";
    once(
        tx,
        ("diary_sessions", find, add),
        foreign,
        &[&account.0, &foreign.micros()],
        &[&end.map(Moment::micros), &tx.now.micros()],
    )
}

/// Keeps a detection of a session.
pub(crate) fn detection(tx: &Tx, foreign: Foreign, session: i64) -> Result<ImportedRow, Fault> {
    let find = "select id from detections where session_id = ?1 and (?2 is null or created_at = ?2)
                order by id limit 1 offset ?3";
    let add =
        "insert into detections (id, session_id, created_at) values (?1, ?2, coalesce(?3, ?4))";
    once(
        tx,
        ("detections", find, add),
        foreign,
        &[&session, &foreign.micros()],
        &[&tx.now.micros()],
    )
}

/// Keeps what was seen or heard in a detection; without a moment of its own it was when the detection was.
pub(crate) fn reading(
    tx: &Tx,
    foreign: Foreign,
    source: Source,
    detection: i64,
    text: &Text,
) -> Result<ImportedRow, Fault> {
    let table = match source {
        Source::Face => (
            "facial_data",
            "select id from facial_data where detection_id = ?1 and emotion = ?2
             and (?3 is null or created_at = ?3) order by id limit 1 offset ?4",
            "insert into facial_data (id, detection_id, emotion, created_at)
             values (?1, ?2, ?3, coalesce(?4, (select created_at from detections where id = ?2)))",
        ),
        Source::Voice => (
            "voice_data",
            "select id from voice_data where detection_id = ?1 and content = ?2
             and (?3 is null or created_at = ?3) order by id limit 1 offset ?4",
            "insert into voice_data (id, detection_id, content, created_at)
             values (?1, ?2, ?3, coalesce(?4, (select created_at from detections where id = ?2)))",
        ),
    };
    once(
        tx,
        table,
        foreign,
        &[&detection, &text.as_str(), &foreign.micros()],
        &[],
    )
}

/// The table, what finds a row in it and what adds one, for suggestions on what this column names.
macro_rules! suggestions_on {
    ($column:literal, $moment:literal) => {
        (
            "suggestions",
            concat!(
                "select id from suggestions where ",
                $column,
                " = ?1 and suggestion = ?2
                 and (?3 is null or created_at = ?3) order by id limit 1 offset ?4"
            ),
            concat!(
                "insert into suggestions (id, ",
                $column,
                ", suggestion, created_at, url)
                 values (?1, ?2, ?3, coalesce(?4, (select created_at from ",
                $moment,
                " where id = ?2)), ?5)"
            ),
        )
    };
}

/// Keeps a suggestion; without a moment of its own it was made when what it is about was.
pub(crate) fn suggestion(
    tx: &Tx,
    foreign: Foreign,
    subject: Subject,
    text: &Text,
    url: Option<&str>,
) -> Result<ImportedRow, Fault> {
    let (table, id) = match subject {
        Subject::Detection(id) => (suggestions_on!("detection_id", "detections"), id.0),
        Subject::Reading(Source::Face, id) => (suggestions_on!("facial_id", "facial_data"), id.0),
        Subject::Reading(Source::Voice, id) => (suggestions_on!("voice_id", "voice_data"), id.0),
    };
    once(
        tx,
        table,
        foreign,
        &[&id, &text.as_str(), &foreign.micros()],
        &[&url],
    )
}

/// Keeps the feedback on a session, unless there is some; returns whether it was kept, and `None` if what is there is
/// another's.
pub(crate) fn feedback(
    tx: &Tx,
    session: i64,
    rating: i64,
    comment: Option<&Text>,
    created_at: Option<Moment>,
) -> Result<Option<bool>, Fault> {
    if let Some(here) = feedback::get(tx, DiaryId(session))? {
        let is_same = here.rating == rating && here.comment.as_ref() == comment;
        return Ok(is_same.then_some(false));
    }
    tx.execute(
        "insert into feedback (session_id, rating, comment, created_at) values (?1, ?2, ?3, ?4)",
        params![
            session,
            rating,
            comment.map(Text::as_str),
            created_at.unwrap_or(tx.now).micros()
        ],
    )?;
    Ok(Some(true))
}

/// A result of the quiz as another database kept it; lists are JSON.
#[derive(Debug, Clone)]
pub(crate) struct ImportedResult {
    /// The type's label.
    pub mbti: &'static str,
    /// The sixteen chances, a JSON list.
    pub probabilities: String,
    /// Why it deserves no trust.
    pub oddity: Option<&'static str>,
    /// SHA-256 of the answers.
    pub answers_hash: String,
    /// SHA-256 of the model.
    pub model_hash: String,
    /// SHA-256 of the questionnaire, where it is known.
    pub questionnaire_hash: Option<String>,
    /// The answers, a JSON list, where they were kept.
    pub answers: Option<String>,
}

/// Keeps a result.
pub(crate) fn result(
    tx: &Tx,
    foreign: Foreign,
    account: AccountId,
    new: &ImportedResult,
) -> Result<ImportedRow, Fault> {
    let find =
        "select id from predictions where account_id = ?1 and mbti = ?2 and answers_hash = ?3
                and (?4 is null or created_at = ?4) order by id limit 1 offset ?5";
    let add = "insert into predictions (id, account_id, mbti, answers_hash, created_at, probabilities, oddity, model_hash, questionnaire_hash)
               values (?1, ?2, ?3, ?4, coalesce(?5, ?10), ?6, ?7, ?8, ?9)";
    let kept = once(
        tx,
        ("predictions", find, add),
        foreign,
        &[&account.0, &new.mbti, &new.answers_hash, &foreign.micros()],
        &[
            &new.probabilities,
            &new.oddity,
            &new.model_hash,
            &new.questionnaire_hash,
            &tx.now.micros(),
        ],
    )?;
    if let (true, Some(answers)) = (kept.is_new, &new.answers) {
        let sql = "insert into answer_sheets (prediction_id, answers) values (?1, ?2)";
        tx.execute(sql, params![kept.id, answers])?;
    }
    Ok(kept)
}

/// Keeps a result of another questionnaire, which is there. It is kept for nothing else than its account.
pub(crate) fn instrument_result(
    tx: &Tx,
    foreign: Foreign,
    account: AccountId,
    (hash, answers, scores): (&str, &str, &str),
) -> Result<ImportedRow, Fault> {
    let find = "select id from instrument_results where account_id = ?1 and instrument_hash = ?2 and answers = ?3
                and (?4 is null or created_at = ?4) order by id limit 1 offset ?5";
    let add = "insert into instrument_results (id, account_id, instrument_hash, answers, created_at, scores, may_count)
               values (?1, ?2, ?3, ?4, coalesce(?5, ?7), ?6, 0)";
    once(
        tx,
        ("instrument_results", find, add),
        foreign,
        &[&account.0, &hash, &answers, &foreign.micros()],
        &[&scores, &tx.now.micros()],
    )
}

/// Keeps a draft, unless there is one; returns whether it was kept.
pub(crate) fn draft(
    tx: &Tx,
    account: AccountId,
    answers: &str,
    updated_at: Option<Moment>,
) -> Result<bool, Fault> {
    let added = tx.execute(
        "insert into drafts (account_id, answers, updated_at) values (?1, ?2, ?3) on conflict do nothing",
        params![account.0, answers, updated_at.unwrap_or(tx.now).micros()],
    )?;
    Ok(added > 0)
}

/// Sets when a card or a document was last changed, for imported rows.
pub(crate) fn date(
    tx: &Tx,
    of_cards: bool,
    account: AccountId,
    moment: Moment,
) -> Result<(), Fault> {
    let sql = if of_cards {
        "update cards set updated_at = ?2 where account_id = ?1"
    } else {
        "update documents set updated_at = ?2 where account_id = ?1"
    };
    tx.execute(sql, params![account.0, moment.micros()])?;
    Ok(())
}
