//! What those do who sit in a room. Their phone holds a random token; only its hash is kept.

use crate::app::App;
use crate::domain::answers::{COUNT, Oddity};
use crate::domain::draft::Change;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Problem};
use crate::domain::group::{Occasion, admit};
use crate::domain::instrument::{AnswerSheet, Score};
use crate::domain::language::Language;
use crate::domain::name::Name;
use crate::domain::response::{Given, Respondent, Sitting};
use crate::domain::room::{Room, RoomCode, Seat, SeatResult, Sheet};
use crate::model::instruments::Instrument;
use crate::platform::digest::sha256;
use crate::platform::random;
use crate::services::personality;
use crate::services::rooms::{code_of, instrument, is_open, let_in};
use crate::store;
use crate::store::Tx;

/// What somebody says of themself when they come in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Newcomer {
    /// How they want to be called; it is kept only where the room asks for it.
    pub name: Name,
    /// Their team, from 0.
    pub team: Option<usize>,
}

/// Somebody in a room.
#[derive(Debug)]
pub(crate) struct Guest {
    /// The room.
    pub room: Room,
    /// Their seat.
    pub seat: Seat,
    /// What their phone is to keep, if the seat is a new one.
    pub token: Option<String>,
    /// Whether their answers are kept for research.
    pub contributes: bool,
}

/// Gives somebody a seat in a room, or the one they have there by the token of their phone, whose hundred tabs
/// have one seat together.
///
/// # Errors
/// [`Fault::RoomEnded`], [`Fault::RoomPaused`], [`Fault::RoomFull`], [`Fault::Busy`] if too many come at once,
/// [`Fault::SeatRemoved`]; [`Fault::Fields`] without the name or the team that the room asks for.
pub(crate) fn join(
    app: &App,
    room: &Room,
    token: Option<&str>,
    newcomer: Newcomer,
) -> Result<Guest, Fault> {
    let held = token.map(hash);
    let fresh = random::name();
    let (code, fresh_hash) = (room.code.clone(), hash(&fresh));
    let statements = instrument(app, room)?.map_or(COUNT, |of| of.key().statements().len());
    app.store.write(move |tx| {
        let room = store::rooms::by_code(tx, &code)?;
        if let Some(seat) = held_seat(tx, &room, held.as_deref())? {
            return Guest::of(tx, room, seat);
        }
        is_open(tx, &room)?;
        let newcomer = fitting(&room, newcomer)?;
        has_place(tx, &room)?;
        let who = (&newcomer.name, newcomer.team);
        store::seats::insert(tx, room.id, &fresh_hash, who, statements)?;
        let seat = store::seats::by_token(tx, room.id, &fresh_hash)?;
        Ok(Guest {
            room,
            seat: seat.ok_or(Fault::Internal)?,
            token: Some(fresh),
            contributes: false,
        })
    })
}

fn hash(token: &str) -> String {
    sha256(token.as_bytes())
}

fn held_seat(tx: &Tx, room: &Room, held: Option<&str>) -> Result<Option<Seat>, Fault> {
    let seat = held.map(|held| store::seats::by_token(tx, room.id, held));
    match seat.transpose()?.flatten() {
        Some(seat) if seat.is_removed => Err(Fault::SeatRemoved),
        found => Ok(found),
    }
}

/// What the room asks for, and nothing else.
fn fitting(room: &Room, newcomer: Newcomer) -> Result<Newcomer, Fault> {
    let mut faults = Vec::new();
    let name = if room.plan.asks_names {
        newcomer.name.not_empty().unwrap_or_else(|problem| {
            faults.push(FieldFault::body("name", problem));
            Name::default()
        })
    } else {
        Name::default()
    };
    let teams = room.plan.teams.len();
    let team = newcomer.team.filter(|team| *team < teams);
    if teams > 0 && team.is_none() {
        let most = i64::try_from(teams - 1).unwrap_or_default();
        let problem = newcomer
            .team
            .map_or(Problem::Missing, |_| Problem::OutOfRange(0, most));
        faults.push(FieldFault::body("team", problem));
    }
    if faults.is_empty() {
        Ok(Newcomer { name, team })
    } else {
        Err(Fault::Fields(faults))
    }
}

