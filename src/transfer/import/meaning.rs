//! What a column of people is about, where that decides how its values are read.
//!
//! It is found once for each table: a hundred thousand rows ask for it.

/// What a column is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    Password,
    Name,
    /// People write freely in it.
    Prose,
    Role,
    Admin,
    Status,
    /// A yes lets somebody in.
    Active,
    /// A yes or a moment says that the address is theirs.
    Verified,
    /// A yes or a moment says that the account is closed.
    Closed,
    /// A yes or a moment says that they were shut out.
    Banned,
    Other,
}

/// Names of columns, the likeliest first, in small letters and without signs.
type ColumnNames = &'static [&'static str];

pub(super) const FRONT: ColumnNames = &["frontname", "firstname", "givenname", "first", "fname"];
pub(super) const LAST: ColumnNames = &["lastname", "surname", "familyname", "last", "lname"];
pub(super) const FULL: ColumnNames = &["name", "fullname", "displayname"];
pub(super) const PASSWORD: ColumnNames = &[
    "passwordhash",
    "hashedpassword",
    "password",
    "passwd",
    "pass",
    "pwd",
    "hash",
];
const PROSE: ColumnNames = &[
    "title",
    "subject",
    "content",
    "body",
    "text",
    "message",
    "description",
    "details",
    "note",
    "comment",
    "comments",
    "suggestion",
    "questiontext",
    "question",
    "statement",
];
pub(super) const ROLE: ColumnNames = &["role", "userrole"];
pub(super) const ADMIN: ColumnNames = &[
    "isadmin",
    "isstaff",
    "issuperuser",
    "admin",
    "superuser",
    "isadministrator",
];
pub(super) const STATUS: ColumnNames = &["status", "accountstatus", "state"];
pub(super) const ACTIVE: ColumnNames = &[
    "isactive",
    "active",
    "enabled",
    "isenabled",
    "activated",
    "isactivated",
    "approved",
    "isapproved",
];
pub(super) const VERIFIED: ColumnNames = &[
    "emailverifiedat",
    "emailverified",
    "isemailverified",
    "isverified",
    "verified",
    "verifiedat",
    "emailconfirmed",
    "emailconfirmedat",
    "isconfirmed",
    "confirmed",
    "confirmedat",
];
pub(super) const CLOSED: ColumnNames = &[
    "disabled",
    "isdisabled",
    "disabledat",
    "deactivated",
    "isdeactivated",
    "deactivatedat",
    "inactive",
    "isinactive",
    "archived",
    "isarchived",
    "archivedat",
    "deleted",
    "isdeleted",
    "deletedat",
    "deletedon",
    "removed",
    "isremoved",
    "removedat",
];
pub(super) const BANNED: ColumnNames = &[
    "banned",
    "isbanned",
    "bannedat",
    "banneduntil",
    "blocked",
    "isblocked",
    "blockedat",
    "blockeduntil",
    "suspended",
    "issuspended",
    "suspendedat",
    "suspendeduntil",
    "locked",
    "islocked",
    "lockedat",
];

const ALL: [(Meaning, ColumnNames); 12] = [
    (Meaning::Password, PASSWORD),
    (Meaning::Name, FRONT),
    (Meaning::Name, LAST),
    (Meaning::Name, FULL),
    (Meaning::Prose, PROSE),
    (Meaning::Role, ROLE),
    (Meaning::Admin, ADMIN),
    (Meaning::Status, STATUS),
    (Meaning::Active, ACTIVE),
    (Meaning::Verified, VERIFIED),
    (Meaning::Closed, CLOSED),
    (Meaning::Banned, BANNED),
];

impl Meaning {
    /// The meaning of a column.
    #[must_use]
    pub(crate) fn of(key: &str) -> Self {
        let found = ALL.iter().find(|(_, names)| names.contains(&key));
        found.map_or(Self::Other, |(meaning, _)| *meaning)
    }

    /// Whether it says what somebody may do.
    #[must_use]
    pub(crate) const fn is_of_rights(self) -> bool {
        !matches!(
            self,
            Self::Password | Self::Name | Self::Prose | Self::Other
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_means_two_things() {
        let mut names: Vec<&str> = ALL.iter().flat_map(|(_, names)| *names).copied().collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(Meaning::of("deletedat").is_of_rights() && !Meaning::of("city").is_of_rights());
    }
}
