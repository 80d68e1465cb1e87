//! Deletion in pieces. All writes go through one thread: what has two hundred thousand rows, deleted at once, would keep
//! everybody else's waiting for as long as fifteen seconds. A piece takes some thousand rows and a few milliseconds,
//! and other writes come in between.

use crate::domain::account::AccountId;
use crate::domain::community::PostId;
use crate::domain::diary::DiaryId;
use crate::domain::fault::Fault;
use crate::store::{Tx, diary, posts};

/// Rows after which a piece ends. It may pass them by those of one detection, which are some four thousand at most.
const PIECE: u64 = 1000;

const DETECTION: &str =
    "delete from detections where id in (select id from detections where session_id = ?1 limit 1)";
const COMMENTS: &str =
    "delete from comments where id in (select id from comments where post_id = ?1 limit 100)";

/// The first session of the diary, and the first post. What is under one is deleted before it.
const A_SESSION: &str = "select id from diary_sessions where account_id = ?1 limit 1";
const A_POST: &str = "select id from posts where account_id = ?1 limit 1";

/// What else an account may have any number of; links before the results that they show.
const OTHERS: [&str; 11] = [
    // Up to 1,500 seats each.
    "delete from rooms where id in (select id from rooms where account_id = ?1 limit 1)",
    "delete from comments where id in (select id from comments where account_id = ?1 limit 100)",
    "delete from shares where id in (select id from shares where account_id = ?1 limit 100)",
    "delete from comparisons where id in (select id from comparisons where account_id = ?1 limit 100)",
    "delete from comparisons where id in (select id from comparisons where other_id = ?1 limit 100)",
    "delete from responses where id in (select id from responses where account_id = ?1 limit 100)",
    "delete from predictions where id in (select id from predictions where account_id = ?1 limit 100)",
    "delete from instrument_results where id in (select id from instrument_results where account_id = ?1 limit 100)",
    "delete from reminders where id in (select id from reminders where account_id = ?1 limit 100)",
    "delete from idempotency_keys where id in (select id from idempotency_keys where account_id = ?1 limit 100)",
    "delete from sessions where id in (select id from sessions where account_id = ?1 limit 100)",
];

/// Deletes a piece of what an account has; returns whether little is left, so that the account itself can be deleted.
pub(crate) fn of_account(tx: &Tx, account: AccountId) -> Result<bool, Fault> {
    let piece = Piece::new(tx);
    while let Some(session) = tx.value(A_SESSION, [account.0])? {
        if !piece.drain(DETECTION, session)? {
            return Ok(false);
        }
        diary::delete(tx, DiaryId(session))?;
    }
    while let Some(post) = tx.value(A_POST, [account.0])? {
        if !piece.drain(COMMENTS, post)? {
            return Ok(false);
        }
        posts::delete(tx, PostId(post))?;
    }
    for sql in OTHERS {
        if !piece.drain(sql, account.0)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Deletes a piece of a diary's session; returns whether the session itself can be deleted.
pub(crate) fn of_diary_session(tx: &Tx, id: DiaryId) -> Result<bool, Fault> {
    Piece::new(tx).drain(DETECTION, id.0)
}

/// Deletes some of a post's comments; returns whether the post itself can be deleted.
pub(crate) fn of_post(tx: &Tx, id: PostId) -> Result<bool, Fault> {
    Piece::new(tx).drain(COMMENTS, id.0)
}

struct Piece<'tx, 'connection> {
    tx: &'tx Tx<'connection>,
    end: u64,
}

impl<'tx, 'connection> Piece<'tx, 'connection> {
    fn new(tx: &'tx Tx<'connection>) -> Self {
        let end = tx.changes() + PIECE;
        Self { tx, end }
    }

    /// Runs a statement until it deletes nothing more, or the piece ends; returns whether nothing is left of it.
    fn drain(&self, sql: &str, id: i64) -> Result<bool, Fault> {
        while self.tx.changes() < self.end {
            if self.tx.execute(sql, [id])? == 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
