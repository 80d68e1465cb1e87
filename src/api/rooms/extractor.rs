//! What a request about a room says: its code, the seat of its client, the address that phones reach.

use std::net::SocketAddr;

use crate::domain::fault::Fault;
use crate::domain::room::{RoomCode, SeatId};
use crate::http::call::{Call, FromCall};
use crate::http::cookie;
use crate::http::operation::Operation;
use crate::http::origin::Origin;
use crate::platform::own_address::own_address;
use crate::services::rooms::{self, Guest};

/// The code in the path, however it was typed.
pub(crate) struct Code(pub String);

impl FromCall for Code {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let text = call.parameters.first().ok_or(Fault::NoSuchPath)?;
        let code = text.parse::<RoomCode>();
        Ok(Self(code.map_or_else(
            |()| text.clone(),
            |code| code.as_str().to_owned(),
        )))
    }

    fn describe(_operation: &mut Operation) {}
}

/// The code and the seat in the path.
pub(crate) struct CodeAndSeat(pub String, pub SeatId);

impl FromCall for CodeAndSeat {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let Code(code) = Code::from_call(call)?;
        let seat = call.parameters.get(1).and_then(|text| text.parse().ok());
        seat.map(|seat| Self(code, SeatId(seat)))
            .ok_or(Fault::NoSuchPath)
    }

    fn describe(operation: &mut Operation) {
        operation.fails(Fault::NoSuchPath);
    }
}

/// The token of the client's seat, if it has one.
pub(crate) struct HeldSeat(pub Option<String>);

impl FromCall for HeldSeat {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        call.at_known_host()?;
        let token = cookie::seat(call.request, call.is_by_tls());
        Ok(Self(token.map(str::to_owned)))
    }

    fn describe(operation: &mut Operation) {
        operation.fails(Fault::UnknownHost);
    }
}

/// The client's seat in the room of the path, with its token. A handler that takes one can't be reached without, and who
/// makes up a token guesses at codes no faster than by any other path.
pub(crate) struct OwnSeat(pub String, pub Guest);

impl FromCall for OwnSeat {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let HeldSeat(token) = HeldSeat::from_call(call)?;
        let token = token.ok_or(Fault::NoCredentials)?;
        let Code(code) = Code::from_call(call)?;
        let guest = rooms::sit(call.app, &code, &token, &call.client_address())?;
        Ok(Self(token, guest))
    }

    fn describe(operation: &mut Operation) {
        HeldSeat::describe(operation);
        operation.security = Some("seat");
        operation.fails(Fault::NoCredentials);
        operation.fails(Fault::TooManyTries { retry_after: 3 });
    }
}

/// The client's address.
pub(crate) struct Address(pub String);

impl FromCall for Address {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        Ok(Self(call.client_address()))
    }

    fn describe(_operation: &mut Operation) {}
}

/// The address that phones reach the server at, without a slash at its end.
pub(crate) struct PhoneBase {
    /// It.
    pub url: String,
    /// Whether other machines than this one reach it.
    pub is_reachable: bool,
}

impl FromCall for PhoneBase {
    /// Where the host came by this machine's own name, phones need its address in the network.
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let url = call.base().into_owned();
        let is_own = Origin::parse(&url).is_ok_and(|origin| origin.is_loopback());
        if !is_own {
            return Ok(Self {
                url,
                is_reachable: true,
            });
        }
        let own = call.app.phones_at.or_else(own_address);
        let own = own.filter(|_| call.app.listens_everywhere);
        let scheme = url.split("://").next().unwrap_or("http");
        Ok(Self {
            is_reachable: own.is_some(),
            url: own.map_or_else(
                || url.clone(),
                |own| format!("{scheme}://{}", SocketAddr::new(own, call.local.port())),
            ),
        })
    }

    fn describe(_operation: &mut Operation) {}
}
