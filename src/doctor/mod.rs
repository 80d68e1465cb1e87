//! Checks of the data, each with a remedy. Nothing here changes anything.

mod backups;
mod clock;
mod database;
mod disk;
mod files;
mod finding;
pub(crate) mod health;
mod leftovers;
mod locations;
mod model;
mod outbox;
mod periodic_check;
mod photos;
mod replica;
mod secret;
pub(crate) mod text;

use crate::domain::moment::Moment;

pub(crate) use clock::warn as warn_of_clock;
pub(crate) use files::open_to_others;
pub(crate) use finding::{Finding, Level};
pub(crate) use locations::{DataLocations, SecretSource};
pub(crate) use periodic_check::{check_running, set_counts_right};

/// Checks everything, beside a running server or without one.
#[must_use]
pub(crate) fn examine(place: &DataLocations, now: Moment) -> Vec<Finding> {
    let mut findings = vec![files::folder(place)];
    if place.data_dir.is_dir() {
        findings.push(files::database(place));
        findings.push(secret::check(&place.secret, place.db.exists()));
        findings.extend(files::owner(place));
        findings.extend(database::check(place, now));
        findings.push(outbox::check(place, now));
        findings.push(backups::check(place, now));
        findings.extend(replica::check(place, now));
        findings.extend(leftovers::check(place, now));
        findings.extend(disk::check(place));
    }
    findings.push(clock::machine(now));
    findings.push(model::check(
        place.model.as_deref(),
        place.questions.as_deref(),
    ));
    findings
}
