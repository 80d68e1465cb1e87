//! Mails that aren't sent.

use std::time::Duration;

use crate::doctor::text::counted;
use crate::doctor::{DataLocations, Finding};
use crate::domain::moment::Moment;
use crate::mail::Outbox;

/// Codes are valid for minutes: a mail that waits for a day is of no use any more.
const LONG: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) fn check(place: &DataLocations, now: Moment) -> Finding {
    const CHECK: &str = "outbox";
    let all = Outbox::at(place.outbox.clone()).all();
    let count = |fits: &dyn Fn(&crate::mail::OutboxMail) -> bool| {
        all.iter().filter(|mail| fits(mail)).count() as u64
    };
    let refused = count(&|mail| mail.refused);
    let late = count(&|mail| !mail.refused && mail.at.after(LONG) < now);
    let ahead = count(&|mail| mail.at > now.latest_believed());
    let waiting = counted(all.len() as u64, "mail", "mails");
    if refused > 0 {
        return Finding::warning(
            CHECK,
            format!(
                "{} by the mail server, for good or too often.",
                refused_words(refused)
            ),
            "See which and why with firststep mail list; then firststep mail retry or firststep mail delete NAME --yes.",
        );
    }
    let delayed = count(&|mail| mail.attempts.is_some());
    if delayed > 0 {
        let could = counted(delayed, "mail", "mails");
        return Finding::note(
            CHECK,
            format!("{could} couldn't be sent yet; each is tried again by itself."),
            "See why with firststep mail list; firststep mail retry doesn't wait.",
        );
    }
    if late > 0 && place.sends_mail {
        return Finding::warning(
            CHECK,
            format!("{} for more than a day.", waits(late)),
            "Try the mail server with firststep mail test --to ADDRESS; the server's log says why.",
        );
    }
    if late > 0 {
        return Finding::note(
            CHECK,
            format!("{} for more than a day.", waits(late)),
            "Without a mail server that is as it should be: read them with firststep mail list. With one (SMTP_HOST), its log says why.",
        );
    }
    if ahead > 0 {
        let (is, it) = if ahead == 1 {
            ("is", "it waits")
        } else {
            ("are", "they wait")
        };
        return Finding::warning(
            CHECK,
            format!(
                "{} in the outbox {is} dated later than now: how long {it} is unknown.",
                counted(ahead, "mail", "mails")
            ),
            "If this machine's clock is behind, set it (timedatectl). Otherwise see which with firststep mail list.",
        );
    }
    Finding::ok(CHECK, format!("{waiting} in it, none for long."))
}

fn refused_words(count: u64) -> String {
    let was = if count == 1 { "was" } else { "were" };
    format!("{} {was} refused", counted(count, "mail", "mails"))
}

fn waits(count: u64) -> String {
    let has = if count == 1 { "has" } else { "have" };
    format!(
        "{} {has} waited in the outbox",
        counted(count, "mail", "mails")
    )
}
