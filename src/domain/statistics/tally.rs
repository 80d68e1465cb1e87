//! What is counted of people's answers, one person after another: whole numbers alone, so many whoever comes.

use super::consistency::GROUPS;
use super::layout::Layout;
use super::matched::{Levels, Matched, Side};
use super::numbers::whole;
use super::products::{Pairs, Products};
use super::timing::Times;

/// Somebody's answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet<'sheet> {
    /// In the order of the statements; none where one was omitted.
    pub answers: &'sheet [Option<i8>],
    /// The time for each, where it is known: none, or as many.
    pub milliseconds: &'sheet [Option<u32>],
    /// The time for all, where it is known.
    pub total_milliseconds: Option<u64>,
    /// The language, where it is one of the two that are compared.
    pub side: Option<Side>,
    /// Whether the result deserves no trust.
    pub undetermined: bool,
}

/// All that is counted.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    pub(super) layout: Layout,
    pub(super) people: u64,
    pub(super) undetermined: u64,
    pub(super) statements: Vec<StatementTally>,
    pub(super) scales: Vec<ScaleTally>,
    /// The scales with each other, each with those before it.
    pub(super) between: Vec<Pairs>,
    pub(super) total_time: Times,
    /// To which group of the jackknife the next person comes.
    next: usize,
    /// Reused for everybody.
    keyed: Vec<i64>,
}

/// Of a statement.
#[derive(Debug, Clone)]
pub(super) struct StatementTally {
    /// How many gave each answer, from the lowest.
    pub answers: Vec<u64>,
    pub matched: Matched,
    pub times: Times,
}

/// Of a scale: those who omitted none of its statements.
#[derive(Debug, Clone)]
pub(super) struct ScaleTally {
    pub groups: Vec<Products>,
    /// How many reached each sum, from the lowest.
    pub levels: Vec<u64>,
    pub sides: Levels,
}

impl Tally {
    /// Nobody's.
    #[must_use]
    pub(crate) fn new(layout: Layout) -> Self {
        let scale_of = scales_by_statement(&layout);
        let statement = |scale: &Option<usize>| StatementTally {
            answers: vec![0; layout.points()],
            matched: Matched::new(scale.map_or(0, |scale| layout.levels(scale))),
            times: Times::of_a_statement(),
        };
        let scale = |at: usize| ScaleTally {
            groups: vec![Products::new(layout.size(at)); GROUPS],
            levels: vec![0; layout.levels(at)],
            sides: Levels::new(layout.levels(at)),
        };
        Self {
            people: 0,
            undetermined: 0,
            statements: scale_of.iter().map(statement).collect(),
            scales: (0..layout.scales()).map(scale).collect(),
            between: vec![
                Pairs::default();
                layout.scales() * layout.scales().saturating_sub(1) / 2
            ],
            total_time: Times::in_all(),
            next: 0,
            keyed: Vec::new(),
            layout,
        }
    }

    /// How many people were counted.
    #[must_use]
    pub(crate) const fn people(&self) -> u64 {
        self.people
    }

    /// What the answers are to.
    #[must_use]
    pub(crate) const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Counts somebody; the level they reach on each scale, where they omitted nothing of it.
    pub(crate) fn add(&mut self, sheet: &Sheet<'_>) -> Vec<Option<usize>> {
        self.people += 1;
        self.undetermined += u64::from(sheet.undetermined);
        for (statement, answer) in self.statements.iter_mut().zip(sheet.answers) {
            if let Some(answer) = answer {
                statement.answers[self.layout.place(*answer)] += 1;
            }
        }
        for (statement, time) in self.statements.iter_mut().zip(sheet.milliseconds) {
            if let Some(time) = time {
                statement.times.add((*time).into());
            }
        }
        if let Some(time) = sheet.total_milliseconds {
            self.total_time.add(time);
        }
        let group = self.next;
        self.next = (group + 1) % GROUPS;
        let levels: Vec<_> = (0..self.scales.len())
            .map(|scale| self.add_to_scale(scale, group, sheet))
            .collect();
        self.add_between(&levels);
        levels
    }

    fn add_to_scale(&mut self, at: usize, group: usize, sheet: &Sheet<'_>) -> Option<usize> {
        if !self.layout.keyed(at, sheet.answers, &mut self.keyed) {
            return None;
        }
        let level = self.layout.level_of(&self.keyed);
        let scale = &mut self.scales[at];
        scale.groups[group].add(&self.keyed);
        scale.levels[level] += 1;
        if let Some(side) = sheet.side {
            scale.sides.add(level, side);
            for member in self.layout.members(at) {
                let answer = sheet.answers[member.statement].map_or(0, i64::from);
                self.statements[member.statement]
                    .matched
                    .add(level, side, answer);
            }
        }
        Some(level)
    }

    fn add_between(&mut self, levels: &[Option<usize>]) {
        let mut pairs = self.between.iter_mut();
        for (at, level) in levels.iter().enumerate() {
            for (other, pair) in levels[..at].iter().zip(&mut pairs) {
                if let (Some(level), Some(other)) = (level, other) {
                    pair.add(whole(*other), whole(*level));
                }
            }
        }
    }
}

/// The scale of each statement.
pub(super) fn scales_by_statement(layout: &Layout) -> Vec<Option<usize>> {
    let mut scales = vec![None; layout.statements()];
    for scale in 0..layout.scales() {
        for member in layout.members(scale) {
            scales[member.statement] = Some(scale);
        }
    }
    scales
}
