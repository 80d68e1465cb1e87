//! A limit on guessing passwords and codes.
//!
//! After failures a key has to wait, longer the more there were, and is forgotten after 15 minutes
//! without one: no account is ever locked for good. The waits are those of Kanidm's soft lock: 1, 3, 5
//! and 10 seconds. Time is the clock's uptime: a clock that is set back would make everybody wait until it
//! has caught up.
//!
//! A guess is booked before it is checked, so that many at once don't all get in before the first of
//! them has failed. A right guess takes back its own booking and no more: nobody's success forgives the
//! guesses of others behind the same address.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::time::Duration;

use parking_lot::Mutex;

use crate::edge::network_of;
use crate::platform::recent::Recent;

/// Which guesses are counted together. A name's are counted apart for client networks that have signed
/// in to it before, so that an attacker elsewhere can't make the owner wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Guesses<'text> {
    /// All guesses from one client network.
    Client(Client<'text>),
    /// Guesses for one name, from networks that never signed in to it.
    Name(&'text str),
    /// Guesses for one name, from one network that has.
    Known(&'text str, Client<'text>),
    /// Guesses of an account's current password by somebody signed in to it.
    Current(i64),
}

/// A client network; text that is no address is a network of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Client<'text> {
    Network(IpAddr),
    Other(&'text str),
}

impl<'text> Client<'text> {
    /// The network of a client's address.
    #[must_use]
    pub(crate) fn of(address: &'text str) -> Self {
        network_of(address).map_or(Self::Other(address), Self::Network)
    }
}

impl<'text> Guesses<'text> {
    /// What a guess at this name from this address counts under. Where somebody signed in to the account
    /// before, a stranger behind the same address can't make them wait by guessing at other names.
    #[must_use]
    pub(crate) fn of(name: &'text str, address: &'text str, is_known: bool) -> Vec<Self> {
        let client = Client::of(address);
        if is_known {
            vec![Self::Known(name, client)]
        } else {
            vec![Self::Client(client), Self::Name(name)]
        }
    }

    /// How many failures cost no wait, of a limiter that gives one name `free`. Many people share one
    /// address: a room of them mistypes more often.
    const fn free(&self, free: u32) -> u32 {
        match self {
            Self::Client(_) => free * 4,
            Self::Name(_) | Self::Known(..) | Self::Current(_) => free,
        }
    }

    /// How many may be checked at once while failures cost no wait yet: as many as may fail, but for
    /// those who share an address, and for one person's devices that sign in together.
    const fn at_once(&self, free: u32) -> u32 {
        match self {
            Self::Client(_) => 64,
            Self::Known(..) => 16,
            Self::Name(_) | Self::Current(_) => free + 1,
        }
    }
}

/// Counts failures by key. Keys are kept as keyed hashes: what is typed as a name may be long.
pub struct Limiter {
    /// A name's failures without a wait: everybody mistypes.
    free: u32,
    keys: RandomState,
    counts: Mutex<Recent<Count>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    failures: u32,
    /// Booked, and not decided yet.
    pending: u32,
    /// When the last failure was.
    last: Duration,
}

/// A failure is forgotten after this long without another.
const MEMORY: Duration = Duration::from_secs(15 * 60);
/// Most keys kept, of some 40 bytes each; those unused for longest go first.
const MAX_KEYS: usize = 100_000;

/// The wait isn't over; nothing was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooEarly {
    /// Whole seconds to wait, at least one.
    pub retry_after: u32,
}

/// A guess that may be checked now. Dropped undecided, it counts for nothing.
#[must_use = "a guess counts only if it is said to be wrong"]
pub(crate) struct Booking<'limiter> {
    limiter: &'limiter Limiter,
    keys: Vec<u64>,
}

impl Limiter {
    /// A limiter without a wait for the first `free` failures of a name.
    #[must_use]
    pub(crate) fn new(free: u32) -> Self {
        Self {
            free,
            keys: RandomState::new(),
            counts: Mutex::new(Recent::new(MAX_KEYS)),
        }
    }

