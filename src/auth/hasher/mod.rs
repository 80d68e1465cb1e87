//! bcrypt behind a semaphore; and imported hashes, until their owners sign in.

mod imported_password;
#[cfg(test)]
mod known_hashes;
mod password_hash;

use std::borrow::Cow;
use std::thread;
use std::time::Instant;

use crate::domain::password::Password;
use crate::domain::unicode::nfc;
use crate::platform::metrics::{self, Histogram};
use crate::platform::random;
use crate::platform::semaphore::{Load, Permit, Semaphore};
use password_hash::PasswordHash;

pub(crate) use imported_password::{Fast, ImportedPassword, UnusablePassword};

/// Hashes and verifies passwords, as many at once as there are cores.
///
/// A hash takes about 130 ms of a core at cost 11. Without the semaphore, a burst of sign-ins would
/// occupy every core and delay all other requests; without the bound on its queue, the sign-ins would
/// wait until their clients time out.
pub struct Hasher {
    cost: u32,
    semaphore: Semaphore,
    placeholder: String,
    duration: Histogram,
}

/// The queue for hashing is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HashQueueFull {
    /// Seconds after which to try again.
    pub retry_after: u32,
}

/// Whether a password matches a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PasswordMatch {
    /// The password is right.
    Right,
    /// The password is right; its hash has another cost or algorithm than ours, or is of other bytes than the
    /// password's NFC, and should be renewed.
    Outdated,
    /// The password is wrong.
    Wrong,
}

/// Most sign-ins that wait per permit: about two seconds' worth at cost 11.
const QUEUE_PER_PERMIT: usize = 16;

impl Hasher {
    /// A hasher of this cost (bcrypt's logarithm of rounds, 4 to 31), with a permit for every core.
    #[must_use]
    pub(crate) fn new(cost: u32) -> Self {
        let permits = thread::available_parallelism().map_or(1, Into::into);
        Self {
            cost,
            semaphore: Semaphore::new(permits, permits * QUEUE_PER_PERMIT),
            placeholder: placeholder(cost),
            duration: metrics::histogram(
                "firststep_hash_duration_seconds",
                "How long a password's hash took, once it had a core.",
                &[0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0],
            ),
        }
    }

    /// How many passwords are being hashed and how many wait.
    #[must_use]
    pub(crate) fn load(&self) -> Load {
        self.semaphore.load()
    }

    /// How long hashes took, in seconds.
    #[must_use]
    pub(crate) const fn duration(&self) -> &Histogram {
        &self.duration
    }

    /// Runs a hash and measures its duration.
    fn timed<T>(&self, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let result = work();
        self.duration.observe(begun.elapsed().as_secs_f64());
        result
    }

    /// The hash of a password.
    ///
    /// # Panics
    /// If the cost given to [`Hasher::new`] is outside bcrypt's 4 to 31.
    pub(crate) fn hash(&self, password: &Password) -> Result<String, HashQueueFull> {
        let _permit = self.acquire()?;
        let hash = self.timed(|| bcrypt::hash(password.reveal(), self.cost));
        Ok(hash.expect("the cost is within bcrypt's bounds"))
    }

    /// The hash of a password that bcrypt would cut, over its HMAC; `None` if the stored hash is such a one,
    /// or the queue is full: then it stays until the next sign-in.
    pub(crate) fn hash_long(&self, password: &str, stored: &str) -> Option<String> {
        if let Ok(PasswordHash::Wrapped { bcrypt, .. }) = PasswordHash::parse(stored)
            && cost_of(bcrypt) == Some(self.cost)
        {
            return None;
        }
        let _permit = self.acquire().ok()?;
        Some(self.timed(|| password_hash::wrap_long(password, &random::name(), self.cost)))
    }

    /// bcrypt over a fast hash of another program, as the database may store it.
    pub(crate) fn wrap(&self, fast: &Fast) -> Result<String, HashQueueFull> {
        let _permit = self.acquire()?;
        Ok(self.timed(|| password_hash::wrap(fast.digest, &fast.salt, &fast.hash, self.cost)))
    }

