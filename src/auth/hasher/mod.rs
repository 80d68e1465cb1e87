//! bcrypt behind a bounded gate; and other programs' hashes, until their owners sign in.

mod given;
mod stored;
#[cfg(test)]
mod vectors;

use std::thread;
use std::time::Instant;

use crate::domain::password::Password;
use crate::platform::gate::{Gate, Load, Pass};
use crate::platform::metrics::{self, Histogram};
use stored::Stored;

pub(crate) use given::{Fast, Given, Unusable};
pub(crate) use stored::unhex;

/// The text of hexadecimal digits, if they are of one.
#[must_use]
pub(crate) fn from_hex(digits: &str) -> Option<String> {
    String::from_utf8(unhex(digits)?).ok()
}

/// Hashes and checks passwords, as many at once as there are cores.
///
/// A hash takes about 130 ms of a core at cost 11. Without the gate, a burst
/// of sign-ins would hold every core and every other request would wait;
/// without the short queue, so would the sign-ins, until their clients gave up.
pub struct Hasher {
    cost: u32,
    gate: Gate,
    decoy: String,
    took: Histogram,
}

/// Too many wait to be hashed already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full {
    /// Seconds after which to try again.
    pub retry_after: u32,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The password is right.
    Right,
    /// The password is right; its hash is of another cost or kind than ours and wants renewal.
    RightButDated,
    /// The password is wrong.
    Wrong,
}

/// Most sign-ins that wait for each place at the gate: about two seconds' worth at cost 11.
const QUEUE_PER_PLACE: usize = 16;

impl Hasher {
    /// A hasher of this cost (bcrypt's logarithm of rounds, 4 to 31), with a
    /// place at the gate for every core.
    #[must_use]
    pub(crate) fn new(cost: u32) -> Self {
        let places = thread::available_parallelism().map_or(1, Into::into);
        Self {
            cost,
            gate: Gate::new(places, places * QUEUE_PER_PLACE),
            decoy: decoy(cost),
            took: metrics::histogram(
                "firststep_hash_duration_seconds",
                "How long a password's hash took, once it had a core.",
                &[0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0],
            ),
        }
    }

    /// How many are hashed and how many wait.
    #[must_use]
    pub(crate) fn load(&self) -> Load {
        self.gate.load()
    }

    /// How long hashes took, in seconds.
    #[must_use]
    pub(crate) const fn took(&self) -> &Histogram {
        &self.took
    }

    /// Does a hash's work, and notes how long it took.
    fn timed<T>(&self, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let done = work();
        self.took.observe(begun.elapsed().as_secs_f64());
        done
    }

    /// The hash of a password.
    ///
    /// # Errors
    /// [`Full`] when the queue is.
    ///
    /// # Panics
    /// If the cost given to [`Hasher::new`] is outside bcrypt's 4 to 31.
    pub(crate) fn hash(&self, password: &Password) -> Result<String, Full> {
        let _pass = self.enter()?;
        let hash = self.timed(|| bcrypt::hash(password.reveal(), self.cost));
        Ok(hash.expect("the cost is within bcrypt's bounds"))
    }

    /// A fast hash of another program's under bcrypt, as an account may keep it.
    ///
    /// # Errors
    /// [`Full`] when the queue is.
    pub(crate) fn wrap(&self, fast: &Fast) -> Result<String, Full> {
        let _pass = self.enter()?;
        Ok(self.timed(|| stored::wrap(fast.digest, &fast.salt, &fast.hash, self.cost)))
    }

    /// Checks a password against the hash on record, ours or another program's.
    ///
    /// # Errors
    /// [`Full`] when the queue is.
    pub(crate) fn verify(&self, password: &str, hash: &str) -> Result<Verdict, Full> {
        let _pass = self.enter()?;
        Ok(self.timed(|| match Stored::parse(hash) {
            Ok(stored) if stored.matches(password) => self.right(&stored),
            Ok(_) => Verdict::Wrong,
            Err(_) => {
                self.spend(password);
                Verdict::Wrong
            }
        }))
    }

    /// Does the work of a check for an account that doesn't exist, so that the time taken doesn't
    /// tell: on the hash of one that does, since not all take the same, or on a decoy.
    ///
    /// # Errors
    /// [`Full`] when the queue is.
    pub(crate) fn pretend(&self, password: &str, other: Option<&str>) -> Result<(), Full> {
        let _pass = self.enter()?;
        self.timed(|| match other.map(Stored::parse) {
            Some(Ok(stored)) => {
                stored.matches(password);
            }
            _ => self.spend(password),
        });
        Ok(())
    }

    fn spend(&self, password: &str) {
        let _ = bcrypt::verify(password, &self.decoy);
    }

    /// Ours are bcrypt's newest kind, of this cost; all others want renewal.
    fn right(&self, stored: &Stored) -> Verdict {
        match stored {
            Stored::Bcrypt(text)
                if text.starts_with("$2b$") && cost_of(text) == Some(self.cost) =>
            {
                Verdict::Right
            }
            _ => Verdict::RightButDated,
        }
    }

    fn enter(&self) -> Result<Pass<'_>, Full> {
        self.gate.enter().ok_or(Full { retry_after: 2 })
    }
}

/// A well-formed hash of this cost that no password has been found for: its
/// salt and digest are chosen, not computed, since computing one would cost
/// the start its 130 ms.
fn decoy(cost: u32) -> String {
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
        Password::parse(text).expect("a password")
    }

    #[test]
    fn right_wrong_and_nobody() {
        let hasher = Hasher::new(4);
        let hash = hasher.hash(&password("password123")).expect("a place");
        assert_eq!(hasher.verify("password123", &hash), Ok(Verdict::Right));
        assert_eq!(hasher.verify("password124", &hash), Ok(Verdict::Wrong));
        for nothing in ["no hash", Given::NONE, ""] {
            assert_eq!(hasher.verify(nothing, nothing), Ok(Verdict::Wrong));
        }
        for other in [None, Some(hash.as_str()), Some("no hash")] {
            assert_eq!(hasher.pretend("password123", other), Ok(()));
        }
    }

    #[test]
    fn nothing_is_cut_at_72_bytes() {
        let hasher = Hasher::new(4);
        let whole = "x".repeat(72);
        let hash = hasher.hash(&password(&whole)).expect("a place");
        assert_eq!(hasher.verify(&whole, &hash), Ok(Verdict::Right));
        assert_eq!(
            hasher.verify(&format!("{whole}y"), &hash),
            Ok(Verdict::Wrong)
        );
        assert_eq!(hasher.verify(&whole[..71], &hash), Ok(Verdict::Wrong));
    }

    #[test]
    fn another_cost_wants_renewal() {
        let old = Hasher::new(4)
            .hash(&password("password123"))
            .expect("a place");
        let hasher = Hasher::new(5);
        assert_eq!(
            hasher.verify("password123", &old),
            Ok(Verdict::RightButDated)
        );
    }

    #[test]
    fn the_decoy_costs_what_a_real_hash_does() {
        // Accepted by bcrypt, so that `verify` computes the whole hash before it says no.
        let decoy = decoy(4);
        assert_eq!(cost_of(&decoy), Some(4));
        assert!(!bcrypt::verify("anything", &decoy).expect("well-formed"));
    }
}
