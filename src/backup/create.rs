//! Making an archive.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::check::Verified;
use super::failure::{Failure, disk, unusable};
use super::manifest::{DATABASE, Manifest, PHOTOS, SEALED, SECRET};
use super::pack::Packer;
use super::read::Archive;
use super::scratch::{Scratch, Work, sweep};
use super::{Keep, Source, seal, space};
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::photos::{PhotoKey, Size};
use crate::platform::background_tasks::Stop;
use crate::platform::folder;
use crate::store::{copies, files};

/// Where an archive goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// This file, which must not be there yet.
    File(PathBuf),
    /// A file in this folder, called this and the moment.
    Folder(PathBuf, String),
}

impl Target {
    fn folder(&self) -> &Path {
        match self {
            Self::File(path) => path.parent().unwrap_or(path),
            Self::Folder(folder, _) => folder,
        }
    }

    /// The names to try, the first that is free to be taken.
    fn names(&self, now: Moment) -> Vec<PathBuf> {
        match self {
            Self::File(path) => vec![path.clone()],
            Self::Folder(folder, prefix) => {
                let name = format!("{prefix}{}", compact(now));
                let again = (2..100).map(|count| format!("{name}-{count}"));
                let names = std::iter::once(name.clone()).chain(again);
                names.map(|name| folder.join(name + ".zip")).collect()
            }
        }
    }
}

/// A moment in a file's name: `20261121T221432Z`.
pub(super) fn compact(moment: Moment) -> String {
    let time = moment.date_time().time();
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    format!("{}T{hour:02}{minute:02}{second:02}Z", moment.compact_date())
}

/// A backup that was made and found to be sound.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    /// Its file.
    pub path: PathBuf,
    /// How many bytes it has.
    pub bytes: u64,
    /// What was found when it was read back.
    pub verified: Verified,
}

/// Makes a backup: written under another name, read back whole, and only then named.
///
/// # Errors
/// [`Failure`]; nothing stays of it then.
pub(crate) fn create(
    source: &Source,
    keep: &Keep,
    target: &Target,
    now: Moment,
    stop: &Stop,
) -> Result<Made, Failure> {
    let folder = target.folder();
    let failed = || disk(format!("the folder {} can't be used", folder.display()));
    if let Target::File(path) = target
        && path.exists()
    {
        return Err(exists(path));
    }
    folder::make(folder).map_err(failed())?;
    sweep(folder);
    let scratch = Scratch::make(folder, Work::Backup).map_err(failed())?;
    let (draft, verified) = draft(source, keep, &scratch, now, stop)?;
    let path = name(&draft, &target.names(now)).map_err(failed())?;
    let path = path.ok_or_else(|| exists(folder))?;
    folder::sync(folder).map_err(failed())?;
    let bytes = fs::metadata(&path).map_err(failed())?.len();
    Ok(Made {
        path,
        bytes,
        verified,
    })
}

fn exists(path: &Path) -> Failure {
    Failure::Refused(OperatorError::new(
        format!("The file {} is there already", path.display()),
        "Name another one, or a folder, with --to.",
    ))
}

/// A backup to hand to somebody, open at its beginning. It has no name on disk and is gone when it
/// is closed.
///
/// # Errors
/// [`Failure`].
pub(crate) fn to_take_away(
    source: &Source,
    keep: &Keep,
    work_in: &Path,
    now: Moment,
    stop: &Stop,
) -> Result<File, Failure> {
    let failed = || disk(format!("the folder {} can't be used", work_in.display()));
    let scratch = Scratch::make(work_in, Work::Backup).map_err(failed())?;
    let (draft, _) = draft(source, keep, &scratch, now, stop)?;
    // What is open outlives its name.
    File::open(draft).map_err(failed())
}

/// Writes an archive into the scratch folder and reads it back.
fn draft(
    source: &Source,
    keep: &Keep,
    scratch: &Scratch,
    now: Moment,
    stop: &Stop,
) -> Result<(PathBuf, Verified), Failure> {
    let (copy, draft) = (scratch.join(DATABASE), scratch.join("archive.zip"));
    let file = private(&draft).map_err(disk("the backup can't be written"))?;
    let mut packer = Packer::new(file, stop);
    let missing_photos = pack_photos(source, &mut packer, &copy, stop)?;
    pack_secret(source, keep, &mut packer)?;
    let database = File::open(&copy).map_err(disk("the database's copy can't be read"))?;
    packer.add(DATABASE, database)?;
    // Only now: it is brought up to date by that.
    let proven = copies::verify(&copy, stop).map_err(|why| unsound(&source.db, &why, stop))?;
    let wrote = packer.finish(|files| Manifest::new(proven.version, proven.name, now, files))?;
    // The bytes that were judged are those that are read back, or their hash is another.
    let manifest = Archive::open(&draft)?.read_through(stop, |_| Ok(None))?;
    if manifest != wrote {
        return Err(unusable(
            &draft,
            "another manifest is read than was written",
        ));
    }
    let verified = Verified {
        manifest,
        missing_photos,
    };
    Ok((draft, verified))
}

