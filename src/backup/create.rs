//! Makes an archive.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

use super::check::VerifiedBackup;
use super::error::{BackupError, disk, unusable};
use super::manifest::{DATABASE, Manifest, PHOTOS, SEALED, SECRET};
use super::pack::Packer;
use super::read::Archive;
use super::scratch::{Scratch, ScratchKind, sweep};
use super::{BackupSource, SecretHandling, seal, space};
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::photos::{PhotoKey, Size, file_path};
use crate::platform::background_tasks::Stop;
use crate::platform::folder;
use crate::platform::private_file;
use crate::store::copies::VerifiedCopy;
use crate::store::{copies, files};

/// Where an archive goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// This file, which must not exist.
    File(PathBuf),
    /// A file in this folder, named by this prefix and the time.
    Folder(PathBuf, String),
}

impl Target {
    fn folder(&self) -> &Path {
        match self {
            Self::File(path) => path.parent().unwrap_or(path),
            Self::Folder(folder, _) => folder,
        }
    }

    /// The names to try in turn until one is free.
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

/// A backup that was made and verified.
#[derive(Debug, Clone)]
pub(crate) struct CreatedBackup {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// What reading it back found.
    pub verified: VerifiedBackup,
}

/// Makes a backup: writes it under a temporary name, reads it back completely, then renames it.
///
/// # Errors
/// [`BackupError`]; no file is left then.
pub(crate) fn create(
    source: &BackupSource,
    secret: &SecretHandling,
    target: &Target,
    now: Moment,
    stop: &Stop,
) -> Result<CreatedBackup, BackupError> {
    let folder = target.folder();
    let failed = || disk(format!("the folder {} can't be used", folder.display()));
    if let Target::File(path) = target
        && path.exists()
    {
        return Err(already_exists(path));
    }
    refuse_missing_parent(folder)?;
    folder::make(folder).map_err(failed())?;
    sweep(folder);
    let scratch = Scratch::make(folder, ScratchKind::Backup).map_err(failed())?;
    let (draft, verified) = draft(source, secret, &scratch, now, stop)?;
    let path = name(&draft, &target.names(now)).map_err(failed())?;
    let path = path.ok_or_else(|| already_exists(folder))?;
    folder::sync(folder).map_err(failed())?;
    let bytes = fs::metadata(&path).map_err(failed())?.len();
    Ok(CreatedBackup {
        path,
        bytes,
        verified,
    })
}

/// Refuses to make more than one folder.
fn refuse_missing_parent(folder: &Path) -> Result<(), BackupError> {
    folder::missing_parent(folder).map_or(Ok(()), |parent| {
        Err(BackupError::Refused(OperatorError::new(
            format!(
                "There is no folder {} to make backups below",
                parent.display()
            ),
            "Mount its disk, or make the folder.",
        )))
    })
}

fn already_exists(path: &Path) -> BackupError {
    BackupError::Refused(OperatorError::new(
        format!("The file {} is there already", path.display()),
        "Name another one, or a folder, with --to.",
    ))
}

/// A backup for download, open at its beginning. Its file is unlinked: it is gone once it is closed.
pub(crate) fn download(
    source: &BackupSource,
    secret: &SecretHandling,
    work_in: &Path,
    now: Moment,
    stop: &Stop,
) -> Result<File, BackupError> {
    let failed = || disk(format!("the folder {} can't be used", work_in.display()));
    let scratch = Scratch::make(work_in, ScratchKind::Backup).map_err(failed())?;
    let (draft, _) = draft(source, secret, &scratch, now, stop)?;
    // An open file outlives its name.
    File::open(draft).map_err(failed())
}

/// Writes an archive into the scratch folder and reads it back.
fn draft(
    source: &BackupSource,
    secret: &SecretHandling,
    scratch: &Scratch,
    now: Moment,
    stop: &Stop,
) -> Result<(PathBuf, VerifiedBackup), BackupError> {
    let (copy, draft) = (scratch.join(DATABASE), scratch.join("archive.zip"));
    let file = private_file::create(&draft).map_err(disk("the backup can't be written"))?;
    let mut packer = Packer::new(file, stop);
    let missing_photos = pack_photos(source, &mut packer, &copy, stop)?;
    pack_secret(source, secret, &mut packer)?;
    let refused = |why: String| unsound(&source.db, &why, stop);
    let described = copies::described(&copy).map_err(refused)?;
    let manifest = thread::scope(|scope| {
        let verify = || copies::verify(&copy, stop).map_err(refused);
        // Proving an older copy migrates it: not while it is packed. One of today is only read, beside the packing.
        let proving = (described.version == copies::VERSION).then(|| scope.spawn(verify));
        let manifest = pack_database(packer, &copy, &described, &draft, now, stop);
        let proven = match proving {
            Some(proving) => proving
                .join()
                .map_err(|_| refused("its check broke off".into())),
            None => Ok(verify()),
        };
        proven.flatten().and(manifest)
    })?;
    let verified = VerifiedBackup {
        manifest,
        missing_photos,
    };
    Ok((draft, verified))
}

/// Packs the copy of the database, ends the archive and reads it back: the hashes show that the bytes are those that
/// were written.
fn pack_database(
    mut packer: Packer,
    copy: &Path,
    described: &VerifiedCopy,
    draft: &Path,
    now: Moment,
    stop: &Stop,
) -> Result<Manifest, BackupError> {
    let database = File::open(copy).map_err(disk("the database's copy can't be read"))?;
    packer.add(DATABASE, database)?;
    let (version, name) = (described.version, described.name.clone());
    let wrote = packer.finish(|files| Manifest::new(version, name, now, files))?;
    let manifest = Archive::open(draft)?.read_through(stop, |_| Ok(None))?;
    if manifest != wrote {
        return Err(unusable(draft, "another manifest is read than was written"));
    }
    Ok(manifest)
}

fn unsound(db: &Path, why: &str, stop: &Stop) -> BackupError {
    if stop.asked() {
        return BackupError::Stopping;
    }
    BackupError::Refused(OperatorError::new(
        format!("No backup was made of {}: {why}", db.display()),
        "Restore the latest good backup; firststep backup list shows them all.",
    ))
}

/// Packs the photos and leaves a copy of the database all of whose photos are packed.
///
/// A photo may be deleted or replaced after the copy and before its file is read. Then another copy is
/// taken, which names the newer photo, until no photo is newly missing. A photo that two copies name
/// without a file is missing on disk, since files are written before rows. Returns how many are.
fn pack_photos(
    source: &BackupSource,
    packer: &mut Packer,
    copy: &Path,
    stop: &Stop,
) -> Result<usize, BackupError> {
    let (mut held, mut missing) = (HashSet::new(), HashSet::new());
    loop {
        let photos = copy_database(source, copy, stop)?;
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

/// Copies the database, in place of an earlier copy; returns the photos it names and their sizes.
fn copy_database(
    source: &BackupSource,
    copy: &Path,
    stop: &Stop,
) -> Result<Vec<(String, u64)>, BackupError> {
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

/// Packs all sizes of a photo; `false` if one is missing.
fn pack_photo(photos: &Path, key: &str, packer: &mut Packer) -> Result<bool, BackupError> {
    let Some(key) = PhotoKey::parse(key) else {
        return Ok(false);
    };
    // All are opened before the first is packed: an open file can't be deleted meanwhile.
    let mut files = Vec::new();
    for size in Size::ALL {
        let below = key.path(size);
        match File::open(file_path(photos, &key, size)) {
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

fn pack_secret(
    source: &BackupSource,
    handling: &SecretHandling,
    packer: &mut Packer,
) -> Result<(), BackupError> {
    let Some(secret) = &source.secret else {
        return Ok(());
    };
    match handling {
        SecretHandling::Absent => Ok(()),
        SecretHandling::Plain => packer.add(SECRET, [&secret.0[..], b"\n"].concat().as_slice()),
        SecretHandling::Sealed(passphrase) => {
            let sealed = seal::seal(&secret.0, passphrase);
            let sealed = sealed.map_err(|why| unusable(Path::new(SEALED), why))?;
            packer.add(SEALED, sealed.as_slice())
        }
    }
}

/// Gives the draft the first name that is free.
fn name(draft: &Path, names: &[PathBuf]) -> io::Result<Option<PathBuf>> {
    for path in names {
        match fs::hard_link(draft, path) {
            Ok(()) => return Ok(Some(path.clone())),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            // Some file systems, such as FAT, have no hard links.
            Err(_) if !path.exists() => {
                fs::rename(draft, path)?;
                return Ok(Some(path.clone()));
            }
            Err(_) => {}
        }
    }
    Ok(None)
}
