//! A row becomes what is to be written.

use crate::domain::diary::Source;
use crate::transfer::import::accounts::{self, Newcomer};
use crate::transfer::import::fields::{Fields, Names, Refused};
use crate::transfer::import::ids::Owner;
use crate::transfer::import::kind::{Kind, Sheet};
use crate::transfer::import::pending::{Pending, Work};
use crate::transfer::import::{Plan, belongings, parts, results};
use crate::transfer::rows::Row;

/// Reads a row as what its table holds.
pub(super) fn prepare(plan: &Plan, sheet: &Sheet, row: &Row) -> Result<Pending, Refused> {
    let mut fields = Fields::new(sheet, row);
    let mut image = None;
    let fields_of = &mut fields;
    let work = match sheet.kind {
        Kind::Accounts => {
            let mut new = Newcomer::read(fields_of, plan.plain)?;
            new.document = new
                .document
                .and_then(|document| match (plan.document)(document) {
                    Ok(document) => Some(document),
                    Err(why) => {
                        fields_of.left_out.push(why);
                        None
                    }
                });
            Work::Account(Box::new(new))
        }
        Kind::Cards => {
            image = belongings::image(fields_of);
            Work::Other(belongings::card(fields_of)?)
        }
        Kind::Documents => Work::Other(belongings::document(fields_of, plan.document)?),
        Kind::Results => Work::Other(results::result(fields_of)?),
        Kind::Drafts => Work::Other(results::draft(fields_of)?),
        Kind::Posts => Work::Other(belongings::post(fields_of)?),
        Kind::Reminders => Work::Other(belongings::reminder(fields_of)?),
        Kind::DiarySessions => Work::Other(belongings::session(fields_of)?),
        Kind::Comments => Work::Other(parts::comment(fields_of)?),
        Kind::Feedback => Work::Other(parts::feedback(fields_of)?),
        Kind::Detections => Work::Other(parts::detection(fields_of)?),
        Kind::Faces => Work::Other(parts::reading(fields_of, Source::Face)?),
        Kind::Voices => Work::Other(parts::reading(fields_of, Source::Voice)?),
        Kind::Suggestions => Work::Other(parts::suggestion(fields_of)?),
        Kind::Questions | Kind::Homeless(_) => return Err("it has no home here".to_owned()),
    };
    Ok(Pending {
        kind: sheet.kind,
        table: sheet.header.table.clone(),
        line: row.line,
        left_out: fields.left_out,
        image,
        work,
    })
}

/// A statement of the quiz.
pub(super) fn statement(sheet: &Sheet, row: &Row) -> Result<String, Refused> {
    let fields = Fields::new(sheet, row);
    fields.must(STATEMENT, |text| Ok(text.trim().to_owned()))
}

const STATEMENT: Names = &["questiontext", "question", "statement", "text"];

/// The columns that have a home.
pub(super) fn columns(kind: Kind) -> Vec<&'static [&'static str]> {
    let own: &[Names] = match kind {
        Kind::Accounts => return accounts::COLUMNS.to_vec(),
        Kind::Questions => return vec![STATEMENT, &["id"]],
        Kind::Homeless(_) => &[],
        Kind::Cards => &*belongings::CARD_COLUMNS,
        Kind::Documents => belongings::DOCUMENT_COLUMNS,
        Kind::Results => results::RESULT_COLUMNS,
        Kind::Drafts => results::DRAFT_COLUMNS,
        Kind::Posts => belongings::POST_COLUMNS,
        Kind::Reminders => belongings::REMINDER_COLUMNS,
        Kind::DiarySessions => belongings::SESSION_COLUMNS,
        Kind::Comments => parts::COMMENT_COLUMNS,
        Kind::Feedback => parts::FEEDBACK_COLUMNS,
        Kind::Detections => parts::DETECTION_COLUMNS,
        Kind::Faces | Kind::Voices => parts::READING_COLUMNS,
        Kind::Suggestions => parts::SUGGESTION_COLUMNS,
    };
    own.iter().copied().chain(Owner::columns()).collect()
}
