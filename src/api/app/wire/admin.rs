//! For administrators.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use crate::api::words::ByWord;
use crate::app::CheckResult;
use crate::auth::failed_sign_ins::FailedSignIn;
use crate::backup::replica::{DrillResult, ReplicaStatus};
use crate::domain::account::{Account, Role, Status};
use crate::domain::moment::Moment;
use crate::domain::persona::{LABELS, PersonaType};
use crate::domain::query::PastSignIn;
use crate::domain::text::printable;
use crate::mail::OutboxMail;
use crate::services::accounts;

/// A reply to `GET /app/admin/overview`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Overview {
    accounts: i64,
    admins: i64,
    /// Results of the quiz, of all accounts.
    results: i64,
    photos: i64,
    photo_bytes: i64,
    database_bytes: i64,
    /// How many accounts have each type; types that deserve no trust are left out.
    types: BTreeMap<&'static str, i64>,
    /// How many accounts have a type that deserves no trust.
    undetermined: i64,
    /// Sign-ups of the last thirty days; days without any are left out.
    sign_ups: Vec<Day>,
    /// The latest sign-ins, newest first.
    recent_sign_ins: Vec<RecentSignIn>,
    /// The latest sign-ins that failed since the server's start, newest first.
    recent_failures: Vec<FailedAttempt>,
    /// The result of the latest check of the data; null before the first one since the server's start.
    checked: Option<DataCheck>,
    /// The copy that the server keeps elsewhere; null if it keeps none.
    copy: Option<Copy>,
}

/// A copy elsewhere.
#[derive(Serialize, JsonSchema)]
struct Copy {
    /// How many seconds ago it was last known to hold everything.
    behind: u64,
    /// How many photos are left to be carried there.
    photos_left: u64,
    /// Whether something is wrong with it; the server's log says what.
    failing: bool,
    /// Whether another server goes on with the data, and this one is read-only.
    taken_over: bool,
    /// When the way back from it was last tried with success; null if never.
    #[schemars(extend("format" = "date-time"))]
    came_back_at: Option<String>,
}

impl From<(ReplicaStatus, Duration, Option<DrillResult>)> for Copy {
    fn from((status, behind, drill): (ReplicaStatus, Duration, Option<DrillResult>)) -> Self {
        let drill = drill.filter(|drill| drill.problem.is_none());
        Self {
            behind: behind.as_secs(),
            photos_left: status.photos_left,
            failing: status.problem.is_some(),
            taken_over: status.taken_over,
            came_back_at: drill.map(|drill| Moment::from_seconds(drill.at).rfc3339()),
        }
    }
}

/// A check of the data.
#[derive(Serialize, JsonSchema)]
struct DataCheck {
    #[schemars(extend("format" = "date-time"))]
    at: String,
    /// How many photos' files are missing.
    photos_missing: usize,
    /// How many rows of the database refer to rows that are gone.
    stray_rows: u64,
}

impl From<CheckResult> for DataCheck {
    fn from(checked: CheckResult) -> Self {
        Self {
            at: checked.at.rfc3339(),
            photos_missing: checked.photos_missing,
            stray_rows: checked.orphan_rows,
        }
    }
}

/// The count of a day.
#[derive(Serialize, JsonSchema)]
struct Day {
    /// As `2026-11-21`, in UTC.
    #[schemars(extend("format" = "date"))]
    day: String,
    count: i64,
}

/// A sign-in.
#[derive(Serialize, JsonSchema)]
struct RecentSignIn {
    username: String,
    /// First and last name; may be empty.
    name: String,
    email: String,
    family: String,
    agent: String,
    address: String,
    #[schemars(extend("format" = "date-time"))]
    at: String,
}

/// A sign-in that failed.
#[derive(Serialize, JsonSchema)]
struct FailedAttempt {
    /// Whether there is an account of the name given.
    name_known: bool,
    family: &'static str,
    address: String,
    #[schemars(extend("format" = "date-time"))]
    at: String,
}

impl From<accounts::Overview> for Overview {
    fn from(overview: accounts::Overview) -> Self {
        let totals = overview.totals;
        let mut types: BTreeMap<_, _> = LABELS.into_iter().map(|label| (label, 0)).collect();
        for (label, count) in &totals.types {
            if let Some(kept) = types.get_mut(label.as_str()) {
                *kept = *count;
            }
        }
        let days = overview.sign_ups.into_iter();
        Self {
            accounts: totals.accounts,
            admins: totals.admins,
            results: totals.results,
            photos: totals.photos,
            photo_bytes: totals.photo_bytes,
            database_bytes: totals.database_bytes,
            types,
            undetermined: totals.undetermined,
            sign_ups: days.map(|(day, count)| Day { day, count }).collect(),
            recent_sign_ins: overview
                .sign_ins
                .into_iter()
                .map(RecentSignIn::from)
                .collect(),
            recent_failures: overview
                .failures
                .into_iter()
                .map(FailedAttempt::from)
                .collect(),
            checked: overview.checked.map(DataCheck::from),
            copy: overview.copy.map(Copy::from),
        }
    }
}

