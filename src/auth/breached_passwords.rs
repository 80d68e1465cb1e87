//! Looks passwords up in a file of leaked ones, as Have I Been Pwned publishes it.
//!
//! A line is the SHA-1 of a password in hexadecimal, perhaps with a count behind it (`HASH:COUNT`), and lines are
//! sorted by hash. The whole file has 40 GB: nothing of it is kept in memory, a look-up reads some thirty lines. It
//! is opened for each, so that a newer file can be renamed into its place.

use std::cmp::Ordering;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use sha1::{Digest as _, Sha1};

use crate::domain::operator_error::OperatorError;
use crate::domain::password::Password;
use crate::platform::digest::hex;

/// A file of leaked passwords.
pub struct BreachedPasswords {
    path: PathBuf,
}

/// A line of the file.
struct Line {
    /// Where it begins.
    start: u64,
    /// Where the next one begins.
    end: u64,
    /// The hash, in capitals.
    hash: String,
}

/// Hexadecimal digits of SHA-1.
const DIGITS: usize = 40;
/// Longer than two lines, so that wherever it begins there is a whole one in it.
const WINDOW: u64 = 256;
/// How many lines are looked at before the file is taken.
const PROBES: u64 = 64;

impl BreachedPasswords {
    /// The file at this path, if lines all over it are hashes in order.
    pub(crate) fn open(path: &Path) -> Result<Self, OperatorError> {
        let list = Self {
            path: path.to_owned(),
        };
        list.check().map_err(|error| {
            OperatorError::new(
                format!(
                    "The file of leaked passwords {} can't be used ({error})",
                    path.display()
                ),
                "--breached-passwords takes a list as Have I Been Pwned's: HASH:COUNT a line, SHA-1, sorted by hash.",
            )
        })?;
        Ok(list)
    }

    /// Whether the password is in it.
    pub(crate) fn contains(&self, password: &Password) -> io::Result<bool> {
        let wanted = hex(&Sha1::digest(password.reveal())).to_ascii_uppercase();
        let (mut file, length) = self.file()?;
        // Its line, if there is one, begins from here on and before there.
        let (mut from, mut to) = (0, length);
        while from < to {
            let middle = u64::midpoint(from, to);
            let line = line_at(&mut file, middle)?.filter(|line| line.start < to);
            match line.map(|line| (wanted.cmp(&line.hash), line.end)) {
                Some((Ordering::Equal, _)) => return Ok(true),
                Some((Ordering::Greater, end)) => from = end,
                Some((Ordering::Less, _)) | None => to = middle,
            }
        }
        Ok(false)
    }

    fn file(&self) -> io::Result<(File, u64)> {
        let file = File::open(&self.path)?;
        let length = file.metadata()?.len();
        Ok((file, length))
    }

    fn check(&self) -> io::Result<()> {
        let (mut file, length) = self.file()?;
        let mut last: Option<Line> = None;
        for probe in 0..PROBES {
            let Some(line) = line_at(&mut file, length / PROBES * probe)? else {
                break;
            };
            match &last {
                Some(last) if last.start == line.start => {}
                Some(last) if last.hash >= line.hash => {
                    return Err(wrong("out of order", line.start));
                }
                _ => last = Some(line),
            }
        }
        last.map(drop)
            .ok_or_else(|| io::Error::other("it is empty"))
    }
}

/// The first line that begins at this place or after it.
fn line_at(file: &mut File, place: u64) -> io::Result<Option<Line>> {
    // From the byte before, which may end the line before.
    let begin = place.saturating_sub(1);
    file.seek(SeekFrom::Start(begin))?;
    let mut window = Vec::new();
    file.take(WINDOW).read_to_end(&mut window)?;
    let skipped = match place {
        0 => 0,
        _ => match window.iter().position(|byte| *byte == b'\n') {
            Some(at) => at + 1,
            None if (window.len() as u64) < WINDOW => return Ok(None),
            None => return Err(wrong("no line of a hash", begin)),
        },
    };
    let (rest, start) = (&window[skipped..], begin + skipped as u64);
    if rest.is_empty() {
        return Ok(None);
    }
    let text = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let hash = hash_of(text).ok_or_else(|| wrong("no line of a hash", start))?;
    let end = start + text.len() as u64 + 1;
    Ok(Some(Line { start, end, hash }))
}

