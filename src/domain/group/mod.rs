//! What of a group may be seen: pictures of batches of people, never of one.
//!
//! People who have finished come into the pictures in batches of at least `least`, each of one team. What is
//! published are sums over whole batches: whatever anybody adds up or subtracts, of whichever moments, what comes
//! out is a sum over whole batches again. When a batch is made depends on how many there are, never on what they
//! answered: else the moment would tell it.
//!
//! Of a batch, a scale is published only if each of its sides and each of its letters is there at least twice (once
//! where the operator lets batches be smaller than [`TWICE`]) among those whose card was never shown: so for each of
//! them there is somebody of the other with whom they could be exchanged, and every picture would be the same. Side
//! and letter are nearly always the same; near the middle a type's letter may be the other one. Another questionnaire
//! has sides alone. The map of the sixteen needs that of all scales. A card that is raised is shown only if what remains
//! of its batch still fulfils that.

mod picture;
#[cfg(test)]
mod tests;

pub(crate) use picture::{Picture, STEPS, Scale, Statement, picture, rows};

use std::collections::BTreeMap;

use crate::domain::answers::{Answers, COUNT as STATEMENTS};
use crate::domain::persona::{DICHOTOMIES, PersonaType};
use crate::domain::room::{Seat, SeatId, SeatResult};

/// In batches of this size and more, a lone one on their side of a scale can't tell the others' letters either.
const TWICE: usize = 5;
/// Later batches are so many times larger than the first, so that both sides of each scale are likelier in them.
const LATER: usize = 2;

/// Somebody who has finished, and whose answers count.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    /// Their seat.
    pub seat: SeatId,
    /// Their team, from 0.
    pub team: Option<usize>,
    /// Their batch.
    pub batch: Option<i64>,
    /// Whether their card was ever shown.
    pub was_shown: bool,
    /// What they are.
    pub profile: Profile,
}

/// What a group is a picture of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Profile {
    /// The type, with the answers; none of another questionnaire, of whose statements no picture tells: where all answer
    /// one of few points, it would tell each one's answer.
    pub persona: Option<(PersonaType, Answers)>,
    /// Where they stand on each scale, from the second pole or the low end (0) to the first or the high one (1).
    pub places: Vec<f32>,
}

impl Member {
    /// The member in this seat, if they have finished and count. Whoever was removed is in the pictures that they
    /// are in already, and in no further ones.
    pub(crate) fn of(seat: &Seat) -> Option<Self> {
        let result = seat
            .result
            .as_ref()
            .filter(|result| SeatResult::counts(result))?;
        let is_seen = seat.batch.is_some() || !seat.is_removed;
        is_seen.then(|| Self {
            seat: seat.id,
            team: seat.team,
            batch: seat.batch,
            was_shown: seat.was_shown,
            profile: Profile {
                persona: result.persona.zip(seat.sheet.complete()),
                places: result.places.clone(),
            },
        })
    }
}

/// Why it is looked whether more may be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// Somebody finished, in a room whose pictures grow by themselves.
    Finished,
    /// The host wants to show what there is.
    Revealed,
    /// The room has ended: nobody will finish any more.
    Ended,
    /// Somebody raises their card.
    Raised(SeatId),
}

/// What may be seen from now on, beside what may be already.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Admitted {
    /// The seats that come into the pictures, with their batch.
    pub batches: Vec<(SeatId, i64)>,
    /// Whether the card may be shown.
    pub card: bool,
}

/// The rule: what may be seen from now on.
pub(crate) fn admit(members: &[Member], least: usize, occasion: Occasion) -> Admitted {
    match occasion {
        Occasion::Raised(seat) => Admitted {
            card: may_show(members, least, seat),
            ..Admitted::default()
        },
        _ => Admitted {
            batches: new_batches(members, least, occasion),
            ..Admitted::default()
        },
    }
}

fn new_batches(members: &[Member], least: usize, occasion: Occasion) -> Vec<(SeatId, i64)> {
    let mut waiting: BTreeMap<Option<usize>, Vec<&Member>> = BTreeMap::new();
    for member in members.iter().filter(|member| member.batch.is_none()) {
        waiting.entry(member.team).or_default().push(member);
    }
    let mut next = members.iter().filter_map(|member| member.batch).max();
    let mut admitted = Vec::new();
    let mut make = |people: &[&Member]| {
        let batch = next.map_or(1, |last| last + 1);
        next = Some(batch);
        admitted.extend(people.iter().map(|member| (member.seat, batch)));
    };
    let mut left = Vec::new();
    for (team, people) in waiting {
        let is_first = !members
            .iter()
            .any(|member| member.batch.is_some() && member.team == team);
        let wanted = match occasion {
            Occasion::Finished if !is_first => least * LATER,
            _ => least,
        };
        if unshown(&people) >= wanted {
            make(&people);
        } else {
            left.extend(people);
        }
    }
    // Those of small teams, together: in the group's pictures, and in no team's.
    if occasion == Occasion::Ended && unshown(&left) >= least {
        make(&left);
    }
    admitted
}

fn unshown(people: &[&Member]) -> usize {
    people.iter().filter(|member| !member.was_shown).count()
}

/// A card is shown if the rest of its batch still has everybody whom the pictures need.
fn may_show(members: &[Member], least: usize, seat: SeatId) -> bool {
    let Some(own) = members.iter().find(|member| member.seat == seat) else {
        return false;
    };
    let Some(batch) = own.batch.filter(|_| !own.was_shown) else {
        return true;
    };
    let all: Vec<&Member> = members
        .iter()
        .filter(|member| member.batch == Some(batch))
        .collect();
    let rest: Vec<&Member> = all
        .iter()
        .copied()
        .filter(|member| member.seat != seat)
        .collect();
    Sides::of(&all, least) == Sides::of(&rest, least)
}

/// What of a batch is published.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sides(Vec<bool>);

impl Sides {
    /// What may be of these people.
    fn of(people: &[&Member], least: usize) -> Self {
        let needed = if least < TWICE { 1 } else { 2 };
        let unshown = || people.iter().filter(|member| !member.was_shown);
        let both = |is_first: &dyn Fn(&Profile) -> bool| {
            let (first, all) = unshown().fold((0, 0), |(first, all), member| {
                (first + usize::from(is_first(&member.profile)), all + 1)
            });
            first >= needed && all - first >= needed
        };
        let scales = people.first().map_or(0, |one| one.profile.places.len());
        let shown = (0..scales).map(|axis| {
            let side = |one: &Profile| one.places[axis] >= 0.5;
            let letter = |one: &Profile| {
                let of_type = one.persona.as_ref();
                of_type.map_or_else(
                    || side(one),
                    |(persona, _)| persona.label().contains(DICHOTOMIES[axis].first),
                )
            };
            both(&side) && both(&letter)
        });
        Self(shown.collect())
    }

    /// Whether a scale may be seen.
    fn scale(&self, axis: usize) -> bool {
        self.0.get(axis).copied().unwrap_or(false)
    }

    /// Whether the map of the sixteen may be.
    fn map(&self) -> bool {
        self.0.iter().all(|shown| *shown)
    }
}
