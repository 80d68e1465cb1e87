//! A room: a group takes the quiz or another questionnaire together, each on their own phone.

mod sheet;

use std::str::FromStr;
use std::time::Duration;

use crate::domain::account::AccountId;
use crate::domain::answers::Oddity;
use crate::domain::field::Problem;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::name::Name;
use crate::domain::persona::PersonaType;
use crate::domain::text::Text;

pub(crate) use sheet::Sheet;

const HOUR: Duration = Duration::from_secs(60 * 60);

/// A room's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RoomId(pub i64);

/// A seat's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SeatId(pub i64);

/// What a room is joined by: six letters that are read off a wall and typed on a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RoomCode(String);

impl RoomCode {
    /// No letter that is taken for another, and no U, so that fewer words come about: 85 million codes.
    pub(crate) const ALPHABET: &str = "ACDEFHJKMNPRTWXY34679";
    /// How many letters a code has.
    pub(crate) const LENGTH: usize = 6;

    /// A code that was drawn or kept, taken as it is.
    #[must_use]
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    /// The code as text.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RoomCode {
    type Err = ();

    /// However it was typed: in small letters, with blanks or a dash between.
    fn from_str(text: &str) -> Result<Self, ()> {
        let letters = text.chars().filter(|letter| !" -".contains(*letter));
        let code: String = letters.map(|letter| letter.to_ascii_uppercase()).collect();
        let fits = code.chars().all(|letter| Self::ALPHABET.contains(letter));
        (fits && code.len() == Self::LENGTH)
            .then_some(Self(code))
            .ok_or(())
    }
}

/// What a host decides at the opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// What it is called; may be empty.
    pub title: Text,
    /// The language of those whose phone speaks neither.
    pub language: Language,
    /// Whether people are asked for a name.
    pub asks_names: bool,
    /// The teams, if there are any.
    pub teams: Vec<Text>,
    /// Whether the group sees its picture at once, or when the host reveals it.
    pub at_once: bool,
    /// How many people a picture has at the least.
    pub least: usize,
    /// The SHA-256 of the questionnaire that it answers; none is the sixty.
    pub instrument: Option<String>,
}

impl Plan {
    /// By how much an answer is less than its point, which [`Sheet`] keeps.
    #[must_use]
    pub(crate) const fn middle(&self) -> i8 {
        if self.instrument.is_none() {
            Sheet::MIDDLE
        } else {
            0
        }
    }

    /// Teams of these names; one that is named twice is one.
    ///
    /// # Errors
    /// The place of the first name that can't be one, and why.
    pub(crate) fn teams(names: &[String]) -> Result<Vec<Text>, (usize, Problem)> {
        let mut teams: Vec<Text> = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let team = Text::line(name, Room::MAX_TEAM).and_then(Text::filled);
            let team = team.map_err(|problem| (at, problem))?;
            if !teams.contains(&team) {
                teams.push(team);
            }
        }
        Ok(teams)
    }
}

/// A room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Room {
    /// Its number.
    pub id: RoomId,
    /// Whose it is.
    pub host: AccountId,
    /// What it is joined by.
    pub code: RoomCode,
    /// What its host decided.
    pub plan: Plan,
    /// When it was opened.
    pub opened_at: Moment,
    /// When it ends or ended.
    pub ends_at: Moment,
    /// Whether it is paused.
    pub is_paused: bool,
    /// When its picture was revealed first.
    pub revealed_at: Option<Moment>,
    /// Whether its host may sign in.
    pub has_active_host: bool,
}

/// Whether a room takes answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RoomState {
    /// It does.
    Open,
    /// It will again.
    Paused,
    /// It does no longer.
    Ended,
}

impl RoomState {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Open, Self::Paused, Self::Ended];

    /// The word for it in replies.
    #[must_use]
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paused => "paused",
            Self::Ended => "ended",
        }
    }
}

impl Room {
    /// Most characters of a title.
    pub(crate) const MAX_TITLE: u64 = 80;
    /// Most characters of a team's name.
    pub(crate) const MAX_TEAM: u64 = 30;
    /// Most teams.
    pub(crate) const MAX_TEAMS: usize = 12;
    /// Most hours from now until a room ends.
    pub(crate) const MAX_HOURS: u64 = 7 * 24;
    /// How many hours a room lasts unless its host says otherwise.
    pub(crate) const HOURS: u64 = 4;
    /// Most seats.
    pub(crate) const MAX_SEATS: usize = 1500;
    /// Most people who join within [`Self::RATE_SPAN`].
    pub(crate) const MAX_JOINS: usize = 400;
    /// The time in which those are counted.
    pub(crate) const RATE_SPAN: Duration = Duration::from_secs(10);
    /// Most rooms of an account that are kept at once.
    pub(crate) const MAX_ROOMS: usize = 50;
    /// How long a room and its seats are kept after its end.
    pub(crate) const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
    /// The fewest people that a picture may ever have.
    pub(crate) const FEWEST: usize = 3;
    /// The fewest unless the operator says otherwise.
    pub(crate) const LEAST: usize = 5;

