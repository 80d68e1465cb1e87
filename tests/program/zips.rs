//! Writes zips byte by byte, also malformed ones.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

/// A file in a zip.
#[derive(Clone)]
pub struct Entry {
    pub name: String,
    pub bytes: Vec<u8>,
    /// The declared compression method; 0 for none.
    pub method: u16,
    /// The declared length, if it isn't the real one.
    pub claimed: Option<u32>,
    /// The entry whose bytes it shares.
    pub overlaps: Option<String>,
    checksum: u32,
}

impl Entry {
    pub fn new(name: &str, bytes: &[u8]) -> Self {
        Self {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
            method: 0,
            claimed: None,
            overlaps: None,
            checksum: checksum(bytes),
        }
    }

    /// The fields of both headers, from the method on.
    fn head(&self) -> Vec<u8> {
        let length = self.claimed.unwrap_or(self.bytes.len().try_into().unwrap());
        let name = u16::try_from(self.name.len()).unwrap();
        let mut head = self.method.to_le_bytes().to_vec();
        // 1980-01-01, midnight.
        head.extend([0, 0, 0x21, 0]);
        head.extend(self.checksum.to_le_bytes());
        head.extend(u32::try_from(self.bytes.len()).unwrap().to_le_bytes());
        head.extend(length.to_le_bytes());
        head.extend(name.to_le_bytes());
        head.extend([0, 0]);
        head
    }
}

/// CRC-32, as zips have it.
fn checksum(bytes: &[u8]) -> u32 {
    let mut sum = !0_u32;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg());
        }
    }
    !sum
}

/// The files of a valid zip.
pub fn read(zip: &[u8]) -> Vec<Entry> {
    let mut zip = ZipArchive::new(Cursor::new(zip)).unwrap();
    let count = zip.len();
    let read = |at| {
        let mut file = zip.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        Entry::new(&file.name().unwrap(), &bytes)
    };
    (0..count).map(read).collect()
}

/// A zip of these files.
pub fn write(entries: &[Entry]) -> Vec<u8> {
    let (mut zip, mut list) = (Vec::new(), Vec::new());
    let mut places: Vec<(&str, u32)> = Vec::new();
    for entry in entries {
        let own = u32::try_from(zip.len()).unwrap();
        let shared = entry.overlaps.as_deref();
        let shared = shared.and_then(|name| places.iter().find(|(known, _)| *known == name));
        let shared = shared.map(|(_, place)| *place);
        let place = shared.unwrap_or(own);
        places.push((&entry.name, place));
        if shared.is_none() {
            zip.extend(b"PK\x03\x04\x14\0\0\x08");
            zip.extend(entry.head());
            zip.extend(entry.name.as_bytes());
            zip.extend(&entry.bytes);
        }
        list.extend(b"PK\x01\x02\x14\x03\x14\0\0\x08");
        list.extend(entry.head());
        list.extend([0; 6]);
        list.extend(0o100_600_u32.wrapping_shl(16).to_le_bytes());
        // The disk's number and two attributes come first, the offset last.
        list.extend(place.to_le_bytes());
        list.extend(entry.name.as_bytes());
    }
    let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
    let start = u32::try_from(zip.len()).unwrap();
    let length = u32::try_from(list.len()).unwrap();
    zip.extend(list);
    zip.extend(b"PK\x05\x06\0\0\0\0");
    zip.extend(count.iter().chain(&count));
    zip.extend(length.to_le_bytes());
    zip.extend(start.to_le_bytes());
    zip.extend([0, 0]);
    zip
}
