//! Replies that are large, and read slowly or not at all; and exports, more at once than are made.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

use crate::common::{Reply, SignedIn, TestServer, at_once, eventually};

const GREEDY: &str = "203.0.113.7";
const OTHER: &str = "198.51.100.1";
/// All of a diary's session.
const LARGE: &str = "/api/v1/sessions/1/detections?limit=1000";

/// A server behind a proxy, and somebody with a diary of so many detections, sixty kilobytes each.
fn hoard(detections: usize) -> (TestServer, SignedIn) {
    let server = TestServer::with(|_, options| {
        options.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    });
    let ann = server.newcomer("ann@example.com");
    server.sql("insert into diary_sessions (account_id, start_time) values (1, 1)");
    let counted = |most: usize| {
        format!("with recursive c (n) as (select 1 union all select n + 1 from c where n < {most})")
    };
    server.sql(&format!(
        "{} insert into detections (session_id, created_at) select 1, n from c",
        counted(detections)
    ));
    server.sql(&format!(
        "{} insert into voice_data (detection_id, content, created_at)
         select d.id, hex(zeroblob(2500)), 1 from c, detections d",
        counted(12)
    ));
    (server, ann)
}

fn ask(server: &TestServer, ann: &SignedIn, path: &str, from: &str) -> Reply {
    let ask = server.get(path).token(&ann.token);
    ask.header("X-Forwarded-For", from).send()
}

/// A request of whose answer the head alone is read; with that and what came with it.
fn begun(server: &TestServer, ann: &SignedIn, from: &str) -> (TcpStream, String) {
    let mut stream = TcpStream::connect(server.address()).expect("connected");
    let head = format!(
        "GET {LARGE} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nX-Forwarded-For: {from}\r\n\r\n",
        ann.token
    );
    stream.write_all(head.as_bytes()).expect("sent");
    let mut read = [0; 2048];
    let count = stream.read(&mut read).unwrap_or_default();
    let text = String::from_utf8_lossy(&read[..count]).into_owned();
    (stream, text)
}

#[test]
fn who_reads_nothing_holds_no_more_than_their_share() {
    let (server, ann) = hoard(200);
    let mut held = Vec::new();
    let mut refused = None;
    // Twelve megabytes each: eight are three quarters of what all may hold.
    eventually("there is no room for another", || {
        held.extend(at_once(10, |_| begun(&server, &ann, GREEDY)));
        let found = held
            .iter()
            .find(|(_, text)| text.starts_with("HTTP/1.1 503 "));
        refused = found.map(|(_, text)| text.clone());
        refused.is_some()
    });
    let refused = refused.expect("it was refused");
    assert!(
        refused.contains("Retry-After: 2\r\n") && refused.contains("\"detail\":"),
        "in the API's own form: {refused}"
    );
    // Small replies and other networks are as ever.
    ask(&server, &ann, "/api/profile", GREEDY).expect(200);
    eventually("others get theirs", || {
        begun(&server, &ann, OTHER).1.starts_with("HTTP/1.1 200 ")
    });
    drop(held);
    eventually("what nobody waits for is released", || {
        let (_, text) = begun(&server, &ann, GREEDY);
        text.starts_with("HTTP/1.1 200 ")
    });
}

#[test]
fn more_exports_than_the_queue_takes_keep_nobody_elsewhere_from_theirs() {
    let (server, ann) = hoard(5);
    let (is_over, is_refused) = (AtomicBool::new(false), AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..24 {
            scope.spawn(|| {
                while !is_over.load(SeqCst) {
                    let reply = ask(&server, &ann, "/app/export", GREEDY);
                    assert!([200, 503].contains(&reply.status), "{}", reply.status);
                    if reply.status == 503 {
                        assert!(reply.header("Retry-After").is_some());
                        is_refused.store(true, SeqCst);
                    }
                }
            });
        }
        eventually("more are asked for than are taken", || {
            is_refused.load(SeqCst)
        });
        let statuses: Vec<u16> = (0..3)
            .map(|_| ask(&server, &ann, "/app/export", OTHER).status)
            .collect();
        is_over.store(true, SeqCst);
        assert_eq!(statuses, [200; 3]);
    });
    let left = std::fs::read_dir(server.database().parent().expect("a folder")).expect("it is");
    let left = left.map(|entry| entry.expect("an entry").file_name());
    let exports = left.filter(|name| name.to_string_lossy().starts_with("export-"));
    assert_eq!(exports.count(), 0);
}

/// Charts are made of every detection of a month: somebody piles up millions, and asks for many charts at once.
#[test]
fn charts_look_at_the_latest_detections_alone() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    server.sql("insert into diary_sessions (account_id, start_time) values (1, 1), (1, 1)");
    let now = server.app().clock.now().micros();
    server.sql(&format!(
        "with recursive c (n) as (select 1 union all select n + 1 from c where n < 31500)
         insert into detections (session_id, created_at) select iif(n <= 700, 1, 2), {now} from c"
    ));
    server.sql(
        "insert into facial_data (detection_id, emotion, created_at)
         select id, iif(session_id = 1, 'sad', 'happy'), 1 from detections",
    );
    let ask = server.get("/api/v1/sessions/intensity_chart?window=day");
    let reply = ask.token(&ann.token).send().expect(200).json();
    let tally = &reply[0]["intensity_tally"];
    assert_eq!(
        (&tally["mild"], &tally["severe"]),
        (&30_800.into(), &200.into())
    );
}
