//! Statistics of the questionnaire and of other instruments, for administrators.

use std::time::Duration;

use serde_json::json;

use crate::api::app::extractor::AdminBearer;
use crate::api::app::wire;
use crate::app::App;
use crate::domain::fault::{Fault, Resource};
use crate::domain::field::{FieldFault, Problem};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::room::RoomCode;
use crate::http::call::{Call, FromCall};
use crate::http::operation::Operation;
use crate::http::reply::Json;
use crate::services::instruments;
use crate::services::statistics::{self, Asked};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) fn statistics(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Filters(asked, instrument): Filters,
) -> Result<Json<wire::Statistics>, Fault> {
    let asked = Asked {
        instrument: instrument
            .map(|name| instruments::known(app, &name))
            .transpose()?,
        ..asked
    };
    Ok(Json(statistics::statistics(app, admin, &asked)?.into()))
}

/// `?language=`, `?room=`, `?team=`, `?from=`, `?until=`, `?reliable=`, and `?instrument=`, which is looked up then.
pub(crate) struct Filters(Asked, Option<String>);

impl FromCall for Filters {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let given = |name| call.request.get_param(name);
        // Texts may be empty, as an empty field is sent.
        let text = |name| given(name).filter(|text| !text.is_empty());
        let language =
            given("language").map(|tag| Language::from_tag(&tag).ok_or_else(no_language));
        let room = text("room").map(|code| {
            code.parse::<RoomCode>()
                .map_err(|()| Fault::NotFound(Resource::Room))
        });
        let day = |name| {
            given(name)
                .map(|day| Moment::of_day(&day).map_err(|problem| FieldFault::query(name, problem)))
        };
        let reliable = given("reliable").map(|word| match word.as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(FieldFault::query("reliable", Problem::NotOneOf(flags()))),
        });
        let asked = Asked {
            instrument: None,
            language: language.transpose()?,
            room: room.transpose()?,
            team: text("team"),
            from: day("from").transpose()?,
            until: day("until").transpose()?.map(|day| day.after(DAY)),
            reliable_only: reliable.transpose()?.unwrap_or(false),
        };
        Ok(Self(asked, text("instrument")))
    }

    fn describe(operation: &mut Operation) {
        let text = json!({"type": "string"});
        let day = json!({"type": "string", "format": "date"});
        operation.query(
            "instrument",
            "The id of another instrument than the sixty statements, or the first 12 digits or more of a version's hash.",
            text.clone(),
        );
        operation.query(
            "language",
            "The language of the statements.",
            json!({"type": "string", "enum": ["id", "en"]}),
        );
        operation.query(
            "room",
            "The code of the room in which they were answered.",
            text.clone(),
        );
        operation.query("team", "The name of a team of the room.", text);
        operation.query(
            "from",
            "The first day (UTC), such as 2026-11-21.",
            day.clone(),
        );
        operation.query("until", "The last day.", day);
        operation.query(
            "reliable",
            "Only those whose result deserves trust.",
            json!({"type": "boolean", "default": false}),
        );
        operation.fails(no_language().into());
    }
}

fn no_language() -> FieldFault {
    FieldFault::query(
        "language",
        Problem::NotOneOf(vec!["id".into(), "en".into()]),
    )
}

fn flags() -> Vec<String> {
    vec!["true".into(), "false".into()]
}
