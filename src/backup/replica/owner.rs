//! Who owns a copy.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::config::ReplicaSettings;
use super::notes::{Notes, OwnNote};
use crate::backup::objects::{Place, PlaceFault};
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::platform::random;
use crate::store::files;

/// An owner's file in a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Owner {
    /// The name of the database that the copy is of.
    pub database: String,
    /// Which owner it is, from 1.
    pub generation: u32,
    /// What tells it from another of the same number.
    pub token: String,
    /// Since when, in RFC 3339.
    pub since: String,
}

/// How a claim of the copy ended.
#[derive(Debug)]
pub(crate) enum Claim {
    /// It is ours: which owner we are.
    Ours(u32),
    /// Another server has taken it over since.
    TakenOver,
    /// It can't be: it is another's.
    Refused(OperatorError),
    /// Its place can't be asked now.
    Away(OperatorError),
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
        PlaceFault::Refused(OperatorError::new(
            format!("{} in {place} isn't FirstStep's", last.name),
            "Name another place for the copy.",
        ))
    })
}

/// Who wants to own a copy.
struct Claimant<'a> {
    settings: &'a ReplicaSettings,
    database: &'a str,
    own: Option<&'a OwnNote>,
    /// Which file the database is.
    file: u64,
    /// Whether the copy was there before, as far as we know.
    was_there: bool,
    at_start: bool,
}

impl Claimant<'_> {
    /// Which owner to become, with the token of the time before if that is tried again; or how the claim ends without.
    fn next(&self, found: Option<&Owner>) -> Result<(u32, Option<String>), Claim> {
        let Some(found) = found else {
            return self.first();
        };
        let place = &self.settings.place;
        // A number that no server comes to is a stranger's.
        let next = found.generation.checked_add(1);
        let Some(next) = next.filter(|_| found.database == self.database) else {
            return Err(refused(
                format!("The copy in {place} is of another database"),
                "Name another place with --replica: none is written over.",
            ));
        };
        match self.own {
            Some(own) if own.token == found.token && own.file == self.file => {
                Err(Claim::Ours(found.generation))
            }
            // Its database was replaced since: what the copy has isn't its past.
            Some(own) if own.token == found.token => Ok((next, None)),
            _ if self.settings.take_over => Ok((next, None)),
            // Written down and not made yet, when the power went.
            Some(own) if own.generation == next && own.file == self.file => {
                Ok((next, Some(own.token.clone())))
            }
            // Restored from this very owner's copy.
            Some(own) if own.token.is_empty() && own.generation == found.generation => {
                Ok((next, None))
            }
            Some(_) => Err(Claim::TakenOver),
            None => Err(refused(
                format!("Another server keeps the copy in {place}"),
                "Name another place with --replica. If that server is gone for good, say --replica-take-over.",
            )),
        }
    }

    /// The same where nothing is.
    fn first(&self) -> Result<(u32, Option<String>), Claim> {
        match self.own {
            None => Ok((1, None)),
            Some(own) if own.generation == 1 && !self.was_there => Ok((1, Some(own.token.clone()))),
            Some(own) if own.generation == 1 && self.at_start => Ok((1, None)),
            Some(_) => Err(refused(
                format!(
                    "Nothing is left in {}, where this server kept its copy",
                    self.settings.place
                ),
                "Mount its disk. If the copy was deleted on purpose, delete the folder replica in the data folder, too, and start again.",
            )),
        }
    }
}

fn refused(what: String, remedy: &str) -> Claim {
    Claim::Refused(OperatorError::new(what, remedy))
}

/// Claims the copy for a database, or finds that it is ours already. Only at the start is one begun anew of which nothing
/// is left: later its disk may just have been taken away.
pub(crate) fn claim(
    settings: &ReplicaSettings,
    notes: &Notes,
    db: &Path,
    database: &str,
    now: Moment,
    at_start: bool,
) -> Claim {
    let url = settings.place.to_string();
    let own = notes.own().filter(|own| own.url == url);
    if own.as_ref().is_some_and(|own| own.taken_over) && !settings.take_over {
        return Claim::TakenOver;
    }
    let found = match latest(&settings.place) {
        Ok(found) => found,
        Err(PlaceFault::Away(error)) => return Claim::Away(error),
        Err(PlaceFault::Refused(error) | PlaceFault::TooLarge(error)) => {
            return Claim::Refused(error);
        }
    };
    let restored = own.as_ref().is_some_and(|own| own.token.is_empty());
    let claimant = Claimant {
        settings,
        database,
        own: own.as_ref(),
        file: files::number(db).map_or(0, |(_, file)| file),
        was_there: restored || notes.whole_at().is_some(),
        at_start,
    };
    let (generation, token) = match claimant.next(found.as_ref()) {
        Ok(next) => next,
        Err(ended) => return ended,
    };
    let is_anew = found.is_none() && own.is_some() && token.is_none();
    let note = OwnNote {
        url,
        generation,
        token: token.unwrap_or_else(random::name),
        file: claimant.file,
        taken_over: false,
        anew_at: is_anew.then(|| now.seconds()),
    };
    become_owner(settings, notes, note, database, now)
}