/// The limits are the room's: whoever comes from whichever address takes one of its seats.
fn has_place(tx: &Tx, room: &Room) -> Result<(), Fault> {
    if store::seats::count(tx, room.id)? >= Room::MAX_SEATS {
        return Err(Fault::RoomFull);
    }
    let crowd = store::seats::nth_last_joined(tx, room.id, Room::MAX_JOINS)?;
    match crowd {
        Some(at) if at > tx.now.before(Room::RATE_SPAN) => Err(Fault::Busy { retry_after: 2 }),
        _ => Ok(()),
    }
}

/// The room with this code and the seat in it that this token is for.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such room, [`Fault::NoCredentials`] if the token is for no seat in it,
/// [`Fault::SeatRemoved`].
pub(crate) fn own(app: &App, code: &str, token: &str) -> Result<Guest, Fault> {
    let (code, held) = (code_of(code)?, hash(token));
    app.store.read(|tx| seated(tx, &code, &held))
}

fn seated(tx: &Tx, code: &RoomCode, held: &str) -> Result<Guest, Fault> {
    let room = store::rooms::by_code(tx, code)?;
    let seat = held_seat(tx, &room, Some(held))?;
    Guest::of(tx, room, seat.ok_or(Fault::NoCredentials)?)
}

impl Guest {
    fn of(tx: &Tx, room: Room, seat: Seat) -> Result<Self, Fault> {
        Ok(Self {
            contributes: store::seats::contributes(tx, seat.id)?,
            room,
            seat,
            token: None,
        })
    }
}

/// Gives, changes or takes back answers, and returns once they are on disk.
///
/// # Errors
/// As [`own`]; [`Fault::RoomEnded`], [`Fault::RoomPaused`], [`Fault::QuizFinished`].
pub(crate) fn answer(
    app: &App,
    code: &str,
    token: &str,
    changes: Vec<Change>,
) -> Result<Guest, Fault> {
    let (code, held) = (code_of(code)?, hash(token));
    app.store.write(move |tx| {
        let mut guest = seated(tx, &code, &held)?;
        is_open(tx, &guest.room)?;
        if guest.seat.result.is_some() {
            return Err(Fault::QuizFinished);
        }
        guest.seat.sheet.change(&changes, guest.room.plan.middle());
        store::seats::keep_answers(tx, guest.seat.id, &guest.seat.sheet)?;
        Ok(guest)
    })
}

/// Finishes the quiz of this seat. Who has finished gets the same result again. Where it is told how the answers were
/// given, they are kept for research as well.
///
/// # Errors
/// As [`answer`]; [`Fault::QuizUnfinished`], or [`Fault::Busy`] if another tab changed an answer meanwhile.
pub(crate) fn finish(
    app: &App,
    code: &str,
    token: &str,
    consent: Option<Sitting>,
) -> Result<Guest, Fault> {
    let before = own(app, code, token)?;
    if before.seat.result.is_some() {
        return Ok(before);
    }
    let (result, given) = if let Some(of) = instrument(app, &before.room)? {
        scored(&of, &before.seat.sheet, consent)?
    } else {
        judged(app, &before.seat.sheet, consent)?
    };
    let sheet = before.seat.sheet;
    let (code, held) = (before.room.code, hash(token));
    app.store.write(move |tx| {
        let mut guest = seated(tx, &code, &held)?;
        is_open(tx, &guest.room)?;
        if guest.seat.result.is_some() {
            return Ok(guest);
        }
        if guest.seat.sheet != sheet {
            return Err(Fault::Busy { retry_after: 1 });
        }
        store::seats::keep_result(tx, guest.seat.id, &result)?;
        guest.seat.result = Some(result);
        if let Some(given) = &given {
            given.keep(tx, &guest)?;
            guest.contributes = true;
        }
        let_in(tx, &guest.room, &[Occasion::Finished])?;
        Ok(guest)
    })
}

/// What is kept for research of what was answered on a seat.
enum Contribution {
    /// Of the sixty.
    Sixty(Box<Given>),
    /// Of another questionnaire, with its hash.
    Other(String, AnswerSheet, Vec<Score>, Option<Language>),
}

impl Contribution {
    fn keep(&self, tx: &Tx, guest: &Guest) -> Result<(), Fault> {
        let from = respondent(guest);
        match self {
            Self::Sixty(given) => store::responses::insert(tx, from, given).map(drop),
            Self::Other(hash, sheet, scores, language) => {
                let given = (sheet, scores.as_slice());
                store::instrument_results::insert_of_seat(tx, from, hash, given, *language)
            }
        }
    }
}

