//! The pictures themselves: sums over whole batches.

use std::collections::BTreeMap;

use super::{Member, Profile, STATEMENTS, Sides};
use crate::domain::persona::COUNT as TYPES;

/// The steps of a scale: a dot stands within its step, and nobody knows where.
pub(crate) const STEPS: usize = 20;
/// How many statements are shown at each end.
const SHOWN: usize = 5;

/// What a group may see of itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Picture {
    /// How many people it is of.
    pub people: usize,
    /// How many of each type, in class order; nothing where a letter is too rare.
    pub types: [usize; TYPES],
    /// How many people those are.
    pub typed: usize,
    /// The scales, in their order.
    pub scales: Vec<Scale>,
    /// The teams that have a picture of their own.
    pub teams: Vec<TeamPicture>,
    /// What the group agrees with or rejects most unanimously.
    pub agreed: Vec<Statement>,
    /// Where it is most divided.
    pub divided: Vec<Statement>,
}

/// One scale from the second pole (0) to the first (1).
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Scale {
    /// How many people are on each step.
    pub steps: [usize; STEPS],
    /// How many people these are.
    pub people: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation: they stand for nobody else, so that it is over their number.
    pub spread: f64,
}

/// A team's scales.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TeamPicture {
    /// The team, from 0.
    pub team: usize,
    /// How many people it is of.
    pub people: usize,
    /// The scales, in their order.
    pub scales: Vec<Scale>,
}

/// What a group says to a statement.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Statement {
    /// The statement, from 0.
    pub statement: usize,
    /// The mean answer.
    pub mean: f64,
    /// The standard deviation.
    pub spread: f64,
}

/// A batch with what of it is published.
struct Batch<'group> {
    people: Vec<&'group Member>,
    sides: Sides,
    team: Option<usize>,
}

fn batches(members: &[Member], least: usize) -> Vec<Batch<'_>> {
    let mut found: BTreeMap<i64, Vec<&Member>> = BTreeMap::new();
    for member in members {
        if let Some(batch) = member.batch {
            found.entry(batch).or_default().push(member);
        }
    }
    let all = found.into_values().map(|people| {
        let team = people[0].team;
        let is_mixed = people.iter().any(|member| member.team != team);
        Batch {
            sides: Sides::of(&people, least),
            team: team.filter(|_| !is_mixed),
            people,
        }
    });
    all.collect()
}

/// What the group may see: of everybody who is in a batch.
pub(crate) fn picture(members: &[Member], least: usize) -> Picture {
    let batches = batches(members, least);
    let everybody: Vec<&Member> = batches
        .iter()
        .flat_map(|batch| batch.people.iter().copied())
        .collect();
    let mut types = [0; TYPES];
    let mapped = batches.iter().filter(|batch| batch.sides.map());
    let mapped = mapped.flat_map(|batch| &batch.people);
    for (persona, _) in mapped.filter_map(|member| member.profile.persona.as_ref()) {
        types[persona.class()] += 1;
    }
    let (agreed, divided) = statements(&everybody);
    Picture {
        people: everybody.len(),
        typed: types.iter().sum(),
        types,
        scales: scales(&batches),
        teams: teams(batches),
        agreed,
        divided,
    }
}

fn teams(batches: Vec<Batch>) -> Vec<TeamPicture> {
    let mut of: BTreeMap<usize, Vec<Batch>> = BTreeMap::new();
    for batch in batches {
        if let Some(team) = batch.team {
            of.entry(team).or_default().push(batch);
        }
    }
    let all = of.into_iter().map(|(team, batches)| TeamPicture {
        team,
        people: batches.iter().map(|batch| batch.people.len()).sum(),
        scales: scales(&batches),
    });
    all.collect()
}