    /// A key from a digest of what may hold a password: as slow to try as a password's hash is.
    pub(crate) fn stretch(&self, digest: &str, salt: [u8; 32]) -> Result<[u8; 24], HashQueueFull> {
        let [salt, _] = salt.as_chunks::<16>().0 else {
            unreachable!("32 bytes are two times 16");
        };
        let _permit = self.acquire()?;
        Ok(self.timed(|| bcrypt::bcrypt(self.cost, *salt, digest.as_bytes())))
    }

    /// Verifies a password against the stored hash, ours or imported. One that isn't in NFC is tried in NFC first,
    /// then as it was sent, since other programs and older versions hashed those bytes. That takes twice the time:
    /// for what was typed, whichever account it is.
    pub(crate) fn verify(
        &self,
        password: &str,
        hash: &str,
    ) -> Result<PasswordMatch, HashQueueFull> {
        let _permit = self.acquire()?;
        Ok(self.timed(|| {
            if let Ok(stored) = PasswordHash::parse(hash) {
                self.match_forms(password, &stored)
            } else {
                self.verify_placeholder(password);
                PasswordMatch::Wrong
            }
        }))
    }

    /// Verifies against a decoy hash, so that an unknown name takes as long as a known one: `decoy` is some
    /// account's hash, since imported hashes take other times than ours; without one a placeholder serves.
    pub(crate) fn verify_decoy(
        &self,
        password: &str,
        decoy: Option<&str>,
    ) -> Result<(), HashQueueFull> {
        let _permit = self.acquire()?;
        self.timed(|| match decoy.map(PasswordHash::parse) {
            Some(Ok(stored)) => {
                for form in forms(password) {
                    stored.matches(&form);
                }
            }
            _ => self.verify_placeholder(password),
        });
        Ok(())
    }

    fn verify_placeholder(&self, password: &str) {
        for form in forms(password) {
            let _ = bcrypt::verify(&*form, &self.placeholder);
        }
    }

    fn match_forms(&self, password: &str, stored: &PasswordHash) -> PasswordMatch {
        match forms(password).position(|form| stored.matches(&form)) {
            Some(0) => self.matched(stored),
            Some(_) => PasswordMatch::Outdated,
            None => PasswordMatch::Wrong,
        }
    }

    /// Ours are bcrypt's `$2b$`, of this cost; all others should be renewed.
    fn matched(&self, stored: &PasswordHash) -> PasswordMatch {
        match stored {
            PasswordHash::Bcrypt(text)
                if text.starts_with("$2b$") && cost_of(text) == Some(self.cost) =>
            {
                PasswordMatch::Right
            }
            _ => PasswordMatch::Outdated,
        }
    }

    fn acquire(&self) -> Result<Permit<'_>, HashQueueFull> {
        self.semaphore
            .acquire()
            .ok_or(HashQueueFull { retry_after: 2 })
    }
}

/// A password in NFC, and then as it was sent where that differs.
fn forms(password: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let normal = nfc(password);
    let as_sent = (normal != password).then_some(Cow::Borrowed(password));
    std::iter::once(normal).chain(as_sent)
}

/// A well-formed hash of this cost that no password is known for: its salt and digest are chosen, since
/// computing them would add 130 ms to the start.
fn placeholder(cost: u32) -> String {
    format!("$2b${cost:02}$FirstStepDecoySaltHereNoPasswordIsKnownForThisDigest.")
}

