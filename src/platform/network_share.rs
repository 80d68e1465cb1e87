//! File systems of other machines, on which no database can lie: their locks aren't to be relied on, and a write-ahead
//! log needs memory that all its processes share (<https://www.sqlite.org/wal.html>, "Overview";
//! <https://www.sqlite.org/howtocorrupt.html>, 2.1).

use std::path::Path;

/// The protocol by which the nearest folder of this path that exists is reached, if another machine has it.
pub(crate) fn protocol(path: &Path) -> Option<&'static str> {
    let whole = std::path::absolute(path).ok()?;
    of_folder(whole.ancestors().find(|folder| folder.exists())?)
}

/// The numbers are those of Linux' `magic.h`.
#[cfg(target_os = "linux")]
fn of_folder(folder: &Path) -> Option<&'static str> {
    let number = rustix::fs::statfs(folder).ok()?.f_type;
    of_number(u32::try_from(number & 0xffff_ffff).ok()?)
}

#[cfg(target_os = "linux")]
const fn of_number(number: u32) -> Option<&'static str> {
    match number {
        0x6969 => Some("NFS"),
        // SMB's first version, and the two of the client that Linux has today.
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => Some("SMB"),
        _ => None,
    }
}

/// The systems that came from BSD have names.
#[cfg(all(unix, not(target_os = "linux")))]
fn of_folder(folder: &Path) -> Option<&'static str> {
    let found = rustix::fs::statfs(folder).ok()?;
    let letters = found.f_fstypename.iter().take_while(|letter| **letter != 0);
    let name: Vec<u8> = letters.map(|letter| letter.to_ne_bytes()[0]).collect();
    match name.as_slice() {
        b"nfs" => Some("NFS"),
        b"smbfs" => Some("SMB"),
        b"afpfs" => Some("AFP"),
        b"webdav" => Some("WebDAV"),
        _ => None,
    }
}

/// Drives with a letter that are shares have their real names here.
#[cfg(windows)]
fn of_folder(folder: &Path) -> Option<&'static str> {
    use std::path::{Component, Prefix};
    let whole = folder.canonicalize().ok()?;
    let Some(Component::Prefix(prefix)) = whole.components().next() else {
        return None;
    };
    let is_share = matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..));
    is_share.then_some("SMB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_folder_is_none_and_what_is_missing_is_judged_by_its_parent() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(protocol(folder.path()), None);
        assert_eq!(protocol(&folder.path().join("not/there/yet.db")), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn shares_are_known_by_their_numbers() {
        assert_eq!(of_number(0x6969), Some("NFS"));
        assert_eq!(of_number(0x517b), Some("SMB"));
        assert_eq!(of_number(0xff53_4d42), Some("SMB"));
        assert_eq!(of_number(0xfe53_4d42), Some("SMB"));
        // ext4, btrfs, tmpfs, FUSE (which may be anything), 9P (drives of Windows under WSL).
        for local in [0xef53, 0x9123_683e, 0x0102_1994, 0x6573_5546, 0x0102_1997] {
            assert_eq!(of_number(local), None);
        }
    }
}
