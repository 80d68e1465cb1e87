//! Many people come in a time that grows as they do, and in less than 100 MiB.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

use super::hostile::used_by;
use super::{ask, import_lying};

/// The default number of people; a long run imports a hundred thousand.
const SHORT: u32 = 20_000;

/// As many accounts as `mysqldump` writes them: long statements of many rows.
fn dump(path: &Path, people: u32) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    let head = "-- MySQL dump 10.13\nCREATE TABLE `auth_model` (`username` varchar(50), `frontName` varchar(50), `lastName` varchar(50),\n\
                `email` varchar(100), `password` varchar(100), `status` varchar(50), `created_at` timestamp, `mbti` varchar(50),\n\
                `photo_profile` varchar(255), `update_counter` int);\n";
    out.write_all(head.as_bytes()).unwrap();
    for n in 0..people {
        let begin = if n % 4000 == 0 {
            "INSERT INTO `auth_model` VALUES "
        } else {
            ","
        };
        let end = if n % 4000 == 3999 || n + 1 == people {
            ";\n"
        } else {
            ""
        };
        write!(
            out,
            "{begin}('User{n}20230614','Front\\'{n}','Last),(;{n}','person{n}@example.org',\
             '$2b$12$pL5MR1eO8Z6az1y5roLZOulh0UwKgLXWCN71l0J2MEviwE1iNvqMy','User','2023-06-14 03:04:05','INFJ',NULL,{}){end}",
            n % 5
        )
        .unwrap();
    }
    out.flush().unwrap();
}

/// Four times as many people take some four times as long of a processor, whatever else runs here; how long they took is
/// printed. `FIRSTSTEP_IMPORT_PEOPLE` says how many.
#[test]
fn many_people_come_quickly_and_take_little_room() {
    let people =
        std::env::var("FIRSTSTEP_IMPORT_PEOPLE").map_or(SHORT, |count| count.parse().unwrap());
    let (few, many) = (import_twice(people / 4), import_twice(people));
    assert!(many < 8 * few, "{many} ms of a processor, not {few}");
}

/// So many are made at first, and none the second time; returns the milliseconds of a processor of both.
fn import_twice(people: u32) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    dump(&folder.path().join("dump.sql"), people);
    let mut all = 0;
    for made in [people, 0] {
        let begun = Instant::now();
        let (peak, millis, ended) = used_by(import_lying(folder.path(), "dump.sql"));
        assert_eq!(ended.status.code(), Some(0), "{ended:?}");
        println!(
            "{made} of {people} made in {:.1?}, {millis} ms of a processor, {} MiB at the most",
            begun.elapsed(),
            peak / 1024
        );
        let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
        assert_eq!(super::tally(&report, "auth_model")[1], u64::from(made));
        assert!(peak < 100 * 1024, "{peak} KiB");
        all += millis;
    }
    assert_eq!(
        ask::<u32>(folder.path(), "select count(*) from accounts"),
        people
    );
    all
}
