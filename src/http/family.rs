//! What an API family is to the router.

use serde_json::Value;

use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::http::operation::SchemaOf;
use crate::http::route::Route;

/// One published API: its routes and how it renders faults.
pub struct Family {
    /// Its short name: in logs, in sessions, in operation ids.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it is, in a few lines of Markdown.
    pub about: &'static str,
    /// The paths it answers for when no route fits, longest first where they nest.
    pub scopes: &'static [&'static str],
    /// Whether pages of other origins may call it: with a token, never with a cookie.
    pub any_origin: bool,
    /// Whether values in JSON may be written otherwise than their type has them, as pydantic takes them.
    pub lax_json: bool,
    /// Its table.
    pub routes: Vec<Route>,
    /// The status and the body of a fault told at this moment.
    pub fault: fn(&Fault, Moment) -> (u16, Value),
    /// The JSON Schema of such a body.
    pub(crate) fault_schema: SchemaOf,
}

impl Family {
    /// The status and the body of a fault: the route's own, if its document has
    /// another there, or else the family's.
    #[must_use]
    pub(crate) fn render(&self, route: Option<&Route>, fault: &Fault, now: Moment) -> (u16, Value) {
        let own = route.and_then(|route| (route.errors?)(fault));
        own.unwrap_or_else(|| (self.fault)(fault, now))
    }
}
