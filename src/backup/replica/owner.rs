//! Who owns a copy.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::notes::{Notes, OwnNote};
use crate::backup::objects::{Place, PlaceFault};
use crate::domain::operator_error::OperatorError;
use crate::store::files;

/// An owner's file in a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Owner {
    /// The name of the database that the copy is of.
    pub database: String,
    /// Which owner it is, from 1.
    pub generation: u32,
    /// What tells its server from others.
    pub token: String,
}

const PREFIX: &str = "owner-";

fn name(generation: u32) -> String {
    format!("{PREFIX}{generation:08}.json")
}

/// The latest owner of a copy, if there is one.
pub(crate) fn latest(place: &Place) -> Result<Option<Owner>, PlaceFault> {
    let Some(last) = place.list(PREFIX)?.pop() else {
        return Ok(None);
    };
    let bytes = place.get(&last.name)?.unwrap_or_default();
    let owner: Option<Owner> = serde_json::from_slice(&bytes).ok();
    let owner = owner.filter(|owner| name(owner.generation) == last.name);
    owner.map(Some).ok_or_else(|| {
        let what = format!("{} in {place} isn't FirstStep's", last.name);
        refused(what, "Name another place for the copy.")
    })
}

/// Claims the copy for a database, or finds that it is ours already. Returns as which owner, or `None` if another server
/// has taken it over since.
pub(crate) fn claim(
    place: &Place,
    notes: &Notes,
    db: &Path,
    database: &str,
) -> Result<Option<u32>, PlaceFault> {
    let own = notes.own_of(place);
    let mut own = own.unwrap_or_else(|| OwnNote::new(place, 0));
    if own.taken_over {
        return Ok(None);
    }
    let file = files::number(db).map_or(0, |(_, file)| file);
    let found = latest(place)?;
    let Some(generation) = next(place, &own, found.as_ref(), database, file)? else {
        return Ok(None);
    };
    let owner = Owner {
        database: database.to_owned(),
        generation,
        token: own.token.clone(),
    };
    if found.as_ref() != Some(&owner) {
        // Before, so that after a power cut the file that was made is known as ours.
        note(notes, &own)?;
        let bytes = serde_json::to_vec(&owner).unwrap_or_default();
        place.create(&name(generation), &bytes)?;
        // Asked again, since the answer may have been lost, and some stores don't know the condition.
        if latest(place)?.as_ref() != Some(&owner) {
            let what = format!("Another server took the copy in {place} at this moment");
            return Err(refused(what, "Start one server only."));
        }
    }
    (own.generation, own.file) = (generation, file);
    note(notes, &own)?;
    Ok(Some(generation))
}

/// Which owner to be. A copy that is gone is begun by nobody: its disk may just have been taken away.
fn next(
    place: &Place,
    own: &OwnNote,
    found: Option<&Owner>,
    database: &str,
    file: u64,
) -> Result<Option<u32>, PlaceFault> {
    let Some(found) = found else {
        if own.generation == 0 {
            return Ok(Some(1));
        }
        return Err(PlaceFault::Away(OperatorError::new(
            format!("Nothing is left in {place}, where this server kept its copy"),
            "Mount its disk. If it is gone for good, stop the server and delete the folder replica in the data folder: the next start begins another.",
        )));
    };
    if found.database != database {
        let what = format!("The copy in {place} is of another database");
        let remedy = "Name another place with --replica: none is written over.";
        return Err(refused(what, remedy));
    }
    let (is_ours, is_new) = (found.token == own.token, own.file == 0);
    if is_ours && (is_new || own.file == file) {
        return Ok(Some(found.generation));
    }
    // Our database was replaced since, so that what the copy has isn't its past; or it was restored from this very copy.
    if is_ours || is_new && own.generation > 0 && own.generation == found.generation {
        return Ok(Some(found.generation.saturating_add(1)));
    }
    if own.generation > 0 {
        return Ok(None);
    }
    let what = format!("Another server keeps the copy in {place}");
    let remedy = "Name another place with --replica, or go on with what is in it: firststep backup restore --replica.";
    Err(refused(what, remedy))
}

fn note(notes: &Notes, own: &OwnNote) -> Result<(), PlaceFault> {
    notes.set_own(own).map_err(|error| {
        let what = format!("The data folder can't be written to ({error})");
        refused(what, "Check its permissions and the disk.")
    })
}

