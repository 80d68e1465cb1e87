//! A disk as a power cut could leave it.
//!
//! The rules are those of POSIX, which guarantees less than any one file system:
//! - The bytes and the length of a file are safe once a sync of it, begun after they were written,
//!   has ended. Of the others, any may be there, in any order, each sector of 512 bytes by itself; where
//!   a file was to grow, there may be zeros.
//! - Names (made, renamed, removed) are safe once their folder was synced, likewise; of those that
//!   aren't, any may have happened. A rename happens whole or not at all, also from one folder into
//!   another: once either folder was synced, it has.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use crate::chance::{Chance, Fate};
use crate::trace::Event;

const SECTOR: usize = 512;

/// Which syncs have no effect: the tests must find what such a disk loses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IgnoredSyncs {
    None,
    /// All of them.
    Everything,
    /// Those of the write-ahead log, as if `pragma synchronous` were off.
    Log,
    /// Those of the database itself, when the log is moved into it.
    Database,
    /// Those of the data folder's names.
    DataFolder,
    /// Those of what a restore prepares.
    Prepared,
    /// Those of photos.
    PhotoFiles,
    /// Those of the photos' folders.
    PhotoFolders,
}

impl IgnoredSyncs {
    fn takes_effect(self, path: &Path, folder: bool) -> bool {
        let photos = path.components().any(|part| part.as_os_str() == "photos");
        match self {
            Self::None => true,
            Self::Everything => false,
            Self::Log => !path.ends_with("firststep.db-wal"),
            Self::Database => !path.ends_with("firststep.db"),
            Self::DataFolder => path != Path::new("data"),
            Self::Prepared => {
                let mut parts = path.iter().filter_map(OsStr::to_str);
                !parts.any(|part| part.contains("unfinished-"))
            }
            Self::PhotoFiles => folder || !photos,
            Self::PhotoFolders => !folder || !photos,
        }
    }
}

/// All files and folders, named or not, and the handles open on them. The first is the root.
pub struct Disk<'trace> {
    root: &'trace Path,
    ignored: IgnoredSyncs,
    nodes: Vec<Node<'trace>>,
    open: HashMap<u32, usize>,
    /// Syncs in progress: of what, and since when.
    syncing: HashMap<u64, (usize, usize)>,
    /// Renames from one folder into another that weren't synced: when, from and to which.
    across: BTreeMap<usize, [usize; 2]>,
    /// How many events there were.
    moment: usize,
}

struct Node<'trace> {
    syncs_work: bool,
    kind: Kind<'trace>,
}

enum Kind<'trace> {
    File {
        safe: Vec<u8>,
        loose: Vec<(usize, Change<'trace>)>,
    },
    Folder {
        safe: Names<'trace>,
        loose: Vec<(usize, Naming<'trace>)>,
        now: Names<'trace>,
    },
}

type Names<'trace> = BTreeMap<&'trace OsStr, usize>;

#[derive(Clone, Copy)]
enum Change<'trace> {
    Bytes(usize, &'trace [u8]),
    Length(usize),
}

#[derive(Clone, Copy)]
enum Naming<'trace> {
    Put(&'trace OsStr, usize),
    Gone(&'trace OsStr),
    Moved(&'trace OsStr, &'trace OsStr, usize),
}

impl Change<'_> {
    fn happen(self, file: &mut Vec<u8>) {
        match self {
            Self::Length(length) => file.resize(length, 0),
            Self::Bytes(offset, bytes) => {
                let end = offset + bytes.len();
                if file.len() < end {
                    file.resize(end, 0);
                }
                file[offset..end].copy_from_slice(bytes);
            }
        }
    }

    /// A random choice of its sectors.
    fn happen_in_part(self, file: &mut Vec<u8>, chance: &mut Chance) {
        let Self::Bytes(mut offset, mut bytes) = self else {
            return self.happen(file);
        };
        while !bytes.is_empty() {
            let (sector, rest) = bytes.split_at((SECTOR - offset % SECTOR).min(bytes.len()));
            if chance.of(2) == 0 {
                Change::Bytes(offset, sector).happen(file);
            }
            offset += sector.len();
            bytes = rest;
        }
    }
}

impl<'trace> Naming<'trace> {
    /// The name it gives or takes.
    fn name(self) -> &'trace OsStr {
        match self {
            Self::Put(name, _) | Self::Gone(name) | Self::Moved(_, name, _) => name,
        }
    }

    fn touches(self, name: &OsStr) -> bool {
        self.name() == name || matches!(self, Self::Moved(from, ..) if from == name)
    }

    fn happen(self, names: &mut Names<'trace>) {
        match self {
            Self::Put(name, node) => _ = names.insert(name, node),
            Self::Gone(name) => _ = names.remove(name),
            Self::Moved(from, to, node) => {
                names.remove(from);
                names.insert(to, node);
            }
        }
    }
}

