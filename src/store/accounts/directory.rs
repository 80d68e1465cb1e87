//! What administrators search of accounts, held in memory. By any part of a name or an address a million are looked
//! through in 25 to 40 ms of CPU time, where SQLite needs 800, and 70 to 140 bytes of an account are held for it.
//!
//! It can't be out of date: with each search it reads, in that search's snapshot, the versions of all blocks of
//! accounts, which the schema's triggers count up, and then the blocks that changed, whoever changed them.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use memchr::memmem::Finder;
use rusqlite::params;

use super::block::{Block, Filters, Group, Line, Places, place_bit};
use super::sorted::Sorted;
use crate::domain::account::{AccountId, Role, Status};
use crate::domain::query::{KindOfResult, Order, Page, SortKey};
use crate::store::counts::BLOCK;
use crate::store::{StoreError, Tx};

/// All accounts, by the numbers of their blocks, and the orders that were asked for.
#[derive(Default)]
pub(crate) struct Directory {
    blocks: BTreeMap<i64, Block>,
    sorted: [OnceCell<Sorted>; Line::ALL.len()],
}

/// One of so many accounts is few: those alone are sorted, rather than looked for in the order of all.
const FEW: usize = 16;

impl Directory {
    /// Reads what was changed since it last did.
    pub(in crate::store) fn refresh(&mut self, tx: &Tx) -> Result<(), StoreError> {
        let (mut stale, mut count) = (Vec::new(), 0);
        let mut statement =
            tx.statement("select block, version from account_blocks order by block")?;
        let mut rows = statement.query(())?;
        // By place, not by name: it is half of the time that a search takes here.
        while let Some(row) = rows.next()? {
            let (number, version) = (row.get(0)?, row.get(1)?);
            let known = self.blocks.get(&number);
            if known.is_none_or(|block| block.version != version) {
                stale.push((number, version));
            }
            count += 1;
        }
        self.read_all(tx, &stale)?;
        if self.blocks.len() > count {
            // No block is ever deleted, unless by another program.
            *self = Self::default();
            return self.refresh(tx);
        }
        Ok(())
    }

    /// Reads blocks, ascending.
    fn read_all(&mut self, tx: &Tx, stale: &[(i64, i64)]) -> Result<(), StoreError> {
        if stale.is_empty() {
            return Ok(());
        }
        // Where reading breaks off, no order fits any more.
        let mut sorted = std::mem::take(&mut self.sorted);
        let mut moved = Vec::new();
        for run in stale.chunk_by(|one, next| one.0 + 1 == next.0) {
            moved.extend(self.read(tx, run)?);
        }
        if !moved.is_empty() {
            for order in sorted.iter_mut().filter_map(OnceCell::get_mut) {
                order.keep_up(&self.blocks, &moved);
            }
        }
        self.sorted = sorted;
        Ok(())
    }

    /// Reads consecutive blocks; returns the numbers of those whose accounts have other lines than before.
    fn read(&mut self, tx: &Tx, run: &[(i64, i64)]) -> Result<Vec<i64>, StoreError> {
        let (Some((first, _)), Some((last, _))) = (run.first(), run.last()) else {
            return Ok(Vec::new());
        };
        let replaced = run.iter();
        let replaced = replaced.map(|(number, _)| self.blocks.insert(*number, Block::unread()));
        let before: Vec<Option<Block>> = replaced.collect();
        let mut statement = tx.statement(
            "select id, username_key, email, front_name, last_name, role, status, mbti, mbti_reliable from accounts
             where id >= ?1 * ?3 and id < (?2 + 1) * ?3 order by id",
        )?;
        let mut rows = statement.query(params![first, last, BLOCK])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if let Some(block) = self.blocks.get_mut(&(id / BLOCK)) {
                block.add(id, row)?;
            }
        }
        let mut moved = Vec::new();
        for ((number, version), before) in run.iter().zip(before) {
            if let Some(block) = self.blocks.get_mut(number) {
                block.shrink();
                block.version = *version;
                // What changes all the time are results: no order goes by them.
                if before.is_none_or(|before| !block.has_lines_of(&before)) {
                    moved.push(*number);
                }
            }
        }
        Ok(moved)
    }

    /// The accounts with this text in one of their lines, or of these others, that are in these groups.
    pub(super) fn matching<'here>(
        &'here self,
        text: &str,
        others: &[AccountId],
        filters: Filters,
    ) -> Matches<'here> {
        let finder = Finder::new(text);
        let mut others_by_block = BTreeMap::<i64, Places>::new();
        for AccountId(id) in others {
            *others_by_block.entry(id / BLOCK).or_default() |= place_bit(id % BLOCK);
        }
        let blocks = self.blocks.iter().filter_map(|(number, block)| {
            let allowed = block.allowed(filters);
            let mut places = if text.is_empty() || allowed == 0 {
                allowed
            } else {
                block.find(&finder)
            };
            places |= others_by_block.get(number).copied().unwrap_or(0);
            places &= allowed;
            (places != 0).then_some((*number, block, places))
        });
        Matches {
            directory: self,
            blocks: blocks.collect(),
        }
    }

    fn sorted(&self, line: Line) -> &[i64] {
        let order = self.sorted[line as usize].get_or_init(|| Sorted::of(&self.blocks, line));
        &order.ids
    }
}

