//! A short line for whoever watches a terminal: the time and what happened; of a request its method,
//! route, status and duration.

use std::fmt::{self, Debug, Write as _};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::domain::moment::Moment;

/// The format.
pub(super) struct ShortLine;

impl<S, N> FormatEvent<S, N> for ShortLine
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut line: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let now = Moment::from(std::time::SystemTime::now()).naive();
        let text = text(*event.metadata().level(), &fields);
        // To the second.
        writeln!(line, "{}Z {text}", &now[11..19])
    }
}

/// An event's message and its other fields.
#[derive(Default)]
struct Fields {
    message: String,
    others: Vec<(&'static str, String)>,
}

impl Fields {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.others.iter().find(|(field, _)| *field == name);
        found.map(|(_, value)| &**value)
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let value = format!("{value:?}");
        if field.name() == "message" {
            self.message = value;
        } else {
            self.others.push((field.name(), value));
        }
    }
}

fn text(level: Level, fields: &Fields) -> String {
    let request = ["method", "route", "status", "ms"].map(|name| fields.get(name));
    if let ("request", [Some(method), Some(route), Some(status), Some(ms)]) =
        (&*fields.message, request)
    {
        return format!("{method} {route} {status} {ms} ms");
    }
    let mut text = match level {
        Level::INFO => fields.message.clone(),
        _ => format!("{level} {}", fields.message),
    };
    for (name, value) in &fields.others {
        // Writing to a String can't fail.
        let _ = write!(text, " {name}={value}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(message: &str, others: &[(&'static str, &str)]) -> Fields {
        let others = others
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        Fields {
            message: message.to_owned(),
            others: others.collect(),
        }
    }

    #[test]
    fn a_request_is_its_method_route_status_and_duration() {
        let request = fields(
            "request",
            &[
                ("id", "1"),
                ("method", "GET"),
                ("route", "/health"),
                ("status", "200"),
                ("ms", "1.5"),
            ],
        );
        assert_eq!(text(Level::INFO, &request), "GET /health 200 1.5 ms");
    }

    #[test]
    fn anything_else_is_a_sentence_with_its_level_and_details() {
        let warning = fields("the disk is full", &[("free", "0")]);
        assert_eq!(text(Level::WARN, &warning), "WARN the disk is full free=0");
        assert_eq!(text(Level::INFO, &fields("stopping", &[])), "stopping");
    }
}