/// What answers come to. On the scales they stand by how strongly they lean, which says more than the chance of a
/// letter does: most chances lie near the ends. Where an operator's statements have no key there are chances alone.
fn judged(
    app: &App,
    sheet: &Sheet,
    consent: Option<Sitting>,
) -> Result<(SeatResult, Option<Contribution>), Fault> {
    let answers = sheet.complete().ok_or(Fault::QuizUnfinished)?;
    let prediction = personality::try_out(app, &answers)?;
    let shares = prediction.letters().map(|letter| letter.first_share);
    let scores = personality::scores_of(app, &answers, &prediction);
    let places = scores.map_or(shares, |scores| {
        scores
            .axes
            .map(|axis| SeatResult::place(axis.strength, 3.0))
    });
    let given = consent.map(|sitting| personality::given(app, &answers, &prediction, sitting));
    let result = SeatResult {
        persona: Some(prediction.persona),
        shares: shares.to_vec(),
        places: places.to_vec(),
        oddity: prediction.oddity,
    };
    Ok((result, given.map(Box::new).map(Contribution::Sixty)))
}

/// The same of another questionnaire, by its key alone.
fn scored(
    of: &Instrument,
    sheet: &Sheet,
    consent: Option<Sitting>,
) -> Result<(SeatResult, Option<Contribution>), Fault> {
    let points = sheet.whole().ok_or(Fault::QuizUnfinished)?;
    let answers = of.key().sheet("answers", &points).map_err(Fault::Fields)?;
    let scores = of.key().scores(&answers, &[]);
    let places = scores
        .iter()
        .map(|score| SeatResult::place(score.strength, 1.0));
    let result = SeatResult {
        persona: None,
        shares: Vec::new(),
        places: places.collect(),
        oddity: answers.is_uniform().then_some(Oddity::AllTheSame),
    };
    let given = consent.map(|sitting| {
        Contribution::Other(of.hash().to_owned(), answers, scores, sitting.language)
    });
    Ok((result, given))
}

const fn respondent(guest: &Guest) -> Respondent {
    Respondent {
        account: None,
        result: None,
        seat: Some(guest.seat.id),
        room: Some(guest.room.id),
        team: guest.seat.team,
    }
}

/// Deletes what this seat let be kept for research, if anything. Its result stays.
///
/// # Errors
/// As [`own`].
pub(crate) fn withdraw(app: &App, code: &str, token: &str) -> Result<Guest, Fault> {
    let (code, held) = (code_of(code)?, hash(token));
    app.store.write(move |tx| {
        let mut guest = seated(tx, &code, &held)?;
        store::seats::withdraw(tx, guest.seat.id)?;
        guest.contributes = false;
        Ok(guest)
    })
}

/// Raises or lowers the card of this seat, which shows a type: of another questionnaire, and of answers that deserve no
/// trust, there is none. It stays down where the rest of the group could be told by it, and as long as the room shows
/// nothing.
///
/// # Errors
/// As [`own`].
pub(crate) fn raise(app: &App, code: &str, token: &str, raised: bool) -> Result<Guest, Fault> {
    let (code, held) = (code_of(code)?, hash(token));
    app.store.write(move |tx| {
        let mut guest = seated(tx, &code, &held)?;
        let seat = &mut guest.seat;
        let has_type = seat
            .result
            .as_ref()
            .is_some_and(|own| own.persona.is_some() && own.oddity.is_none());
        seat.is_raised = raised && guest.room.is_revealed() && has_type && {
            let members = store::seats::members(tx, guest.room.id)?;
            admit(&members, guest.room.plan.least, Occasion::Raised(seat.id)).card
        };
        store::seats::set_raised(tx, seat.id, seat.is_raised)?;
        Ok(guest)
    })
}

/// Leaves a room: nothing leads from the phone to the seat any more.
///
/// # Errors
/// As [`own`].
pub(crate) fn leave(app: &App, code: &str, token: &str) -> Result<(), Fault> {
    let (code, held) = (code_of(code)?, hash(token));
    app.store.write(move |tx| {
        let Guest { room, seat, .. } = seated(tx, &code, &held)?;
        store::seats::remove(tx, room.id, seat.id)?;
        store::seats::forget_token(tx, seat.id)
    })
}
