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
    use std::sync::Arc;

    use super::*;
    use crate::doctor::finding::Level;
    use crate::store::{self, Store};

    /// Only a running server can be asked to be up to date.
    #[test]
    fn a_copy_that_falls_behind_or_was_never_whole_is_told_while_a_server_runs() {
        let folder = tempfile::tempdir().expect("a folder");
        let (place, notes) = (
            DataLocations::within(folder.path()),
            Notes::of(folder.path()),
        );
        let store = Store::open(&place.db, 1, Arc::default()).expect("a database");
        let own = OwnNote {
            url: folder.path().join("copy").display().to_string(),
            token: "ours".to_owned(),
            file: 1,
            ..OwnNote::default()
        };
        let whole_at = store.read(|tx| Ok(tx.now)).expect("a moment");
        assert_eq!(check(&place, whole_at), [], "none is kept");
        notes.set_own(&own).expect("noted");
        let is_late = |now: Moment| {
            let found = check(&place, now);
            found[0].level == Level::Warning && found[0].message.contains("falls behind")
        };
        assert!(!is_late(whole_at), "no server runs");
        let _running = lock::data_folder(folder.path()).expect("locked");
        assert!(is_late(whole_at), "it was never whole");
        let whole_at = store.write(|tx| store::replica::beat(tx, 1).map(|()| tx.now));
        let later = |seconds: u64| {
            let whole_at = *whole_at.as_ref().expect("written");
            is_late(whole_at.after(Duration::from_secs(seconds)))
        };
        assert_eq!([0, 120, 121].map(later), [false, false, true]);
    }

    #[test]
    fn whose_copy_it_is_and_what_is_too_many_in_it_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let (place, notes) = (
            DataLocations::within(folder.path()),
            Notes::of(folder.path()),
        );
        drop(Store::open(&place.db, 1, Arc::default()).expect("a database"));
        let own = OwnNote {
            url: folder.path().join("copy").display().to_string(),
            token: "ours".to_owned(),
            file: 1,
            ..OwnNote::default()
        };
        notes.set_own(&own).expect("noted");
        let copy = Place::open(&own.url, &place.s3).expect("a place");
        let put = |name: &str, text: &str| copy.put(name, text.as_bytes()).expect("put");
        let owner = |token: &str| {
            let text = r#"{"database": "x", "generation": 1, "since": "", "token": "TOKEN"}"#;
            put("owner-00000001.json", &text.replace("TOKEN", token));
        };
        let told = |level: Level, words: &str| {
            let found = check(&place, Moment::from_seconds(1_800_000_000)).remove(0);
            assert_eq!(found.level, level, "{found:?}");
            assert!(found.message.contains(words), "{found:?}");
        };
        told(Level::Warning, "another server's, or gone");
        owner("theirs");
        told(Level::Warning, "another server's, or gone");
        owner("ours");
        told(Level::Ok, "has every photo, and no other");
        put("photos/ab/x.jpg", "nobody's");
        told(Level::Note, "lacks 0 photos and has 1 file too many");
    }

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
