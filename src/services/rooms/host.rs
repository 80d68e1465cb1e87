//! What a room's host does.

use std::borrow::Cow;
use std::time::Duration;

use crate::app::App;
use crate::domain::account::AccountId;
use crate::domain::caller::Caller;
use crate::domain::fault::{Fault, Resource};
use crate::domain::group::Occasion;
use crate::domain::room::{Plan, Room, RoomCode, RoomState, SeatId};
use crate::platform::random;
use crate::services::instruments;
use crate::services::rooms::{code_of, let_in};
use crate::store;
use crate::store::Tx;

/// Opens a room for the caller.
///
/// # Errors
/// [`Fault::NotAllowed`] if administrators alone may; others as [`open_as`].
pub(crate) fn open(
    app: &App,
    caller: Caller,
    plan: Plan,
    lifetime: Duration,
) -> Result<Room, Fault> {
    if app.policy.rooms_by_admins {
        caller.admin()?;
    }
    open_as(app, caller.account, plan, lifetime)
}

/// Whose a room is that the operator opens without saying so: the only administrator's.
pub(crate) fn only_administrator(app: &App) -> Result<Option<AccountId>, Fault> {
    app.store.read(store::rooms::only_administrator)
}

/// The room of an account that takes answers now, the latest of several.
pub(crate) fn open_one(app: &App, host: AccountId) -> Result<Option<Room>, Fault> {
    app.store.read(|tx| {
        let mut rooms = store::rooms::of_account(tx, host)?;
        rooms.retain(|room| room.state(tx.now) == RoomState::Open);
        Ok(rooms.into_iter().next())
    })
}

/// Opens a room for an account; rooms that ended long ago go.
///
/// # Errors
/// [`Fault::TooManyRooms`]; [`Fault::NotFound`] for a questionnaire that isn't there.
pub(crate) fn open_as(
    app: &App,
    host: AccountId,
    plan: Plan,
    lifetime: Duration,
) -> Result<Room, Fault> {
    let least = plan.least.max(Room::FEWEST);
    let plan = Plan { least, ..plan };
    let hash = plan.instrument.as_deref();
    let of = hash
        .map(|hash| instruments::version(app, hash))
        .transpose()?;
    let of = of.map(Cow::into_owned);
    app.store.write(move |tx| {
        store::rooms::sweep(tx, tx.now.before(Room::KEPT))?;
        if store::rooms::of_account(tx, host)?.len() >= Room::MAX_ROOMS {
            return Err(Fault::TooManyRooms);
        }
        let code = free_code(tx)?;
        if let Some(of) = &of {
            store::instrument_results::keep_instrument(tx, of.hash(), of.document())?;
        }
        store::rooms::insert(tx, host, &code, &plan, tx.now.after(lifetime))?;
        store::rooms::by_code(tx, &code)
    })
}

/// A code that no room has.
fn free_code(tx: &Tx) -> Result<RoomCode, Fault> {
    loop {
        let code = RoomCode::stored(random::letters(RoomCode::ALPHABET, RoomCode::LENGTH));
        match store::rooms::by_code(tx, &code) {
            Err(Fault::NotFound(_)) => return Ok(code),
            found => drop(found?),
        }
    }
}

/// The caller's rooms, the latest first.
pub(crate) fn list(app: &App, caller: Caller) -> Result<Vec<Room>, Fault> {
    app.store
        .read(|tx| store::rooms::of_account(tx, caller.account))
}

/// The caller's room with this code.
///
/// # Errors
/// [`Fault::NotFound`] if they have none.
pub(crate) fn owned(app: &App, caller: Caller, code: &str) -> Result<Room, Fault> {
    let code = code_of(code)?;
    app.store.read(|tx| of_host(tx, caller, &code))
}

fn of_host(tx: &Tx, caller: Caller, code: &RoomCode) -> Result<Room, Fault> {
    let room = store::rooms::by_code(tx, code)?;
    if room.host == caller.account {
        Ok(room)
    } else {
        Err(Fault::NotFound(Resource::Room))
    }
}

/// What a host changes about a room.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Change {
    /// Whether it is paused.
    pub paused: Option<bool>,
    /// How much longer it is to last.
    pub longer: Option<Duration>,
    /// Whether it ends now.
    pub end: bool,
}

/// Changes it. To end a room that has ended changes nothing.
///
/// # Errors
/// [`Fault::NotFound`], or [`Fault::RoomEnded`] if it has ended and isn't extended.
pub(crate) fn change(app: &App, caller: Caller, code: &str, change: Change) -> Result<Room, Fault> {
    let code = code_of(code)?;
    app.store.write(move |tx| {
        let mut room = of_host(tx, caller, &code)?;
        if let Some(longer) = change.longer {
            room.ends_at = room.extended(longer, tx.now);
        }
        let has_ended = room.state(tx.now) == RoomState::Ended;
        if has_ended && change.paused.is_some() {
            return Err(Fault::RoomEnded);
        }
        room.is_paused = change.paused.unwrap_or(room.is_paused);
        if change.end && !has_ended {
            room.ends_at = tx.now;
        }
        store::rooms::update(tx, &room)?;
        if room.state(tx.now) == RoomState::Ended {
            let_in(tx, &room, &[Occasion::Ended])?;
        }
        Ok(room)
    })
}

/// Shows the group its picture, or those in it who finished since.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn reveal(app: &App, caller: Caller, code: &str) -> Result<Room, Fault> {
    let code = code_of(code)?;
    app.store.write(move |tx| {
        let mut room = of_host(tx, caller, &code)?;
        room.revealed_at = room.revealed_at.or(Some(tx.now));
        store::rooms::update(tx, &room)?;
        let_in(tx, &room, &[Occasion::Revealed])?;
        if room.state(tx.now) == RoomState::Ended {
            let_in(tx, &room, &[Occasion::Ended])?;
        }
        Ok(room)
    })
}

/// Takes somebody out of a room.
///
/// # Errors
/// [`Fault::NotFound`] if the caller has no such room, or it no such seat.
pub(crate) fn remove(app: &App, caller: Caller, code: &str, seat: SeatId) -> Result<(), Fault> {
    let code = code_of(code)?;
    app.store.write(move |tx| {
        let room = of_host(tx, caller, &code)?;
        store::seats::remove(tx, room.id, seat)
    })
}

/// Deletes a room with all that was answered in it.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn delete(app: &App, caller: Caller, code: &str) -> Result<(), Fault> {
    let code = code_of(code)?;
    app.store.write(move |tx| {
        let room = of_host(tx, caller, &code)?;
        store::rooms::remove(tx, room.id)
    })
}

/// Deletes the rooms whose time is over; a failure is logged, and the next sweep tries again.
pub(crate) fn sweep(app: &App) {
    let swept = app
        .store
        .write(|tx| store::rooms::sweep(tx, tx.now.before(Room::KEPT)));
    if let Err(fault) = swept {
        tracing::warn!(?fault, "rooms that ended long ago couldn't be deleted");
    }
}
