//! Only a clear word lets anybody in.

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

#[test]
fn a_status_that_should_be_there_and_is_not_lets_nobody_in() {
    for cell in [
        Cell::Null,
        Cell::Text(String::new()),
        Cell::Text(" ".into()),
    ] {
        let role = ("role", Cell::Text("user".into()));
        let (rights, _) = read_cells(&[role, ("status", cell)]).expect("rights");
        assert_eq!(rights.status, Status::Deactivated);
        let told = rights.closed_by.as_deref();
        assert_eq!(told, Some("deactivated because of status"));
    }
    // Alone it is FirstStep's, a role.
    assert_eq!(status(&[("status", "")]), Status::Active);
    assert_eq!(status(&[("role", "user")]), Status::Active);
    let why = read(&[("role", "user"), ("status", "odd")]).err();
    assert!(
        why.is_some_and(|why| why.contains("odd")),
        "an unknown one is rejected"
    );
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
