//! The accounts of a block as administrators search and sort them.

use memchr::memmem::Finder;

use crate::domain::account::{Role, Status};
use crate::domain::persona::PersonaType;
use crate::domain::query::KindOfResult;
use crate::domain::unicode::folded;
use crate::store::counts::BLOCK;

/// The accounts of a block, one bit for each, by their places in it.
pub(super) type Places = u128;

const _: () = assert!(BLOCK == 128 && Places::BITS == 128, "a bit for each place");

/// What accounts are searched by and sorted by, in the order in which a block has it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Line {
    Username,
    Email,
    Name,
}

impl Line {
    pub(super) const ALL: [Self; 3] = [Self::Username, Self::Email, Self::Name];
}

/// Accounts that are filtered and sorted together.
#[derive(Debug, Clone, Copy)]
pub(super) enum Group {
    Role(Role),
    Status(Status),
    Kind(KindOfResult),
}

/// Which groups are wanted; `None` takes all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filters {
    pub(super) role: Option<Role>,
    pub(super) status: Option<Status>,
    pub(super) kind: Option<KindOfResult>,
}

/// What ends a line. No username, address or name has one in it.
const END: char = '\n';

/// A block's accounts in the order of their numbers.
#[derive(Default)]
pub(super) struct Block {
    pub(super) version: i64,
    /// Of each account three lines, folded: username, address, name.
    text: String,
    /// Of each account its place and where its lines end.
    ends: Vec<(u8, usize)>,
    with_role: [Places; Role::ALL.len()],
    with_status: [Places; Status::ALL.len()],
    with_kind: [Places; KindOfResult::COUNT],
}

/// The bit of a place in a block.
pub(super) fn place_bit(place: i64) -> Places {
    u32::try_from(place).map_or(0, |place| Places::checked_shl(1, place).unwrap_or(0))
}

/// No version: a block whose reading was cut short.
const UNREAD: i64 = -1;

impl Block {
    /// One that is to be read.
    pub(super) fn unread() -> Self {
        Self {
            version: UNREAD,
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, id: i64, row: &rusqlite::Row) -> rusqlite::Result<()> {
        let (front, last) = (row.get_ref(3)?.as_str()?, row.get_ref(4)?.as_str()?);
        for line in [
            row.get_ref(1)?.as_str()?.to_owned(),
            folded(row.get_ref(2)?.as_str()?),
            folded(&format!("{front} {last}")),
        ] {
            self.text.push_str(&line);
            self.text.push(END);
        }
        let place = id % BLOCK;
        self.ends
            .push((u8::try_from(place).unwrap_or_default(), self.text.len()));
        self.with_role[row.get::<_, Role>(5)? as usize] |= place_bit(place);
        self.with_status[row.get::<_, Status>(6)? as usize] |= place_bit(place);
        let mbti = row.get_ref(7)?.as_str_or_null()?;
        let kind = KindOfResult::of(mbti.and_then(PersonaType::from_label), row.get(8)?);
        self.with_kind[kind.index()] |= place_bit(place);
        Ok(())
    }

    pub(super) fn allowed(&self, filters: Filters) -> Places {
        let all = self.with_role.iter().fold(0, |all, places| all | places);
        let of = |group: Option<Group>| group.map_or(all, |group| self.of(group));
        of(filters.role.map(Group::Role))
            & of(filters.status.map(Group::Status))
            & of(filters.kind.map(Group::Kind))
    }

    /// The accounts of a group.
    pub(super) fn of(&self, group: Group) -> Places {
        match group {
            Group::Role(role) => self.with_role[role as usize],
            Group::Status(status) => self.with_status[status as usize],
            Group::Kind(kind) => self.with_kind[kind.index()],
        }
    }

    pub(super) fn find(&self, finder: &Finder) -> Places {
        let (mut found, mut from) = (0, 0);
        let mut accounts = self.ends.iter();
        while let Some(hit) = finder.find(&self.text.as_bytes()[from..]) {
            let Some((place, end)) = accounts.find(|(_, end)| from + hit < *end) else {
                break;
            };
            found |= place_bit(i64::from(*place));
            // The rest of this account needn't be looked at.
            from = *end;
        }
        found
    }

    /// Whether the same accounts have the same lines.
    pub(super) fn has_lines_of(&self, other: &Self) -> bool {
        self.text == other.text && self.ends == other.ends
    }

    /// How many accounts it has.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A line of each of these accounts, and its place.
    pub(super) fn lines(&self, places: Places, line: Line) -> impl Iterator<Item = (&str, i64)> {
        (0..self.ends.len()).filter_map(move |at| {
            let place = i64::from(self.ends[at].0);
            (places & place_bit(place) != 0).then(|| (self.line_at(at, line), place))
        })
    }

    /// A line of the account at this place; nothing if there is none.
    pub(super) fn line(&self, place: i64, line: Line) -> &str {
        let found = self
            .ends
            .binary_search_by_key(&place, |(place, _)| i64::from(*place));
        found.map_or("", |at| self.line_at(at, line))
    }

    fn line_at(&self, at: usize, line: Line) -> &str {
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before].1);
        let lines = &self.text[from..self.ends[at].1];
        lines.split(END).nth(line as usize).unwrap_or_default()
    }

    /// Gives back what was held in case that more comes.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}
