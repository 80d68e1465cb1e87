//! `key.json`: the statements in their order, and what agreement with each counts for.

use std::collections::HashSet;

use crate::domain::instrument::STATEMENTS;
use crate::model::instruments::Statement;
use crate::model::instruments::remark::Remarks;
use crate::model::instruments::tree::Tree;
use crate::model::instruments::walk::{below, id, list, object};

/// The file's name.
pub(super) const FILE: &str = "key.json";

/// What could be read of it: the statements, if all of them are right, and at least their ids.
#[derive(Debug, Default)]
pub(super) struct KeyFile {
    pub(super) statements: Option<Vec<Statement>>,
    pub(super) ids: Option<Vec<String>>,
}

pub(super) fn read(tree: &Tree, scales: Option<&[String]>, to: &mut Remarks) -> KeyFile {
    let [fewest, most] = STATEMENTS;
    let Some(values) = list(tree, "", to) else {
        return KeyFile::default();
    };
    if !(fewest..=most).contains(&values.len()) {
        let count = values.len();
        to.wrong(
            "",
            format!("it has {count} statements; an instrument has {fewest} to {most}"),
        );
        return KeyFile::default();
    }
    let (mut statements, mut ids, mut known) = (Vec::new(), Vec::new(), HashSet::new());
    for (at, value) in values.iter().enumerate() {
        let place = format!("[{at}]");
        let (id, statement) = one(value, &place, scales, to);
        if let Some(id) = id {
            if known.insert(id.clone()) {
                ids.push(id);
            } else {
                to.wrong(
                    &below(&place, "statement"),
                    format!("{id} stands in the key more than once"),
                );
            }
        }
        statements.extend(statement);
    }
    let all_ids = (ids.len() == values.len()).then_some(ids);
    let whole = all_ids.is_some() && statements.len() == values.len();
    if let Some(scales) = scales.filter(|_| whole) {
        balance(&statements, scales, to);
    }
    KeyFile {
        statements: whole.then_some(statements),
        ids: all_ids,
    }
}

fn one(
    value: &Tree,
    place: &str,
    scales: Option<&[String]>,
    to: &mut Remarks,
) -> (Option<String>, Option<Statement>) {
    let Some(fields) = object(value, place, to) else {
        return (None, None);
    };
    fields.only(&["statement", "scale", "sign"], to);
    let name = fields.wanted("statement", to);
    let name = name.and_then(|value| id(value, &fields.place("statement"), to));
    let scale = fields.wanted("scale", to);
    let scale = scale.and_then(|value| id(value, &fields.place("scale"), to));
    let scale = scale.zip(scales).and_then(|(wanted, scales)| {
        let found = scales.iter().position(|known| *known == wanted);
        if found.is_none() {
            to.wrong(
                &fields.place("scale"),
                format!("instrument.json has no scale {wanted}"),
            );
        }
        found
    });
    let toward_high = match fields.wanted("sign", to) {
        Some(Tree::Whole(1)) => Some(true),
        Some(Tree::Whole(-1)) => Some(false),
        None => None,
        Some(_) => {
            to.wrong(
                &fields.place("sign"),
                "it must be 1, where agreement counts for the high end, or -1",
            );
            None
        }
    };
    let statement = name.clone().zip(scale).zip(toward_high);
    let statement = statement.map(|((id, scale), toward_high)| Statement {
        id,
        scale,
        toward_high,
    });
    (name, statement)
}

/// What a test builder would ask about each scale.
fn balance(statements: &[Statement], scales: &[String], to: &mut Remarks) {
    for (at, scale) in scales.iter().enumerate() {
        let own: Vec<&Statement> = statements.iter().filter(|one| one.scale == at).collect();
        let toward_high = own.iter().filter(|one| one.toward_high).count();
        match own.len() {
            0 => to.wrong(scale, "no statement counts for this scale"),
            1 => to.warn(
                scale,
                "this scale has one statement: nothing tells how reliable it is, and its result has no range",
            ),
            count if toward_high == count || toward_high == 0 => to.warn(
                scale,
                "all its statements count in one direction: whoever agrees with everything can't be told from whoever means it",
            ),
            _ => {}
        }
    }
}
