//! What becomes of a database that is found damaged: from then on it is only read.
//!
//! Every further write could spread the damage, and make what could still be saved worth less.

use std::sync::{Arc, OnceLock};

use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::query::Damage;

/// Whether the database is sound, as far as is known. Copies tell and know the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Integrity(Arc<OnceLock<Damage>>);

impl Integrity {
    /// The damage, if some was found. There is no way back but a new start.
    #[must_use]
    pub(crate) fn damage(&self) -> Option<&Damage> {
        self.0.get()
    }

    /// Lets nobody write to a damaged database.
    ///
    /// # Errors
    /// [`Fault::StorageDamaged`].
    pub(super) fn allows_writing(&self) -> Result<(), Fault> {
        match self.damage() {
            Some(_) => Err(Fault::StorageDamaged),
            None => Ok(()),
        }
    }

    /// Notes damage, and says it loudly the first time.
    pub(super) fn note(&self, since: Moment, seen: Option<String>) {
        let told = seen
            .clone()
            .unwrap_or_else(|| "met by a request".to_owned());
        if self.0.set(Damage { since, seen }).is_ok() {
            tracing::error!(
                seen = told,
                "THE DATABASE IS DAMAGED: from now on it is only read, and every change is refused. Stop the server, \
                 look with `firststep doctor`, and put a backup back with `firststep backup restore FILE --force`"
            );
        }
    }

    /// Notes it if this is how some work ended.
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
        let integrity = Integrity::default();
        let at = Moment::from_micros;
        integrity.watch(at(1), &Ok(()));
        integrity.watch(at(2), &Err::<(), _>(Fault::StorageFailing));
        assert_eq!(integrity.allows_writing(), Ok(()));
        integrity
            .clone()
            .watch(at(3), &Err::<(), _>(Fault::StorageDamaged));
        integrity.note(at(4), Some("page 7".to_owned()));
        let (since, seen) = (at(3), None);
        assert_eq!(integrity.damage(), Some(&Damage { since, seen }));
        assert_eq!(integrity.allows_writing(), Err(Fault::StorageDamaged));
    }
}
