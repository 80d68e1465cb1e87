//! Replies that are large, and read slowly or not at all; and exports, more at once than are made.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

use crate::common::{Reply, SignedIn, TestServer, eventually};

const GREEDY: &str = "203.0.113.7";
const OTHER: &str = "198.51.100.1";
/// All of a diary's session: thirty megabytes.
const LARGE: &str = "/api/v1/sessions/1/detections?limit=1000";

/// A server behind a proxy, and somebody with a diary that fills memories.
fn hoard() -> (TestServer, SignedIn) {
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
        counted(500)
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

/// A request whose answer nobody reads.
fn unread(server: &TestServer, ann: &SignedIn) -> TcpStream {
    let mut stream = TcpStream::connect(server.address()).expect("connected");
    let head = format!(
        "GET {LARGE} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nX-Forwarded-For: {GREEDY}\r\n\r\n",
        ann.token
    );
    stream.write_all(head.as_bytes()).expect("sent");
    stream
}

#[test]
fn who_reads_nothing_holds_no_more_than_their_share() {
    let (server, ann) = hoard();
    // Three of them are three quarters of what all may hold.
    let held: Vec<TcpStream> = (0..4).map(|_| unread(&server, &ann)).collect();
    let mut refused = None;
    eventually("there is no room for another", || {
        let reply = ask(&server, &ann, LARGE, GREEDY);
        refused = (reply.status == 503).then_some(reply);
        refused.is_some()
    });
    let refused = refused.expect("it was refused");
    assert_eq!(refused.header("Retry-After"), Some("2"));
    assert!(
        refused.json()["detail"].is_string(),
        "in the API's own form"
    );
    // Small replies and other networks are as ever.
    for (path, from) in [("/api/profile", GREEDY), (LARGE, OTHER)] {
        ask(&server, &ann, path, from).expect(200);
    }
    drop(held);
    eventually("what nobody waits for is released", || {
        ask(&server, &ann, LARGE, GREEDY).status == 200
    });
}

#[test]
fn more_exports_than_the_queue_takes_keep_nobody_elsewhere_from_theirs() {
    let (server, ann) = hoard();
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
