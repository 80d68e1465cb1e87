//! For administrators.

use crate::api::app::extractor::AdminBearer;
use crate::api::app::wire;
use crate::app::App;
use crate::domain::account::{Role, Status};
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Problem};
use crate::domain::query::{KindOfResult, Order, Search, SortKey};
use crate::http::call::{Call, FromCall, Path};
use crate::http::operation::Operation;
use crate::http::paging::Clamped;
use crate::http::reply::{Download, Json};
use crate::services::accounts;
use crate::services::backups;
use crate::services::mails;
use crate::transfer;

pub(crate) fn overview(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
) -> Result<Json<wire::Overview>, Fault> {
    Ok(Json(accounts::overview(app, admin)?.into()))
}

pub(crate) fn users(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Clamped(page): Clamped<100>,
    UserSearch(search): UserSearch,
) -> Result<Json<wire::Users>, Fault> {
    let (found, total) = accounts::search(app, admin, &search, page)?;
    Ok(Json(wire::Users {
        total,
        users: found.iter().map(wire::User::from).collect(),
    }))
}

pub(crate) fn export_users(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    UserSearch(search): UserSearch,
) -> Result<Download, Fault> {
    let file = transfer::users::users(app, admin, &search)?;
    let day = app.clock.now().compact_date();
    Ok(Download::table(file, format!("users-{day}.csv")))
}

/// What users are sorted by, as `?sort=` says it.
const COLUMNS: [(&str, SortKey); 8] = [
    ("created", SortKey::Number),
    ("username", SortKey::Username),
    ("email", SortKey::Email),
    ("name", SortKey::Name),
    ("role", SortKey::Role),
    ("status", SortKey::Status),
    ("type", SortKey::Kind),
    ("last_login", SortKey::SignIn),
];

/// `?search=`, `?role=`, `?status=`, `?type=`, `?sort=`.
pub(crate) struct UserSearch(Search);

impl FromCall for UserSearch {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let given = |name| call.request.get_param(name);
        let role = given("role").map(|word| Role::from_word(&word).ok_or_else(no_role));
        let status = given("status").map(|word| Status::from_word(&word).ok_or_else(no_status));
        let kind = given("type").map(|word| KindOfResult::from_word(&word).ok_or_else(no_type));
        let order = given("sort").map(|word| order(&word).ok_or_else(no_column));
        Ok(Self(Search {
            text: given("search").unwrap_or_default(),
            role: role.transpose()?,
            status: status.transpose()?,
            kind: kind.transpose()?,
            ids: None,
            order: order.transpose()?.unwrap_or_default(),
        }))
    }

    fn describe(operation: &mut Operation) {
        let text = serde_json::json!({"type": "string"});
        operation.query("search", "A part of a name or an address.", text);
        let words = Role::ALL.map(Role::word);
        operation.query(
            "role",
            "Their role.",
            serde_json::json!({"type": "string", "enum": words}),
        );
        let words = Status::ALL.map(Status::word);
        operation.query(
            "status",
            "Their status.",
            serde_json::json!({"type": "string", "enum": words}),
        );
        let words: Vec<&str> = KindOfResult::all().map(KindOfResult::word).collect();
        operation.query(
            "type",
            "The type of their latest result, `undetermined` where it deserves no trust, `none` where there is none.",
            serde_json::json!({"type": "string", "enum": words}),
        );
        operation.query(
            "sort",
            // As an enum its word `name` would be a name that Kotlin's enums have already.
            "What they are sorted by: `created`, `username`, `email`, `name`, `role`, `status`, `type` or `last_login`; \
             with a `-` before it, the greatest first. Without it, as with `-created`.",
            serde_json::json!({"type": "string"}),
        );
        operation.fails(no_role().into());
    }
}

/// A column with its direction.
fn order(word: &str) -> Option<Order> {
    let bare = word.strip_prefix('-');
    let name = bare.unwrap_or(word);
    let (_, by) = COLUMNS.iter().find(|(column, _)| *column == name)?;
    Some(Order {
        by: *by,
        ascending: bare.is_none(),
    })
}

fn no_type() -> FieldFault {
    let words = KindOfResult::all().map(|kind| kind.word().to_owned());
    FieldFault::query("type", Problem::NotOneOf(words.collect()))
}

fn no_column() -> FieldFault {
    let words = COLUMNS.map(|(column, _)| column.to_owned());
    FieldFault::query("sort", Problem::NotOneOf(words.into()))
}

fn no_role() -> FieldFault {
    let words = Role::ALL.map(|role| role.word().to_owned());
    FieldFault::query("role", Problem::NotOneOf(words.into()))
}

fn no_status() -> FieldFault {
    let words = Status::ALL.map(|status| status.word().to_owned());
    FieldFault::query("status", Problem::NotOneOf(words.into()))
}

pub(crate) fn mails(app: &App, _: AdminBearer) -> Result<Json<wire::Mails>, Fault> {
    let summary = |mail| wire::MailSummary::of(mail, app.mailer.sends());
    Ok(Json(wire::Mails {
        mode: wire::mail_mode(app),
        mails: app.mailer.outbox().into_iter().map(summary).collect(),
    }))
}

pub(crate) fn retry_mail(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Path(name): Path<String>,
) -> Result<Json<wire::Done>, Fault> {
    mails::retry(app, admin, &name)?;
    Ok(Json(wire::Done {}))
}

pub(crate) fn backup(app: &App, AdminBearer { admin, .. }: AdminBearer) -> Result<Download, Fault> {
    let file = backups::archive(app, admin)?;
    let day = app.clock.now().compact_date();
    Ok(Download::zip(file, format!("firststep-{day}.zip")))
}
