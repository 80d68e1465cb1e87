//! Where a restore prepares the new state, and which renames put it in place.
//!
//! Everything is prepared and moved aside within its own folder: a rename works only within one file
//! system, and the folders may be on several.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Places;
use super::create::compact;
use super::journal::{Journal, Rename, relative};
use super::scratch::{Scratch, ScratchKind, sweep_restores};
use crate::domain::moment::Moment;
use crate::photos;
use crate::platform::folder;
use crate::store::files;

/// The plan of a restore, its folders made.
pub(super) struct RestorePlan {
    /// The data folder.
    pub(super) folder: PathBuf,
    /// When it was begun.
    pub(super) now: Moment,
    db: PathBuf,
    secret: Option<PathBuf>,
    photos: PathBuf,
    /// Whether the photos' folder itself is renamed, not its content.
    whole: bool,
    /// Each folder with the scratch folder inside it.
    homes: Vec<(PathBuf, Scratch)>,
    /// The name of the folders for the old state.
    aside: String,
}

impl RestorePlan {
    /// Creates missing folders, and a scratch folder in each.
    pub(super) fn make(places: &Places, secret: bool, now: Moment) -> io::Result<Self> {
        folder::make(&places.folder)?;
        let data = folder::real(&places.folder)?;
        let db = resolved(&places.db)?;
        let photos = resolved(&places.photos)?;
        let secret = secret.then(|| resolved(&places.secret)).transpose()?;
        let whole = photos.parent() == Some(&*data) && !is_mounted(&photos);
        if !whole {
            folder::make(&photos)?;
        }
        let mut plan = Self {
            aside: String::new(),
            homes: Vec::new(),
            folder: data,
            now,
            db,
            secret,
            photos,
            whole,
        };
        for home in plan.home_paths() {
            sweep_restores(&home);
            let scratch = Scratch::make(&home, ScratchKind::Restore)?;
            // Synced, because the journal will refer to it.
            folder::sync(&home)?;
            plan.homes.push((home, scratch));
        }
        plan.aside = plan.free_name(now);
        folder::make(&plan.new_photos())?;
        Ok(plan)
    }

    fn home_paths(&self) -> Vec<PathBuf> {
        let inside = (!self.whole).then_some(&*self.photos);
        let secret = self.secret.as_deref().and_then(Path::parent);
        let all = [Some(&*self.folder), self.db.parent(), secret, inside];
        let mut homes: Vec<PathBuf> = Vec::new();
        for home in all.into_iter().flatten() {
            if !homes.iter().any(|known| known == home) {
                homes.push(home.to_owned());
            }
        }
        homes
    }

    fn free_name(&self, now: Moment) -> String {
        let name = format!("before-restore-{}", compact(now));
        let again = (2..).map(|count| format!("{name}-{count}"));
        let mut names = std::iter::once(name.clone()).chain(again);
        let free = |name: &String| self.homes.iter().all(|(home, _)| !home.join(name).exists());
        names.find(free).unwrap_or(name)
    }

    /// Where to prepare the database.
    pub(super) fn new_db(&self) -> PathBuf {
        self.prepared(&self.db)
    }

    /// Where to prepare the secret, if it is restored.
    pub(super) fn new_secret(&self) -> Option<PathBuf> {
        self.secret.as_deref().map(|path| self.prepared(path))
    }

    /// Where to prepare the photos.
    pub(super) fn new_photos(&self) -> PathBuf {
        if self.whole {
            return self.prepared(&self.photos);
        }
        self.work_of(&self.photos).to_owned()
    }

    /// The scratch folder in the data folder.
    pub(super) fn work(&self) -> &Path {
        self.work_of(&self.folder)
    }

    /// Keeps the prepared files: from now on the journal refers to them.
    pub(super) fn hand_over(&self) {
        for (_, scratch) in &self.homes {
            scratch.keep();
        }
    }

    fn work_of(&self, home: &Path) -> &Path {
        let found = self.homes.iter().find(|(known, _)| known == home);
        found.map_or(&self.folder, |(_, scratch)| scratch.path())
    }

