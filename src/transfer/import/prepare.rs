//! Turns a row into what is to be written.

use crate::domain::diary::Source;
use crate::transfer::import::accounts::{self, AccountRow};
use crate::transfer::import::fields::{ColumnNames, Fields, Rejection};
use crate::transfer::import::ids::Owner;
use crate::transfer::import::kind::TableKind;
use crate::transfer::import::pending::{PendingRow, PendingWrite};
use crate::transfer::import::sheet::Sheet;
use crate::transfer::import::{ImportPlan, belongings, instruments, parts, results};
use crate::transfer::rows::FileRow;

/// Reads a row according to its table.
pub(super) fn prepare(
    plan: &ImportPlan,
    sheet: &Sheet,
    row: &FileRow,
) -> Result<PendingRow, Rejection> {
    let mut fields = Fields::new(sheet, row);
    fields.tell_missing();
    let mut image = None;
    let fields_of = &mut fields;
    let work = match sheet.kind {
        TableKind::Accounts => PendingWrite::Account(Box::new(account(plan, fields_of)?)),
        TableKind::Cards => {
            image = belongings::image(fields_of);
            PendingWrite::Other(belongings::card(fields_of)?)
        }
        TableKind::Documents => {
            PendingWrite::Other(belongings::document(fields_of, plan.document)?)
        }
        TableKind::Results => PendingWrite::Other(results::result(fields_of)?),
        TableKind::Instruments => PendingWrite::Other(instruments::instrument(fields_of)?),
        TableKind::InstrumentResults => PendingWrite::Other(instruments::result(fields_of)?),
        TableKind::Drafts => PendingWrite::Other(results::draft(fields_of)?),
        TableKind::Posts => PendingWrite::Other(belongings::post(fields_of)?),
        TableKind::Reminders => PendingWrite::Other(belongings::reminder(fields_of)?),
        TableKind::DiarySessions => PendingWrite::Other(belongings::session(fields_of)?),
        TableKind::Comments => PendingWrite::Other(parts::comment(fields_of)?),
        TableKind::Feedback => PendingWrite::Other(parts::feedback(fields_of)?),
        TableKind::Detections => PendingWrite::Other(parts::detection(fields_of)?),
        TableKind::Faces => PendingWrite::Other(parts::reading(fields_of, Source::Face)?),
        TableKind::Voices => PendingWrite::Other(parts::reading(fields_of, Source::Voice)?),
        TableKind::Suggestions => PendingWrite::Other(parts::suggestion(fields_of)?),
        TableKind::Questions | TableKind::Unsupported(_) => {
            return Err("it isn't imported".to_owned());
        }
    };
    Ok(PendingRow {
        table: sheet.header.table.clone(),
        line: row.line,
        left_out: fields.left_out,
        image,
        work,
    })
}

/// An account; a document that isn't valid is left out.
fn account(plan: &ImportPlan, fields: &mut Fields) -> Result<AccountRow, Rejection> {
    let mut row = AccountRow::read(fields, plan.plain)?;
    let document = row.document.take().map(plan.document).transpose();
    row.document = document.unwrap_or_else(|why| {
        fields.left_out.push(why);
        None
    });
    Ok(row)
}

/// A statement of the quiz.
pub(super) fn statement(sheet: &Sheet, row: &FileRow) -> Result<String, Rejection> {
    let fields = Fields::new(sheet, row);
    fields.required(STATEMENT, |text| Ok(text.trim().to_owned()))
}

const STATEMENT: ColumnNames = &["questiontext", "question", "statement", "text"];

/// The columns that are imported.
pub(super) fn columns(kind: TableKind) -> Vec<&'static [&'static str]> {
    let own: &[ColumnNames] = match kind {
        TableKind::Accounts => return accounts::COLUMNS.to_vec(),
        TableKind::Questions => return vec![STATEMENT, &["id"]],
        TableKind::Unsupported(_) => &[],
        TableKind::Cards => &*belongings::CARD_COLUMNS,
        TableKind::Documents => belongings::DOCUMENT_COLUMNS,
        TableKind::Results => results::RESULT_COLUMNS,
        TableKind::Instruments => return instruments::COLUMNS.to_vec(),
        TableKind::InstrumentResults => instruments::RESULT_COLUMNS,
        TableKind::Drafts => results::DRAFT_COLUMNS,
        TableKind::Posts => belongings::POST_COLUMNS,
        TableKind::Reminders => belongings::REMINDER_COLUMNS,
        TableKind::DiarySessions => belongings::SESSION_COLUMNS,
        TableKind::Comments => parts::COMMENT_COLUMNS,
        TableKind::Feedback => parts::FEEDBACK_COLUMNS,
        TableKind::Detections => parts::DETECTION_COLUMNS,
        TableKind::Faces | TableKind::Voices => parts::READING_COLUMNS,
        TableKind::Suggestions => parts::SUGGESTION_COLUMNS,
    };
    own.iter().copied().chain(Owner::columns()).collect()
}
