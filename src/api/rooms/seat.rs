//! What those ask for who come to a room and sit in it.

use std::sync::Arc;
use std::time::Duration;

use crate::api::instrument::Instrument;
use crate::api::rooms::extractor::{Address, Code, HeldSeat, OwnSeat};
use crate::api::rooms::wire;
use crate::app::App;
use crate::domain::draft::Change;
use crate::domain::fault::{Fault, Resource};
use crate::domain::field::at;
use crate::domain::language::Language;
use crate::domain::name::Name;
use crate::http::assets::Wants;
use crate::http::body::Body;
use crate::http::cookie;
use crate::http::reply::{Json, With, serialized};
use crate::http::same_origin::SameOrigin;
use crate::http::tagged::Tagged;
use crate::services::rooms::{self, Newcomer};

const SET_COOKIE: &str = "Set-Cookie";

pub(crate) fn show(
    app: &App,
    Code(code): Code,
    HeldSeat(held): HeldSeat,
    Address(address): Address,
    wants: Wants,
) -> Result<Tagged<wire::Room>, Fault> {
    let room = rooms::find_again(app, &code, held.as_deref(), &address)?;
    Ok(Tagged::new(&wire::Room::of(&room, app.clock.now()), wants))
}

/// The texts of the questionnaire, for whoever knows the code. Phones ask once.
pub(crate) fn instrument(
    app: &App,
    Code(code): Code,
    HeldSeat(held): HeldSeat,
    Address(address): Address,
    wants: Wants,
) -> Result<Tagged<Instrument>, Fault> {
    let room = rooms::find_again(app, &code, held.as_deref(), &address)?;
    let of = rooms::instrument(app, &room)?.ok_or(Fault::NotFound(Resource::Instrument))?;
    Ok(Tagged::new(&Instrument::of(&of), wants))
}

pub(crate) fn join(
    app: &App,
    ours: SameOrigin,
    Code(code): Code,
    HeldSeat(held): HeldSeat,
    Address(address): Address,
    Body(body): Body<wire::Join>,
) -> Result<With<Json<wire::Seat>>, Fault> {
    let room = rooms::find(app, &code, &address)?;
    let newcomer = Newcomer {
        name: Name::parse(&body.name.unwrap_or_default()).map_err(at("name"))?,
        team: body.team.and_then(|team| usize::try_from(team).ok()),
    };
    let guest = rooms::join(app, &room, held.as_deref(), newcomer)?;
    let kept = guest.token.clone().or(held).unwrap_or_default();
    let cookie = cookie::set_seat(guest.room.code.as_str(), &kept, ours.secure);
    Ok(With(
        Json(wire::Seat::of(app, &guest, guest.room.plan.language)?),
        SET_COOKIE,
        cookie,
    ))
}

pub(crate) fn own(
    app: &App,
    OwnSeat(_, guest): OwnSeat,
    language: Language,
) -> Result<Json<wire::Seat>, Fault> {
    Ok(Json(wire::Seat::of(app, &guest, language)?))
}

pub(crate) fn answer(
    app: &App,
    _: SameOrigin,
    Code(code): Code,
    OwnSeat(token, guest): OwnSeat,
    Body(body): Body<wire::GiveAnswers>,
) -> Result<Json<wire::Kept>, Fault> {
    let bounds = rooms::bounds(app, &guest)?;
    let changes = body.changes.into_iter().enumerate();
    let changes = changes
        .map(|(at, one)| Change::parse_within("changes", at, (one.statement, one.answer), bounds))
        .collect::<Result<Vec<_>, _>>()?;
    let guest = rooms::answer(app, &code, &token, changes)?;
    Ok(Json(wire::Kept {
        answered: guest.seat.sheet.answered(),
    }))
}

pub(crate) fn finish(
    app: &App,
    _: SameOrigin,
    Code(code): Code,
    OwnSeat(token, _): OwnSeat,
    language: Language,
    Body(body): Body<wire::FinishSeat>,
) -> Result<Json<wire::Seat>, Fault> {
    let consent = body.research.sitting(app)?;
    let guest = rooms::finish(app, &code, &token, consent)?;
    Ok(Json(wire::Seat::of(app, &guest, language)?))
}

pub(crate) fn withdraw(
    app: &App,
    _: SameOrigin,
    Code(code): Code,
    OwnSeat(token, _): OwnSeat,
    language: Language,
) -> Result<Json<wire::Seat>, Fault> {
    let guest = rooms::withdraw(app, &code, &token)?;
    Ok(Json(wire::Seat::of(app, &guest, language)?))
}

pub(crate) fn raise(
    app: &App,
    _: SameOrigin,
    Code(code): Code,
    OwnSeat(token, _): OwnSeat,
    Body(body): Body<wire::RaiseCard>,
) -> Result<Json<wire::RaisedCard>, Fault> {
    let guest = rooms::raise(app, &code, &token, body.raised)?;
    Ok(Json(wire::RaisedCard {
        raised: guest.seat.is_raised,
    }))
}

pub(crate) fn leave(
    app: &App,
    ours: SameOrigin,
    Code(code): Code,
    OwnSeat(token, _): OwnSeat,
) -> Result<With<Json<wire::Nothing>>, Fault> {
    rooms::leave(app, &code, &token)?;
    let cookie = cookie::set_seat(&code, "", ours.secure);
    Ok(With(Json(wire::Nothing {}), SET_COOKIE, cookie))
}

/// The picture is the same for all: it is made once a second, however many phones ask.
const FRESH: Duration = Duration::from_secs(1);

pub(crate) fn picture(
    app: &App,
    OwnSeat(_, guest): OwnSeat,
    wants: Wants,
) -> Result<Tagged<wire::GroupPicture>, Fault> {
    let draw = || -> Option<Arc<[u8]>> {
        let picture = rooms::picture_for(app, &guest.room).ok()?;
        let lettered = guest.room.plan.instrument.is_none();
        let picture = picture.map(|picture| wire::Picture::of(picture, lettered));
        Some(serialized(&wire::GroupPicture { picture }).into())
    };
    let uptime = app.clock.uptime();
    let drawn = app.room_views.get(guest.room.id, uptime, FRESH, draw);
    let json = drawn.ok_or(Fault::Busy { retry_after: 1 })?;
    Ok(Tagged::made(json, wants))
}
