//! Whether the copy elsewhere is there, complete, and known to come back.

use std::time::Duration;

use crate::backup::objects::Place;
use crate::backup::replica::{self, DrillResult, Notes, OwnNote, latest};
use crate::doctor::text::counted;
use crate::doctor::{DataLocations, Finding};
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::platform::lock;
use crate::store::Examined;

const CHECK: &str = "copy";
const DRILL: &str = "way back";
const TRY: &str = "Try it: firststep replicate drill.";
/// A running server's copy is some tenths of a second behind.
const LATE: Duration = Duration::from_secs(120);
/// The way back is worth a try a month.
const OLD: Duration = Duration::from_secs(31 * 24 * 60 * 60);

/// Nothing is said where no copy is kept.
pub(super) fn check(place: &DataLocations, now: Moment) -> Vec<Finding> {
    let notes = Notes::of(&place.data_dir);
    let Some(own) = notes.own().filter(|own| !own.token.is_empty()) else {
        return Vec::new();
    };
    if own.taken_over {
        return vec![Finding::warning(
            CHECK,
            format!(
                "Another server has taken over the copy in {}: this one is read-only.",
                own.url
            ),
            "Go on with the other one, and put this data folder away.",
        )];
    }
    let found = Place::open(&own.url, &place.s3).and_then(|copy| compare(place, &own, &copy));
    let copy = found.unwrap_or_else(|error| {
        Finding::warning(
            CHECK,
            format!("The copy in {} can't be looked at: {error}", own.url),
            "Where it needs keys, set them for this command as for the server.",
        )
    });
    let is_late =
        lock::is_held(&place.data_dir) && notes.whole_at().is_none_or(|at| is_old(at, LATE, now));
    let late = is_late.then(|| {
        Finding::warning(
            CHECK,
            format!(
                "The copy in {} falls behind: it was last whole {}.",
                own.url,
                day(notes.whole_at())
            ),
            "The server's log says why.",
        )
    });
    let way_back = notes.begun_anew().map_or_else(
        || way_back(notes.drill(), now),
        |at| begun_anew(&own.url, at),
    );
    vec![late.unwrap_or(copy), way_back]
}

fn compare(place: &DataLocations, own: &OwnNote, copy: &Place) -> Result<Finding, OperatorError> {
    let owner = latest(copy).map_err(OperatorError::from)?;
    if owner.is_none_or(|owner| owner.token != own.token) {
        return Ok(Finding::warning(
            CHECK,
            format!("The copy in {} is another server's, or gone.", own.url),
            "Start the server: it says which.",
        ));
    }
    let rows = Examined::alone(&place.db, Examined::photos).and_then(|rows| rows);
    let rows = rows.map_err(|_| {
        OperatorError::new("the photos' rows can't be read", "See the other findings.")
    })?;
    let keys = rows.iter().map(|row| row.key.as_str());
    let (missing, extra) = replica::missing(copy, keys).map_err(OperatorError::from)?;
    if missing == 0 && extra == 0 {
        return Ok(Finding::ok(
            CHECK,
            format!("The copy in {} has every photo, and no other.", own.url),
        ));
    }
    let message = format!(
        "The copy in {} lacks {} and has {} too many.",
        own.url,
        counted(missing as u64, "photo", "photos"),
        counted(extra as u64, "file", "files")
    );
    Ok(Finding::note(
        CHECK,
        message,
        "A running server carries what is missing within seconds; look again then.",
    ))
}

fn begun_anew(url: &str, at: i64) -> Finding {
    let when = day(Some(at));
    Finding::warning(
        DRILL,
        format!("Nothing was left of the copy in {url}: it was begun anew {when}."),
        TRY,
    )
}

fn way_back(drill: Option<DrillResult>, now: Moment) -> Finding {
    let Some(drill) = drill else {
        return Finding::note(DRILL, "The way back from the copy was never tried.", TRY);
    };
    let when = day(Some(drill.at));
    if let Some(why) = drill.problem {
        return Finding::warning(
            DRILL,
            format!("The way back from the copy failed {when}: {why}"),
            TRY,
        );
    }
    if is_old(drill.at, OLD, now) {
        return Finding::note(
            DRILL,
            format!("The way back from the copy was last tried {when}."),
            TRY,
        );
    }
    let took = drill.seconds;
    Finding::ok(
        DRILL,
        format!("The copy came back whole {when}, in {took:.1} s."),
    )
}

fn is_old(seconds: i64, than: Duration, now: Moment) -> bool {
    Moment::from_micros(seconds.saturating_mul(1_000_000)).after(than) < now
}

fn day(seconds: Option<i64>) -> String {
    seconds.map_or_else(
        || "before this server was started, if ever".to_owned(),
        |at| {
            let text = Moment::from_micros(at.saturating_mul(1_000_000)).naive();
            format!("on {} UTC", text[..16].replace('T', " "))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::finding::Level;

    #[test]
    fn the_last_try_of_the_way_back_is_judged() {
        let now = Moment::from_micros(100 * 86_400_000_000);
        let tried = |days: i64, problem: Option<&str>| DrillResult {
            at: days * 86_400,
            seconds: 1.25,
            age: None,
            missing_photos: 0,
            problem: problem.map(str::to_owned),
        };
        assert_eq!(way_back(None, now).level, Level::Note);
        assert_eq!(way_back(Some(tried(99, None)), now).level, Level::Ok);
        assert_eq!(way_back(Some(tried(60, None)), now).level, Level::Note);
        assert_eq!(
            way_back(Some(tried(99, Some("gone"))), now).level,
            Level::Warning
        );
    }
}