fn refused(what: String, remedy: &str) -> PlaceFault {
    PlaceFault::Refused(OperatorError::new(what, remedy))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backup::objects::S3Settings;

    struct Machine {
        folder: tempfile::TempDir,
        place: Place,
    }

    impl Machine {
        fn new(copy: &Path) -> Self {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("db"), "").unwrap();
            let place = Place::open(&copy.to_string_lossy(), &S3Settings::default()).unwrap();
            Self { folder, place }
        }

        /// One whose data was restored from the copy that this owner kept.
        fn restored(copy: &Path, generation: u32) -> Self {
            let machine = Self::new(copy);
            let note = OwnNote::new(&machine.place, generation);
            machine.notes().set_own(&note).unwrap();
            machine
        }

        fn notes(&self) -> Notes {
            Notes::of(self.folder.path())
        }

        fn claim(&self, database: &str) -> Result<Option<u32>, PlaceFault> {
            let db = self.folder.path().join("db");
            claim(&self.place, &self.notes(), &db, database)
        }

        fn generation(&self) -> u32 {
            self.claim("ours").expect("claimed").expect("ours")
        }
    }

    #[test]
    fn one_server_owns_a_copy_and_the_older_finds_the_newer() {
        let place = tempfile::tempdir().unwrap();
        let copy = place.path().join("copy");
        let (old, other) = (Machine::new(&copy), Machine::new(&copy));
        assert_eq!((old.generation(), old.generation()), (1, 1));
        assert!(matches!(
            old.claim("another's"),
            Err(PlaceFault::Refused(_))
        ));
        assert!(
            matches!(other.claim("ours"), Err(PlaceFault::Refused(_))),
            "it never owned it"
        );
        let (new, late) = (Machine::restored(&copy, 1), Machine::restored(&copy, 1));
        assert_eq!((new.generation(), new.generation()), (2, 2));
        assert_eq!(late.claim("ours"), Ok(None), "one of two");
        assert_eq!(old.claim("ours"), Ok(None));
    }

    #[test]
    fn what_was_cut_short_is_done_again_and_a_replaced_database_begins_anew() {
        let place = tempfile::tempdir().unwrap();
        let copy = place.path().join("copy");
        let one = Machine::new(&copy);
        assert_eq!(one.generation(), 1);
        let note = one.notes().own().unwrap();
        let before = OwnNote {
            generation: 0,
            file: 0,
            ..note.clone()
        };
        one.notes().set_own(&before).unwrap();
        assert_eq!(one.generation(), 1, "its file was made, and not noted");
        std::fs::remove_file(copy.join(name(1))).unwrap();
        one.notes().set_own(&before).unwrap();
        assert_eq!(one.generation(), 1, "its file wasn't made");
        assert_eq!(one.notes().own().unwrap(), note);
        std::fs::rename(one.folder.path().join("db"), one.folder.path().join("old")).unwrap();
        std::fs::write(one.folder.path().join("db"), "restored").unwrap();
        assert_eq!((one.generation(), one.generation()), (2, 2));
    }

    #[test]
    fn a_copy_that_is_gone_is_not_begun_and_goes_on_once_it_is_back() {
        let place = tempfile::tempdir().unwrap();
        let (copy, away) = (place.path().join("copy"), place.path().join("away"));
        let one = Machine::new(&copy);
        assert_eq!(one.generation(), 1);
        std::fs::rename(&copy, &away).unwrap();
        assert!(matches!(one.claim("ours"), Err(PlaceFault::Away(_))));
        assert!(!copy.exists(), "a disk that isn't mounted");
        std::fs::rename(&away, &copy).unwrap();
        assert_eq!(one.generation(), 1);
    }

    #[test]
    fn of_several_at_once_one_wins() {
        let place = tempfile::tempdir().unwrap();
        let copy = place.path().join("copy");
        let machines: Vec<Machine> = (0..8).map(|_| Machine::new(&copy)).collect();
        let won = std::thread::scope(|scope| {
            let tries: Vec<_> = machines
                .iter()
                .map(|one| scope.spawn(|| one.claim("ours")))
                .collect();
            let ended = tries.into_iter().map(|one| one.join().unwrap());
            ended.filter(|claim| matches!(claim, Ok(Some(_)))).count()
        });
        assert_eq!(won, 1);
    }
}
