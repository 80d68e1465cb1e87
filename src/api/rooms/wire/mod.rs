//! Every request and reply, field by field.

mod picture;
mod seat;

pub(crate) use picture::Picture;
pub(crate) use seat::Seat;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::qr_code;
use crate::api::research::Research;
use crate::api::rooms::extractor::PhoneBase;
use crate::api::words::ByWord;
use crate::domain::answers;
use crate::domain::instrument::{POINTS, STATEMENTS};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::name::Name;
use crate::domain::persona::PersonaType;
use crate::domain::room::{self, RoomState};
use crate::domain::text::Text;
use crate::services::rooms::{self, Live};

/// A success without data.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RoomDone")]
pub(crate) struct Nothing {}

/// A language of the page.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RoomLanguage {
    // Bahasa Indonesia.
    Id,
    // English.
    En,
}

impl From<RoomLanguage> for Language {
    fn from(language: RoomLanguage) -> Self {
        match language {
            RoomLanguage::Id => Self::Indonesian,
            RoomLanguage::En => Self::English,
        }
    }
}

/// When a group sees its picture.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Shows {
    // As soon as enough have finished.
    AtOnce,
    // When the host reveals it.
    OnReveal,
}

/// `POST /rooms`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"title": "Class 7b", "teams": ["Red", "Blue"], "hours": 2}))]
pub(crate) struct OpenRoom {
    /// What it is called.
    #[schemars(length(max = room::Room::MAX_TITLE))]
    pub title: Option<String>,
    /// The language for those whose browser speaks neither; Indonesian unless said otherwise.
    pub language: Option<RoomLanguage>,
    /// Whether people are asked for a name; not unless said so.
    pub asks_names: Option<bool>,
    /// The teams that people choose from, if any.
    #[schemars(length(max = room::Room::MAX_TEAMS), inner(length(min = 1, max = room::Room::MAX_TEAM)))]
    pub teams: Option<Vec<String>>,
    /// When the group sees its picture; on reveal unless said otherwise.
    pub shows: Option<Shows>,
    /// The id of another questionnaire of this server to be answered; the sixty statements unless said otherwise.
    #[schemars(length(max = 100))]
    pub instrument: Option<String>,
    /// After how many hours it ends by itself; 4 unless said otherwise.
    #[schemars(range(min = 1, max = room::Room::MAX_HOURS))]
    pub hours: Option<i64>,
}

/// `PATCH /rooms/{code}`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"longer_by": 30}))]
pub(crate) struct ChangeRoom {
    /// Whether it takes no answers for the time being.
    pub paused: Option<bool>,
    /// How many minutes it is to last longer, from now if it has ended; seven days from now at the most.
    #[schemars(range(min = 1, max = 60 * room::Room::MAX_HOURS))]
    pub longer_by: Option<i64>,
    /// Whether it ends now.
    pub end: Option<bool>,
}

/// A room, for whoever knows its code.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Room {
    code: String,
    title: String,
    language: RoomLanguage,
    /// Whether people are asked for a name.
    asks_names: bool,
    /// The teams that people choose from.
    teams: Vec<String>,
    shows: Shows,
    /// How many people a picture has at the least.
    least: usize,
    /// The SHA-256 of the questionnaire that is answered, which `/rooms/{code}/instrument` tells; null of the sixty.
    instrument: Option<String>,
    state: ByWord<RoomState>,
    /// Whether the group's picture may be seen.
    revealed: bool,
    #[schemars(extend("format" = "date-time"))]
    opened_at: String,
    /// When it ends, or has ended.
    #[schemars(extend("format" = "date-time"))]
    ends_at: String,
    /// When it is deleted with all that was answered in it.
    #[schemars(extend("format" = "date-time"))]
    kept_until: String,
}

impl Room {
    pub(crate) fn of(room: &room::Room, now: Moment) -> Self {
        let plan = &room.plan;
        Self {
            code: room.code.as_str().to_owned(),
            title: plan.title.as_str().to_owned(),
            language: match plan.language {
                Language::Indonesian => RoomLanguage::Id,
                Language::English => RoomLanguage::En,
            },
            asks_names: plan.asks_names,
            teams: plan
                .teams
                .iter()
                .map(Text::as_str)
                .map(str::to_owned)
                .collect(),
            shows: if plan.at_once {
                Shows::AtOnce
            } else {
                Shows::OnReveal
            },
            least: plan.least,
            instrument: plan.instrument.clone(),
            state: ByWord(room.state(now)),
            revealed: room.is_revealed(),
            opened_at: room.opened_at.rfc3339(),
            ends_at: room.ends_at.rfc3339(),
            kept_until: room.ends_at.after(room::Room::KEPT).rfc3339(),
        }
    }
}

/// A room, for its host.
#[derive(Serialize, JsonSchema)]
pub(crate) struct HostRoom {
    #[serde(flatten)]
    room: Room,
    /// Where phones join it.
    join_url: String,
    /// Whether other machines reach that address.
    reachable: bool,
    /// The QR code of that address: rows of 1 (dark) and 0, without the margin of four.
    qr_code: Vec<String>,
}