fn scales(batches: &[Batch]) -> Vec<Scale> {
    let count = batches.iter().map(|batch| batch.sides.0.len()).max();
    let of = |axis| {
        let open = batches.iter().filter(|batch| batch.sides.scale(axis));
        let mut steps = [0; STEPS];
        for member in open.flat_map(|batch| &batch.people) {
            steps[step(member.profile.places[axis])] += 1;
        }
        // From the steps alone: a mean of the exact values would say more than they do.
        let middles = steps.iter().enumerate().map(|(at, count)| {
            let middle = (f64::from(u32::try_from(at).unwrap_or_default()) + 0.5) / 20.0;
            (middle, *count)
        });
        let (mean, spread) = moments(middles);
        Scale {
            people: steps.iter().sum(),
            steps,
            mean,
            spread,
        }
    };
    (0..count.unwrap_or(0)).map(of).collect()
}

/// The step of a place. One half and more is on the upper ten.
fn step(place: f32) -> usize {
    let bounds = (1_u8..20).map(|at| f32::from(at) / 20.0);
    bounds.take_while(|bound| place >= *bound).count()
}

/// The statements that the group answers most alike, neither way undecided, and those it answers most differently.
fn statements(people: &[&Member]) -> (Vec<Statement>, Vec<Statement>) {
    let typed = people.iter().map(|member| member.profile.persona.as_ref());
    let Some(sheets) = typed
        .map(|typed| typed.map(|(_, answers)| answers))
        .collect::<Option<Vec<_>>>()
        .filter(|sheets| !sheets.is_empty())
    else {
        return (Vec::new(), Vec::new());
    };
    let all = (0..STATEMENTS).map(|statement| {
        let mut counts = [0; 7];
        for answers in &sheets {
            let value = answers.values()[statement];
            counts[usize::from((value + 3).unsigned_abs()).min(6)] += 1;
        }
        let values = (-3_i8..=3).map(f64::from).zip(counts);
        let (mean, spread) = moments(values);
        Statement {
            statement,
            mean,
            spread,
        }
    });
    let mut all: Vec<Statement> = all.collect();
    all.sort_by(|one, other| other.spread.total_cmp(&one.spread));
    let divided = all[..SHOWN].to_vec();
    let unanimity = |one: &Statement| one.mean.abs() - one.spread;
    all.sort_by(|one, other| unanimity(other).total_cmp(&unanimity(one)));
    (all[..SHOWN].to_vec(), divided)
}

/// Mean and standard deviation of values with how often each is there, to two digits.
fn moments(values: impl Iterator<Item = (f64, usize)> + Clone) -> (f64, f64) {
    let weighted =
        values.map(|(value, count)| (value, f64::from(u32::try_from(count).unwrap_or(0))));
    let count: f64 = weighted.clone().map(|(_, count)| count).sum();
    if count == 0.0 {
        return (0.0, 0.0);
    }
    let mean = weighted
        .clone()
        .map(|(value, count)| value * count)
        .sum::<f64>()
        / count;
    let squares = weighted.map(|(value, count)| (value - mean).powi(2) * count);
    let spread = (squares.sum::<f64>() / count).sqrt();
    let short = |value: f64| (value * 100.0).round() / 100.0;
    (short(mean), short(spread))
}

/// A row a person, for the host to calculate with, of the sixty alone: of batches whose map may be seen, in the order of
/// what is in them, which says nothing of who came when. Team, type, steps on the scales, answers.
pub(crate) fn rows(members: &[Member], least: usize) -> Vec<Vec<String>> {
    let batches = batches(members, least);
    let open = batches.iter().filter(|batch| batch.sides.map());
    let mut rows: Vec<Vec<String>> = open
        .flat_map(|batch| {
            let row = |member: &&Member| row(&member.profile, batch.team);
            batch.people.iter().filter_map(row)
        })
        .collect();
    rows.sort();
    rows
}

fn row(profile: &Profile, team: Option<usize>) -> Option<Vec<String>> {
    let (persona, answers) = profile.persona.as_ref()?;
    let mut row = vec![
        team.map_or_else(String::new, |team| team.to_string()),
        persona.label().to_owned(),
    ];
    let steps = profile.places.iter().map(|place| step(*place).to_string());
    row.extend(steps);
    row.extend(answers.values().iter().map(i8::to_string));
    Some(row)
}