impl<'trace> Disk<'trace> {
    /// An empty one.
    pub fn new(root: &'trace Path, ignored: IgnoredSyncs) -> Self {
        let mut disk = Self {
            root,
            ignored,
            nodes: Vec::new(),
            open: HashMap::new(),
            syncing: HashMap::new(),
            across: BTreeMap::new(),
            moment: 0,
        };
        disk.add_folder(root);
        disk
    }

    /// Applies the next event.
    pub fn apply(&mut self, event: &'trace Event) {
        self.moment += 1;
        match event {
            Event::Opened { handle, path } => {
                let node = self.find(path);
                self.open.insert(*handle, node);
            }
            Event::Made { handle, path } => {
                let node = self.add(
                    path,
                    Kind::File {
                        safe: Vec::new(),
                        loose: Vec::new(),
                    },
                );
                self.name(path, |name| Naming::Put(name, node));
                self.open.insert(*handle, node);
            }
            Event::Emptied { handle, path } => {
                let node = self.find(path);
                self.open.insert(*handle, node);
                self.change(*handle, Change::Length(0));
            }
            Event::Written {
                handle,
                offset,
                bytes,
            } => self.change(*handle, Change::Bytes(*offset, bytes)),
            Event::Cut { handle, length } => self.change(*handle, Change::Length(*length)),
            Event::Syncing { handle, sync } => {
                self.syncing.insert(*sync, (self.open[handle], self.moment));
            }
            Event::Synced { sync } => {
                let (node, since) = self.syncing[sync];
                self.settle(node, since);
            }
            Event::Renamed { from, to } => {
                let (node, old) = (self.find(from), from.file_name().unwrap());
                if from.parent() == to.parent() {
                    self.name(to, |to| Naming::Moved(old, to, node));
                } else {
                    let folders = [from, to].map(|path| self.find(path.parent().unwrap()));
                    self.across.insert(self.moment, folders);
                    self.name(from, Naming::Gone);
                    self.name(to, |to| Naming::Put(to, node));
                }
            }
            Event::Linked { from, to } => {
                let node = self.find(from);
                self.name(to, |to| Naming::Put(to, node));
            }
            Event::Unlinked(path) => self.name(path, Naming::Gone),
            Event::Folder(path) => {
                let node = self.add_folder(path);
                self.name(path, |name| Naming::Put(name, node));
            }
        }
    }

    fn add_folder(&mut self, path: &Path) -> usize {
        let kind = Kind::Folder {
            safe: Names::new(),
            loose: Vec::new(),
            now: Names::new(),
        };
        self.add(path, kind)
    }

    fn add(&mut self, path: &Path, kind: Kind<'trace>) -> usize {
        let path = path.strip_prefix(self.root).unwrap();
        let folder = matches!(kind, Kind::Folder { .. });
        let syncs_work = self.ignored.takes_effect(path, folder);
        self.nodes.push(Node { syncs_work, kind });
        self.nodes.len() - 1
    }

    fn find(&self, path: &Path) -> usize {
        let path = path.strip_prefix(self.root).unwrap();
        path.iter()
            .fold(0, |node, name| match &self.nodes[node].kind {
                Kind::Folder { now, .. } => now[name],
                Kind::File { .. } => panic!("a file in the middle of {}", path.display()),
            })
    }