    /// Books a guess under each of these keys; [`TooEarly`] during the wait after the last failure of
    /// any, or while as many are being checked as may be at once.
    pub(crate) fn book(&self, guesses: &[Guesses], now: Duration) -> Result<Booking<'_>, TooEarly> {
        let keys: Vec<u64> = guesses.iter().map(|guess| self.key(guess)).collect();
        let mut counts = self.counts.lock();
        for (key, guess) in keys.iter().zip(guesses) {
            if let Some(count) = counts.get_mut(*key) {
                self.check(*count, guess, now)?;
            }
        }
        for key in &keys {
            counts.entry(*key).pending += 1;
        }
        drop(counts);
        Ok(Booking {
            limiter: self,
            keys,
        })
    }

    /// Forgets the failures under this key.
    pub(crate) fn forget(&self, guesses: &Guesses) {
        if let Some(count) = self.counts.lock().get_mut(self.key(guesses)) {
            count.failures = 0;
        }
    }

    /// The same of the name among these keys.
    pub(crate) fn forget_name(&self, guesses: &[Guesses]) {
        let of_name = |key: &&Guesses| !matches!(key, Guesses::Client(_));
        guesses
            .iter()
            .filter(of_name)
            .for_each(|key| self.forget(key));
    }

    fn check(&self, count: Count, guess: &Guesses, now: Duration) -> Result<(), TooEarly> {
        let failures = count.failures_at(now);
        let wait = wait(failures.saturating_sub(guess.free(self.free)));
        if wait.is_zero() {
            // Each that is being checked may become a failure.
            let most = guess.at_once(self.free).saturating_sub(failures).max(1);
            return if count.pending < most {
                Ok(())
            } else {
                Err(TooEarly { retry_after: 1 })
            };
        }
        let ready = count.last + wait;
        if ready > now {
            Err(too_early(ready, now))
        } else if count.pending > 0 {
            Err(too_early(now + wait, now))
        } else {
            Ok(())
        }
    }

    fn key(&self, guesses: &Guesses) -> u64 {
        self.keys.hash_one(guesses)
    }
}

impl Booking<'_> {
    /// The guess was wrong.
    pub(crate) fn wrong(self, now: Duration) {
        let mut counts = self.limiter.counts.lock();
        for key in &self.keys {
            let count = counts.entry(*key);
            count.failures = count.failures_at(now).saturating_add(1);
            count.last = now;
        }
    }
}

impl Drop for Booking<'_> {
    fn drop(&mut self) {
        let mut counts = self.limiter.counts.lock();
        for key in &self.keys {
            if let Some(count) = counts.get_mut(*key) {
                count.pending = count.pending.saturating_sub(1);
                // Names that nobody judged push no count out.
                if count.pending == 0 && count.failures == 0 {
                    counts.remove(*key);
                }
            }
        }
    }
}

impl Count {
    /// The failures that aren't forgotten.
    fn failures_at(self, now: Duration) -> u32 {
        if self.last + MEMORY <= now {
            0
        } else {
            self.failures
        }
    }
}

/// The longest wait, in seconds: whoever goes on guesses once in that time.
pub(crate) const LONGEST_WAIT: u64 = 10;

/// The wait after so many failures more than are free.
const fn wait(failures: u32) -> Duration {
    let seconds = match failures {
        0 => 0,
        1..=2 => 1,
        3..=4 => 3,
        5..=9 => 5,
        _ => LONGEST_WAIT,
    };
    Duration::from_secs(seconds)
}