impl HostRoom {
    pub(crate) fn of(room: &room::Room, now: Moment, base: &PhoneBase) -> Self {
        let join_url = format!("{}/r/{}", base.url, room.code.as_str());
        Self {
            room: Room::of(room, now),
            // In capitals it has fewer modules, and is read from farther away.
            qr_code: qr_code::rows(&join_url.to_uppercase()),
            reachable: base.is_reachable,
            join_url,
        }
    }
}

/// A reply to `GET /rooms`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct HostRooms {
    pub rooms: Vec<HostRoom>,
    /// Whether the caller may open one.
    pub may_open: bool,
}

/// Somebody in a room, without what they answered.
#[derive(Serialize, JsonSchema)]
struct RoomPerson {
    seat: i64,
    /// Empty where the room asks for no names.
    name: String,
    /// The team, from 0.
    team: Option<usize>,
}

/// A card that somebody raised.
#[derive(Serialize, JsonSchema)]
struct RoomCard {
    seat: i64,
    name: String,
    /// The team, from 0.
    team: Option<usize>,
    mbti: ByWord<PersonaType>,
}

/// A reply to `GET /rooms/{code}/live`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LiveRoom {
    room: HostRoom,
    /// Who is there, in the order of joining.
    people: Vec<RoomPerson>,
    /// How many have finished.
    finished: usize,
    /// How many of those don't count: their answers are alike many times in a row, or in a pattern.
    left_out: usize,
    /// How many who finished and count are in no picture yet.
    waiting: usize,
    /// How many have answered nothing, 1 to 10, 11 to 20, 21 to 30, 31 to 40, 41 to 50, 51 and more, and finished; of another
    /// questionnaire how many are in each sixth of it.
    #[schemars(length(equal = 8))]
    progress: Vec<usize>,
    cards: Vec<RoomCard>,
    /// Null before the reveal, and as long as too few have finished.
    picture: Option<Picture>,
}

impl LiveRoom {
    pub(crate) fn of(room: HostRoom, live: Live) -> Self {
        let people = live
            .people
            .into_iter()
            .map(|(seat, name, team)| RoomPerson {
                seat: seat.0,
                name,
                team,
            });
        let lettered = live.room.plan.instrument.is_none();
        Self {
            room,
            people: people.collect(),
            finished: live.finished,
            left_out: live.left_out,
            waiting: live.waiting,
            progress: live.progress.to_vec(),
            cards: live.cards.into_iter().map(RoomCard::from).collect(),
            picture: live.picture.map(|picture| Picture::of(picture, lettered)),
        }
    }
}

impl From<rooms::Card> for RoomCard {
    fn from(card: rooms::Card) -> Self {
        Self {
            seat: card.seat.0,
            name: card.name,
            team: card.team,
            mbti: ByWord(card.persona),
        }
    }
}

/// A reply to `GET /rooms/{code}/picture`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct GroupPicture {
    /// Null as long as there is none to see.
    pub picture: Option<Picture>,
}

/// `POST /rooms/{code}/seats`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"name": "Ayu", "team": 0}))]
pub(crate) struct Join {
    /// Kept only where the room asks for it.
    #[schemars(length(max = Name::MAX))]
    pub name: Option<String>,
    /// The team, from 0, where the room has teams.
    #[schemars(range(min = 0, max = room::Room::MAX_TEAMS - 1))]
    pub team: Option<i64>,
}

/// `PATCH /rooms/{code}/seat/answers`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"changes": [{"statement": 0, "answer": 3}, {"statement": 1, "answer": null}]}))]
pub(crate) struct GiveAnswers {
    /// Applied in order: of two changes to one statement the last wins.
    #[schemars(length(min = 1, max = 2 * STATEMENTS[1]))]
    pub changes: Vec<GivenAnswer>,
}

/// One answer given, changed or taken back.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct GivenAnswer {
    /// The statement: of the sixty from 0 to 59.
    #[schemars(range(min = 0, max = STATEMENTS[1] - 1))]
    pub statement: i64,
    /// The answer: of the sixty from -3 to 3, of another questionnaire its point from 1. Null takes it back.
    #[schemars(range(min = answers::MIN, max = POINTS[1]))]
    pub answer: Option<i64>,
}

/// What the server has on disk now.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Kept {
    /// How many statements are answered.
    pub answered: usize,
}

/// `PUT /rooms/{code}/seat/card`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"raised": true}))]
pub(crate) struct RaiseCard {
    /// Whether the room is to see it.
    pub raised: bool,
}

/// `POST /rooms/{code}/seat/result`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"consent": false}))]
pub(crate) struct FinishSeat {
    /// Whether the answers may be kept for research.
    #[serde(flatten)]
    pub research: Research,
}

/// Whether the room sees it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RaisedCard {
    /// False where it was to be raised: the picture isn't revealed, the card would tell others' letters, or the result deserves
    /// no trust.
    pub raised: bool,
}
