//! Rooms, in which a group takes the quiz or another questionnaire together: their hosts by a token, those who sit in them
//! by a cookie.
//!
//! Who is in a room asks again and again how it stands, by `ETag`: a thread a connection is what the edge gives,
//! so that a poll that waits for news would hold one each, and a reply of a few bytes a second holds none.

mod extractor;
mod host;
mod seat;
mod wire;

use crate::api::coded;
use crate::domain::fault::{Fault, Resource};
use crate::http::bearer::Bearer;
use crate::http::family::Family;
use crate::http::operation::schema;
use crate::http::route::{Route, delete, get, patch, post, put};

/// The family.
pub(crate) fn family() -> Family {
    let mut routes = hosts();
    routes.extend(doors());
    routes.extend(seats());
    Family {
        name: "rooms",
        title: "Rooms",
        about: "A group takes the quiz, or another questionnaire, together. Whoever is signed in opens a room; people \
                join it by its code, without an account: `POST /rooms/{code}/seats` sets a cookie that holds their seat. Ask for a room's state \
                every second with `If-None-Match`: `304` costs next to nothing.",
        scopes: &["/rooms"],
        any_origin: false,
        lax_json: false,
        routes,
        fault: coded::render,
        fault_schema: schema::<coded::Error>,
    }
}

const NO_ROOM: [Fault; 1] = [Fault::NotFound(Resource::Room)];

fn hosts() -> Vec<Route> {
    use Fault::{NotAllowed, NotFound, RoomEnded, TooManyRooms};
    vec![
        post("/rooms", host::open)
            .about("Opens a room")
            .fails(&[NotAllowed, TooManyRooms, NotFound(Resource::Instrument)])
            .idempotent(<Bearer>::owner),
        get("/rooms", host::list).about("The caller's rooms, the latest first"),
        get("/rooms/{code}/live", host::live)
            .about("How the caller's room stands, with the picture once it is revealed")
            .fails(&NO_ROOM),
        patch("/rooms/{code}", host::change)
            .about("Pauses, extends or ends a room")
            .fails(&NO_ROOM)
            .fails(&[RoomEnded]),
        post("/rooms/{code}/reveal", host::reveal)
            .about("Shows the group its picture, with all who have finished so far")
            .fails(&NO_ROOM),
        delete("/rooms/{code}/seats/{seat}", host::remove)
            .about("Takes somebody out of the room; a picture that they are in stays as it is")
            .fails(&NO_ROOM)
            .fails(&[NotFound(Resource::Seat)]),
        delete("/rooms/{code}", host::delete)
            .about("Deletes a room with all that was answered in it")
            .fails(&NO_ROOM),
        get("/rooms/{code}/summary.csv", host::summary)
            .about("The group's picture as numbers")
            .gives("text/csv")
            .fails(&NO_ROOM),
        get("/rooms/{code}/rows.csv", host::rows)
            .about(
                "A row for each person in the picture, without name and time, of the sixty alone",
            )
            .gives("text/csv")
            .fails(&NO_ROOM),
    ]
}

/// For whoever has no seat yet.
fn doors() -> Vec<Route> {
    use Fault::{NotFound, RoomEnded, RoomFull, RoomPaused, SeatRemoved};
    let early = Fault::TooManyTries { retry_after: 3 };
    let busy = Fault::Busy { retry_after: 2 };
    vec![
        get("/rooms/{code}", seat::show)
            .about("What a room is, for whoever knows its code")
            .fails(&NO_ROOM)
            .fails(std::slice::from_ref(&early)),
        get("/rooms/{code}/instrument", seat::instrument)
            .about("The questionnaire that a room answers, where it isn't the sixty statements")
            .fails(&NO_ROOM)
            .fails(&[NotFound(Resource::Instrument), early.clone()]),
        post("/rooms/{code}/seats", seat::join)
            .about("Takes a seat, or tells which one this client has")
            .fails(&NO_ROOM)
            .fails(&[RoomEnded, RoomPaused, RoomFull, SeatRemoved, early, busy]),
    ]
}

fn seats() -> Vec<Route> {
    use Fault::{NotFound, QuizFinished, QuizUnfinished, RoomEnded, RoomPaused, SeatRemoved};
    let busy = Fault::Busy { retry_after: 2 };
    let seated = [NotFound(Resource::Room), SeatRemoved];
    vec![
        get("/rooms/{code}/seat", seat::own)
            .about("One's own seat, with answers and result")
            .fails(&seated),
        patch("/rooms/{code}/seat/answers", seat::answer)
            .about("Gives, changes or takes back answers; they are on disk when it replies")
            .fails(&seated)
            .fails(&[RoomEnded, RoomPaused, QuizFinished]),
        post("/rooms/{code}/seat/result", seat::finish)
            .about("Finishes the quiz; asked again, it tells the same")
            .fails(&seated)
            .fails(&[RoomEnded, RoomPaused, QuizUnfinished, busy]),
        delete("/rooms/{code}/seat/response", seat::withdraw)
            .about("Deletes what this seat let be kept for research; its result stays")
            .fails(&seated),
        put("/rooms/{code}/seat/card", seat::raise)
            .about("Raises or lowers one's card, if that tells of nobody else")
            .fails(&seated),
        delete("/rooms/{code}/seat", seat::leave)
            .about("Leaves the room; a picture that one is in stays as it is")
            .fails(&seated),
        get("/rooms/{code}/picture", seat::picture)
            .about("The group's picture, once it is revealed")
            .fails(&seated),
    ]
}
