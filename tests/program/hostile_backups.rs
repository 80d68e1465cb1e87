//! Malicious and damaged archives: each is refused with a sentence, and nothing is changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use firststep::platform::digest::sha256;
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::backup::{Somebody, backup, contents, create, restore};
use crate::failed_starts::{assert_contains, refused};
use crate::support::{Server, ask_database, done, program};
use crate::zips::{Entry, read, write};

/// A sound archive taken apart, and a data folder that must not change.
struct Ground {
    _folder: TempDir,
    data: PathBuf,
    entries: Vec<Entry>,
}

static ALONE: Mutex<()> = Mutex::new(());

static GROUND: LazyLock<Ground> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::on(&data);
    Somebody::new(&server, "sari@example.org");
    server.stop();
    let archive = create(&data);
    let entries = read(&fs::read(&archive).unwrap());
    fs::remove_dir_all(data.join("backups")).unwrap();
    Ground {
        _folder: folder,
        data,
        entries,
    }
});

/// The valid archive's files, to be changed.
fn sound() -> Vec<Entry> {
    GROUND.entries.clone()
}

fn find<'all>(entries: &'all mut [Entry], name: &str) -> &'all mut Entry {
    let found = entries
        .iter_mut()
        .find(|entry| entry.name.starts_with(name));
    found.unwrap_or_else(|| panic!("no {name}"))
}

/// Changes the manifest.
fn with_manifest(mut entries: Vec<Entry>, change: impl Fn(&mut Value)) -> Vec<Entry> {
    let manifest = find(&mut entries, "manifest.json");
    let mut value = serde_json::from_slice(&manifest.bytes).unwrap();
    change(&mut value);
    *manifest = Entry::new("manifest.json", &serde_json::to_vec(&value).unwrap());
    entries
}

/// Makes the manifest agree with the files.
fn rehashed(entries: Vec<Entry>) -> Vec<Entry> {
    let files = entries.iter().filter(|entry| entry.name != "manifest.json");
    let list: Vec<Value> = files
        .map(|entry| {
            json!({"name": entry.name, "size": entry.bytes.len(), "sha256": sha256(&entry.bytes)})
        })
        .collect();
    with_manifest(entries, |manifest| manifest["files"] = json!(list))
}

/// The sound archive with another file of this name, and a manifest that agrees.
fn with_file(name: &str, bytes: &[u8]) -> Vec<Entry> {
    let mut entries = sound();
    entries.retain(|entry| entry.name != name);
    entries.insert(0, Entry::new(name, bytes));
    rehashed(entries)
}

/// The sound archive with a database on which this was done, and a manifest that agrees.
fn with_database(sql: &str) -> Vec<Entry> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    fs::write(&path, &find(&mut sound(), "firststep.db").bytes).unwrap();
    let database = Connection::open(&path).unwrap();
    database.execute_batch(sql).unwrap();
    database.execute_batch("pragma journal_mode = delete").ok();
    database.close().unwrap();
    with_file("firststep.db", &fs::read(&path).unwrap())
}

/// Asserts that every command refuses it with these words, and changes neither an existing folder
/// nor a new one.
#[track_caller]
fn assert_refused(what: &str, archive: &[u8], words: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hostile.zip");
    fs::write(&file, archive).unwrap();
    let path = file.to_str().unwrap();
    let said = refused(backup(&["verify", path]));
    assert!(said.len() < 600, "{what}: {} bytes", said.len());
    assert_contains(&said, words);

    // The folder must not be in use.
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let before = contents(&GROUND.data);
    let mut command = restore(&file, &GROUND.data);
    command.arg("--force");
    assert_contains(&refused(command), words);
    assert!(contents(&GROUND.data) == before, "{what}: changed");
    drop(alone);

    let missing = folder.path().join("a/b");
    assert_contains(&refused(restore(&file, &missing)), words);
    let left: Vec<_> = contents(folder.path()).into_keys().collect();
    assert_eq!(left, [file], "{what}");
}

#[track_caller]
fn assert_all_refused(what: &str, entries: &[Entry], words: &[&str]) {
    assert_refused(what, &write(entries), words);
}

/// The control: the tests above prove nothing unless this archive is accepted.
#[test]
fn taken_apart_and_put_together_it_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sound.zip");
    fs::write(&file, write(&rehashed(sound()))).unwrap();
    done(backup(&["verify", file.to_str().unwrap()]));
    done(restore(&file, &folder.path().join("data")));
}

#[test]
fn what_a_backup_counted_wrong_is_counted_anew() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.zip");
    let wrong = with_database("update counts set n = 7; delete from account_blocks");
    fs::write(&file, write(&wrong)).unwrap();
    let data = folder.path().join("data");
    done(restore(&file, &data));
    let sql = "select (select group_concat(n) from (select n from counts where n <> 0 and kind in ('results', 'role')
               order by kind)) || ' ' || (select accounts from account_blocks)";
    let counts: String = ask_database(&data.join("firststep.db"), sql);
    assert_eq!(counts, "1,1 1", "a result and an account");
}

