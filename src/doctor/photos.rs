//! Whether every photo's row has its files, and each file its hash.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use crate::doctor::Finding;
use crate::doctor::finding::unreadable;
use crate::doctor::text::counted;
use crate::photos::{self, PhotoKey, Size};
use crate::platform::digest::sha256;
use crate::store::Examined;
use crate::store::photos::KeptPhoto;

const CHECK: &str = "photos";

/// Photos whose files are missing or changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PhotoDamage {
    /// Accounts of rows without one of their files.
    pub(super) missing: Vec<i64>,
    /// Accounts of rows whose file has another hash.
    pub(super) changed: Vec<i64>,
}

/// Both findings on photos: which database the folder belongs to, and whether all files are there.
pub(super) fn check(examined: &Examined, root: &Path) -> Vec<Finding> {
    let rows = match examined.photos() {
        Ok(rows) => rows,
        Err(error) => return vec![unreadable(CHECK, &error)],
    };
    if !root.is_dir() {
        let shown = root.display();
        return vec![if rows.is_empty() {
            Finding::note(
                CHECK,
                format!("There is no photos' folder {shown} yet."),
                "The next start makes it.",
            )
        } else {
            Finding::error(
                CHECK,
                format!(
                    "The photos' folder {shown} is gone, and {} in it.",
                    counted(rows.len() as u64, "photo", "photos")
                ),
                "Name the right one with --photos, or put it back from a backup.",
            )
        }];
    }
    vec![owner(examined, root), files(examined, rows, root)]
}

fn owner(examined: &Examined, root: &Path) -> Finding {
    const CHECK: &str = "photos' owner";
    let shown = root.display();
    match (photos::owner(root), examined.name()) {
        (_, Err(error)) => unreadable(CHECK, &error),
        (Err(error), _) => Finding::error(
            CHECK,
            format!("Whose photos lie in {shown} can't be read ({error})."),
            "Check the folder's permissions.",
        ),
        (Ok(Some(owner)), Ok(name)) if owner == name => {
            Finding::ok(CHECK, "The photos' folder belongs to this database.")
        }
        (Ok(Some(_)), Ok(_)) => Finding::error(
            CHECK,
            format!(
                "The photos in {shown} belong to another database; the server won't start with them."
            ),
            "Name the two that belong together with --db and --photos, or put both back from one backup.",
        ),
        (Ok(None), Ok(_)) => Finding::note(
            CHECK,
            format!("The photos' folder {shown} isn't marked as any database's yet."),
            "The next start marks it as this one's.",
        ),
    }
}

fn files(examined: &Examined, rows: Vec<KeptPhoto>, root: &Path) -> Finding {
    let count = rows.len() as u64;
    let damage = compare(&rows, root, true).and_then(|damage| {
        // A photo that was replaced meanwhile is no loss.
        let still = examined.photos().map_err(io::Error::other)?;
        Ok(damage.still_named(&rows, &still))
    });
    let damage = match damage {
        Ok(damage) => damage,
        Err(error) => {
            return Finding::error(
                CHECK,
                format!(
                    "The photos in {} can't be looked at ({error}).",
                    root.display()
                ),
                "Check the folder's permissions.",
            );
        }
    };
    let mut says = Vec::new();
    for (accounts, what) in [
        (&damage.missing, "missing"),
        (&damage.changed, "not as they were kept"),
    ] {
        if !accounts.is_empty() {
            says.push(format!(
                "files of {} are {what} ({})",
                counted(accounts.len() as u64, "photo", "photos"),
                named(accounts)
            ));
        }
    }
    if says.is_empty() {
        return Finding::ok(
            CHECK,
            format!(
                "{}, all there and as they were kept.",
                counted(count, "photo", "photos")
            ),
        );
    }
    Finding::error(
        CHECK,
        format!("Some {}.", says.join(", and some ")),
        "Put them back from a backup, or have these people upload a photo anew.",
    )
}

impl PhotoDamage {
    /// Without the rows that were replaced or deleted meanwhile.
    pub(super) fn still_named(mut self, rows: &[KeptPhoto], still: &[KeptPhoto]) -> Self {
        let kept: HashSet<&str> = still.iter().map(|row| row.key.as_str()).collect();
        let gone = rows.iter().filter(|row| !kept.contains(row.key.as_str()));
        let gone: HashSet<i64> = gone.map(|row| row.account).collect();
        self.missing.retain(|account| !gone.contains(account));
        self.changed.retain(|account| !gone.contains(account));
        self
    }
}

/// Looks for the files of every row; with `hash_files` also compares their hashes.
pub(super) fn compare(
    rows: &[KeptPhoto],
    root: &Path,
    hash_files: bool,
) -> io::Result<PhotoDamage> {
    let mut damage = PhotoDamage::default();
    for row in rows {
        let Some(key) = PhotoKey::parse(&row.key) else {
            damage.missing.push(row.account);
            continue;
        };
        let mut sizes = Size::ALL
            .iter()
            .map(|size| photos::file_path(root, &key, *size));
        if !sizes.all(|path| path.is_file()) {
            damage.missing.push(row.account);
        } else if hash_files
            && sha256(&fs::read(photos::file_path(root, &key, Size::Full))?) != row.hash
        {
            damage.changed.push(row.account);
        }
    }
    Ok(damage)
}

/// Names the accounts, never the photos' keys, which are secret.
pub(super) fn named(accounts: &[i64]) -> String {
    const MOST: usize = 5;
    let shown: Vec<String> = accounts.iter().take(MOST).map(i64::to_string).collect();
    let more = if accounts.len() > MOST { ", …" } else { "" };
    format!("of account {}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(account: i64, key: &str) -> KeptPhoto {
        KeptPhoto {
            account,
            key: key.to_owned(),
            hash: sha256(b"picture"),
        }
    }

    #[test]
    fn rows_and_files_are_compared() {
        let root = tempfile::tempdir().expect("a folder");
        let keys = ["a", "b", "c"].map(|letter| letter.repeat(24));
        for key in &keys[..2] {
            let key = PhotoKey::parse(key).expect("a key");
            for size in Size::ALL {
                let path = photos::file_path(root.path(), &key, size);
                fs::create_dir_all(path.parent().expect("a folder")).expect("made");
                fs::write(path, "picture").expect("written");
            }
        }
        let key = PhotoKey::parse(&keys[1]).expect("a key");
        fs::write(photos::file_path(root.path(), &key, Size::Full), "rotten").expect("written");
        let rows = [
            row(1, &keys[0]),
            row(2, &keys[1]),
            row(3, &keys[2]),
            row(4, "../secret"),
        ];
        let deep = compare(&rows, root.path(), true).expect("looked at");
        assert_eq!((&*deep.missing, &*deep.changed), (&[3, 4][..], &[2][..]));
        let shallow = compare(&rows, root.path(), false).expect("looked at");
        assert!(shallow.changed.is_empty());
        // The third one was replaced while we looked.
        let still = [
            row(1, &keys[0]),
            row(2, &keys[1]),
            row(3, "new"),
            row(4, "../secret"),
        ];
        assert_eq!(deep.still_named(&rows, &still).missing, [4]);
    }
}