fn unsound(db: &Path, why: &str, stop: &Stop) -> Failure {
    if stop.asked() {
        return Failure::Stopping;
    }
    Failure::Refused(OperatorError::new(
        format!("No backup was made of {}: {why}", db.display()),
        "Restore the latest good backup; firststep backup list shows them all.",
    ))
}

/// Packs the photos and leaves a copy of the database all of whose photos are packed.
///
/// A photo may be deleted or replaced between the copy and the look at its file. Then another copy
/// is taken, which names the newer one: it is packed, too, and so on until nothing is missing. Who
/// is missing in two copies is missing on the disk: a photo's file is there before its row. Returns
/// how many are.
fn pack_photos(
    source: &Source,
    packer: &mut Packer,
    copy: &Path,
    stop: &Stop,
) -> Result<usize, Failure> {
    let (mut held, mut missing) = (HashSet::new(), HashSet::new());
    loop {
        let photos = look(source, copy, stop)?;
        let known = missing.len();
        let mut gone = 0;
        for (key, _) in photos {
            if missing.contains(&key) {
                gone += 1;
            } else if !held.contains(&key) {
                let whole = pack_photo(&source.photos, &key, packer)?;
                if whole { &mut held } else { &mut missing }.insert(key);
            }
        }
        if missing.len() == known {
            return Ok(gone);
        }
    }
}

/// Takes a copy of the database, in place of an earlier one, and says which photos it names and how
/// many bytes they have.
fn look(source: &Source, copy: &Path, stop: &Stop) -> Result<Vec<(String, u64)>, Failure> {
    // The copy, and the copy in the archive.
    let database = files::bytes(&source.db)
        .into_iter()
        .fold(0, u64::saturating_add);
    space::check(copy, database.saturating_mul(2))?;
    if copy.exists() {
        fs::remove_file(copy).map_err(disk("the database's copy can't be removed"))?;
    }
    copies::take(&source.db, copy, stop)?;
    let photos = copies::photos(copy).map_err(|why| unsound(&source.db, &why, stop))?;
    let bytes = photos.iter().map(|(_, bytes)| *bytes);
    space::check(copy, bytes.fold(database, u64::saturating_add))?;
    Ok(photos)
}

/// Packs all sizes of a photo; `false` if one of them isn't there.
fn pack_photo(photos: &Path, key: &str, packer: &mut Packer) -> Result<bool, Failure> {
    let Some(key) = PhotoKey::parse(key) else {
        return Ok(false);
    };
    // All are opened before the first is packed: what is open can't be taken away.
    let mut files = Vec::new();
    for size in Size::ALL {
        let below = key.path(size);
        match File::open(photos.join(&below)) {
            Ok(file) => files.push((below, file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(disk("a photo can't be read")(error)),
        }
    }
    for (below, file) in files {
        packer.add(&format!("{PHOTOS}{below}"), file)?;
    }
    Ok(true)
}

fn pack_secret(source: &Source, keep: &Keep, packer: &mut Packer) -> Result<(), Failure> {
    let Some(secret) = &source.secret else {
        return Ok(());
    };
    match keep {
        Keep::Nothing => Ok(()),
        Keep::Plain => packer.add(SECRET, [&secret.0[..], b"\n"].concat().as_slice()),
        Keep::Sealed(passphrase) => {
            let sealed = seal::seal(&secret.0, passphrase);
            let sealed = sealed.map_err(|why| unusable(Path::new(SEALED), why))?;
            packer.add(SEALED, sealed.as_slice())
        }
    }
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Gives the draft the first name that is free.
fn name(draft: &Path, names: &[PathBuf]) -> io::Result<Option<PathBuf>> {
    for path in names {
        match fs::hard_link(draft, path) {
            Ok(()) => return Ok(Some(path.clone())),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            // Some file systems, such as those of memory sticks, know no links.
            Err(_) if !path.exists() => {
                fs::rename(draft, path)?;
                return Ok(Some(path.clone()));
            }
            Err(_) => {}
        }
    }
    Ok(None)
}
