//! Whatever is seen at whichever moments, nobody's letter can be told from it.

mod examples;

use proptest::prelude::*;

use super::*;

/// Everything that anybody can see at one moment.
type Seen = (
    Picture,
    Vec<Vec<String>>,
    Vec<(SeatId, Option<PersonaType>)>,
);

/// What happens in a room, one after another.
#[derive(Debug, Clone, Copy)]
enum Event {
    /// The next person finishes.
    Finish,
    Reveal,
    End,
    /// The person of this number raises their card.
    Raise(usize),
}

/// Somebody who will finish: their team, and where they stand on the scales.
#[derive(Debug, Clone)]
struct Person {
    team: Option<usize>,
    profile: Profile,
}

/// Near the middle a type's letter may be the other one than the scale's side.
fn has_first_letter(place: u8) -> bool {
    let is_odd = (40..60).contains(&place) && place % 3 == 1;
    (place >= 50) != is_odd
}

fn person(team: Option<usize>, percent: [u8; 4]) -> Person {
    let places = percent.map(|place| f32::from(place) / 100.0);
    let label: String = DICHOTOMIES
        .iter()
        .zip(percent)
        .map(|(pair, place)| {
            if has_first_letter(place) {
                pair.first
            } else {
                pair.second
            }
        })
        .collect();
    let steps = places.map(|place| i64::from(place >= 0.5));
    let answers: Vec<i64> = (0..60).map(|at| steps[at % 4] * 3 - 1).collect();
    Person {
        team,
        profile: Profile {
            persona: PersonaType::from_label(&label).map(|persona| {
                let answers = Answers::parse("answers", &answers);
                (persona, answers.expect("sixty"))
            }),
            places: places.to_vec(),
        },
    }
}

fn persona_of(profile: &Profile) -> Option<PersonaType> {
    profile.persona.as_ref().map(|(persona, _)| *persona)
}

struct Room {
    members: Vec<Member>,
    seen: Vec<Seen>,
    /// The events that had an effect that others see.
    kept: Vec<Event>,
    /// Whether pictures may be seen.
    visible: bool,
}

impl Room {
    /// What may be looked at on this event, as the services do.
    fn occasion(&mut self, event: Event, people: &[Person]) -> Option<Occasion> {
        match event {
            Event::Finish => {
                let at = self.members.len();
                let next = people.get(at)?;
                self.members.push(Member {
                    seat: SeatId(i64::try_from(at).expect("few")),
                    team: next.team,
                    batch: None,
                    was_shown: false,
                    profile: next.profile.clone(),
                });
                self.visible.then_some(Occasion::Finished)
            }
            Event::Reveal => {
                self.visible = true;
                Some(Occasion::Revealed)
            }
            Event::End => self.visible.then_some(Occasion::Ended),
            Event::Raise(at) => {
                let seat = self.members.get(at).map(|member| member.seat);
                seat.filter(|_| self.visible).map(Occasion::Raised)
            }
        }
    }

    fn look(&mut self, least: usize) {
        let shown = self.members.iter().filter(|member| member.was_shown);
        let cards = shown.map(|member| (member.seat, persona_of(&member.profile)));
        let seen = (
            picture(&self.members, least),
            rows(&self.members, least),
            cards.collect(),
        );
        self.seen.push(seen);
    }
}

/// Plays the events; cards that may not be shown stay with their owners, and nobody learns of it.
fn play(people: &[Person], events: &[Event], least: usize, at_once: bool) -> Room {
    let mut room = Room {
        members: Vec::new(),
        seen: Vec::new(),
        kept: Vec::new(),
        visible: at_once,
    };
    for event in events {
        let occasion = room.occasion(*event, people);
        let admitted = occasion.map(|it| admit(&room.members, least, it));
        let admitted = admitted.unwrap_or_default();
        for (seat, batch) in &admitted.batches {
            let member = room.members.iter_mut().find(|member| member.seat == *seat);
            member.expect("somebody here").batch = Some(*batch);
        }
        match event {
            Event::Raise(_) if !admitted.card => continue,
            Event::Raise(at) => room.members[*at].was_shown = true,
            _ => {}
        }
        room.kept.push(*event);
        room.look(least);
    }
    room
}

