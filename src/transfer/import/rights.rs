//! Whether somebody may sign in, and as what: roles, status and flags.
//!
//! Doubt falls to the closed side: of several columns the strictest counts, a flag that says nothing
//! says no, and a word that isn't known rejects the row. Somebody who comes in closed is told and
//! easily let in; somebody who comes in open isn't noticed.

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
        let mut rights = Self {
            role,
            status: status.unwrap_or(Status::Active),
            closed_by: None,
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::transfer::import::sheet::Sheet;
    use crate::transfer::rows::{FileRow, TableHeader};

    fn read_cells(row: &[(&str, Cell)]) -> Result<(Rights, Vec<String>), Rejection> {
        let header = Arc::new(TableHeader {
            table: "users".to_owned(),
            columns: row.iter().map(|(name, _)| (*name).to_owned()).collect(),
        });
        let cells = row.iter().map(|(_, cell)| cell.clone()).collect();
        let row = FileRow::of(&header, cells, 1);
        let sheet = Sheet::of(&header, None);
        let mut fields = Fields::new(&sheet, &row);
        let rights = Rights::read(&mut fields)?;
        Ok((rights, fields.left_out))
    }

    fn read(row: &[(&str, &str)]) -> Result<(Rights, Vec<String>), Rejection> {
        let cells: Vec<_> = row
            .iter()
            .map(|(name, text)| (*name, Cell::Text((*text).to_owned())))
            .collect();
        read_cells(&cells)
    }

    fn status(row: &[(&str, &str)]) -> Status {
        read(row)
            .unwrap_or_else(|why| panic!("{row:?}: {why}"))
            .0
            .status
    }

    #[test]
    fn flags_that_let_in_say_yes_or_keep_out() {
        for column in ["is_active", "active", "enabled", "Is Approved"] {
            for yes in [
                "1", "t", "TRUE", "Yes", "on", "1.0", "-1", "active", "enabled", "\u{1}",
            ] {
                assert_eq!(status(&[(column, yes)]), Status::Active, "{column} {yes:?}");
            }
            for no in [
                "0", "f", "False", "no", "off", "0.0", "disabled", "inactive", "\0", "", " ",
            ] {
                assert_eq!(
                    status(&[(column, no)]),
                    Status::Deactivated,
                    "{column} {no:?}"
                );
            }
            for unknown in ["FALSCH", "maybe", "2", "17", "nein"] {
                let why = read(&[(column, unknown)]).err().expect("a rejection");
                assert!(why.starts_with(column) && why.contains(unknown), "{why}");
            }
        }
    }

    #[test]
    fn flags_and_moments_that_keep_out() {
        let happened = [
            "1",
            "true",
            "yes",
            "2023-06-14 10:00:00",
            "2023-06-14",
            "1686736800",
        ];
        let never = [
            "",
            "0",
            "false",
            "no",
            "0000-00-00 00:00:00",
            "0000-00-00",
            "0001-01-01T00:00:00Z",
        ];
        for (columns, expected) in [
            (
                ["disabled", "is_deleted", "deleted_at", "archivedAt"],
                Status::Deactivated,
            ),
            (
                ["banned", "isBlocked", "banned_at", "locked"],
                Status::Suspended,
            ),
        ] {
            for column in columns {
                for text in happened {
                    assert_eq!(status(&[(column, text)]), expected, "{column} {text}");
                }
                for text in never {
                    assert_eq!(status(&[(column, text)]), Status::Active, "{column} {text}");
                }
                assert!(read(&[(column, "perhaps")]).is_err(), "{column}");
                for doubt in ["infinity", "disabled", "active"] {
                    assert!(read(&[(column, doubt)]).is_err(), "{column} {doubt}");
                }
            }
        }
        for column in ["email_verified_at", "is_verified"] {
            assert_eq!(status(&[(column, "")]), Status::Inactive);
            assert_eq!(status(&[(column, "0")]), Status::Inactive);
            assert_eq!(status(&[(column, "2023-06-14 10:00:00")]), Status::Active);
        }
    }

    #[test]
    fn the_strictest_counts_and_is_told() {
        let row = [
            ("status", "active"),
            ("is_active", "1"),
            ("deleted_at", "2023-06-14"),
            ("banned", "1"),
        ];
        let (rights, _) = read(&row).expect("rights");
        assert_eq!(rights.status, Status::Suspended);
        assert_eq!(
            rights.closed_by.as_deref(),
            Some("suspended because of banned")
        );
        assert_eq!(
            status(&[
                ("status", "suspended"),
                ("is_active", "1"),
                ("deleted", "1")
            ]),
            Status::Suspended
        );
        assert_eq!(
            status(&[("is_active", "1"), ("enabled", "0")]),
            Status::Deactivated
        );
        let (rights, _) = read(&[("status", "suspended")]).expect("rights");
        assert_eq!(rights.closed_by, None, "the file's own word");
    }

    #[test]
    fn roles_by_word_win_over_flags() {
        let role = |row: &[(&str, &str)]| read(row).expect("rights").0.role;
        for (row, expected) in [
            (&[("role", "user"), ("is_admin", "1")][..], Role::User),
            (&[("is_admin", "1"), ("status", "User")], Role::User),
            (&[("role", "moderator"), ("is_admin", "1")], Role::User),
            (&[("status", "Admin")], Role::Admin),
            (&[("role", ""), ("is_admin", "1")], Role::Admin),
            (&[("is_admin", "true")], Role::Admin),
            (&[("is_staff", "1"), ("is_superuser", "1")], Role::Admin),
            (&[("is_staff", "1"), ("is_superuser", "0")], Role::User),
            (&[("is_staff", "0"), ("is_superuser", "1")], Role::User),
            (&[("is_admin", "")], Role::User),
            (&[("email", "a@b.co")], Role::User),
        ] {
            assert_eq!(role(row), expected, "{row:?}");
        }
        let (_, told) = read(&[("is_staff", "1"), ("is_superuser", "0")]).expect("rights");
        assert_eq!(
            told,
            ["is_staff: is_superuser says otherwise; taken as a user"]
        );
        assert!(read(&[("is_admin", "perhaps")]).is_err());
        assert!(read(&[("is_admin", "2023-06-14")]).is_err());
        assert!(read(&[("status", "perhaps")]).is_err());
        assert!(read(&[("state", "CA")]).is_err());
        assert!(read(&[("city", "Fresno"), ("state", "CA")]).is_ok());
    }

    #[test]
    fn a_row_that_ends_before_its_rights_is_rejected() {
        for column in ["is_active", "role", "deleted_at", "is_admin", "status"] {
            let why = read_cells(&[(column, Cell::Missing)])
                .err()
                .expect("a rejection");
            assert!(why.contains(column), "{why}");
        }
        assert!(read_cells(&[("city", Cell::Missing)]).is_ok());
        let null = read_cells(&[("is_active", Cell::Null)]).expect("rights").0;
        assert_eq!(null.status, Status::Deactivated);
        let bit = read_cells(&[("is_active", Cell::Bytes(vec![1]))])
            .expect("rights")
            .0;
        assert_eq!(bit.status, Status::Active);
    }

    proptest! {
        /// Whatever stands in a flag, only a clear yes lets anybody in.
        #[test]
        fn only_a_known_yes_lets_in(text in "\\PC{0,12}") {
            if let Ok((rights, _)) = read(&[("is_active", &text)])
                && rights.status == Status::Active
            {
                prop_assert_eq!(active(&text), Ok(true));
            }
            if let Ok((rights, _)) = read(&[("is_admin", &text)])
                && rights.role == Role::Admin
            {
                prop_assert_eq!(yes_or_no(&text), Ok(true));
            }
        }
    }
}