fn too_early(ready: Duration, now: Duration) -> TooEarly {
    let left = ready.saturating_sub(now).as_micros().div_ceil(1_000_000);
    TooEarly {
        retry_after: u32::try_from(left).unwrap_or(u32::MAX).max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(1_000);
    const NAME: Guesses = Guesses::Name("ann");

    fn after(seconds: u64) -> Duration {
        START + Duration::from_secs(seconds)
    }

    fn client(address: &str) -> Guesses<'_> {
        Guesses::Client(Client::of(address))
    }

    fn fails(limiter: &Limiter, guesses: &[Guesses], now: Duration) -> bool {
        let booked = limiter.book(guesses, now);
        booked.map(|booking| booking.wrong(now)).is_ok()
    }

    #[test]
    fn a_free_failure_a_moment_later_costs_nobody_a_wait() {
        let limiter = Limiter::new(2);
        for failures in 1..=3 {
            let later = limiter.book(&[NAME], START).expect("free");
            later.wrong(START + Duration::from_micros(5));
            assert_eq!(limiter.book(&[NAME], START).is_ok(), failures <= 2);
        }
    }

    #[test]
    fn waits_grow_and_never_pass_ten_seconds() {
        let limiter = Limiter::new(3);
        let mut now = START;
        let mut waits = Vec::new();
        for _ in 0..20 {
            let early = limiter.book(&[NAME], now).err();
            let wait = early.map_or(0, |early| early.retry_after);
            now += Duration::from_secs(wait.into());
            assert!(fails(&limiter, &[NAME], now), "it has waited");
            waits.push(wait);
        }
        assert_eq!(waits[..12], [0, 0, 0, 0, 1, 1, 3, 3, 5, 5, 5, 5]);
        assert_eq!(waits[19], 10);
    }

    #[test]
    fn quiet_forgets_and_others_are_not_touched() {
        let limiter = Limiter::new(0);
        for second in (0..500).step_by(10) {
            fails(&limiter, &[NAME], after(second));
        }
        assert!(limiter.book(&[NAME], after(499)).is_err());
        assert!(limiter.book(&[Guesses::Name("bob")], after(499)).is_ok());
        assert!(
            limiter.book(&[NAME], after(490 + 15 * 60)).is_ok(),
            "long ago"
        );
        fails(&limiter, &[NAME], after(490 + 15 * 60));
        assert!(
            limiter.book(&[NAME], after(491 + 15 * 60)).is_ok(),
            "counted from anew"
        );
    }

    #[test]
    fn of_many_at_once_no_more_are_checked_than_one_after_another() {
        let limiter = Limiter::new(5);
        let at_once = |now| {
            let booked: Vec<_> = (0..60)
                .filter_map(|_| limiter.book(&[NAME], now).ok())
                .collect();
            let checked = booked.len();
            for booking in booked {
                booking.wrong(now);
            }
            checked
        };
        assert_eq!(at_once(START), 6);
        assert_eq!(at_once(START), 0);
        assert_eq!(at_once(after(1)), 1);
        assert_eq!(at_once(after(1)), 0);
    }

    #[test]
    fn a_right_guess_takes_back_its_own_booking_alone() {
        let limiter = Limiter::new(5);
        let home = client("192.0.2.1");
        for name in 0..21 {
            assert!(fails(&limiter, &[home, Guesses::Current(name)], START));
            drop(limiter.book(&[home, NAME], START).ok());
        }
        assert!(
            limiter.book(&[home, NAME], START).is_err(),
            "too many failed from there"
        );
        assert!(limiter.book(&[NAME], START).is_ok());
        limiter.forget(&home);
        assert!(limiter.book(&[home, NAME], START).is_ok());
    }

    #[test]
    fn a_guess_that_must_wait_for_one_key_is_booked_under_none() {
        let limiter = Limiter::new(0);
        fails(&limiter, &[NAME], START);
        for _ in 0..200 {
            assert!(limiter.book(&[client("192.0.2.1"), NAME], START).is_err());
        }
        assert!(limiter.book(&[client("192.0.2.1")], START).is_ok());
    }

    #[test]
    fn an_ipv6_client_has_its_64_whole() {
        let limiter = Limiter::new(0);
        fails(&limiter, &[client("2001:db8::1")], START);
        assert!(limiter.book(&[client("2001:db8::2")], START).is_err());
        assert!(limiter.book(&[client("2001:db8:0:1::2")], START).is_ok());
    }

    #[test]
    fn what_was_not_judged_makes_nobodys_failures_forgotten() {
        let limiter = Limiter::new(0);
        fails(&limiter, &[NAME], START);
        for key in 0..i64::try_from(MAX_KEYS).expect("few") * 2 {
            drop(limiter.book(&[Guesses::Current(key)], START).expect("free"));
        }
        assert!(limiter.book(&[NAME], START).is_err());
        assert_eq!(limiter.counts.lock().len(), 1);
    }

    #[test]
    fn memory_is_bounded_and_the_latest_stay() {
        let limiter = Limiter::new(0);
        fails(&limiter, &[NAME], START);
        for key in 0..i64::try_from(MAX_KEYS).expect("few") * 2 {
            fails(&limiter, &[Guesses::Current(key)], START);
            if key % 1000 == 0 {
                assert!(limiter.book(&[NAME], START).is_err(), "it is still tried");
            }
        }
        assert!(limiter.counts.lock().len() <= MAX_KEYS);
        let last = Guesses::Current(i64::try_from(MAX_KEYS).expect("few") * 2 - 1);
        assert!(limiter.book(&[last], START).is_err());
    }
}