/// Whether a scale of this person's batch was ever published.
fn is_published(room: &Room, own: &Member, axis: usize, least: usize) -> bool {
    let batch: Vec<&Member> = room
        .members
        .iter()
        .filter(|member| own.batch.is_some() && member.batch == own.batch)
        .collect();
    Sides::of(&batch, least).scale(axis)
}

/// Which way somebody is: by the side that they stand on, or by their letter.
type Way = fn(&Member, usize) -> bool;

const WAYS: [Way; 2] = [
    |member, axis| member.profile.places[axis] >= 0.5,
    |member, axis| {
        let own = persona_of(&member.profile);
        own.map_or_else(
            || member.profile.places[axis] >= 0.5,
            |own| own.label().contains(DICHOTOMIES[axis].first),
        )
    },
];

/// For everybody whose card was never shown, and each scale that their batch is part of: others of the other side, and
/// others of the other letter, could be in their place, and everybody would have seen the same at every moment.
fn check(
    people: &[Person],
    events: &[Event],
    least: usize,
    at_once: bool,
) -> Result<usize, TestCaseError> {
    let room = play(people, events, least, at_once);
    let mut judged = 0;
    for (at, own) in room
        .members
        .iter()
        .enumerate()
        .filter(|(_, own)| !own.was_shown)
    {
        let published = (0..4).filter(|axis| is_published(&room, own, *axis, least));
        for (axis, way) in published.flat_map(|axis| WAYS.map(|way| (axis, way))) {
            let is_first = |member: &Member| way(member, axis);
            let others: Vec<usize> = (0..room.members.len())
                .filter(|other| {
                    let other = &room.members[*other];
                    other.batch == own.batch && !other.was_shown && is_first(other) != is_first(own)
                })
                .collect();
            // Two, so that not even one of them can tell.
            prop_assert!(
                others.len() >= if least < 5 { 1 } else { 2 },
                "{own:?} alone on {axis}"
            );
            // One will do: whoever can be told from another can't be exchanged with any.
            for other in others.into_iter().take(1) {
                let mut exchanged = people.to_vec();
                exchanged[at].profile = people[other].profile.clone();
                exchanged[other].profile = people[at].profile.clone();
                let again = play(&exchanged, &room.kept, least, at_once);
                prop_assert!(
                    again.seen == room.seen,
                    "{at} and {other} can be told apart"
                );
                judged += 1;
            }
        }
    }
    Ok(judged)
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    let team = prop_oneof![Just(None), (0_usize..3).prop_map(Some)];
    let one = (team, prop::array::uniform4(0_u8..=100));
    let teamed = prop::bool::ANY;
    (teamed, prop::collection::vec(one, 1..26)).prop_map(|(teamed, all)| {
        let team = |team: Option<usize>| teamed.then(|| team.unwrap_or(0));
        all.into_iter()
            .map(|(of, places)| person(team(of), places))
            .collect()
    })
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        10 => Just(Event::Finish),
        2 => Just(Event::Reveal),
        1 => Just(Event::End),
        3 => (0_usize..30).prop_map(Event::Raise),
    ];
    prop::collection::vec(event, 10..45).prop_map(|mut events| {
        events.push(Event::End);
        events
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_sequence_of_pictures_tells_anybodys_letter(
        people in people(), events in events(), least in 3_usize..8, at_once in prop::bool::ANY,
    ) {
        check(&people, &events, least, at_once)?;
    }

    /// Of another questionnaire there are sides alone, and neither types, statements nor rows.
    #[test]
    fn nor_do_pictures_of_another_questionnaire_tell_anybodys_side(
        people in people(), events in events(), least in 3_usize..8, at_once in prop::bool::ANY,
    ) {
        let mut people = people;
        for one in &mut people {
            one.profile.persona = None;
        }
        check(&people, &events, least, at_once)?;
        for (picture, rows, _) in play(&people, &events, least, at_once).seen {
            prop_assert!(rows.is_empty() && picture.typed == 0);
            prop_assert!(picture.agreed.is_empty() && picture.divided.is_empty());
        }
    }

    #[test]
    fn pictures_differ_by_whole_batches(people in people(), events in events(), least in 3_usize..8) {
        let room = play(&people, &events, least, true);
        let counts = |pick: fn(&Picture) -> usize| room.seen.iter().map(move |seen| pick(&seen.0));
        for of in [|seen: &Picture| seen.people, |seen: &Picture| seen.typed] {
            let counts: Vec<usize> = counts(of).collect();
            for pair in counts.windows(2) {
                prop_assert!(pair[0] == pair[1] || pair[1] >= pair[0] + least, "{counts:?}");
            }
        }
    }
}

/// The property above is about something: two sides, a reveal, a card.
#[test]
fn people_are_exchanged_in_the_first_picture_already() {
    let people: Vec<Person> = (0_u8..12)
        .map(|at| {
            person(
                None,
                [
                    (at % 2) * 90,
                    (at / 2 % 2) * 90,
                    (at / 4 % 2) * 90,
                    (at % 3 % 2) * 90,
                ],
            )
        })
        .collect();
    let mut events = vec![Event::Finish; 12];
    events.extend([Event::Reveal, Event::Raise(0), Event::End]);
    let judged = check(&people, &events, 5, false).expect("nobody can be told");
    assert!(judged >= 80, "{judged}");
    let room = play(&people, &events, 5, false);
    let (last, rows, cards) = room.seen.last().expect("seen");
    assert_eq!(
        (last.people, last.typed, rows.len(), cards.len()),
        (12, 12, 12, 1)
    );
    assert!(
        room.seen[..12]
            .iter()
            .all(|(before, ..)| before.people == 0),
        "counts alone"
    );
}

/// Of eleven in teams of 5, 5 and 1, the whole without the two would be the one.
#[test]
fn what_teams_leave_over_is_in_no_picture() {
    let team = |at: usize| Some(at / 5);
    let people: Vec<Person> = (0..11)
        .map(|at| person(team(at), if at % 2 == 0 { [80; 4] } else { [20; 4] }))
        .collect();
    let mut events = vec![Event::Finish; 11];
    events.extend([Event::Reveal, Event::End]);
    let room = play(&people, &events, 5, false);
    let last = &room.seen.last().expect("seen").0;
    assert_eq!((last.people, last.teams.len()), (10, 2));
}

#[test]
fn a_scale_on_which_all_but_one_are_alike_is_not_shown() {
    let people: Vec<Person> = (0..6)
        .map(|at| {
            person(
                None,
                [
                    if at == 0 { 80 } else { 20 },
                    if at < 3 { 80 } else { 20 },
                    80,
                    80,
                ],
            )
        })
        .collect();
    let mut events = vec![Event::Finish; 6];
    events.push(Event::Reveal);
    let seen = play(&people, &events, 5, false).seen;
    let last = &seen.last().expect("seen").0;
    let shown: Vec<usize> = last.scales.iter().map(|scale| scale.people).collect();
    assert_eq!(shown, [0, 6, 0, 0]);
    assert_eq!((last.people, last.typed), (6, 0));
}

/// Two stand on the other side of the middle, and have the letter of all: each one's would be told by the scale's being
/// there.
#[test]
fn a_scale_on_which_all_have_one_letter_is_not_shown() {
    let places = [40, 40, 80, 80, 80, 80];
    let people: Vec<Person> = places
        .map(|place| person(None, [place, 20 + place % 80, 50, 50]))
        .to_vec();
    assert!(
        people
            .iter()
            .all(|one| persona_of(&one.profile).is_some_and(|own| own.label().starts_with('E')))
    );
    let mut events = vec![Event::Finish; 6];
    events.push(Event::Reveal);
    let seen = play(&people, &events, 5, false).seen;
    let last = &seen.last().expect("seen").0;
    let shown: Vec<usize> = last.scales.iter().map(|scale| scale.people).collect();
    assert_eq!(shown, [0, 6, 0, 0]);
}

#[test]
fn half_is_on_the_upper_side_of_a_scale() {
    let people: Vec<Person> = [0, 49, 50, 100, 5, 95]
        .map(|place| person(None, [place; 4]))
        .to_vec();
    let mut events = vec![Event::Finish; 6];
    events.push(Event::Reveal);
    let seen = play(&people, &events, 5, false).seen;
    let steps = seen.last().expect("seen").0.scales[0].steps;
    let taken: Vec<usize> = (0..STEPS).filter(|at| steps[*at] > 0).collect();
    assert_eq!(taken, [0, 1, 9, 10, 19]);
    assert_eq!(steps[19], 2);
}