fn cost_of(hash: &str) -> Option<u32> {
    hash.parse::<bcrypt::HashParts>()
        .ok()
        .map(|parts| parts.get_cost())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::parse(text, Password::MIN).expect("a password")
    }

    #[test]
    fn right_wrong_and_nobody() {
        let hasher = Hasher::new(4);
        let hash = hasher
            .hash(&password("password123"))
            .expect("the queue has room");
        assert_eq!(
            hasher.verify("password123", &hash),
            Ok(PasswordMatch::Right)
        );
        assert_eq!(
            hasher.verify("password124", &hash),
            Ok(PasswordMatch::Wrong)
        );
        for nothing in ["no hash", ImportedPassword::NONE, ""] {
            assert_eq!(hasher.verify(nothing, nothing), Ok(PasswordMatch::Wrong));
        }
        for other in [None, Some(hash.as_str()), Some("no hash")] {
            assert_eq!(hasher.verify_decoy("password123", other), Ok(()));
        }
    }

    #[test]
    fn nothing_is_cut_at_72_bytes() {
        let hasher = Hasher::new(4);
        let whole = "x".repeat(72);
        let hash = hasher.hash(&password(&whole)).expect("the queue has room");
        assert_eq!(hasher.verify(&whole, &hash), Ok(PasswordMatch::Right));
        assert_eq!(
            hasher.verify(&format!("{whole}y"), &hash),
            Ok(PasswordMatch::Wrong)
        );
        assert_eq!(hasher.verify(&whole[..71], &hash), Ok(PasswordMatch::Wrong));
    }

    #[test]
    fn a_password_matches_in_every_form() {
        let hasher = Hasher::new(4);
        let (composed, typed) = ("pässwörd 密码", "pa\u{308}sswo\u{308}rd 密码");
        let hash = hasher.hash(&password(typed)).expect("the queue has room");
        for form in [composed, typed] {
            assert_eq!(hasher.verify(form, &hash), Ok(PasswordMatch::Right));
        }
        // As another program hashed what was typed: whoever types it so still gets in.
        let foreign = bcrypt::hash(typed, 4).expect("a hash");
        assert_eq!(hasher.verify(typed, &foreign), Ok(PasswordMatch::Outdated));
        assert_eq!(hasher.verify(composed, &foreign), Ok(PasswordMatch::Wrong));
        assert_eq!(
            hasher.verify("pa\u{308}sswo\u{308}rd", &hash),
            Ok(PasswordMatch::Wrong)
        );
    }

    /// 24 letters of three bytes, whose NFC has 144: as they were sent, bcrypt read them whole.
    #[test]
    fn a_password_whose_nfc_is_too_long_still_matches() {
        let hasher = Hasher::new(4);
        let typed = "\u{958}".repeat(24);
        let foreign = bcrypt::hash(&typed, 4).expect("a hash");
        assert_eq!(hasher.verify(&typed, &foreign), Ok(PasswordMatch::Outdated));
        assert_eq!(Password::known(&typed), None, "its hash stays");
    }

    #[test]
    fn nobody_is_verified_in_as_many_forms_as_somebody() {
        for (text, count) in [("password123", 1), ("é", 1), ("e\u{301}", 2)] {
            assert_eq!(forms(text).count(), count, "{text}");
        }
    }

    #[test]
    fn a_full_queue_refuses_everything_that_hashes_and_says_for_how_long() {
        let hasher = Hasher {
            semaphore: Semaphore::new(1, 0),
            ..Hasher::new(4)
        };
        let word = password("password123");
        let hash = hasher.hash(&word).expect("nobody is there");
        let held = hasher.acquire().expect("the only permit");
        let full = HashQueueFull { retry_after: 2 };
        assert_eq!(hasher.hash(&word), Err(full));
        assert_eq!(hasher.verify("password123", &hash), Err(full));
        assert_eq!(hasher.verify_decoy("password123", Some(&hash)), Err(full));
        assert_eq!(hasher.stretch("digest", [0; 32]), Err(full));
        assert_eq!(hasher.hash_long("password123", &hash), None);
        drop(held);
        assert_eq!(
            hasher.verify("password123", &hash),
            Ok(PasswordMatch::Right)
        );
    }

    #[test]
    fn another_cost_wants_renewal() {
        let old = Hasher::new(4)
            .hash(&password("password123"))
            .expect("the queue has room");
        let hasher = Hasher::new(5);
        assert_eq!(
            hasher.verify("password123", &old),
            Ok(PasswordMatch::Outdated)
        );
    }

    #[test]
    fn the_placeholder_costs_what_a_real_hash_does() {
        // bcrypt accepts it, so `verify` computes the whole hash before it fails.
        let placeholder = placeholder(4);
        assert_eq!(cost_of(&placeholder), Some(4));
        assert!(!bcrypt::verify("anything", &placeholder).expect("well-formed"));
    }
}
