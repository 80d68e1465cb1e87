//! After a signal to stop it finishes running requests, accepts no new ones, and ends.

use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;

use crate::client::{DOCUMENTED, PASSWORD, Raw, form, photo};
use crate::support::{Server, eventually, serving};

/// The documented deadline.
const DRAIN: Duration = Duration::from_secs(10);
const EMAIL: &str = "sari@example.org";
const JSON: (&str, &str) = ("Content-Type", "application/json");

/// A server with slow password hashes.
fn slow_server() -> (TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = crate::support::program();
    command
        .args(["--port", "0", "--bcrypt-cost", "12", "--data-dir"])
        .arg(folder.path());
    (folder, Server::start(command))
}

fn login_body() -> Vec<u8> {
    json!({"email": EMAIL, "password": PASSWORD})
        .to_string()
        .into_bytes()
}

/// A sign-in whose body the server still waits for.
fn begin_login(server: &Server) -> Raw {
    Raw::begin(server.address(), "/api/login", &[JSON], login_body().len())
}

/// Waits until new connections are refused: the signal has arrived.
fn until_closed(server: &Server) {
    let address = server.address().to_owned();
    eventually("new connections are refused", || {
        TcpStream::connect(&address).is_err().then_some(())
    });
}

fn finishes_what_it_has_begun(signal: &str) {
    let (folder, server) = slow_server();
    let client = server.client().sign_up(EMAIL);
    let mut sign_ins: Vec<Raw> = (0..4).map(|_| begin_login(&server)).collect();
    let (kind, body) = form(&photo(1));
    let bearer = format!("Bearer {}", client.token.as_deref().unwrap());
    let headers = [("Content-Type", &*kind), ("Authorization", &*bearer)];
    let mut upload = Raw::begin(server.address(), "/api/uploadphoto", &headers, body.len());
    let (half, rest) = body.split_at(body.len() / 2);
    upload.send(half);
    // Two are being hashed at the signal, two get their body only after it.
    let late = sign_ins.split_off(2);
    for sign_in in &mut sign_ins {
        sign_in.send(&login_body());
    }

    server.process.signal(signal);
    let told = Instant::now();
    until_closed(&server);
    for mut sign_in in late {
        sign_in.send(&login_body());
        sign_ins.push(sign_in);
    }
    upload.send(rest);
    for sign_in in sign_ins {
        let answer = sign_in.answer();
        assert!(
            answer.starts_with("HTTP/1.1 200 ") && answer.contains("\"token\""),
            "{answer}"
        );
        assert!(
            answer.to_lowercase().contains("connection: close"),
            "{answer}"
        );
    }
    let answer = upload.answer();
    assert!(
        answer.starts_with("HTTP/1.1 200 ") && answer.contains("photo_url"),
        "{answer}"
    );

    let ended = server.process.end();
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    assert!(told.elapsed() < DRAIN, "{:?}", told.elapsed());
    assert!(ended.stderr.contains("stopping"), "{}", ended.stderr);
    let database = Connection::open(folder.path().join("firststep.db")).unwrap();
    let counts = "select (select count(*) from sessions), (select count(*) from photos)";
    let counts = database.query_row(counts, (), |row| Ok((row.get(0)?, row.get(1)?)));
    assert_eq!(counts, Ok((5, 1)), "sessions and photos");
}

#[test]
fn at_sigterm_it_finishes_what_it_has_begun() {
    finishes_what_it_has_begun("TERM");
}

#[test]
fn at_sigint_too() {
    finishes_what_it_has_begun("INT");
}

#[test]
fn idle_it_ends_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    // An idle keep-alive connection.
    let client = server.client();
    assert_eq!(client.get("/health").status, 200);
    let told = Instant::now();
    server.stop();
    assert!(
        told.elapsed() < Duration::from_secs(5),
        "{:?}",
        told.elapsed()
    );
}

/// Eight clients write as fast as they can when the signal comes.
#[test]
fn nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let client = server.client().sign_up(EMAIL);
    let (acknowledge, acknowledged) = std::sync::mpsc::channel();
    let writers = (0..8).map(|_| {
        let (client, acknowledge) = (client.clone(), acknowledge.clone());
        thread::spawn(move || {
            while let Some(answer) = client.predict(DOCUMENTED) {
                answer.success();
                acknowledge.send(()).unwrap();
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    drop(acknowledge);
    let before = acknowledged.iter().take(100).count();
    let ended = server.stop();
    for writer in writers {
        writer.join().unwrap();
    }
    let count = before + acknowledged.iter().count();

    assert!(!ended.stderr.contains("cut off"), "{}", ended.stderr);
    let database = Connection::open(folder.path().join("firststep.db")).unwrap();
    let rows: i64 = database
        .query_row("select count(*) from predictions", (), |row| row.get(0))
        .unwrap();
    // All that began was finished, and no more is stored than was acknowledged.
    assert_eq!(usize::try_from(rows), Ok(count));
}

#[test]
fn a_second_signal_ends_it_at_once() {
    for signals in [["TERM", "TERM"], ["INT", "INT"], ["TERM", "INT"]] {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(serving(folder.path()));
        let unfinished = begin_login(&server);
        server.process.signal(signals[0]);
        until_closed(&server);
        let told = Instant::now();
        server.process.signal(signals[1]);
        let ended = server.process.end();
        assert_eq!(ended.status.code(), Some(1), "{ended:?}");
        assert!(
            told.elapsed() < Duration::from_secs(5),
            "{:?}",
            told.elapsed()
        );
        drop(unfinished);
    }
}

/// A request that never ends delays the stop no longer than the deadline.
#[test]
fn it_ends_without_those_who_never_finish() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let unfinished = begin_login(&server);
    server.process.signal("TERM");
    let told = Instant::now();
    let ended = server.process.end();
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    assert!(
        told.elapsed() < DRAIN + Duration::from_secs(3),
        "{:?}",
        told.elapsed()
    );
    drop(unfinished);
}
