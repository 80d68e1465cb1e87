//! The database: pages, schema, rows, and what its rows say of photos, mail and the clock.

use std::thread;
use std::time::Duration;

use crate::doctor::finding::{RESTORE, unreadable};
use crate::doctor::text::counted;
use crate::doctor::{DataLocations, Finding};
use crate::doctor::{clock, photos};
use crate::domain::moment::Moment;
use crate::domain::room::Room;
use crate::store::Examined;
use crate::store::examine::Orphans;
use crate::store::migrations::Schema;

/// All findings that need the database.
pub(super) fn check(place: &DataLocations, now: Moment) -> Vec<Finding> {
    if !place.db.is_file() {
        return Vec::new();
    }
    let rest = |examined: &Examined| all_rows(examined, place, now);
    // The pages and indexes take most of the time: the rows are looked at beside that.
    let [pages, rows] = thread::scope(|scope| {
        let pages =
            scope.spawn(|| Examined::alone(&place.db, |examined| vec![integrity(examined)]));
        let rows = Examined::alone(&place.db, rest);
        let broken = || Err("the check broke off".to_owned());
        [pages.join().unwrap_or_else(|_| broken()), rows]
    });
    match pages.and_then(|pages| Ok([pages, rows?].concat())) {
        Ok(findings) => findings,
        Err(error) => vec![unopened(&error)],
    }
}

fn all_rows(examined: &Examined, place: &DataLocations, now: Moment) -> Vec<Finding> {
    let mut findings = Vec::new();
    let schema = examined.schema();
    let current = matches!(schema, Ok(Schema::Current(_) | Schema::Changed(..)));
    findings.push(match schema {
        Ok(schema) => schema_finding(&schema),
        Err(error) => unreadable("schema", &error),
    });
    if current {
        findings.push(rows(examined));
        findings.push(counts(examined));
        findings.push(administrator(examined));
        findings.extend(photos::check(examined, &place.photos));
        findings.push(clock::rows(examined, now));
        findings.push(mails(examined, place));
        findings.push(rooms(examined, now));
    }
    findings
}

fn integrity(examined: &Examined) -> Finding {
    const CHECK: &str = "integrity";
    match examined.faults() {
        Ok(faults) if faults.is_empty() => {
            Finding::ok(CHECK, "Every page and index of the database is sound.")
        }
        Ok(faults) => Finding::error(
            CHECK,
            format!("The database is damaged: {}.", faults.join("; ")),
            format!("{RESTORE} Without one, the sqlite3 tool's .recover saves what can be read."),
        ),
        Err(error) => unopened(&error),
    }
}

fn schema_finding(schema: &Schema) -> Finding {
    const CHECK: &str = "schema";
    match schema {
        Schema::Current(version) => Finding::ok(
            CHECK,
            format!("Version {version}, as this program makes it."),
        ),
        Schema::Older(version, current) => Finding::note(
            CHECK,
            format!(
                "Version {version}, of an older program; its rows are looked at once it is of version {current}."
            ),
            "Make a backup; the next start of the server brings it up to date.",
        ),
        Schema::Newer(version) => Finding::error(
            CHECK,
            format!("Version {version}, made by a newer FirstStep than this one."),
            "Use the newer program, or put back a backup from before it.",
        ),
        Schema::Foreign => Finding::error(
            CHECK,
            "This is another program's database, or an empty one.",
            "Name ours with --db.",
        ),
        Schema::Changed(version, parts) => Finding::error(
            CHECK,
            format!(
                "Version {version}, but somebody changed it: {}.",
                parts.join(", ")
            ),
            format!("Undo what was changed, or: {RESTORE}"),
        ),
    }
}

fn rows(examined: &Examined) -> Finding {
    const CHECK: &str = "rows";
    let found = examined.orphans().and_then(|mut orphans| {
        orphans.extend(examined.contradictions()?);
        Ok(orphans)
    });
    match found {
        Ok(orphans) if orphans.is_empty() => Finding::ok(CHECK, "All rows belong together."),
        Ok(orphans) => Finding::error(
            CHECK,
            format!("Rows don't belong together: {}.", listed(&orphans)),
            format!("Another program wrote to the database, or it was damaged. {RESTORE}"),
        ),
        Err(error) => unreadable(CHECK, &error),
    }
}

