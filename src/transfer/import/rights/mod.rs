//! Whether somebody may sign in, and as what: roles, status and flags.
//!
//! Doubt falls to the closed side: of several columns the strictest counts, a flag that says nothing
//! says no, and a word that isn't known rejects the row. Somebody who comes in closed is told and
//! easily let in; somebody who comes in open isn't noticed.

#[cfg(test)]
mod tests;

use crate::domain::account::{Role, Status};
use crate::domain::field::Problem;
use crate::transfer::import::fields::{ColumnNames, Fields, Rejection};
use crate::transfer::import::flag::yes_or_no;
use crate::transfer::import::meaning::{Meaning, ROLE, STATUS};
use crate::transfer::import::when;
use crate::transfer::rows::Cell;

/// Columns of an address.
const PLACES: ColumnNames = &[
    "city",
    "country",
    "zip",
    "zipcode",
    "postcode",
    "postalcode",
    "street",
    "address",
];
/// What somebody may do here.
pub(super) struct Rights {
    pub role: Role,
    pub status: Status,
    /// The flag that keeps them out, as the report tells it.
    pub closed_by: Option<String>,
}

impl Rights {
    /// Reads a row. FirstStep's `status` is the role's name.
    pub(super) fn read(fields: &mut Fields) -> Result<Self, Rejection> {
        fields.check_rights_are_there()?;
        let (role, status) = words(fields)?;
        let role = match role {
            Some(role) => role,
            None => by_flags(fields)?,
        };
        let mut rights = match status {
            // FaceofMind's tables have both; where a status should be and isn't, nobody is let in.
            None if fields.has(ROLE) && fields.has(&STATUS[..2]) => Self {
                role,
                status: Status::Deactivated,
                closed_by: Some("deactivated because of status".to_owned()),
            },
            status => Self {
                role,
                status: status.unwrap_or(Status::Active),
                closed_by: None,
            },
        };
        for (meaning, read, said, status) in [
            (
                Meaning::Active,
                active as ReadFlag,
                false,
                Status::Deactivated,
            ),
            (Meaning::Verified, happened, false, Status::Inactive),
            (Meaning::Closed, happened, true, Status::Deactivated),
            (Meaning::Banned, happened, true, Status::Suspended),
        ] {
            for (column, cell) in fields.each(meaning) {
                if flag_of(column, cell, read)? == said
                    && strictness(status) > strictness(rights.status)
                {
                    rights.status = status;
                    rights.closed_by = Some(format!("{} because of {column}", status.word()));
                }
            }
        }
        Ok(rights)
    }
}

/// How far a status shuts somebody out.
const fn strictness(status: Status) -> u8 {
    match status {
        Status::Active => 0,
        Status::Inactive => 1,
        Status::Deactivated => 2,
        Status::Suspended => 3,
    }
}

/// Role and status as far as words say them. An unknown role becomes `user`, which has the fewest rights.
fn words(fields: &mut Fields) -> Result<(Option<Role>, Option<Status>), Rejection> {
    let word = |text: &str| Ok(text.trim().to_lowercase());
    let mut role = None;
    if let Some(given) = fields.read(ROLE, word)? {
        role = Some(role_of(&given).unwrap_or_else(|| {
            let why = format!("role: {given:.40} is no role here; taken as a user");
            fields.left_out.push(why);
            Role::User
        }));
    }
    // In an address a state is a place.
    let status = if fields.has(PLACES) {
        &STATUS[..2]
    } else {
        STATUS
    };
    match fields.read(status, word)? {
        None => Ok((role, None)),
        Some(given) => match (status_of(&given), role_of(&given)) {
            (Some(status), _) => Ok((role, Some(status))),
            (None, Some(said)) => Ok((role.or(Some(said)), None)),
            (None, None) => Err(format!(
                "status: {given:.40} is none of active, inactive, deactivated, suspended"
            )),
        },
    }
}

/// The role by flags: all that are there must say administrator.
fn by_flags(fields: &mut Fields) -> Result<Role, Rejection> {
    let flags = fields
        .each(Meaning::Admin)
        .filter(|(_, cell)| !is_blank(cell));
    let said = flags.map(|(column, cell)| Ok((column, flag_of(column, cell, yes_or_no)?)));
    let said = said.collect::<Result<Vec<_>, Rejection>>()?;
    match (
        said.iter().find(|(_, is)| *is),
        said.iter().find(|(_, is)| !is),
    ) {
        (Some((yes, _)), Some((no, _))) => {
            let why = format!("{yes}: {no} says otherwise; taken as a user");
            fields.left_out.push(why);
            Ok(Role::User)
        }
        (Some(_), None) => Ok(Role::Admin),
        (None, _) => Ok(Role::User),
    }
}

fn role_of(word: &str) -> Option<Role> {
    match word {
        "user" | "member" => Some(Role::User),
        "admin" | "administrator" => Some(Role::Admin),
        _ => None,
    }
}

fn status_of(word: &str) -> Option<Status> {
    match word {
        "1" | "enabled" => Some(Status::Active),
        "0" | "disabled" | "deleted" | "removed" | "archived" | "closed" => {
            Some(Status::Deactivated)
        }
        "pending" | "unverified" | "unconfirmed" | "invited" => Some(Status::Inactive),
        "banned" | "blocked" | "locked" => Some(Status::Suspended),
        word => Status::from_word(word),
    }
}

fn is_blank(cell: &Cell) -> bool {
    match cell {
        Cell::Null | Cell::Missing => true,
        Cell::Text(text) => text.trim().is_empty(),
        Cell::Bytes(bytes) => bytes.is_empty(),
        Cell::Json(_) => false,
    }
}

/// What a flag's text says.
type ReadFlag = fn(&str) -> Result<bool, Problem>;

/// Whether a flag says yes. Nothing says no.
fn flag_of(column: &str, cell: &Cell, read: ReadFlag) -> Result<bool, Rejection> {
    if is_blank(cell) {
        return Ok(false);
    }
    let text = match cell {
        Cell::Text(text) => Some(text.as_str()),
        Cell::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    };
    let said = text.and_then(|text| read(text).ok());
    said.ok_or_else(|| {
        let shown: String = text
            .unwrap_or("a list or an object")
            .chars()
            .take(40)
            .collect();
        format!("{column}: \"{shown}\" is neither yes nor no")
    })
}

fn active(text: &str) -> Result<bool, Problem> {
    match text.trim().to_lowercase().as_str() {
        "active" | "enabled" => Ok(true),
        "inactive" | "disabled" | "deactivated" => Ok(false),
        _ => yes_or_no(text),
    }
}

/// A moment says that it happened; the day zero, that it didn't.
fn happened(text: &str) -> Result<bool, Problem> {
    yes_or_no(text).or_else(|_| when::parse(text).map(|moment| moment.is_some()))
}
