//! What makes a database read-only: damage, which every further write could spread over what can still be saved, and
//! another server that has taken its copy over, where every further write would be lost.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::query::Damage;

/// The damage that is known of, if any. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct KnownDamage {
    found: Arc<OnceLock<Damage>>,
    taken_over: Arc<AtomicBool>,
}

impl KnownDamage {
    /// The damage, if some was found; it is known until the next start.
    #[must_use]
    pub(crate) fn damage(&self) -> Option<&Damage> {
        self.found.get()
    }

    /// Refuses writes to a damaged database, and to one that another server goes on with.
    ///
    /// # Errors
    /// [`Fault::StorageDamaged`] or [`Fault::TakenOver`].
    pub(super) fn allows_writing(&self) -> Result<(), Fault> {
        match self.damage() {
            Some(_) => Err(Fault::StorageDamaged),
            None if self.taken_over.load(Relaxed) => Err(Fault::TakenOver),
            None => Ok(()),
        }
    }

    /// Another server goes on with the data: from now on nothing is written here.
    pub(super) fn take_over(&self) {
        self.taken_over.store(true, Relaxed);
    }

    /// Notes damage, and logs it the first time.
    pub(super) fn note(&self, since: Moment, seen: Option<String>) {
        let logged = seen
            .clone()
            .unwrap_or_else(|| "met by a request".to_owned());
        if self.found.set(Damage { since, seen }).is_ok() {
            tracing::error!(
                seen = logged,
                "THE DATABASE IS DAMAGED: from now on it is only read, and every change is refused. Stop the server, \
                 look with `firststep doctor`, and put a backup back with `firststep backup restore FILE --force`"
            );
        }
    }

    /// Notes damage if some work ended with that fault.
    pub(super) fn watch<T>(&self, now: Moment, result: &Result<T, Fault>) {
        if matches!(result, Err(Fault::StorageDamaged)) {
            self.note(now, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_damage_is_kept_and_nothing_else_counts_as_one() {
        let known = KnownDamage::default();
        let at = Moment::from_micros;
        known.watch(at(1), &Ok(()));
        known.watch(at(2), &Err::<(), _>(Fault::StorageFailing));
        assert_eq!(known.allows_writing(), Ok(()));
        known
            .clone()
            .watch(at(3), &Err::<(), _>(Fault::StorageDamaged));
        known.note(at(4), Some("page 7".to_owned()));
        let (since, seen) = (at(3), None);
        assert_eq!(known.damage(), Some(&Damage { since, seen }));
        assert_eq!(known.allows_writing(), Err(Fault::StorageDamaged));
    }

    #[test]
    fn who_was_taken_over_writes_nothing() {
        let known = KnownDamage::default();
        known.clone().take_over();
        assert_eq!(known.allows_writing(), Err(Fault::TakenOver));
        assert_eq!(known.damage(), None);
    }
}