#[test]
fn paths_that_lead_elsewhere() {
    for name in [
        "../evil",
        "/tmp/evil",
        "photos/../../evil",
        "photos/ab/../../../evil",
        "..\\evil",
        "C:\\evil",
        "firststep.db/../evil",
        "photos/ab/abcdefghijklmnopqrstuvwx.jpg/evil",
        "photos/database",
        "restore.journal",
        "",
        "evil\0.jpg",
        "secret\u{202e}gpj",
    ] {
        assert_all_refused(name, &with_file(name, b"evil"), &["belong there"]);
        // Also without an entry in the manifest.
        let mut hidden = sound();
        hidden.insert(0, Entry::new(name, b"evil"));
        assert_all_refused(name, &hidden, &["can't be used"]);
    }
}

#[test]
fn bombs() {
    let mut packed = sound();
    // 1 GiB of zeros, deflated to a megabyte.
    find(&mut packed, "firststep.db").method = 8;
    assert_all_refused("packed", &packed, &["packed"]);
    let mut packed = sound();
    find(&mut packed, "manifest.json").method = 8;
    assert_all_refused("a packed manifest", &packed, &["manifest"]);
    for size in [1 << 40, u64::MAX / 2, u64::MAX] {
        let huge = with_manifest(sound(), |manifest| {
            manifest["files"][0]["size"] = json!(size);
        });
        assert_all_refused("a huge size", &huge, &["as long as its manifest says"]);
    }
    let mut lying = sound();
    find(&mut lying, "photos/").claimed = Some(u32::MAX - 7);
    assert_all_refused("a long file that isn't", &lying, &["can't be used"]);
    // All entries share the same bytes, as in zip bombs of overlapping files.
    let mut shared = sound();
    let first = shared[0].name.clone();
    shared[1].overlaps = Some(first);
    assert_all_refused("overlapping", &shared, &["can't be used"]);
}

#[test]
fn cut_off_anywhere() {
    let whole = write(&sound());
    let cuts = (0..whole.len())
        .step_by(whole.len() / 23)
        .chain([whole.len() - 1]);
    for cut in cuts {
        assert_refused("cut off", &whole[..cut], &["can't be used"]);
    }
    let mut twice = whole.clone();
    twice.truncate(whole.len() / 2);
    twice.extend(&whole[whole.len() / 2 + 1..]);
    assert_refused("a byte is missing", &twice, &["can't be used"]);
}

#[test]
fn hashes_that_do_not_fit() {
    for name in ["firststep.db", "photos/", "secret"] {
        let mut spoiled = sound();
        let entry = find(&mut spoiled, name);
        entry.bytes[10] ^= 1;
        // With a matching checksum.
        *entry = Entry::new(&entry.name, &entry.bytes);
        assert_all_refused(name, &spoiled, &["isn't as its manifest says"]);
        let mut spoiled = sound();
        find(&mut spoiled, name).bytes[10] ^= 1;
        assert_all_refused(name, &spoiled, &["is damaged"]);
    }
    let missing = with_manifest(sound(), |manifest| {
        let mut file = manifest["files"][0].clone();
        file["name"] = json!("photos/ab/abcdefghijklmnopqrstuvwx.jpg");
        manifest["files"].as_array_mut().unwrap().push(file);
    });
    assert_all_refused("one that isn't there", &missing, &["which isn't in it"]);
}

#[test]
fn made_by_a_newer_program() {
    let newer = with_manifest(sound(), |manifest| manifest["schema"] = json!(999));
    assert_all_refused("schema", &newer, &["newer FirstStep", "999"]);
    let newer = with_manifest(sound(), |manifest| manifest["format_version"] = json!(2));
    assert_all_refused("format", &newer, &["newer FirstStep"]);
    let liar = with_database("pragma user_version = 999");
    assert_all_refused("a database of another version", &liar, &["999"]);
    let liar = with_database("pragma user_version = 1");
    assert_all_refused("an older one that isn't", &liar, &["can't be used"]);
}

