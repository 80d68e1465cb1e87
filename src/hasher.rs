//! bcrypt behind a bounded gate.

use std::thread;
use std::time::Instant;

use crate::domain::password::Password;
use crate::gate::{Gate, Load, Pass};
use crate::meter::{self, Histogram};

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
pub struct Full {
    /// Seconds after which to try again.
    pub retry_after: u32,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The password is right.
    Right,
    /// The password is right; its hash is of another cost than ours and wants renewal.
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
    pub fn new(cost: u32) -> Self {
        let places = thread::available_parallelism().map_or(1, Into::into);
        Self {
            cost,
            gate: Gate::new(places, places * QUEUE_PER_PLACE),
            decoy: decoy(cost),
            took: meter::histogram(
                "firststep_hash_duration_seconds",
                "How long a password's hash took, once it had a core.",
                &[0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0],
            ),
        }
    }

    /// How many are hashed and how many wait.
    #[must_use]
    pub fn load(&self) -> Load {
        self.gate.load()
    }

    /// How long hashes took, in seconds.
    #[must_use]
    pub const fn took(&self) -> &Histogram {
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
    pub fn hash(&self, password: &Password) -> Result<String, Full> {
        let _pass = self.enter()?;
        let hash = self.timed(|| bcrypt::hash(password.reveal(), self.cost));
        Ok(hash.expect("the cost is within bcrypt's bounds"))
    }

    /// Checks a password against the hash on record. Without one it does the
    /// same work on a decoy, so that the time taken doesn't tell whether an
    /// account exists.
    ///
    /// # Errors
    /// [`Full`] when the queue is.
    pub fn verify(&self, password: &str, hash: Option<&str>) -> Result<Verdict, Full> {
        let _pass = self.enter()?;
        let known = hash.unwrap_or(&self.decoy);
        let matches = self.timed(|| bcrypt::verify(password, known).unwrap_or(false));
        // bcrypt reads 72 bytes: more than that may match, and still isn't the password.
        if !matches || hash.is_none() || password.len() as u64 > Password::MAX_BYTES {
            return Ok(Verdict::Wrong);
        }
        let ours = hash.is_some_and(|hash| cost_of(hash) == Some(self.cost));
        Ok(if ours {
            Verdict::Right
        } else {
            Verdict::RightButDated
        })
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
        assert_eq!(
            hasher.verify("password123", Some(&hash)),
            Ok(Verdict::Right)
        );
        assert_eq!(
            hasher.verify("password124", Some(&hash)),
            Ok(Verdict::Wrong)
        );
        assert_eq!(hasher.verify("password123", None), Ok(Verdict::Wrong));
        assert_eq!(
            hasher.verify("password123", Some("no hash")),
            Ok(Verdict::Wrong)
        );
    }

    #[test]
    fn nothing_is_cut_at_72_bytes() {
        let hasher = Hasher::new(4);
        let whole = "x".repeat(72);
        let hash = hasher.hash(&password(&whole)).expect("a place");
        assert_eq!(hasher.verify(&whole, Some(&hash)), Ok(Verdict::Right));
        assert_eq!(
            hasher.verify(&format!("{whole}y"), Some(&hash)),
            Ok(Verdict::Wrong)
        );
        assert_eq!(hasher.verify(&whole[..71], Some(&hash)), Ok(Verdict::Wrong));
    }

    #[test]
    fn another_cost_wants_renewal() {
        let old = Hasher::new(4)
            .hash(&password("password123"))
            .expect("a place");
        let hasher = Hasher::new(5);
        assert_eq!(
            hasher.verify("password123", Some(&old)),
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