impl From<PastSignIn> for RecentSignIn {
    fn from(sign_in: PastSignIn) -> Self {
        Self {
            username: sign_in.username,
            name: sign_in.name.joined(),
            email: sign_in.email.to_string(),
            family: sign_in.family,
            agent: sign_in.device.agent,
            address: sign_in.device.address,
            at: sign_in.at.rfc3339(),
        }
    }
}

impl From<FailedSignIn> for FailedAttempt {
    fn from(failure: FailedSignIn) -> Self {
        Self {
            name_known: failure.name_known,
            family: failure.family,
            address: failure.address,
            at: failure.at.rfc3339(),
        }
    }
}

/// A reply to `GET /app/admin/users`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Users {
    /// How many fit the search in all.
    pub total: i64,
    pub users: Vec<User>,
}

/// An account as an administrator sees it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct User {
    id: i64,
    username: String,
    email: String,
    name: String,
    role: ByWord<Role>,
    status: ByWord<Status>,
    /// The type of the latest result; null before the first.
    mbti: Option<ByWord<PersonaType>>,
    /// Whether the answers behind it deserve trust; null before the first.
    reliable: Option<bool>,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    #[schemars(extend("format" = "date-time"))]
    last_login_at: Option<String>,
}

impl From<&Account> for User {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id.0,
            username: account.username.to_string(),
            email: account.email.to_string(),
            name: account.name.joined(),
            role: ByWord(account.role),
            status: ByWord(account.status),
            mbti: account.mbti.map(ByWord),
            reliable: account.reliable(),
            created_at: account.created_at.rfc3339(),
            last_login_at: account.last_login_at.map(Moment::rfc3339),
        }
    }
}

/// A reply to `GET /app/admin/mails`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Mails {
    /// `smtp` where a server sends them, `outbox` where they stay.
    #[schemars(extend("enum" = ["smtp", "outbox"]))]
    pub mode: &'static str,
    pub mails: Vec<MailSummary>,
}

/// A mail in the outbox.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MailSummary {
    name: String,
    to: String,
    subject: String,
    /// Empty where an SMTP server is to send it: it may hold a code.
    text: String,
    #[schemars(extend("format" = "date-time"))]
    at: String,
    /// Whether it was set aside: the SMTP server refused it for good, or it was tried too often.
    refused: bool,
    /// How often it couldn't be sent.
    tries: u32,
    /// Why not, the last time: what the SMTP server said, without what can't be shown; null if it wasn't tried.
    why: Option<String>,
    /// When it is tried next.
    #[schemars(extend("format" = "date-time"))]
    next: Option<String>,
}

/// Most characters of what a mail server said that are shown.
const LONGEST_REASON: usize = 300;

impl MailSummary {
    /// A mail; its text is shown only where mails stay to be read.
    pub(crate) fn of(kept: OutboxMail, has_server: bool) -> Self {
        let tries = kept.attempts.as_ref();
        let why = |said: &str| printable(said).chars().take(LONGEST_REASON).collect();
        Self {
            why: tries.map(|tries| why(&tries.why)),
            next: tries
                .filter(|_| !kept.refused)
                .map(|tries| tries.next().rfc3339()),
            tries: tries.map_or(0, |tries| tries.count),
            name: kept.name,
            to: kept.to,
            subject: kept.subject,
            text: if has_server { String::new() } else { kept.text },
            at: kept.at.rfc3339(),
            refused: kept.refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drill_that_failed_is_no_way_back() {
        let came_back_at = |problem: Option<&str>| {
            let drill = DrillResult {
                at: 1_800_000_000,
                seconds: 2.5,
                age: None,
                missing_photos: 0,
                problem: problem.map(str::to_owned),
            };
            let status = ReplicaStatus::default();
            Copy::from((status, Duration::ZERO, Some(drill))).came_back_at
        };
        let told = came_back_at(None);
        assert_eq!(told.as_deref(), Some("2027-01-15T08:00:00.000000Z"));
        assert_eq!(came_back_at(Some("it lacks its files")), None);
    }
}
