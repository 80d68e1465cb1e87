//! Replies that somebody reads slowly are bounded, those in memory by their bytes and those in files by their number.

use std::io::{self, Read};
use std::net::{IpAddr, Ipv4Addr};

use rouille::{Response, ResponseBody};

use crate::app::App;
use crate::domain::fault::Fault;
use crate::edge::Reservation;
use crate::platform::client;

/// Where the body of a reply is while it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In memory, made for this reply.
    Memory,
    /// In a file, made for this reply.
    File,
    /// Where it is anyway.
    Elsewhere,
}

/// Files up to this size aren't counted: an export of an ordinary account is far smaller.
const SMALL_FILE: usize = 1 << 20;

/// A body, and what it holds of a budget until it was sent.
struct Held<R> {
    body: R,
    _reservation: Reservation,
}

impl<R: Read> Read for Held<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.body.read(into)
    }
}

/// The same reply, counted until it was sent to the client that this thread works for.
///
/// # Errors
/// [`Fault::Busy`] if too much is being sent, or the client network would leave too little to others.
pub(crate) fn counted(app: &App, place: Place, response: Response) -> Result<Response, Fault> {
    if place == Place::Elsewhere {
        return Ok(response);
    }
    let (body, size) = response.data.into_reader_and_size();
    let known = size.unwrap_or_default();
    let (budget, bytes) = if place == Place::File {
        (&app.exports, usize::from(known > SMALL_FILE))
    } else {
        (&app.replies, known)
    };
    if !budget.counts(bytes as u64) {
        let data = body_of(body, size);
        return Ok(Response { data, ..response });
    }
    let client = client::current().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let mut reservation = budget.reservation(client);
    if !reservation.grow_to(bytes as u64) {
        return Err(Fault::Busy { retry_after: 2 });
    }
    let held = Held {
        body,
        _reservation: reservation,
    };
    let data = body_of(held, size);
    Ok(Response { data, ..response })
}

fn body_of(body: impl Read + Send + 'static, size: Option<usize>) -> ResponseBody {
    match size {
        Some(size) => ResponseBody::from_reader_and_size(body, size),
        None => ResponseBody::from_reader(body),
    }
}
