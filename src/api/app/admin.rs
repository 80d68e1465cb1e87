//! For administrators.

use crate::api::app::extractor::AdminBearer;
use crate::api::app::wire;
use crate::app::App;
use crate::domain::account::{Role, Status};
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Problem};
use crate::domain::query::Search;
use crate::http::call::{Call, FromCall};
use crate::http::operation::Operation;
use crate::http::paging::Clamped;
use crate::http::reply::{Download, Json};
use crate::services::accounts;
use crate::services::backups;

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

/// `?search=`, `?role=`, `?status=`.
pub(crate) struct UserSearch(Search);

impl FromCall for UserSearch {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        // An empty one is a menu's "all".
        let given = |name| call.request.get_param(name).filter(|text| !text.is_empty());
        let role = given("role").map(|word| Role::from_word(&word).ok_or_else(no_role));
        let status = given("status").map(|word| Status::from_word(&word).ok_or_else(no_status));
        Ok(Self(Search {
            text: given("search").unwrap_or_default(),
            role: role.transpose()?,
            status: status.transpose()?,
            ..Search::default()
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
        operation.fails(no_role().into());
    }
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

pub(crate) fn backup(app: &App, AdminBearer { admin, .. }: AdminBearer) -> Result<Download, Fault> {
    let file = backups::archive(app, admin)?;
    let day = app.clock.now().compact_date();
    Ok(Download::zip(file, format!("firststep-{day}.zip")))
}
