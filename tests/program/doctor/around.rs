//! Problems outside of the database: photos, mail, backups, secret, permissions.

use std::fs::{self, File};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{Findings, doctor, mode, populated};

#[test]
fn photos_that_are_gone_changed_or_nobodys() {
    let (_folder, data) = populated();
    // A key has 24 letters; smaller sizes have a suffix.
    let is_full = |path: &PathBuf| path.file_stem().unwrap().len() == 24;
    let full = pictures(&data).into_iter().find(is_full).unwrap();
    let bytes = fs::read(&full).unwrap();
    fs::write(&full, [&bytes, &b"!"[..]].concat()).unwrap();
    Findings::of(&data).only(
        "photos error",
        &["1 photo are not as they were kept", "account 1"],
        "backup",
    );
    fs::remove_file(&full).unwrap();
    Findings::of(&data).only(
        "photos error",
        &["files of 1 photo are missing", "account 1"],
        "upload",
    );
    fs::write(&full, bytes).unwrap();
    // What a list shows is a file of its own.
    let small = pictures(&data).into_iter().find(|path| !is_full(path));
    let (small, aside) = (small.unwrap(), data.join("aside.jpg"));
    fs::rename(&small, &aside).unwrap();
    Findings::of(&data).only(
        "photos error",
        &["files of 1 photo are missing", "account 1"],
        "upload",
    );
    fs::rename(&aside, &small).unwrap();
    let orphan = full.with_file_name(format!("{}.jpg", "x".repeat(24)));
    fs::write(&orphan, "no row").unwrap();
    assert_eq!(
        Findings::of(&data).wrong(),
        [""; 0],
        "it may be an upload in work"
    );
    make_old(&orphan);
    Findings::of(&data).only(
        "orphans note",
        &["1 photo file belongs to no account"],
        "next start",
    );
    fs::remove_file(&orphan).unwrap();
    fs::write(
        data.join("photos/database"),
        "0123456789abcdef0123456789abcdef\n",
    )
    .unwrap();
    Findings::of(&data).only("photos' owner error", &["another database"], "--photos");
    fs::remove_dir_all(data.join("photos")).unwrap();
    Findings::of(&data).only("photos error", &["is gone, and 1 photo"], "--photos");
}

/// The photos' files.
fn pictures(data: &Path) -> Vec<PathBuf> {
    let folders = fs::read_dir(data.join("photos")).unwrap().flatten();
    let folders = folders.filter(|entry| entry.path().is_dir());
    let files = folders.flat_map(|entry| fs::read_dir(entry.path()).unwrap().flatten());
    files.map(|entry| entry.path()).collect()
}

fn make_old(path: &Path) {
    let days = Duration::from_secs(3 * 24 * 60 * 60);
    File::open(path)
        .unwrap()
        .set_modified(SystemTime::now() - days)
        .unwrap();
}

#[test]
fn what_others_may_read() {
    let (_folder, data) = populated();
    for (name, wrong, safe) in [
        ("", "folder warning", 0o700),
        ("firststep.db", "database warning", 0o600),
        ("secret", "secret error", 0o600),
    ] {
        let path = data.join(name);
        mode(&path, safe | 0o040);
        Findings::of(&data).only(
            wrong,
            &["Others on this machine"],
            &format!("chmod {safe:o} "),
        );
        mode(&path, safe);
    }
    if data.metadata().unwrap().uid() == 0 {
        std::os::unix::fs::chown(data.join("secret"), Some(65_534), None).unwrap();
        Findings::of(&data).only("owner error", &["/secret"], "chown 0 ");
    }
}

#[test]
fn secrets_too_short_or_gone() {
    let (_folder, data) = populated();
    let secret = fs::read_to_string(data.join("secret")).unwrap();
    let mut given = doctor(&data);
    given.env("SECRET_KEY", "short");
    Findings::by(given).only(
        "secret error",
        &["SECRET_KEY", "5 bytes; 32"],
        "openssl rand",
    );
    fs::write(data.join("secret"), "short\n").unwrap();
    Findings::of(&data).only("secret error", &["5 bytes; 32"], "openssl rand");
    fs::remove_file(data.join("secret")).unwrap();
    let told = Findings::of(&data);
    told.only("secret warning", &["is gone"], "backup");
    assert!(!told.0.to_string().contains(secret.trim()));
    assert!(!data.join("secret").exists());
}

#[test]
fn mails_that_do_not_get_away_and_things_left_over() {
    let (_folder, data) = populated();
    let mail = "To: sari@example.org\r\nSubject: Hi\r\n\r\nHello.\r\n";
    let path = data.join("outbox/1-x.eml");
    fs::write(&path, mail).unwrap();
    assert_eq!(Findings::of(&data).wrong(), [""; 0]);
    make_old(&path);
    Findings::of(&data).only(
        "outbox note",
        &["1 mail has waited in the outbox"],
        "mail list",
    );
    let mut sending = doctor(&data);
    sending
        .env("SMTP_HOST", "localhost")
        .env("SMTP_EMAIL", "house@example.org");
    Findings::by(sending).only("outbox warning", &["more than a day"], "mail test");
    fs::rename(&path, path.with_extension("refused")).unwrap();
    Findings::of(&data).only("outbox warning", &["1 mail was refused"], "mail retry");
    fs::remove_file(path.with_extension("refused")).unwrap();
    fs::write(data.join("outbox/77-y.eml"), mail).unwrap();
    Findings::of(&data).only("mail rows warning", &["77-y.eml"], "mail delete");
    fs::remove_file(data.join("outbox/77-y.eml")).unwrap();
    let half = data.join("outbox/1-z.tmp");
    fs::write(&half, "From: ").unwrap();
    assert_eq!(Findings::of(&data).wrong(), [""; 0], "it may be in work");
    make_old(&half);
    Findings::of(&data).only("leftovers note", &["1-z.tmp"], "rm -r ");
}

#[test]
fn somebody_elses_model() {
    let (folder, data) = populated();
    let path = folder.path().join("model.tflite");
    fs::write(&path, "no model").unwrap();
    let mut command = doctor(&data);
    command.arg("--model").arg(&path);
    Findings::by(command).only("model error", &["model.tflite"], "--model");
}

#[test]
fn backups_that_are_missing_or_broken() {
    let (_folder, data) = populated();
    let backups = data.join("backups");
    let made = fs::read_dir(&backups)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let whole = fs::read(&made).unwrap();
    fs::write(backups.join("broken.zip"), &whole[..whole.len() / 2]).unwrap();
    let says = ["1 file", "can't be read"];
    Findings::of(&data).only("backups warning", &says, "firststep backup verify");
    fs::remove_dir_all(&backups).unwrap();
    let says = ["no backup", backups.to_str().unwrap()];
    Findings::of(&data).only("backups note", &says, "firststep backup create");
}
