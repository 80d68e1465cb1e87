//! What a file system can't do: one of another machine can't hold a database, since its locks aren't to be relied on and
//! a write-ahead log needs memory that all its processes share (<https://www.sqlite.org/wal.html>, "Overview";
//! <https://www.sqlite.org/howtocorrupt.html>, 2.1); those of sticks have no modes.

use std::path::Path;

/// What is known of the file system that a path lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Another machine's, by this protocol.
    Share(&'static str),
    /// One of which every file has the same mode, such as exFAT.
    Modeless,
    /// Any other.
    Usual,
}

/// The protocol by which the nearest folder of this path that exists is reached, if another machine has it.
pub(crate) fn share(path: &Path) -> Option<&'static str> {
    match kind(path) {
        Kind::Share(protocol) => Some(protocol),
        Kind::Modeless | Kind::Usual => None,
    }
}

/// Whether files there have modes of their own, as far as is known.
pub(crate) fn has_modes(path: &Path) -> bool {
    kind(path) != Kind::Modeless
}

fn kind(path: &Path) -> Kind {
    let nearest = || {
        let whole = std::path::absolute(path).ok()?;
        of_folder(whole.ancestors().find(|folder| folder.exists())?)
    };
    nearest().unwrap_or(Kind::Usual)
}

#[cfg(target_os = "linux")]
fn of_folder(folder: &Path) -> Option<Kind> {
    /// Mounted by a program; which, says the list of mounts.
    const FUSE: u32 = 0x6573_5546;
    let number = rustix::fs::statfs(folder).ok()?.f_type;
    match u32::try_from(number & 0xffff_ffff).ok()? {
        FUSE => Some(of_fuse(folder)),
        number => Some(of_number(number)),
    }
}

/// The numbers are those of Linux' `magic.h`, NTFS' those of its two drivers.
#[cfg(target_os = "linux")]
const fn of_number(number: u32) -> Kind {
    match number {
        0x6969 => Kind::Share("NFS"),
        // SMB's first version, and the two of the client that Linux has today.
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => Kind::Share("SMB"),
        // FAT, exFAT, NTFS.
        0x4d44 | 0x2011_bab0 | 0x5346_544e | 0x7366_746e => Kind::Modeless,
        _ => Kind::Usual,
    }
}

/// Of those that FUSE mounts, the drivers of exFAT and NTFS alone are given a disk.
#[cfg(target_os = "linux")]
fn of_fuse(folder: &Path) -> Kind {
    use std::os::unix::fs::MetadataExt as _;
    let is_disk = || {
        let device = folder.metadata().ok()?.dev();
        let device = format!(
            "{}:{}",
            rustix::fs::major(device),
            rustix::fs::minor(device)
        );
        let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
        let mount = mounts
            .lines()
            .find(|mount| mount.split(' ').nth(2) == Some(&device))?;
        let (_, kind) = mount.split_once(" - ")?;
        Some(kind.starts_with("fuseblk "))
    };
    if is_disk() == Some(true) {
        Kind::Modeless
    } else {
        Kind::Usual
    }
}

/// The systems that came from BSD have names.
#[cfg(all(unix, not(target_os = "linux")))]
fn of_folder(folder: &Path) -> Option<Kind> {
    let found = rustix::fs::statfs(folder).ok()?;
    let letters = found.f_fstypename.iter().take_while(|letter| **letter != 0);
    let name: Vec<u8> = letters.map(|letter| letter.to_ne_bytes()[0]).collect();
    Some(match name.as_slice() {
        b"nfs" => Kind::Share("NFS"),
        b"smbfs" => Kind::Share("SMB"),
        b"afpfs" => Kind::Share("AFP"),
        b"webdav" => Kind::Share("WebDAV"),
        b"exfat" | b"msdos" | b"msdosfs" | b"ntfs" => Kind::Modeless,
        _ => Kind::Usual,
    })
}

/// Drives with a letter that are shares have their real names here.
#[cfg(windows)]
fn of_folder(folder: &Path) -> Option<Kind> {
    use std::path::{Component, Prefix};
    let whole = folder.canonicalize().ok()?;
    let Some(Component::Prefix(prefix)) = whole.components().next() else {
        return None;
    };
    let is_share = matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..));
    is_share.then_some(Kind::Share("SMB"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_folder_has_modes_and_what_is_missing_is_judged_by_its_parent() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(kind(folder.path()), Kind::Usual);
        assert_eq!(kind(&folder.path().join("not/there/yet.db")), Kind::Usual);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn file_systems_are_known_by_their_numbers() {
        assert_eq!(of_number(0x6969), Kind::Share("NFS"));
        for smb in [0x517b, 0xff53_4d42, 0xfe53_4d42] {
            assert_eq!(of_number(smb), Kind::Share("SMB"));
        }
        for stick in [0x4d44, 0x2011_bab0, 0x5346_544e, 0x7366_746e] {
            assert_eq!(of_number(stick), Kind::Modeless);
        }
        // ext4, btrfs, tmpfs, 9P (drives of Windows under WSL).
        for usual in [0xef53, 0x9123_683e, 0x0102_1994, 0x0102_1997] {
            assert_eq!(of_number(usual), Kind::Usual);
        }
    }
}
