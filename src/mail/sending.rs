//! Sends the outbox's mails on a thread of its own: now, when woken, and every minute.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::attempts::Attempts;
use super::message;
use super::outbox::Outbox;
use super::smtp::{SendFault, Smtp};
use crate::domain::moment::Moment;
use crate::platform::clock::Clock;

/// How often the outbox is looked through.
const LOOK: Duration = Duration::from_secs(60);

/// Starts the thread; what is sent to the returned end wakes it.
pub(super) fn start(outbox: &Outbox, smtp: Smtp, clock: Arc<Clock>) -> io::Result<Sender<()>> {
    let (wake, woken) = channel();
    let outbox = outbox.clone();
    let sending = Sending {
        outbox,
        smtp,
        clock,
    };
    thread::Builder::new()
        .name("mailer".into())
        .spawn(move || sending.run(&woken))?;
    Ok(wake)
}

struct Sending {
    outbox: Outbox,
    smtp: Smtp,
    clock: Arc<Clock>,
}

impl Sending {
    fn run(&self, woken: &Receiver<()>) {
        loop {
            while self.look_through(woken) {}
            if woken.recv_timeout(LOOK) == Err(RecvTimeoutError::Disconnected) {
                return;
            }
        }
    }

    /// Tries each mail that is due. Returns whether to begin again at once, because a mail came in
    /// meanwhile: it goes out before those that failed already.
    fn look_through(&self, woken: &Receiver<()>) -> bool {
        let _ = woken.try_iter().count();
        for (path, so_far) in self.due() {
            if let Err(why) = self.try_one(&path, so_far) {
                tracing::warn!(
                    error = why,
                    "mail couldn't be sent: the mail server can't be used; all of it stays in the outbox and is tried again"
                );
                return false;
            }
            if woken.try_recv().is_ok() {
                return true;
            }
        }
        false
    }

    /// The mails that are due, those that were tried least first.
    fn due(&self) -> Vec<(PathBuf, Attempts)> {
        let now = self.clock.now();
        let waiting = self.outbox.waiting().into_iter();
        let mut due: Vec<_> = waiting
            .map(|path| (Attempts::of(&path).unwrap_or_default(), path))
            .filter(|(so_far, _)| so_far.count == 0 || so_far.is_due(now))
            .map(|(so_far, path)| (path, so_far))
            .collect();
        due.sort_by_key(|(_, so_far)| so_far.count);
        due
    }

    /// Sends a mail, or notes why it can't be sent now. An error is one that stops all mail.
    fn try_one(&self, path: &Path, so_far: Attempts) -> Result<(), String> {
        let mut until = None;
        let sent = match fs::read(path) {
            // Its account was deleted meanwhile.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => Err(SendFault::Later(error.to_string())),
            Ok(bytes) => {
                until = std::str::from_utf8(&bytes).ok().and_then(message::until);
                self.smtp.deliver(&bytes).map(drop)
            }
        };
        match sent {
            Ok(()) => remove(path),
            Err(SendFault::Server(why)) => return Err(why),
            Err(SendFault::Refused(why)) => {
                Outbox::set_aside(path, so_far.and(why, self.clock.now()));
            }
            Err(SendFault::Later(why)) => {
                self.try_later(path, so_far.and(why, self.clock.now()), until);
            }
        }
        Ok(())
    }

    fn try_later(&self, path: &Path, tries: Attempts, until: Option<Moment>) {
        let now = self.clock.now();
        if tries.are_enough(written(path).unwrap_or(now), until, now) {
            Outbox::set_aside(path, tries);
            return;
        }
        tracing::warn!(
            error = tries.why,
            tries = tries.count,
            "a mail couldn't be sent; it stays in the outbox and is tried again"
        );
        if let Err(error) = tries.keep(path) {
            tracing::warn!(%error, "a mail's tries can't be written down");
        }
    }
}

/// Removes a mail that was sent.
fn remove(path: &Path) {
    Attempts::forget(path);
    match fs::remove_file(path) {
        // It was removed while it was being sent.
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::error!(%error, "a mail that was sent can't be removed; it is sent again");
        }
        _ => {}
    }
}

fn written(path: &Path) -> Option<Moment> {
    Some(Moment::from(fs::metadata(path).ok()?.modified().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::SmtpTls;

    /// A mail that was never tried doesn't wait behind those that fail each time.
    #[test]
    fn what_was_tried_least_goes_first_and_what_has_to_wait_not_yet() {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(Clock::default());
        let (now, hour) = (clock.now(), Duration::from_secs(60 * 60));
        let soon = now.after(hour / 2).micros();
        for (name, count, next) in [
            ("1-a", 3, 0),
            ("2-b", 0, 0),
            ("3-c", 1, now.micros()),
            ("4-d", 2, soon),
            ("5-e", 2, now.after(2 * hour).micros()),
        ] {
            let path = folder.path().join(name);
            fs::write(path.with_extension("eml"), "To: a@example.org").expect("written");
            let tries = format!(r#"{{"count": {count}, "why": "450 full", "next": {next}}}"#);
            if count > 0 {
                fs::write(path.with_extension("tries"), tries).expect("written");
            }
        }
        let sending = Sending {
            outbox: Outbox::at(folder.path().to_path_buf()),
            smtp: Smtp {
                host: "localhost".to_owned(),
                port: 25,
                login: None,
                from: "house@example.org".to_owned(),
                hello: None,
                tls: SmtpTls::Never,
                authority: None,
            },
            clock,
        };
        let due = sending.due();
        let names: Vec<_> = due
            .iter()
            .filter_map(|(path, _)| path.file_stem())
            .collect();
        // The last was put off under another clock: nothing waits for longer than an hour.
        assert_eq!(names, ["2-b", "3-c", "5-e", "1-a"]);
    }
}