    fn name(&mut self, path: &'trace Path, naming: impl FnOnce(&'trace OsStr) -> Naming<'trace>) {
        let parent = self.find(path.parent().unwrap());
        let naming = naming(path.file_name().unwrap());
        if let Kind::Folder { loose, now, .. } = &mut self.nodes[parent].kind {
            naming.happen(now);
            loose.push((self.moment, naming));
        }
    }

    fn change(&mut self, handle: u32, change: Change<'trace>) {
        if let Kind::File { loose, .. } = &mut self.nodes[self.open[&handle]].kind {
            loose.push((self.moment, change));
        }
    }

    /// Makes a node's changes before this moment safe.
    fn settle(&mut self, node: usize, moment: usize) {
        let Node { syncs_work, kind } = &mut self.nodes[node];
        match kind {
            _ if !*syncs_work => {}
            Kind::File { safe, loose } => {
                for (_, change) in loose.extract_if(.., |(at, _)| *at < moment) {
                    change.happen(safe);
                }
            }
            Kind::Folder { safe, loose, .. } => {
                for (_, naming) in loose.extract_if(.., |(at, _)| *at < moment) {
                    naming.happen(safe);
                }
                let moves = self.across.range(..moment);
                let moves = moves.filter(|(_, folders)| folders.contains(&node));
                let moves: Vec<_> = moves.map(|(at, folders)| (*at, *folders)).collect();
                for (at, [from, to]) in moves {
                    self.across.remove(&at);
                    self.settle_name(from, at);
                    self.settle_name(to, at);
                }
            }
        }
    }

    /// Makes one naming safe, with those before it of the same name.
    fn settle_name(&mut self, folder: usize, moment: usize) {
        let Kind::Folder { safe, loose, .. } = &mut self.nodes[folder].kind else {
            panic!("names are in folders");
        };
        let Some((_, last)) = loose.iter().find(|(at, _)| *at == moment).copied() else {
            return;
        };
        let same =
            |(at, naming): &mut (usize, Naming)| *at <= moment && naming.touches(last.name());
        for (_, naming) in loose.extract_if(.., same) {
            naming.happen(safe);
        }
    }

    /// Writes into this folder what a power cut at this moment could leave.
    pub fn rebuild(&self, into: &Path, chance: &mut Chance) {
        let fate = Fate::of(self.across.len(), chance);
        let all = self.across.keys().enumerate();
        let moved = all.map(|(number, at)| (*at, fate.spares(number, chance)));
        let moved = moved.collect();
        self.rebuild_node(0, into, &moved, chance);
    }

    fn rebuild_node(
        &self,
        node: usize,
        path: &Path,
        moved: &HashMap<usize, bool>,
        chance: &mut Chance,
    ) {
        match &self.nodes[node].kind {
            Kind::File { safe, loose } => fs::write(path, survivor(safe, loose, chance)).unwrap(),
            Kind::Folder { safe, loose, .. } => {
                let mut names = safe.clone();
                let fate = Fate::of(loose.len(), chance);
                for (number, (at, naming)) in loose.iter().enumerate() {
                    let alone = || fate.spares(number, chance);
                    if moved.get(at).copied().unwrap_or_else(alone) {
                        naming.happen(&mut names);
                    }
                }
                fs::create_dir_all(path).unwrap();
                for (name, node) in names {
                    self.rebuild_node(node, &path.join(name), moved, chance);
                }
            }
        }
    }
}

/// A file's bytes after the cut.
fn survivor(safe: &[u8], loose: &[(usize, Change)], chance: &mut Chance) -> Vec<u8> {
    let mut file = safe.to_vec();
    let fate = Fate::of(loose.len(), chance);
    for (number, (_, change)) in loose.iter().enumerate() {
        match (fate.spares(number, chance), fate.tears(number)) {
            (true, true) => change.happen_in_part(&mut file, chance),
            (true, false) => change.happen(&mut file),
            (false, _) => {}
        }
    }
    let mut whole = file.len();
    for (_, change) in loose {
        whole = match change {
            Change::Length(length) => *length,
            Change::Bytes(offset, bytes) => whole.max(offset + bytes.len()),
        };
    }
    // The length can be on the disk before the bytes are.
    if whole > file.len() && chance.of(4) == 0 {
        file.resize(whole, 0);
    }
    file
}