    /// How long a room lasts that is opened for so many hours.
    #[must_use]
    pub(crate) fn lifetime(hours: u64) -> Duration {
        HOUR * u32::try_from(hours.min(Self::MAX_HOURS)).unwrap_or(1)
    }

    /// Whether it takes answers now. Without a host who could end it, it has ended.
    #[must_use]
    pub(crate) fn state(&self, now: Moment) -> RoomState {
        if self.ends_at <= now || !self.has_active_host {
            RoomState::Ended
        } else if self.is_paused {
            RoomState::Paused
        } else {
            RoomState::Open
        }
    }

    /// Whether pictures of the group may be seen.
    #[must_use]
    pub(crate) const fn is_revealed(&self) -> bool {
        self.plan.at_once || self.revealed_at.is_some()
    }

    /// When it ends if it is extended by this long: never later than is allowed from now on.
    #[must_use]
    pub(crate) fn extended(&self, by: Duration, now: Moment) -> Moment {
        let from = self.ends_at.max(now);
        from.after(by).min(now.after(Self::lifetime(u64::MAX)))
    }
}

/// A result as a room keeps it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SeatResult {
    /// The type; none of another questionnaire than the sixty.
    pub persona: Option<PersonaType>,
    /// The chances of the four first poles; none of another questionnaire.
    pub shares: Vec<f32>,
    /// Where the answers stand on each scale.
    pub places: Vec<f32>,
    /// Why it deserves no trust, if it doesn't.
    pub oddity: Option<Oddity>,
}

impl SeatResult {
    /// Where a strength, from minus this to this, stands on a scale from the second pole (0) to the first (1).
    #[must_use]
    pub(crate) fn place(strength: f32, most: f32) -> f32 {
        ((strength + most) / (2.0 * most)).clamp(0.0, 1.0)
    }

    /// Whether it counts for the group: not where the statements weren't read. Answers at random blur a picture and
    /// don't decide it.
    #[must_use]
    pub(crate) const fn counts(&self) -> bool {
        !matches!(
            self.oddity,
            Some(Oddity::AllTheSame | Oddity::LongRun | Oddity::Pattern)
        )
    }
}

/// Somebody in a room.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seat {
    /// Its number.
    pub id: SeatId,
    /// How they want to be called, where names are asked for.
    pub name: Name,
    /// Their team, from 0.
    pub team: Option<usize>,
    /// Their answers.
    pub sheet: Sheet,
    /// Their result, once they have finished.
    pub result: Option<SeatResult>,
    /// Whether they were removed or left.
    pub is_removed: bool,
    /// The batch in which they came into the group's picture.
    pub batch: Option<i64>,
    /// Whether their card is raised now.
    pub is_raised: bool,
    /// Whether the room has ever seen it.
    pub was_shown: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        for text in ["ACD346", "acd346", " acd-346 ", "A C D 3 4 6"] {
            let code = text.parse::<RoomCode>();
            assert_eq!(code, Ok(RoomCode("ACD346".to_owned())), "{text}");
        }
        for text in ["", "ACD34", "ACD3466", "ACD34O", "ÄCD346", "ACD34%"] {
            assert_eq!(text.parse::<RoomCode>(), Err(()), "{text}");
        }
        for look_alike in "0O1IL2Z5S8BGQUV".chars() {
            assert!(!RoomCode::ALPHABET.contains(look_alike), "{look_alike}");
        }
    }

    #[test]
    fn a_room_ends_by_itself_and_with_its_host() {
        let now = Moment::from_micros(1_000_000_000);
        let mut room = Room {
            id: RoomId(1),
            host: AccountId(1),
            code: RoomCode("ACD346".to_owned()),
            plan: Plan {
                title: Text::stored(String::new()),
                language: Language::English,
                asks_names: false,
                teams: Vec::new(),
                at_once: false,
                least: 5,
                instrument: None,
            },
            opened_at: now,
            ends_at: now.after(HOUR),
            is_paused: false,
            revealed_at: None,
            has_active_host: true,
        };
        assert_eq!(room.state(now), RoomState::Open);
        assert_eq!(room.state(room.ends_at), RoomState::Ended);
        assert_eq!(room.extended(HOUR, now), now.after(2 * HOUR));
        let week = now.after(7 * 24 * HOUR);
        assert_eq!(room.extended(100 * 24 * HOUR, now), week);
        // One that is over goes on from now, however long ago that was.
        let late = room.ends_at.after(3 * HOUR);
        assert_eq!(room.extended(HOUR, late), late.after(HOUR));
        room.is_paused = true;
        assert_eq!(room.state(now), RoomState::Paused);
        room.has_active_host = false;
        assert_eq!(room.state(now), RoomState::Ended);
    }
}
