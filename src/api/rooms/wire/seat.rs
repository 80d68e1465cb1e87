//! What somebody in a room sees of themself.

use schemars::JsonSchema;
use serde::Serialize;

use crate::api::instrument::InstrumentScore;
use crate::api::rooms::wire::Room;
use crate::api::words::ByWord;
use crate::app::App;
use crate::domain::fault::Fault;
use crate::domain::instrument::{InstrumentKey, Score};
use crate::domain::language::Language;
use crate::domain::persona::PersonaType;
use crate::domain::room::SeatResult;
use crate::services::rooms::{self, Guest};

/// Somebody's own seat.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Seat {
    room: Room,
    seat: i64,
    name: String,
    /// The team, from 0.
    team: Option<usize>,
    /// The answers in the order of the statements, of another questionnaire the points from 1; null where there is none yet.
    answers: Vec<Option<i8>>,
    /// Whether the room sees their card.
    raised: bool,
    /// Null until they have finished.
    result: Option<RoomResult>,
    /// Whether their answers are kept for research, by their consent.
    research: bool,
}

impl Seat {
    pub(crate) fn of(app: &App, guest: &Guest, language: Language) -> Result<Self, Fault> {
        let seat = &guest.seat;
        let result = seat.result.as_ref();
        let scores = rooms::own_scores(app, guest)?;
        Ok(Self {
            room: Room::of(&guest.room, app.clock.now()),
            seat: seat.id.0,
            name: seat.name.as_str().to_owned(),
            team: seat.team,
            answers: seat.sheet.answers(guest.room.plan.middle()),
            raised: seat.is_raised,
            result: result.map(|result| RoomResult::of(app, result, scores, language)),
            research: guest.contributes,
        })
    }
}

/// A result.
#[derive(Serialize, JsonSchema)]
struct RoomResult {
    /// Null of another questionnaire.
    mbti: Option<ByWord<PersonaType>>,
    /// False when the answers were odd; the result then says little.
    reliable: bool,
    /// Its poles, spelt out; empty if there is no type, or it has no text.
    acronym: String,
    /// How people of this type are often described, which nobody measured.
    description: String,
    /// The chances of the four first letters; none of another questionnaire.
    shares: Vec<f32>,
    /// Where the answers stand on each scale, from the second letter or the low end (0) to the first or the high one (1): how
    /// strongly they lean.
    places: Vec<f32>,
    /// What they say of each scale of another questionnaire, by its key; null of the sixty.
    scores: Option<Vec<InstrumentScore>>,
}

impl RoomResult {
    fn of(
        app: &App,
        result: &SeatResult,
        scores: Option<(Vec<Score>, InstrumentKey)>,
        language: Language,
    ) -> Self {
        let text = result
            .persona
            .and_then(|persona| app.personas.text(persona, language));
        let told = |(scores, key): (Vec<Score>, InstrumentKey)| InstrumentScore::all(&scores, &key);
        Self {
            mbti: result.persona.map(ByWord),
            reliable: result.oddity.is_none(),
            acronym: text.as_ref().map_or("", |text| text.acronym).to_owned(),
            description: text.as_ref().map_or("", |text| text.description).to_owned(),
            shares: result
                .shares
                .iter()
                .map(|share| share.clamp(0.0, 1.0))
                .collect(),
            places: result.places.clone(),
            scores: scores.map(told),
        }
    }
}