    fn prepared(&self, target: &Path) -> PathBuf {
        let (home, name) = apart(target);
        self.work_of(home).join(name)
    }

    fn put_aside(&self, target: &Path) -> PathBuf {
        let (home, name) = apart(target);
        home.join(&self.aside).join(name)
    }

    /// The existing files, which would be moved aside.
    pub(super) fn old(&self) -> io::Result<Vec<PathBuf>> {
        // The write-ahead log first: without its database it is ignored.
        let mut old = files::beside(&self.db).to_vec();
        old.push(self.db.clone());
        old.extend(self.secret.clone());
        if self.whole {
            old.push(self.photos.clone());
        } else {
            old.extend(photos_in(&self.photos)?);
        }
        // Waiting mail belongs to the old state.
        old.push(self.folder.join("outbox"));
        old.retain(|path| path.symlink_metadata().is_ok());
        Ok(old)
    }

    /// All renames, once everything is prepared.
    pub(super) fn journal(&self) -> io::Result<Journal> {
        let step = |from: &Path, to: &Path| Rename::new(&self.folder, from, to);
        let old = self.old()?;
        let aside = old.iter().map(|path| step(path, &self.put_aside(path)));
        let mut new = vec![self.db.clone()];
        new.extend(self.secret.clone());
        if self.whole {
            new.push(self.photos.clone());
        } else {
            let prepared = photos_in(&self.new_photos())?.into_iter();
            new.extend(prepared.map(|path| self.photos.join(apart(&path).1)));
        }
        let works = self.homes.iter().map(|(_, scratch)| scratch.path());
        Ok(Journal {
            aside: aside.collect(),
            into: new
                .iter()
                .map(|path| step(&self.prepared(path), path))
                .collect(),
            prepared_in: works.map(|path| relative(&self.folder, path)).collect(),
        })
    }

    /// The folders that hold the old state, where there was one.
    pub(super) fn previous(&self) -> Vec<PathBuf> {
        let folders = self.homes.iter().map(|(home, _)| home.join(&self.aside));
        folders.filter(|folder| folder.exists()).collect()
    }

    /// Whether the old state is a data folder of its own, that a server could be started on.
    pub(super) fn keeps_a_data_folder(&self) -> bool {
        let names = (self.db.file_name(), self.photos.file_name());
        let usual = names == (Some("firststep.db".as_ref()), Some("photos".as_ref()));
        self.whole && self.db.parent() == Some(&*self.folder) && usual
    }
}

/// The photos' folders in a folder, and the file with their database's name.
pub(super) fn photos_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match photos::names_in(folder) {
        Ok(names) => Ok(names.into_iter().map(|name| folder.join(name)).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn apart(path: &Path) -> (&Path, &Path) {
    let name = path.file_name().map_or(path, Path::new);
    (path.parent().unwrap_or(path), name)
}

/// A path without links, its folder created; the file itself needn't exist.
fn resolved(path: &Path) -> io::Result<PathBuf> {
    if let Ok(path) = folder::real(path) {
        return Ok(path);
    }
    let (parent, name) = apart(path);
    let here = Path::new(".");
    let parent = if parent.as_os_str().is_empty() {
        here
    } else {
        parent
    };
    folder::make(parent)?;
    Ok(folder::real(parent)?.join(name))
}

/// Whether a folder is a mount point, which can't be renamed.
#[cfg(target_os = "linux")]
fn is_mounted(path: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    match statx(CWD, path, AtFlags::empty(), StatxFlags::empty()) {
        Ok(stat)
            if stat
                .stx_attributes_mask
                .contains(StatxAttributes::MOUNT_ROOT) =>
        {
            stat.stx_attributes.contains(StatxAttributes::MOUNT_ROOT)
        }
        // Old kernels don't report it; treating it as a mount point is always safe.
        _ => fs::exists(path).unwrap_or(true),
    }
}

#[cfg(not(target_os = "linux"))]
fn is_mounted(path: &Path) -> bool {
    fs::exists(path).unwrap_or(true)
}
