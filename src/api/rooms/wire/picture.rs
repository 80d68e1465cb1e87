//! A group's picture.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::group;
use crate::domain::persona::{DICHOTOMIES, LABELS};

/// What a group sees of itself: sums over batches of people.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RoomPicture")]
pub(crate) struct Picture {
    /// How many people it is of.
    people: usize,
    /// How many of each type; all 0 where a letter is too rare to be shown.
    types: BTreeMap<&'static str, usize>,
    /// How many people those are.
    typed: usize,
    /// The four scales, in the order of a type's letters, or the questionnaire's own in theirs.
    scales: Vec<RoomScale>,
    /// The teams that are large enough.
    teams: Vec<RoomTeam>,
    /// The statements that the group answers most alike; none of another questionnaire.
    agreed: Vec<RoomStatement>,
    /// Those that it answers most differently; none of another questionnaire.
    divided: Vec<RoomStatement>,
}

/// A scale from the second letter or the low end (0) to the first or the high one (1).
#[derive(Serialize, JsonSchema)]
struct RoomScale {
    /// The first letter; null of another questionnaire.
    first: Option<char>,
    /// The second letter; null of another questionnaire.
    second: Option<char>,
    /// How many people are shown; 0 where a letter or a side is too rare.
    people: usize,
    /// How many are on each of twenty steps.
    steps: Vec<usize>,
    mean: f64,
    /// The standard deviation of these people alone (over their number, not one less).
    spread: f64,
}

/// A team's scales.
#[derive(Serialize, JsonSchema)]
struct RoomTeam {
    /// The team, from 0.
    team: usize,
    people: usize,
    scales: Vec<RoomScale>,
}

/// What the group says to a statement.
#[derive(Serialize, JsonSchema)]
struct RoomStatement {
    /// The statement, from 0.
    statement: usize,
    /// The mean answer, from -3 to 3.
    mean: f64,
    /// The standard deviation of these people alone (over their number, not one less).
    spread: f64,
}

fn scales(scales: Vec<group::Scale>, lettered: bool) -> Vec<RoomScale> {
    let all = scales.into_iter().enumerate().map(|(at, scale)| {
        let pair = DICHOTOMIES.get(at).filter(|_| lettered);
        RoomScale {
            first: pair.map(|pair| pair.first),
            second: pair.map(|pair| pair.second),
            people: scale.people,
            steps: scale.steps.to_vec(),
            mean: scale.mean,
            spread: scale.spread,
        }
    });
    all.collect()
}

fn statements(all: Vec<group::Statement>) -> Vec<RoomStatement> {
    let all = all.into_iter().map(|one| RoomStatement {
        statement: one.statement,
        mean: one.mean,
        spread: one.spread,
    });
    all.collect()
}

impl Picture {
    /// A picture; of the sixty its scales have letters.
    pub(crate) fn of(picture: group::Picture, lettered: bool) -> Self {
        let teams = picture.teams.into_iter().map(|team| RoomTeam {
            team: team.team,
            people: team.people,
            scales: scales(team.scales, lettered),
        });
        Self {
            people: picture.people,
            types: LABELS.into_iter().zip(picture.types).collect(),
            typed: picture.typed,
            scales: scales(picture.scales, lettered),
            teams: teams.collect(),
            agreed: statements(picture.agreed),
            divided: statements(picture.divided),
        }
    }
}