fn become_owner(
    settings: &ReplicaSettings,
    notes: &Notes,
    note: OwnNote,
    database: &str,
    now: Moment,
) -> Claim {
    let place = &settings.place;
    let owner = Owner {
        database: database.to_owned(),
        generation: note.generation,
        token: note.token.clone(),
        since: now.rfc3339(),
    };
    // Written down first: a power cut in between leaves something to go on with.
    let before = notes.own();
    if let Err(error) = notes.set_own(&note) {
        let what = format!("The data folder can't be written to ({error})");
        return refused(what, "Check its permissions and the disk.");
    }
    let bytes = serde_json::to_vec(&owner).unwrap_or_default();
    let made = place.create(&name(owner.generation), &bytes);
    // Asked again, since the answer may have been lost, and some stores don't know the condition.
    let found = made.and_then(|_| latest(place));
    let error = match found {
        Ok(Some(found)) if found.token == owner.token => {
            if note.anew_at.is_some() {
                tracing::warn!("NOTHING WAS LEFT OF THE COPY IN {place}: it is begun anew");
            }
            return Claim::Ours(owner.generation);
        }
        Err(PlaceFault::Away(error)) => return Claim::Away(error),
        Err(PlaceFault::Refused(error) | PlaceFault::TooLarge(error)) => error,
        Ok(_) => OperatorError::new(
            format!("Another server took the copy in {place} at this moment"),
            "Start one server only.",
        ),
    };
    if let Some(before) = before {
        let _ = notes.set_own(&before);
    }
    Claim::Refused(error)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::backup::objects::S3Settings;

    fn settings(folder: &Path) -> ReplicaSettings {
        ReplicaSettings {
            place: Place::open(&folder.to_string_lossy(), &S3Settings::default()).unwrap(),
            s3: S3Settings::default(),
            litestream: PathBuf::from("litestream"),
            drill_every: None,
            take_over: false,
            passphrase: None,
        }
    }

    struct Machine {
        folder: tempfile::TempDir,
        settings: ReplicaSettings,
    }

    impl Machine {
        fn new(copy: &Path) -> Self {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("db"), "").unwrap();
            Self {
                folder,
                settings: settings(copy),
            }
        }

        fn notes(&self) -> Notes {
            Notes::of(self.folder.path())
        }

        fn claim(&self, database: &str) -> Claim {
            self.claim_at(database, true)
        }

        fn claim_at(&self, database: &str, at_start: bool) -> Claim {
            let db = self.folder.path().join("db");
            let (now, notes) = (Moment::from_micros(1), self.notes());
            claim(&self.settings, &notes, &db, database, now, at_start)
        }

        fn generation(&self) -> u32 {
            match self.claim("ours") {
                Claim::Ours(generation) => generation,
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn one_server_owns_a_copy_and_the_older_finds_the_newer() {
        let place = tempfile::tempdir().unwrap();
        let copy = place.path().join("copy");
        let (old, mut new) = (Machine::new(&copy), Machine::new(&copy));
        assert_eq!((old.generation(), old.generation()), (1, 1));
        assert!(matches!(old.claim("another's"), Claim::Refused(_)));
        assert!(
            matches!(new.claim("ours"), Claim::Refused(_)),
            "it never owned it"
        );
        new.settings.take_over = true;
        assert_eq!(new.generation(), 2);
        assert_eq!(new.generation(), 2, "taken over once");
        new.settings.take_over = false;
        assert_eq!(new.generation(), 2);
        assert!(matches!(old.claim("ours"), Claim::TakenOver));
    }

    #[test]
    fn a_restored_server_goes_on_where_the_copy_was_left() {
        let place = tempfile::tempdir().unwrap();
        let copy = place.path().join("copy");
        let (old, new, late) = (
            Machine::new(&copy),
            Machine::new(&copy),
            Machine::new(&copy),
        );
        assert_eq!(old.generation(), 1);
        for machine in [&new, &late] {
            let url = machine.settings.place.to_string();
            let restored = OwnNote {
                url,
                generation: 1,
                ..OwnNote::default()
            };
            machine.notes().set_own(&restored).unwrap();
        }
        assert_eq!(new.generation(), 2);
        assert!(matches!(late.claim("ours"), Claim::TakenOver), "one of two");
    }

    #[test]
    fn what_was_cut_short_is_done_again_and_a_replaced_database_begins_anew() {
        let place = tempfile::tempdir().unwrap();
        let copy = place.path().join("copy");
        let one = Machine::new(&copy);
        assert_eq!(one.generation(), 1);
        let note = one.notes().own().unwrap();
        std::fs::remove_file(copy.join(name(1))).unwrap();
        assert_eq!(one.generation(), 1, "its file wasn't made yet");
        assert_eq!(one.notes().own().unwrap(), note);
        std::fs::rename(one.folder.path().join("db"), one.folder.path().join("old")).unwrap();
        std::fs::write(one.folder.path().join("db"), "restored").unwrap();
        assert_eq!(one.generation(), 2);
        std::fs::remove_dir_all(&copy).unwrap();
        assert!(
            matches!(one.claim("ours"), Claim::Refused(_)),
            "a disk that isn't mounted"
        );
    }

    #[test]
    fn a_first_copy_that_is_gone_is_begun_anew_at_the_start_alone() {
        let place = tempfile::tempdir().unwrap();
        let copy = place.path().join("copy");
        let one = Machine::new(&copy);
        assert_eq!(one.generation(), 1);
        one.notes().set_whole_at(7).unwrap();
        let before = one.notes().own().unwrap();
        std::fs::remove_dir_all(&copy).unwrap();
        assert!(matches!(one.claim_at("ours", false), Claim::Refused(_)));
        assert_eq!(one.notes().own().as_ref(), Some(&before));
        assert_eq!(one.generation(), 1);
        let anew = one.notes().own().unwrap();
        assert!(anew.anew_at.is_some() && anew.token != before.token);
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
            ended
                .filter(|claim| matches!(claim, Claim::Ours(_)))
                .count()
        });
        assert_eq!(won, 1);
    }
}