/// The accounts that fit a search.
pub(super) struct Matches<'here> {
    directory: &'here Directory,
    blocks: Vec<(i64, &'here Block, Places)>,
}

impl Matches<'_> {
    /// How many they are.
    pub(super) fn count(&self) -> i64 {
        let counts = self.blocks.iter().map(|(_, _, places)| places.count_ones());
        counts.map(i64::from).sum()
    }

    /// The numbers of those on a page.
    pub(super) fn page(&self, order: Order, page: Page) -> Vec<i64> {
        let (skip, limit) = bounds(page);
        let line = match order.by {
            SortKey::Username => Line::Username,
            SortKey::Email => Line::Email,
            SortKey::Name => Line::Name,
            by => return self.by_group(groups(by), order.ascending, skip, limit),
        };
        let all: usize = self.directory.blocks.values().map(Block::len).sum();
        let count = usize::try_from(self.count()).unwrap_or(0);
        if count < all / FEW {
            return self.sorted_alone(line, order.ascending, skip, limit);
        }
        let ids = self.directory.sorted(line);
        let last = ids.len().saturating_sub(1);
        let at = |at: usize| ids[if order.ascending { at } else { last - at }];
        let is_member = self.membership();
        let fitting = (0..ids.len()).map(at);
        let fitting = fitting.filter(|id| count == all || is_member(*id));
        fitting.skip(skip).take(limit).collect()
    }

    /// By groups, in each by number.
    fn by_group(
        &self,
        mut groups: Vec<Option<Group>>,
        ascending: bool,
        mut skip: usize,
        limit: usize,
    ) -> Vec<i64> {
        if !ascending {
            groups.reverse();
        }
        let mut page = Vec::new();
        for group in groups {
            let places = self.blocks.iter().map(|(number, block, places)| {
                let of_group = group.map_or(Places::MAX, |group| block.of(group));
                (*number, places & of_group)
            });
            let left = limit - page.len();
            let found = if ascending {
                by_number(places, &mut skip, left, true)
            } else {
                by_number(places.rev(), &mut skip, left, false)
            };
            page.extend(found);
            if page.len() == limit {
                break;
            }
        }
        page
    }

    /// Tells whether an account is among them.
    pub(super) fn membership(&self) -> impl Fn(i64) -> bool + use<> {
        let places = self.blocks.iter();
        let places: HashMap<i64, Places> = places
            .map(|(number, _, places)| (*number, *places))
            .collect();
        move |id| {
            let places = places.get(&(id / BLOCK)).copied().unwrap_or(0);
            places & place_bit(id % BLOCK) != 0
        }
    }

    fn sorted_alone(&self, line: Line, ascending: bool, skip: usize, limit: usize) -> Vec<i64> {
        let lines = self.blocks.iter().flat_map(|(number, block, places)| {
            let lines = block.lines(*places, line);
            lines.map(move |(line, place)| (line, number * BLOCK + place))
        });
        sorted_part(lines.collect(), ascending, skip, limit)
    }
}

/// How many to skip, and how many to give.
pub(super) fn bounds(page: Page) -> (usize, usize) {
    let whole = |count| usize::try_from(count).unwrap_or(0);
    (whole(page.skip), whole(page.limit))
}

/// The groups that accounts are sorted by, the least first; all are one group where it is by number alone.
fn groups(by: SortKey) -> Vec<Option<Group>> {
    let all: Vec<Group> = match by {
        SortKey::Role => Role::ALL.map(Group::Role).into(),
        SortKey::Status => Status::ALL.map(Group::Status).into(),
        SortKey::Kind => KindOfResult::all().map(Group::Kind).collect(),
        _ => return vec![None],
    };
    all.into_iter().map(Some).collect()
}

/// The numbers of accounts at these places of blocks; what was to be skipped is taken off `skip`.
fn by_number(
    blocks: impl Iterator<Item = (i64, Places)>,
    skip: &mut usize,
    limit: usize,
    ascending: bool,
) -> Vec<i64> {
    let mut page = Vec::new();
    for (number, places) in blocks {
        let count = places.count_ones() as usize;
        if *skip >= count {
            *skip -= count;
            continue;
        }
        let mut places: Vec<i64> = (0..BLOCK)
            .filter(|place| places & place_bit(*place) != 0)
            .collect();
        if !ascending {
            places.reverse();
        }
        let wanted = places.into_iter().skip(*skip).take(limit - page.len());
        page.extend(wanted.map(|place| number * BLOCK + place));
        *skip = 0;
        if page.len() == limit {
            break;
        }
    }
    page
}

/// The numbers in a part of a list, without sorting all of it.
fn sorted_part(
    mut lines: Vec<(&str, i64)>,
    ascending: bool,
    skip: usize,
    limit: usize,
) -> Vec<i64> {
    type Line<'text> = (&'text str, i64);
    let compare = |one: &Line, other: &Line| {
        if ascending {
            one.cmp(other)
        } else {
            other.cmp(one)
        }
    };
    if skip >= lines.len() {
        return Vec::new();
    }
    lines.select_nth_unstable_by(skip, compare);
    let part = &mut lines[skip..];
    let end = limit.min(part.len());
    if end < part.len() {
        part.select_nth_unstable_by(end, compare);
    }
    let part = &mut part[..end];
    part.sort_unstable_by(compare);
    part.iter().map(|(_, id)| *id).collect()
}
