//! Whether the copy elsewhere is there, complete, and known to come back.

use std::time::Duration;

use crate::backup::objects::Place;
use crate::backup::replica::{self, DrillResult, Notes, OwnNote, latest};
use crate::doctor::text::counted;
use crate::doctor::{DataLocations, Finding};
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::platform::lock;
use crate::store::copies;

const CHECK: &str = "copy";
const DRILL: &str = "way back";
const TRY: &str = "Try it: firststep replicate drill.";
const ANEW: &str =
    "Restart the server, which carries all of it anew, and try again: firststep replicate drill.";
/// A running server's copy is some tenths of a second behind.
const LATE: Duration = Duration::from_secs(120);

/// Nothing is said where no copy is kept.
pub(super) fn check(place: &DataLocations, now: Moment) -> Vec<Finding> {
    let notes = Notes::of(&place.data_dir);
    let Some(own) = notes.own().filter(|own| own.file != 0) else {
        return Vec::new();
    };
    let url = &own.url;
    if own.taken_over {
        let message =
            format!("Another server has taken over the copy in {url}: this one is read-only.");
        let remedy = "Go on with the other one, and put this data folder away.";
        return vec![Finding::warning(CHECK, message, remedy)];
    }
    let whole_at = copies::beat(&place.db).ok().flatten().unwrap_or_default();
    let copy = if lock::is_held(&place.data_dir) && now.since(whole_at) > LATE {
        let when = day(whole_at);
        let message = format!("The copy in {url} falls behind: it was last whole {when}, if ever.");
        Finding::warning(CHECK, message, "The server's log says why.")
    } else {
        let found = Place::open(url, &place.s3).and_then(|copy| compare(place, &own, &copy));
        found.unwrap_or_else(|error| {
            let message = format!("The copy in {url} can't be looked at: {error}");
            let remedy = "Where it needs keys, set them for this command as for the server.";
            Finding::warning(CHECK, message, remedy)
        })
    };
    vec![copy, way_back(notes.drill())]
}

fn compare(place: &DataLocations, own: &OwnNote, copy: &Place) -> Result<Finding, OperatorError> {
    let owner = latest(copy)?;
    if owner.is_none_or(|owner| owner.token != own.token) {
        let message = format!("The copy in {} is another server's, or gone.", own.url);
        let remedy = "Start the server: it says which.";
        return Ok(Finding::warning(CHECK, message, remedy));
    }
    let photos = copies::photos(&place.db);
    let photos = photos.map_err(|why| OperatorError::new(why, "See the other findings."))?;
    let (missing, extra) = replica::missing(copy, photos.iter().map(|(key, _)| &**key))?;
    if missing == 0 && extra == 0 {
        let message = format!("The copy in {} has every photo, and no other.", own.url);
        return Ok(Finding::ok(CHECK, message));
    }
    let message = format!(
        "The copy in {} lacks {} and has {} too many.",
        own.url,
        counted(missing as u64, "photo", "photos"),
        counted(extra as u64, "file", "files")
    );
    let remedy = "A running server carries what is missing within seconds; look again then.";
    Ok(Finding::note(CHECK, message, remedy))
}

fn way_back(drill: Option<DrillResult>) -> Finding {
    let Some(drill) = drill else {
        return Finding::note(DRILL, "The way back from the copy was never tried.", TRY);
    };
    let (when, took) = (day(Moment::from_seconds(drill.at)), drill.seconds);
    if let Some(why) = drill.problem {
        let message = format!("The way back from the copy failed {when}: {why}");
        return Finding::warning(DRILL, message, ANEW);
    }
    let message = format!("The copy came back whole {when}, in {took:.1} s.");
    Finding::ok(DRILL, message)
}

fn day(at: Moment) -> String {
    format!("on {} UTC", at.naive()[..16].replace('T', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::finding::Level;

    #[test]
    fn the_last_try_of_the_way_back_is_judged() {
        let tried = |problem: Option<&str>| DrillResult {
            at: 86_400,
            seconds: 1.25,
            age: None,
            missing_photos: 0,
            problem: problem.map(str::to_owned),
        };
        let level = |drill| way_back(drill).level;
        assert_eq!(level(None), Level::Note);
        assert_eq!(level(Some(tried(None))), Level::Ok);
        assert_eq!(level(Some(tried(Some("gone")))), Level::Warning);
    }
}
