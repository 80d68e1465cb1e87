//! Mails that aren't sent.

use std::time::Duration;

use crate::doctor::text::counted;
use crate::doctor::{DataLocations, Finding};
use crate::domain::moment::Moment;
use crate::mail::{Outbox, OutboxMail};

/// Codes are valid for minutes: a mail that waits for a day is of no use any more.
const LONG: Duration = Duration::from_secs(24 * 60 * 60);

const CHECK: &str = "outbox";

pub(super) fn check(place: &DataLocations, now: Moment) -> Finding {
    let all = Outbox::at(place.outbox.clone()).all();
    let count = |fits: &dyn Fn(&OutboxMail) -> bool| all.iter().filter(|mail| fits(mail)).count();
    let late = count(&|mail| !mail.refused && mail.at.after(LONG) < now) as u64;
    match (
        count(&|mail| mail.refused) as u64,
        count(&|mail| mail.attempts.is_some()) as u64,
        count(&|mail| mail.at > now.latest_believed()) as u64,
    ) {
        (refused @ 1.., ..) => of_refused(refused),
        (_, delayed @ 1.., _) => of_delayed(delayed),
        _ if late > 0 => of_late(late, place.sends_mail),
        (.., ahead @ 1..) => of_ahead(ahead),
        _ => {
            let waiting = counted(all.len() as u64, "mail", "mails");
            Finding::ok(CHECK, format!("{waiting} in it, none for long."))
        }
    }
}

fn of_refused(count: u64) -> Finding {
    let was = if count == 1 { "was" } else { "were" };
    Finding::warning(
        CHECK,
        format!(
            "{} {was} refused by the mail server, for good or too often.",
            counted(count, "mail", "mails")
        ),
        "See which and why with firststep mail list; then firststep mail retry or firststep mail delete NAME --yes.",
    )
}

fn of_delayed(count: u64) -> Finding {
    let could = counted(count, "mail", "mails");
    Finding::note(
        CHECK,
        format!("{could} couldn't be sent yet; each is tried again by itself."),
        "See why with firststep mail list; firststep mail retry doesn't wait.",
    )
}

fn of_late(count: u64, sends_mail: bool) -> Finding {
    let has = if count == 1 { "has" } else { "have" };
    let text = format!(
        "{} {has} waited in the outbox for more than a day.",
        counted(count, "mail", "mails")
    );
    if sends_mail {
        let mend =
            "Try the mail server with firststep mail test --to ADDRESS; the server's log says why.";
        return Finding::warning(CHECK, text, mend);
    }
    Finding::note(
        CHECK,
        text,
        "Without a mail server that is as it should be: read them with firststep mail list. With one (SMTP_HOST), its log says why.",
    )
}

fn of_ahead(count: u64) -> Finding {
    let (is, it) = if count == 1 {
        ("is", "it waits")
    } else {
        ("are", "they wait")
    };
    Finding::warning(
        CHECK,
        format!(
            "{} in the outbox {is} dated later than now: how long {it} is unknown.",
            counted(count, "mail", "mails")
        ),
        "If this machine's clock is behind, set it (timedatectl). Otherwise see which with firststep mail list.",
    )
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use super::*;
    use crate::doctor::Level;

    const MINUTE: Duration = Duration::from_secs(60);

    /// An outbox with a mail in it, whose file has this name, and when it was written.
    fn one(name: &str) -> (tempfile::TempDir, DataLocations, Moment) {
        let folder = tempfile::tempdir().expect("a folder");
        let place = DataLocations::within(folder.path());
        fs::create_dir(&place.outbox).expect("made");
        let path = place.outbox.join(name);
        fs::write(&path, "To: a@example.org\r\nSubject: Hi\r\n\r\nHello.\r\n").expect("written");
        let file = File::open(&path).expect("there");
        let modified = file.metadata().and_then(|known| known.modified());
        (folder, place, Moment::from(modified.expect("a moment")))
    }

    #[test]
    fn a_mail_may_wait_for_a_day_and_be_five_minutes_ahead() {
        let (_folder, mut place, written) = one("1-a.eml");
        let level = |place: &DataLocations, now| check(place, now).level;
        assert_eq!(level(&place, written), Level::Ok);
        assert_eq!(level(&place, written.after(LONG)), Level::Ok);
        let late = written.after(LONG + MINUTE);
        assert_eq!(level(&place, late), Level::Note, "somebody reads it");
        place.sends_mail = true;
        assert_eq!(level(&place, late), Level::Warning);
        assert_eq!(level(&place, written.before(5 * MINUTE)), Level::Ok);
        let ahead = check(&place, written.before(6 * MINUTE));
        assert_eq!(ahead.level, Level::Warning);
        assert!(ahead.message.contains("dated later than now"), "{ahead:?}");
    }

    /// What fails is told before what only waits, whatever the clock says.
    #[test]
    fn what_is_worst_is_told() {
        let (_folder, place, written) = one("1-a.eml");
        let tries = r#"{"count":1,"why":"450 full","next":0}"#;
        fs::write(place.outbox.join("1-a.tries"), tries).expect("written");
        for now in [written, written.after(2 * LONG), written.before(LONG)] {
            let told = check(&place, now);
            assert_eq!(told.level, Level::Note);
            assert!(told.message.contains("couldn't be sent yet"), "{told:?}");
        }
        let refused = place.outbox.join("2-b.refused");
        fs::copy(place.outbox.join("1-a.eml"), refused).expect("copied");
        let told = check(&place, written);
        assert_eq!(told.level, Level::Warning);
        assert!(told.message.contains("1 mail was refused"), "{told:?}");
    }
}