fn hash_of(line: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(line).ok()?.trim_end_matches('\r');
    let (hash, count) = text.split_once(':').unwrap_or((text, "0"));
    let digits = hash.len() == DIGITS && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
    let counted = !count.is_empty() && count.bytes().all(|digit| digit.is_ascii_digit());
    (digits && counted).then(|| hash.to_ascii_uppercase())
}

fn wrong(what: &str, place: u64) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("{what} at byte {place}"),
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    fn hash(text: &str) -> String {
        hex(&Sha1::digest(text)).to_ascii_uppercase()
    }

    fn password(text: &str) -> Password {
        Password::known(text).expect("a password")
    }

    /// A list of these passwords, its lines made so of a hash.
    fn list(passwords: &[String], line: fn(String) -> String) -> (TempDir, BreachedPasswords) {
        let mut hashes: Vec<String> = passwords.iter().map(|text| hash(text)).collect();
        hashes.sort();
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pwned.txt");
        let lines: String = hashes.into_iter().map(line).collect();
        fs::write(&path, lines).expect("written");
        let list = BreachedPasswords::open(&path).expect("a list");
        (folder, list)
    }

    #[test]
    fn every_line_is_found_and_no_other() {
        let numbered = |count: usize| {
            (0..count)
                .map(|at| format!("password{at}"))
                .collect::<Vec<_>>()
        };
        let forms: [fn(String) -> String; 4] = [
            |hash| format!("{hash}:{}\n", hash.len()),
            |hash| format!("{hash}:9545824\r\n"),
            |hash| format!("{hash}\n"),
            |hash| format!("{}:1\n", hash.to_lowercase()),
        ];
        for (line, count) in forms.into_iter().zip([1, 2, 77, 1000]) {
            let known = numbered(count);
            let (_folder, list) = list(&known, line);
            for text in &known {
                assert!(
                    list.contains(&password(text)).expect("read"),
                    "{text} of {count}"
                );
            }
            for at in count..count + 50 {
                assert!(
                    !list
                        .contains(&password(&format!("password{at}")))
                        .expect("read")
                );
            }
        }
    }

    #[test]
    fn the_last_line_needs_no_end_and_counts_may_differ_in_length() {
        let known: Vec<String> = (0..9).map(|at| format!("secret{at}")).collect();
        let (folder, _list) = list(&known, |hash| {
            let digits = usize::from(hash.as_bytes()[3] % 9) + 1;
            format!("{hash}:{}\n", "7".repeat(digits))
        });
        let path = folder.path().join("pwned.txt");
        let text = fs::read_to_string(&path).expect("read");
        fs::write(&path, text.trim_end()).expect("written");
        let list = BreachedPasswords::open(&path).expect("a list");
        assert!(
            known
                .iter()
                .all(|text| list.contains(&password(text)).expect("read"))
        );
    }

    #[test]
    fn what_is_no_such_list_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pwned.txt");
        let (one, other) = (hash("a"), hash("b"));
        let (low, high) = if one < other {
            (one, other)
        } else {
            (other, one)
        };
        for (text, why) in [
            (String::new(), "it is empty"),
            ("password123\n".to_owned(), "no line of a hash at byte 0"),
            (format!("{}\n", &low[..32]), "no line of a hash at byte 0"),
            (format!("{low}:x\n"), "no line of a hash at byte 0"),
            (format!("\u{feff}{low}:1\n"), "no line of a hash at byte 0"),
            (format!("{high}:1\n{low}:1\n"), "out of order at byte 43"),
            (format!("{low}:1\n{}", "x".repeat(500)), "no line of a hash"),
        ] {
            fs::write(&path, &text).expect("written");
            let error = BreachedPasswords::open(&path)
                .err()
                .expect(&text)
                .to_string();
            assert!(
                error.contains(why) && error.contains("pwned.txt"),
                "{error}"
            );
        }
        let missing = BreachedPasswords::open(&folder.path().join("none"));
        assert!(
            missing
                .err()
                .expect("missing")
                .to_string()
                .contains("can't be used")
        );
    }

    #[test]
    fn a_file_that_is_gone_or_spoilt_later_is_an_error() {
        let (folder, list) = list(&["password123".to_owned()], |hash| format!("{hash}:1\n"));
        let path = folder.path().join("pwned.txt");
        fs::write(&path, "spoilt\n").expect("written");
        assert!(list.contains(&password("password123")).is_err());
        fs::remove_file(&path).expect("removed");
        assert!(list.contains(&password("password123")).is_err());
    }
}
