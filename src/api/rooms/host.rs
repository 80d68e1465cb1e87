//! What a room's host asks for.

use std::fmt::Write as _;
use std::time::Duration;

use crate::api::rooms::extractor::{Code, CodeAndSeat, PhoneBase};
use crate::api::rooms::wire;
use crate::app::App;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Part, Step};
use crate::domain::group::{Picture, STEPS, Scale};
use crate::domain::persona::{DICHOTOMIES, LABELS};
use crate::domain::room::{Plan, Room};
use crate::domain::text::Text;
use crate::http::assets::Wants;
use crate::http::bearer::Bearer;
use crate::http::body::Body;
use crate::http::reply::{Created, Download, Json};
use crate::http::tagged::Tagged;
use crate::services::instruments;
use crate::services::rooms::{self, Change};

pub(crate) fn open(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::OpenRoom>,
    base: PhoneBase,
) -> Result<Created<wire::HostRoom>, Fault> {
    let teams = body.teams.unwrap_or_default();
    let title = Text::line(&body.title.unwrap_or_default(), Room::MAX_TITLE);
    let plan = Plan {
        title: title.map_err(|problem| FieldFault::body("title", problem))?,
        language: body.language.map(Into::into).unwrap_or_default(),
        asks_names: body.asks_names.unwrap_or(false),
        teams: teams_of(&teams)?,
        at_once: body.shows == Some(wire::Shows::AtOnce),
        least: app.policy.room_least,
        instrument: body
            .instrument
            .filter(|id| !id.is_empty())
            .map(|id| instruments::find(app, &id).map(|one| one.hash().to_owned()))
            .transpose()?,
    };
    let hours = body.hours.and_then(|hours| u64::try_from(hours).ok());
    let lifetime = Room::lifetime(hours.unwrap_or(Room::HOURS));
    let room = rooms::open(app, caller, plan, lifetime)?;
    Ok(Created(wire::HostRoom::of(&room, app.clock.now(), &base)))
}

fn teams_of(names: &[String]) -> Result<Vec<Text>, Fault> {
    Plan::teams(names).map_err(|(at, problem)| {
        let steps = vec![Step::Key("teams".to_owned()), Step::Index(at)];
        let fault = FieldFault {
            part: Part::Body,
            steps,
            problem,
        };
        fault.into()
    })
}

pub(crate) fn list(
    app: &App,
    Bearer { caller, .. }: Bearer,
    base: PhoneBase,
) -> Result<Json<wire::HostRooms>, Fault> {
    let now = app.clock.now();
    let rooms = rooms::list(app, caller)?;
    let rooms = rooms
        .iter()
        .map(|room| wire::HostRoom::of(room, now, &base));
    Ok(Json(wire::HostRooms {
        rooms: rooms.collect(),
        may_open: caller.is_admin() || !app.policy.rooms_by_admins,
    }))
}

pub(crate) fn live(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Code(code): Code,
    base: PhoneBase,
    wants: Wants,
) -> Result<Tagged<wire::LiveRoom>, Fault> {
    let live = rooms::live(app, caller, &code)?;
    let room = wire::HostRoom::of(&live.room, app.clock.now(), &base);
    Ok(Tagged::new(&wire::LiveRoom::of(room, live), wants))
}

pub(crate) fn change(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Code(code): Code,
    Body(body): Body<wire::ChangeRoom>,
    base: PhoneBase,
) -> Result<Json<wire::HostRoom>, Fault> {
    let minutes = body
        .longer_by
        .and_then(|minutes| u64::try_from(minutes).ok());
    let change = Change {
        paused: body.paused,
        longer: minutes.map(|minutes| Duration::from_secs(minutes * 60)),
        end: body.end.unwrap_or(false),
    };
    let room = rooms::change(app, caller, &code, change)?;
    Ok(Json(wire::HostRoom::of(&room, app.clock.now(), &base)))
}

pub(crate) fn reveal(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Code(code): Code,
    base: PhoneBase,
) -> Result<Json<wire::HostRoom>, Fault> {
    let room = rooms::reveal(app, caller, &code)?;
    Ok(Json(wire::HostRoom::of(&room, app.clock.now(), &base)))
}