#[test]
fn databases_that_are_none_or_more_than_that() {
    for (sql, words) in [
        (
            "create trigger evil after insert on accounts begin update accounts set role = 'admin' where id = new.id; end",
            "trigger",
        ),
        // One of ours by its name, but not by what it does.
        (
            "drop trigger photos_deleted; create trigger photos_deleted after insert on accounts begin \
             update accounts set role = 'admin' where id = new.id; end",
            "trigger",
        ),
        ("drop trigger photos_deleted", "lacks a table or a trigger"),
        ("create view evil as select * from accounts", "view"),
        ("drop table posts", "lacks a table"),
        ("pragma foreign_keys = off; delete from accounts", "damaged"),
        ("delete from identity", "isn't FirstStep's"),
        (
            "update identity set name = 'another'",
            "another than its manifest",
        ),
        ("pragma user_version = 0", "version 0"),
    ] {
        assert_all_refused(sql, &with_database(sql), &[words]);
    }
    let garbage = with_file("firststep.db", "Dear diary, ".repeat(1000).as_bytes());
    assert_all_refused("a diary", &garbage, &["can't be used"]);
    assert_all_refused("nothing", &with_file("firststep.db", b""), &["version 0"]);
    let mut damaged = find(&mut sound(), "firststep.db").bytes.clone();
    damaged[4096 * 4..4096 * 6].fill(0xa5);
    assert_all_refused(
        "damaged",
        &with_file("firststep.db", &damaged),
        &["damaged"],
    );
}

/// Called as what others keep for themselves, of a kind that is written otherwise, or read by other code than tables.
#[test]
fn what_acts_under_a_borrowed_name() {
    for (sql, words) in [
        (
            "create trigger _litestream_evil after insert on accounts begin update accounts set role = 'admin'; end",
            "trigger",
        ),
        ("create view _litestream_evil as select 1", "view"),
        (
            "pragma writable_schema = on; insert into sqlite_schema values ('trigger', 'sqlite_evil', 'accounts', 0,
             'create trigger sqlite_evil after insert on accounts begin update accounts set role = ''admin''; end')",
            "trigger",
        ),
        (
            "pragma writable_schema = on; insert into sqlite_schema values ('TRIGGER', 'evil', 'accounts', 0,
             'create trigger evil after insert on accounts begin update accounts set role = ''admin''; end')",
            "trigger",
        ),
        ("create virtual table evil using fts5(a)", "virtual table"),
    ] {
        assert_all_refused(sql, &with_database(sql), &[words]);
    }
}

/// What a row says of a photo's name was said by whoever made the backup, and so were the photo's bytes.
#[test]
fn a_photos_name_leads_out_of_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let evil = folder.path().join("evil.jpg");
    let names = [
        "../evil.jpg",
        "a/../../evil.jpg",
        evil.to_str().unwrap(),
        "..",
        "",
    ];
    for (at, name) in names.into_iter().enumerate() {
        let hostile = with_database(&format!("update photos set file_name = '{name}'"));
        let (file, data) = (
            folder.path().join("a.zip"),
            folder.path().join(format!("{at}")),
        );
        fs::write(&file, write(&hostile)).unwrap();
        done(restore(&file, &data));
        let photos = folder.path().join(format!("photos-{at}"));
        let mut export = program();
        export.args(["export", "--what", "users", "--data-dir"]);
        export.arg(&data).arg("--photos-to").arg(&photos);
        done(export);
        assert!(!evil.exists(), "{name}");
        assert_eq!(photos.read_dir().unwrap().count(), 1, "{name}");
    }
}

#[test]
fn manifests_and_secrets_that_cannot_be() {
    let mut without = sound();
    without.retain(|entry| entry.name != "manifest.json");
    assert_all_refused("without a manifest", &without, &["no manifest"]);
    for garbage in ["", "{}", "[]", "null", "{\"format\": \"firststep-backup\"}"] {
        let mut spoiled = sound();
        *find(&mut spoiled, "manifest.json") = Entry::new("manifest.json", garbage.as_bytes());
        assert_all_refused(garbage, &spoiled, &["manifest"]);
    }
    let deep = "[".repeat(100_000);
    let mut spoiled = sound();
    *find(&mut spoiled, "manifest.json") = Entry::new("manifest.json", deep.as_bytes());
    assert_all_refused("a deep manifest", &spoiled, &["manifest"]);
    let mut twice = sound();
    twice.push(twice[0].clone());
    assert_all_refused("a file twice", &twice, &["can't be used"]);
    assert_all_refused(
        "a short secret",
        &with_file("secret", b"short"),
        &["secret"],
    );
    let long = "x".repeat(5000);
    assert_all_refused(
        "a long secret",
        &with_file("secret", long.as_bytes()),
        &["secret"],
    );
    let both = with_file("secret.sealed", b"{}");
    assert_all_refused("two secrets", &both, &["two secrets"]);
}

#[test]
fn things_that_are_no_archive() {
    for bytes in [
        &b""[..],
        b"PK",
        b"PK\x05\x06",
        &[0; 10_000],
        b"SQLite format 3\0",
    ] {
        assert_refused("no zip", bytes, &["can't be used"]);
    }
    // A zip without files: only its end record.
    let empty = [b"PK\x05\x06".as_slice(), &[0; 18]].concat();
    assert_refused("an empty zip", &empty, &["can't be used"]);
    for path in [Path::new("/dev/null"), Path::new("/no/such/file")] {
        let said = refused(backup(&["verify", path.to_str().unwrap()]));
        assert_contains(&said, &[path.to_str().unwrap()]);
    }
}
