//! A disk as a power cut could leave it.
//!
//! The rules are those of POSIX, which promise less than any one file system keeps:
//! - The bytes and the length of a file are safe once a sync of it, begun after they were written,
//!   has ended. Of those that aren't, any may be there, in any order, each 512 bytes for themselves;
//!   where a file was to grow, there may be zeros.
//! - Names (made, renamed, removed) are safe once their folder was synced, likewise; of those that
//!   aren't, any may have happened. A rename happens whole or not at all.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use crate::trace::Event;

const SECTOR: usize = 512;

/// Syncs that are not believed: what such a disk loses must be found, or the tests see nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    None,
    /// All of them.
    Everything,
    /// Those of the write-ahead log, as if `pragma synchronous` were off.
    Log,
    /// Those of the database itself, when the log is moved into it.
    Database,
    /// Those of the data folder's names.
    DataFolder,
    /// Those of photos.
    PhotoFiles,
    /// Those of the photos' folders.
    PhotoFolders,
}

impl Lie {
    fn believes(self, path: &Path, folder: bool) -> bool {
        let photos = path.components().any(|part| part.as_os_str() == "photos");
        match self {
            Self::None => true,
            Self::Everything => false,
            Self::Log => !path.ends_with("firststep.db-wal"),
            Self::Database => !path.ends_with("firststep.db"),
            Self::DataFolder => path != Path::new("data"),
            Self::PhotoFiles => folder || !photos,
            Self::PhotoFolders => !folder || !photos,
        }
    }
}

/// All files and folders, named or not, and who has them open. The first is the whole.
pub struct Disk<'trace> {
    root: &'trace Path,
    lie: Lie,
    nodes: Vec<Node<'trace>>,
    open: HashMap<u32, usize>,
    /// Syncs under way: of what, and since when.
    syncing: HashMap<u64, (usize, usize)>,
    /// How many events there were.
    moment: usize,
}

struct Node<'trace> {
    believed: bool,
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

    /// The sectors of it that chance lets happen.
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
    pub fn new(root: &'trace Path, lie: Lie) -> Self {
        let mut disk = Self {
            root,
            lie,
            nodes: Vec::new(),
            open: HashMap::new(),
            syncing: HashMap::new(),
            moment: 0,
        };
        disk.add_folder(root);
        disk
    }

    /// The next thing that happens to it.
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
                assert_eq!(from.parent(), to.parent(), "a rename within a folder");
                let (node, from) = (self.find(from), from.file_name().unwrap());
                self.name(to, |to| Naming::Moved(from, to, node));
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
        let believed = self.lie.believes(path, folder);
        self.nodes.push(Node { believed, kind });
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

    /// What happened to a node before this moment stays.
    fn settle(&mut self, node: usize, moment: usize) {
        let node = &mut self.nodes[node];
        match &mut node.kind {
            _ if !node.believed => {}
            Kind::File { safe, loose } => {
                for (_, change) in loose.extract_if(.., |(at, _)| *at < moment) {
                    change.happen(safe);
                }
            }
            Kind::Folder { safe, loose, .. } => {
                for (_, naming) in loose.extract_if(.., |(at, _)| *at < moment) {
                    naming.happen(safe);
                }
            }
        }
    }

    /// Writes into this folder what a cut at this moment could leave.
    pub fn rebuild(&self, into: &Path, chance: &mut Chance) {
        self.rebuild_node(0, into, chance);
    }

    fn rebuild_node(&self, node: usize, path: &Path, chance: &mut Chance) {
        match &self.nodes[node].kind {
            Kind::File { safe, loose } => fs::write(path, survivor(safe, loose, chance)).unwrap(),
            Kind::Folder { safe, loose, .. } => {
                let mut names = safe.clone();
                let fate = Fate::of(loose.len(), chance);
                for (number, (_, naming)) in loose.iter().enumerate() {
                    if fate.spares(number, chance) {
                        naming.happen(&mut names);
                    }
                }
                fs::create_dir_all(path).unwrap();
                for (name, node) in names {
                    self.rebuild_node(node, &path.join(name), chance);
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

/// What becomes of changes that nothing has made last.
enum Fate {
    Lost,
    Kept,
    /// Those before this one; the last of them is torn.
    Prefix(usize),
    Random,
}

impl Fate {
    fn of(count: usize, chance: &mut Chance) -> Self {
        match chance.of(4) {
            0 => Self::Lost,
            1 => Self::Kept,
            2 => Self::Prefix(chance.of(count + 1)),
            _ => Self::Random,
        }
    }

    fn spares(&self, number: usize, chance: &mut Chance) -> bool {
        match self {
            Self::Lost => false,
            Self::Kept => true,
            Self::Prefix(end) => number < *end,
            Self::Random => chance.of(2) == 0,
        }
    }

    fn tears(&self, number: usize) -> bool {
        match self {
            Self::Prefix(end) => number + 1 == *end,
            Self::Random => true,
            Self::Lost | Self::Kept => false,
        }
    }
}

/// Numbers that look random, the same ones for the same seed (SplitMix64).
pub struct Chance(pub u64);

impl Chance {
    /// A number below this one.
    pub fn of(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }
}
