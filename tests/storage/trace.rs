//! The library's recording.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A change of the disk, or a sync.
#[derive(Debug)]
pub enum Event {
    Opened {
        handle: u32,
        path: PathBuf,
    },
    Made {
        handle: u32,
        path: PathBuf,
    },
    Emptied {
        handle: u32,
        path: PathBuf,
    },
    Written {
        handle: u32,
        offset: usize,
        bytes: Vec<u8>,
    },
    Cut {
        handle: u32,
        length: usize,
    },
    Syncing {
        handle: u32,
        sync: u64,
    },
    Synced {
        sync: u64,
    },
    Renamed {
        from: PathBuf,
        to: PathBuf,
    },
    Linked {
        from: PathBuf,
        to: PathBuf,
    },
    Unlinked(PathBuf),
    Folder(PathBuf),
}

/// A record's head: kind, handle, offset, and the lengths of what follows.
const HEAD: usize = 24;

/// All events in their order, and the length of the trace after each.
pub fn read(path: &Path) -> (Vec<Event>, Vec<u64>) {
    let bytes = fs::read(path).unwrap();
    let (mut events, mut ends) = (Vec::new(), Vec::new());
    let mut rest = &bytes[..];
    while !rest.is_empty() {
        let (event, after) = next(rest);
        rest = after;
        events.push(event);
        ends.push((bytes.len() - rest.len()) as u64);
    }
    (events, ends)
}

/// The first event, from this one on, that writes to a file of this name.
pub fn first_write(events: &[Event], from: usize, name: &str) -> Option<usize> {
    let mut open = HashSet::new();
    let mut writes = |event: &Event| match event {
        Event::Opened { handle, path } | Event::Made { handle, path } => {
            // Another process reuses the numbers.
            open.remove(handle);
            if path.ends_with(name) {
                open.insert(*handle);
            }
            false
        }
        Event::Written { handle, .. } => open.contains(handle),
        _ => false,
    };
    let mut events = events.iter().enumerate();
    events
        .find(|(at, event)| writes(event) && *at >= from)
        .map(|(at, _)| at)
}

fn next(bytes: &[u8]) -> (Event, &[u8]) {
    let (head, rest) = bytes.split_at(HEAD);
    let (kind, handle) = (number(head, 0), number(head, 4));
    let wide = u64::from_ne_bytes(head[8..16].try_into().unwrap());
    let offset = usize::try_from(wide).unwrap();
    let (first, rest) = rest.split_at(number(head, 16) as usize);
    let (second, rest) = rest.split_at(number(head, 20) as usize);
    let path = |bytes: &[u8]| PathBuf::from(str::from_utf8(bytes).unwrap());
    let event = match kind {
        1 => Event::Opened {
            handle,
            path: path(first),
        },
        2 => Event::Made {
            handle,
            path: path(first),
        },
        3 => Event::Emptied {
            handle,
            path: path(first),
        },
        4 => Event::Written {
            handle,
            offset,
            bytes: first.to_vec(),
        },
        5 => Event::Cut {
            handle,
            length: offset,
        },
        6 => Event::Syncing { handle, sync: wide },
        7 => Event::Synced { sync: wide },
        8 => Event::Renamed {
            from: path(first),
            to: path(second),
        },
        9 => Event::Unlinked(path(first)),
        10 => Event::Folder(path(first)),
        11 => Event::Linked {
            from: path(first),
            to: path(second),
        },
        // The library passes the call on without recording it, so the rebuilt disks would lack it.
        _ => panic!(
            "the server calls {}: teach tests/storage/faults.c",
            path(first).display()
        ),
    };
    (event, rest)
}

fn number(head: &[u8], at: usize) -> u32 {
    u32::from_ne_bytes(head[at..at + 4].try_into().unwrap())
}