/// The numbers that administrators are shown without counting.
fn counts(examined: &Examined) -> Finding {
    const CHECK: &str = "counts";
    match examined.wrong_counts() {
        Ok(0) => Finding::ok(CHECK, "All that is counted is counted right."),
        Ok(wrong) => Finding::warning(
            CHECK,
            format!(
                "{} of accounts, results or photos {} wrong.",
                counted(wrong as u64, "count", "counts"),
                if wrong == 1 { "is" } else { "are" }
            ),
            "Another program wrote to the database. The next start of the server counts anew.",
        ),
        Err(error) => unreadable(CHECK, &error),
    }
}

/// "2 rows of drafts without their accounts, …".
pub(super) fn listed(orphans: &[Orphans]) -> String {
    let each = orphans
        .iter()
        .map(|orphan| format!("{} {}", orphan.count, orphan.what));
    each.collect::<Vec<_>>().join(", ")
}

fn administrator(examined: &Examined) -> Finding {
    const CHECK: &str = "administrator";
    match examined.admins() {
        Ok(0) => Finding::note(
            CHECK,
            "No administrator can sign in.",
            "Make one with firststep user create --admin --email ADDRESS, or by the link the server prints when it starts.",
        ),
        Ok(count) => Finding::ok(
            CHECK,
            format!(
                "{} can sign in.",
                counted(count.unsigned_abs(), "administrator", "administrators")
            ),
        ),
        Err(error) => unreadable(CHECK, &error),
    }
}

/// Rooms that are kept longer than people were told.
fn rooms(examined: &Examined, now: Moment) -> Finding {
    const CHECK: &str = "rooms";
    // A server looks once a day.
    let due = now
        .before(Room::KEPT)
        .before(Duration::from_secs(25 * 60 * 60));
    match examined.rooms_ended_before(due) {
        Ok(0) => Finding::ok(
            CHECK,
            "No room is kept longer than seven days after its end.",
        ),
        Ok(count) => Finding::warning(
            CHECK,
            format!(
                "{} ended more than seven days ago and should be gone.",
                counted(count, "room", "rooms")
            ),
            "A running server deletes them within a day, unless it was told --check-every never; whoever opens a room \
             has them deleted at once.",
        ),
        Err(error) => unreadable(CHECK, &error),
    }
}

/// Mails of accounts that don't exist: deleting an account deletes its mails.
fn mails(examined: &Examined, place: &DataLocations) -> Finding {
    const CHECK: &str = "mail rows";
    let all = crate::mail::Outbox::at(place.outbox.clone()).all();
    // Read after the mails: an account deleted meanwhile has no mails left.
    let accounts = match examined.accounts() {
        Ok(accounts) => accounts,
        Err(error) => return unreadable(CHECK, &error),
    };
    let gone = |mail: &&crate::mail::OutboxMail| {
        mail.account
            .is_some_and(|account| !accounts.contains(&account))
    };
    let names: Vec<&str> = all
        .iter()
        .filter(gone)
        .map(|mail| mail.name.as_str())
        .collect();
    if names.is_empty() {
        return Finding::ok(
            CHECK,
            "Every mail in the outbox is about an account that is there.",
        );
    }
    let count = counted(names.len() as u64, "mail", "mails");
    Finding::warning(
        CHECK,
        format!(
            "{count} in the outbox about accounts that are gone: {}.",
            names.join(", ")
        ),
        "Take each out with firststep mail delete NAME --yes.",
    )
}

fn unopened(error: &str) -> Finding {
    Finding::error(
        "integrity",
        format!("The database can't be looked at ({error})."),
        format!("Check that the file is the right one, and its permissions. If it is: {RESTORE}"),
    )
}