pub(crate) fn remove(
    app: &App,
    Bearer { caller, .. }: Bearer,
    CodeAndSeat(code, seat): CodeAndSeat,
) -> Result<Json<wire::Nothing>, Fault> {
    rooms::remove(app, caller, &code, seat)?;
    Ok(Json(wire::Nothing {}))
}

pub(crate) fn delete(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Code(code): Code,
) -> Result<Json<wire::Nothing>, Fault> {
    rooms::delete(app, caller, &code)?;
    Ok(Json(wire::Nothing {}))
}

/// The same aggregates that the screen shows: one figure a line.
pub(crate) fn summary(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Code(code): Code,
) -> Result<Download, Fault> {
    let live = rooms::live(app, caller, &code)?;
    let names = scale_names(app, &live.room)?;
    let mut text = String::from("of,what,people,value\r\n");
    let mut put = |of: &str, what: &str, people: usize, value: String| {
        // Writing to a String can't fail.
        let _ = write!(text, "{of},{what},{people},{value}\r\n");
    };
    put(
        "room",
        "joined",
        live.people.len(),
        live.people.len().to_string(),
    );
    put(
        "room",
        "finished",
        live.people.len(),
        live.finished.to_string(),
    );
    if let Some(picture) = &live.picture {
        picture_lines(
            picture,
            &names,
            live.room.plan.instrument.is_none(),
            &mut put,
        );
    }
    Ok(Download::csv(text, format!("room-{code}.csv")))
}

fn picture_lines(
    picture: &Picture,
    names: &[String],
    lettered: bool,
    line: &mut impl FnMut(&str, &str, usize, String),
) {
    let types = LABELS.iter().zip(picture.types);
    for (label, count) in types.filter(|_| lettered) {
        line("types", label, picture.typed, count.to_string());
    }
    for (name, scale) in names.iter().zip(&picture.scales) {
        scale_lines("group", name, scale, line);
    }
    for team in &picture.teams {
        let of = format!("team {}", team.team + 1);
        for (name, scale) in names.iter().zip(&team.scales) {
            scale_lines(&of, name, scale, line);
        }
    }
    let shown = [("agreed", &picture.agreed), ("divided", &picture.divided)];
    for (of, statements) in shown {
        for one in statements {
            let what = format!("statement {}", one.statement + 1);
            line(
                of,
                &format!("{what} mean"),
                picture.people,
                one.mean.to_string(),
            );
            line(
                of,
                &format!("{what} spread"),
                picture.people,
                one.spread.to_string(),
            );
        }
    }
}

/// What the scales are called: of the sixty by their first letters.
fn scale_names(app: &App, room: &Room) -> Result<Vec<String>, Fault> {
    Ok(match rooms::instrument(app, room)? {
        None => DICHOTOMIES.map(|pair| pair.first.to_string()).to_vec(),
        Some(of) => of.content().scales.clone(),
    })
}

fn scale_lines(
    of: &str,
    first: &str,
    scale: &Scale,
    line: &mut impl FnMut(&str, &str, usize, String),
) {
    if scale.people == 0 {
        return;
    }
    line(
        of,
        &format!("{first} mean"),
        scale.people,
        scale.mean.to_string(),
    );
    line(
        of,
        &format!("{first} spread"),
        scale.people,
        scale.spread.to_string(),
    );
    for (at, count) in scale.steps.iter().enumerate() {
        let what = format!("{first} step {} of {STEPS}", at + 1);
        line(of, &what, scale.people, count.to_string());
    }
}

pub(crate) fn rows(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Code(code): Code,
) -> Result<Download, Fault> {
    let (_, rows) = rooms::rows(app, caller, &code)?;
    let mut head = vec!["team".to_owned(), "type".to_owned()];
    head.extend(DICHOTOMIES.map(|pair| format!("{}{} step", pair.first, pair.second)));
    head.extend((1..=60).map(|at| format!("statement {at}")));
    let mut text = String::new();
    for row in std::iter::once(head).chain(rows) {
        text += &row.join(",");
        text += "\r\n";
    }
    Ok(Download::csv(text, format!("room-{code}-rows.csv")))
}
