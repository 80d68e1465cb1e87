//! Answers, one set after another, as they come from the database.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::domain::instrument::InstrumentKey;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::response::{Pace, Response, ResponseFilter};
use crate::domain::statistics::{Layout, Retest, Sheet, Tally};
use crate::model::instruments::Instrument;
use crate::store::{self, Tx};

/// The languages whose readers are compared: the second with the first.
pub(crate) const SIDES: [Language; 2] = [Language::English, Language::Indonesian];

/// Counts answers. Of an account the first count alone: whoever answers again knows what came of it, and many answers
/// of one person would pass for many people's. With the next that were given 14 to 180 days later they are a retest.
pub(super) struct Collector {
    pub(super) tally: Tally,
    pub(super) retest: Retest,
    /// How many answers weren't counted because their giver had answered before.
    pub(super) again: u64,
    seen: HashMap<AccountId, First>,
}

/// Somebody's first answers.
struct First {
    at: Moment,
    /// The level that they reach on each scale; nothing once they have been compared.
    levels: Box<[u16]>,
}

impl Collector {
    /// Counts all answers to the sixty that fit.
    pub(super) fn of(tx: &Tx, layout: Layout, filter: &ResponseFilter) -> Result<Self, Fault> {
        let mut collector = Self::new(layout);
        store::responses::each(tx, filter, |response| {
            let answers = response.given.answers.values().map(Some);
            let sheet = sheet(&response, &answers);
            collector.take(response.from.account, response.created_at, &sheet);
            true
        })?;
        Ok(collector)
    }

    /// Counts all answers to another instrument that fit. The same answer to every statement deserves no trust.
    pub(super) fn of_instrument(
        tx: &Tx,
        key: &InstrumentKey,
        filter: &ResponseFilter,
    ) -> Result<Self, Fault> {
        let mut collector = Self::new(Layout::of_instrument(key));
        store::counted_results::each(tx, filter, |kept| {
            let Ok(answers) = key.sheet("answers", &kept.answers) else {
                return;
            };
            let undetermined = answers.is_uniform();
            if !(undetermined && filter.reliable_only) {
                let sheet = Sheet {
                    answers: &given(answers.values()),
                    milliseconds: &[],
                    total_milliseconds: None,
                    side: side(kept.language),
                    undetermined,
                };
                // One of an account's is there: nobody's can come again.
                collector.take(None, kept.created_at, &sheet);
            }
        })?;
        Ok(collector)
    }

    fn new(layout: Layout) -> Self {
        Self {
            retest: Retest::new(&layout),
            tally: Tally::new(layout),
            again: 0,
            seen: HashMap::new(),
        }
    }

    /// Counts these, which somebody gave then.
    fn take(&mut self, account: Option<AccountId>, at: Moment, sheet: &Sheet<'_>) {
        if let Some(first) = account.and_then(|account| self.seen.get_mut(&account)) {
            self.again += 1;
            if first.is_retest(at) {
                let layout = self.tally.layout();
                self.retest
                    .add(layout, &first.take(), &levels(layout, sheet.answers));
            }
            return;
        }
        let levels = self.tally.add(sheet).into_iter();
        if let Some(account) = account {
            // Nobody can leave a statement out.
            let small = |level: usize| u16::try_from(level).unwrap_or(u16::MAX);
            let levels = levels.map(|level| small(level.unwrap_or_default()));
            let levels = levels.collect();
            self.seen.insert(account, First { at, levels });
        }
    }
}

/// Counts all that fit.
pub(super) fn collected(
    tx: &Tx,
    app: &App,
    instrument: Option<&Instrument>,
    filter: &ResponseFilter,
) -> Result<Collector, Fault> {
    match instrument {
        None => Collector::of(tx, layout(app), filter),
        Some(instrument) => Collector::of_instrument(tx, instrument.key(), filter),
    }
}

/// The SHA-256 of the statements of now, or of another instrument.
pub(super) fn hash<'all>(app: &'all App, instrument: Option<&'all Instrument>) -> &'all str {
    instrument.map_or_else(|| app.questions.hash(), Instrument::hash)
}

/// The statements of this server; without a key they belong to no scale.
fn layout(app: &App) -> Layout {
    app.questions
        .key()
        .map_or_else(Layout::without_scales, Layout::of)
}

impl First {
    /// Whether answers of this moment are a retest of these.
    fn is_retest(&self, later: Moment) -> bool {
        let days = later.days_since(self.at);
        let [least, most] = Retest::DAYS;
        !self.levels.is_empty() && (least..=most).contains(&days)
    }

    /// The levels, which are compared once.
    fn take(&mut self) -> Vec<usize> {
        let levels = std::mem::take(&mut self.levels);
        levels.into_iter().map(usize::from).collect()
    }
}

/// The level on each scale: nobody can leave a statement out.
fn levels(layout: &Layout, answers: &[Option<i8>]) -> Vec<usize> {
    let level = |scale| layout.level(scale, answers).unwrap_or_default();
    (0..layout.scales()).map(level).collect()
}

/// Answers from 1 up, as statistics have them.
pub(super) fn given(answers: &[u8]) -> Vec<Option<i8>> {
    let small = |answer: &u8| i8::try_from(*answer).ok();
    answers.iter().map(small).collect()
}

fn side(language: Option<Language>) -> Option<usize> {
    language.and_then(|language| SIDES.iter().position(|one| *one == language))
}

fn sheet<'sheet>(response: &'sheet Response, answers: &'sheet [Option<i8>]) -> Sheet<'sheet> {
    let sitting = &response.given.sitting;
    let pace = sitting.pace.as_ref();
    Sheet {
        answers,
        milliseconds: pace.map_or(&[], |pace| pace.values().as_slice()),
        total_milliseconds: pace.and_then(Pace::total).map(u64::from),
        side: side(sitting.language),
        undetermined: response.given.oddity.is_some(),
    }
}
