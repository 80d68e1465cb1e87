//! Rooms, in which a group takes the quiz or another questionnaire together: their host's part, the part of those who
//! sit in them, and what each may see.

mod host;
mod seats;
mod view;

pub(crate) use host::{
    Change, change, delete, list, only_administrator, open, open_as, open_one, owned, remove,
    reveal, sweep,
};
pub(crate) use seats::{Guest, Newcomer, answer, finish, join, leave, own, raise, withdraw};
pub(crate) use view::{Card, Live, live, picture_for, rows};

use std::borrow::Cow;

use crate::app::App;
use crate::auth::limiter::{Client, Guesses};
use crate::domain::answers::{COUNT, MAX, MIN};
use crate::domain::fault::{Fault, Resource};
use crate::domain::group::{Occasion, admit};
use crate::domain::instrument::{InstrumentKey, Score};
use crate::domain::room::{Room, RoomCode, RoomState};
use crate::model::instruments::Instrument;
use crate::services::instruments;
use crate::store;
use crate::store::Tx;

/// The room with this code, for whoever typed it at this address. Wrong codes are counted by client network, and
/// cost a wait after a hundred: a room full of phones behind one address mistypes without harm. During the wait a right
/// code leads in all the same, as long as the network keeps its pace: a machine that guesses keeps nobody out who is
/// behind the same address, and learns of a wrong code only that it has to wait.
///
/// # Errors
/// [`Fault::NotFound`] if there is none, [`Fault::TooManyTries`] after too many that there were none of.
pub(crate) fn find(app: &App, code: &str, address: &str) -> Result<Room, Fault> {
    let (client, uptime) = (Client::of(address), app.clock.uptime());
    let booked = app.room_tries.book(&[Guesses::Client(client)], uptime);
    let booking = match booked {
        Err(early) if !app.room_pace.take(client, uptime) => return Err(early.into()),
        booked => booked,
    };
    let found = match code.parse() {
        Ok(code) => app.store.read(|tx| store::rooms::by_code(tx, &code)),
        Err(()) => Err(Fault::NotFound(Resource::Room)),
    };
    match (found, booking) {
        (Err(Fault::NotFound(_)), Err(early)) => Err(early.into()),
        (Err(Fault::NotFound(missing)), Ok(booking)) => {
            booking.wrong(app.clock.uptime());
            Err(Fault::NotFound(missing))
        }
        (found, _) => found,
    }
}

/// The same for a client that may have a seat there: whoever sits in a room is kept from looking at it by nobody's
/// guesses.
///
/// # Errors
/// As [`find`].
pub(crate) fn find_again(
    app: &App,
    code: &str,
    token: Option<&str>,
    address: &str,
) -> Result<Room, Fault> {
    let guest = token.and_then(|token| own(app, code, token).ok());
    guest.map_or_else(|| find(app, code, address), |guest| Ok(guest.room))
}

/// The seat of a client that says it has one. A token that is for no seat there is nothing but a guess at the code, and
/// is counted as one: what is answered tells which rooms there are.
///
/// # Errors
/// As [`own`], and as [`find`] where the client has no seat.
pub(crate) fn sit(app: &App, code: &str, token: &str, address: &str) -> Result<Guest, Fault> {
    match own(app, code, token) {
        Err(Fault::NotFound(_) | Fault::NoCredentials) => {
            find(app, code, address)?;
            Err(Fault::NoCredentials)
        }
        found => found,
    }
}

/// Which other questionnaire than the sixty a room answers, in the version that it was opened with.
pub(crate) fn instrument<'app>(
    app: &'app App,
    room: &Room,
) -> Result<Option<Cow<'app, Instrument>>, Fault> {
    let hash = room.plan.instrument.as_deref();
    hash.map(|hash| instruments::version(app, hash)).transpose()
}

/// How many statements somebody answers, and from and to which answer.
pub(crate) fn bounds(app: &App, guest: &Guest) -> Result<(usize, [i64; 2]), Fault> {
    let of = instrument(app, &guest.room)?;
    Ok(of.map_or((COUNT, [MIN, MAX]), |of| {
        (of.key().statements().len(), [1, of.key().points().into()])
    }))
}

/// What somebody's answers say of each scale of another questionnaire, with its key, once they have finished. It
/// rests on nobody else's, and so is the same whenever they look.
pub(crate) fn own_scores(
    app: &App,
    guest: &Guest,
) -> Result<Option<(Vec<Score>, InstrumentKey)>, Fault> {
    let whole = guest
        .seat
        .sheet
        .whole()
        .filter(|_| guest.seat.result.is_some());
    let (Some(points), Some(of)) = (whole, instrument(app, &guest.room)?) else {
        return Ok(None);
    };
    let sheet = of.key().sheet("answers", &points).map_err(Fault::Fields)?;
    Ok(Some((of.key().scores(&sheet, &[]), of.key().clone())))
}

fn code_of(text: &str) -> Result<RoomCode, Fault> {
    text.parse().map_err(|()| Fault::NotFound(Resource::Room))
}

/// That a room takes answers now.
fn is_open(tx: &Tx, room: &Room) -> Result<(), Fault> {
    match room.state(tx.now) {
        RoomState::Open => Ok(()),
        RoomState::Paused => Err(Fault::RoomPaused),
        RoomState::Ended => Err(Fault::RoomEnded),
    }
}

/// Takes people into the pictures of a room that shows them, as far as the rule allows it.
fn let_in(tx: &Tx, room: &Room, occasions: &[Occasion]) -> Result<(), Fault> {
    if !room.is_revealed() {
        return Ok(());
    }
    for occasion in occasions {
        let members = store::seats::members(tx, room.id)?;
        let admitted = admit(&members, room.plan.least, *occasion);
        store::seats::set_batches(tx, &admitted.batches)?;
    }
    Ok(())
}
