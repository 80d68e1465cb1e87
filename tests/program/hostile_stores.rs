//! Stores and copies that lie: lists that never end, files that are larger than they may be, owners without end.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;

use crate::failed_starts::{assert_contains, refused};
use crate::support::program;

/// What a store answers to a target, by hand.
type Answer = fn(&mut TcpStream, target: &str, sent: &AtomicU64);

/// A store on this machine.
struct Store {
    url: String,
    /// Bytes of objects that it got rid of.
    sent: Arc<AtomicU64>,
    asked: Arc<AtomicU64>,
}

impl Store {
    /// Its threads end with the test's process.
    fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sent, asked) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let (counted, numbered) = (Arc::clone(&sent), Arc::clone(&asked));
        thread::spawn(move || {
            for mut client in listener.incoming().map_while(Result::ok) {
                let (counted, numbered) = (Arc::clone(&counted), Arc::clone(&numbered));
                thread::spawn(move || {
                    let head = head(&mut client);
                    let target = head.split(' ').nth(1).unwrap_or_default();
                    numbered.fetch_add(1, SeqCst);
                    answer(&mut client, target, &counted);
                });
            }
        });
        Self { url, sent, asked }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = program();
        command.args(words).envs([
            ("AWS_ENDPOINT_URL_S3", self.url.as_str()),
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
        ]);
        command
    }
}

fn head(client: &mut TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && matches!(client.read(&mut byte), Ok(1)) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// A list's page: its files with their sizes, and whether there are more.
fn page(client: &mut TcpStream, files: &[(&str, u64)], more: bool) {
    let files = files.iter().map(|(name, bytes)| {
        format!("<Contents><Key>prefix/{name}</Key><Size>{bytes}</Size></Contents>")
    });
    let body = format!(
        "<?xml version=\"1.0\"?><ListBucketResult><IsTruncated>{more}</IsTruncated>{}</ListBucketResult>",
        files.collect::<String>(),
    );
    let length = body.len();
    let _ = write!(
        client,
        "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
}

fn is_list(target: &str) -> bool {
    target.contains("list-type=2")
}

#[test]
fn a_list_that_leads_back_to_itself_ends() {
    let store = Store::start(|client, _, _| page(client, &[("a.txt", 1)], true));
    let said = refused(store.command(&["backup", "list", "s3://bucket/prefix"]));
    assert_contains(&said, &["s3://bucket/prefix", "doesn't end"]);
    assert_eq!(store.asked.load(SeqCst), 2);
}

#[test]
fn a_list_that_goes_on_and_brings_nothing_ends() {
    let store = Store::start(|client, _, _| page(client, &[], true));
    let said = refused(store.command(&["backup", "list", "s3://bucket/prefix"]));
    assert_contains(&said, &["doesn't end"]);
    assert_eq!(store.asked.load(SeqCst), 1);
}

/// It says a thousand bytes, and goes on and on.
#[test]
fn no_more_of_a_backup_is_fetched_than_the_list_says() {
    let store = Store::start(|client, target, sent| {
        if is_list(target) {
            return page(client, &[("x.zip", 1000)], false);
        }
        let _ = client.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        let zeros = vec![0; 64 << 10];
        while sent.load(SeqCst) < 256 << 20 && client.write_all(&zeros).is_ok() {
            sent.fetch_add(zeros.len() as u64, SeqCst);
        }
    });
    let said = refused(store.command(&["backup", "verify", "s3://bucket/prefix/x.zip"]));
    assert_contains(&said, &["x.zip", "larger than it can be (1000 bytes)"]);
    // What the sockets hold.
    assert!(store.sent.load(SeqCst) < 64 << 20);
}

#[test]
fn a_backup_that_is_larger_than_the_disk_is_not_begun() {
    let store = Store::start(|client, target, sent| {
        if is_list(target) {
            return page(client, &[("x.zip", 1 << 60)], false);
        }
        sent.fetch_add(1, SeqCst);
    });
    let said = refused(store.command(&["backup", "restore", "s3://bucket/prefix/x.zip"]));
    assert_contains(&said, &["too little space"]);
    assert_eq!(store.sent.load(SeqCst), 0);
}

/// The number of a copy's owner is whatever somebody wrote there, and none before it has carried anything.
#[test]
#[cfg(unix)]
fn owners_before_the_latest_are_not_looked_for_without_end() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let [copy, data, litestream] =
        ["copy", "data", "litestream"].map(|name| folder.path().join(name));
    fs::create_dir(&copy).unwrap();
    let owner =
        r#"{"database":"x","generation":4000000000,"token":"t","since":"2026-11-28T00:00:00Z"}"#;
    fs::write(copy.join("owner-4000000000.json"), owner).unwrap();
    fs::write(
        &litestream,
        "#!/bin/sh\n[ \"$1\" = version ] && echo 0.5.17 || exit 1\n",
    )
    .unwrap();
    fs::set_permissions(&litestream, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = program();
    command.args(["backup", "restore", "--replica"]).arg(&copy);
    command
        .arg("--data-dir")
        .arg(&data)
        .arg("--litestream")
        .arg(&litestream);
    assert_contains(&refused(command), &["can't be used"]);
    assert!(!data.join("firststep.db").exists());
}
