//! Takes up a renewed certificate while the server runs.

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};

use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::edge::Tls;
use crate::platform::background_tasks::{BackgroundTasks, Stop};
use crate::platform::clock::Clock;
use crate::server::certificate::{Certificate, Files, Stamp};

/// How often the files are looked at: it costs two system calls, and whoever renews by hand sees it
/// happen.
const LOOK: Duration = Duration::from_secs(5);
/// Renewal should happen a month before the end (Let's Encrypt's advice); when this little is left,
/// it has failed.
const LATE: Duration = Duration::from_secs(14 * 24 * 60 * 60);
/// How often that is logged.
const WARN_AGAIN: Duration = Duration::from_secs(24 * 60 * 60);

/// A certificate, its files, and the TLS settings that use it.
pub(super) struct Renewal {
    files: Files,
    tls: Tls,
    clock: Arc<Clock>,
    observed: Mutex<Observed>,
}

/// What was last seen of the files.
struct Observed {
    /// How they were when they were last read.
    read: Stamp,
    /// How they were when they were last looked at.
    seen: Stamp,
    expires: Moment,
    /// When it was last warned of the end, by the clock's uptime.
    warned: Option<Duration>,
}

impl Renewal {
    /// Reads the certificate for the first time, and watches its files from then on.
    ///
    /// # Errors
    /// A sentence if it can't be used.
    pub(crate) fn begin(
        files: Files,
        clock: Arc<Clock>,
        tasks: &mut BackgroundTasks,
    ) -> Result<Arc<Self>, OperatorError> {
        let renewal = Arc::new(Self::read(files, clock)?);
        renewal.warn_in_time();
        let ours = Arc::clone(&renewal);
        let look = move |_: &Stop| {
            ours.look();
            ours.warn_in_time();
            LOOK
        };
        let started = tasks.start("certificate", LOOK, look);
        started.map_err(|error| failed(&error))?;
        Ok(renewal)
    }

    fn read(files: Files, clock: Arc<Clock>) -> Result<Self, OperatorError> {
        let stamp = files.stamp();
        let Certificate { pair, expires } = files.load()?;
        let tls = Tls::new(pair).map_err(|error| failed(&error))?;
        let observed = Mutex::new(Observed {
            read: stamp.clone(),
            seen: stamp,
            expires,
            warned: None,
        });
        Ok(Self {
            files,
            tls,
            clock,
            observed,
        })
    }

    /// What to speak TLS with.
    pub(crate) fn tls(&self) -> Tls {
        self.tls.clone()
    }

    /// Until when the certificate in use is valid.
    pub(crate) fn expires(&self) -> Moment {
        self.observed().expires
    }

    /// Reads the files again. A pair that can't be used changes nothing.
    pub(crate) fn renew(&self) {
        let stamp = self.files.stamp();
        match self.show() {
            Ok(expires) => {
                let mut observed = self.observed();
                observed.expires = expires;
                observed.warned = None;
                let until = expires.rfc3339();
                tracing::info!(
                    until,
                    "the certificate was read again; new connections see it"
                );
            }
            Err(error) => {
                tracing::error!(%error, "the new certificate can't be used; the old one stays");
            }
        }
        let mut observed = self.observed();
        observed.read = stamp.clone();
        observed.seen = stamp;
    }

    fn show(&self) -> Result<Moment, OperatorError> {
        let Certificate { pair, expires } = self.files.load()?;
        self.tls
            .replace_certificate(pair)
            .map_err(|error| failed(&error))?;
        Ok(expires)
    }

    /// Renews once the files are others than those read and haven't changed since the last look:
    /// while only one of the two is replaced they don't fit.
    fn look(&self) {
        let now = self.files.stamp();
        let mut observed = self.observed();
        let settled = observed.seen == now;
        let changed = observed.read != now;
        observed.seen = now;
        drop(observed);
        if changed && settled {
            self.renew();
        }
    }

    /// Warns once a day that the end is near, or past.
    fn warn_in_time(&self) {
        let (now, uptime) = (self.clock.now(), self.clock.uptime());
        let mut observed = self.observed();
        let said = observed.warned.is_some_and(|at| uptime < at + WARN_AGAIN);
        if said || now < observed.expires.before(LATE) {
            return;
        }
        observed.warned = Some(uptime);
        let until = observed.expires.rfc3339();
        if now < observed.expires {
            tracing::warn!(
                until,
                "the certificate ends soon; put a new one into its place"
            );
        } else {
            tracing::error!(until, "the certificate has expired; browsers refuse it");
        }
    }

    fn observed(&self) -> MutexGuard<'_, Observed> {
        self.observed.lock()
    }
}

fn failed(error: &dyn Display) -> OperatorError {
    OperatorError::new(
        format!("TLS can't be set up ({error})"),
        "Free some memory and start it again.",
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rcgen::{CertificateParams, KeyPair, date_time_ymd};
    use tempfile::TempDir;

    use super::*;

    fn write(folder: &TempDir, year: i32) -> Files {
        let mut certificate = CertificateParams::new(vec!["a.example".to_owned()]).expect("sound");
        certificate.not_after = date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let signed = certificate.self_signed(&key).expect("signed");
        let files = Files {
            certificate: folder.path().join("cert.pem"),
            key: folder.path().join("key.pem"),
        };
        fs::write(&files.certificate, signed.pem()).expect("written");
        fs::write(&files.key, key.serialize_pem()).expect("written");
        files
    }

    fn year(renewal: &Renewal) -> String {
        renewal.expires().rfc3339()[..4].to_owned()
    }

    #[test]
    fn a_pair_is_taken_up_once_it_no_longer_changes_and_a_broken_one_is_not() {
        let folder = TempDir::new().expect("a folder");
        let renewal = Renewal::read(write(&folder, 2040), Arc::default()).expect("read");
        let files = write(&folder, 2041);
        renewal.look();
        assert_eq!(year(&renewal), "2040", "it may still be in the making");
        renewal.look();
        assert_eq!(year(&renewal), "2041");
        fs::write(&files.key, "none").expect("written");
        renewal.look();
        renewal.look();
        assert_eq!(year(&renewal), "2041", "the old one stays");
        fs::remove_file(&files.certificate).expect("removed");
        renewal.renew();
        write(&folder, 2042);
        renewal.look();
        renewal.look();
        assert_eq!(year(&renewal), "2042");
    }

    #[test]
    fn the_end_is_told_of_once_a_day() {
        let folder = TempDir::new().expect("a folder");
        let clock = Arc::<Clock>::default();
        let renewal = Renewal::read(write(&folder, 2040), Arc::clone(&clock)).expect("read");
        let warned = || {
            renewal.warn_in_time();
            renewal.observed().warned
        };
        assert_eq!(warned(), None);
        let left = renewal.expires().micros() - clock.now().micros();
        let left = Duration::from_micros(u64::try_from(left).expect("to come"));
        clock.advance(left.saturating_sub(LATE / 2));
        let first = warned();
        assert!(first.is_some());
        clock.advance(WARN_AGAIN / 2);
        assert_eq!(warned(), first);
        clock.advance(WARN_AGAIN);
        assert!(warned() > first);
    }
}
