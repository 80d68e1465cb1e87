//! The metrics page: checked by Prometheus' own tool, and each series changes when it should.

use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use serde_json::json;
use tempfile::TempDir;

use crate::certificates::Place;
use crate::client::{Client, DOCUMENTED, PASSWORD, photo};
use crate::failed_starts::{assert_contains, refused};
use crate::support::{Server, eventually, line_after, run_with, serving};

const EMAIL: &str = "sari.secretive@example.org";

/// A server with metrics, and a client of those.
fn watched(folder: &TempDir) -> (Server, Client) {
    let mut command = serving(folder.path());
    command.args(["--metrics", "127.0.0.1:0"]);
    let server = Server::start(command);
    let url = line_after(&server.banner, "Metrics");
    let watcher = Client::new(url.strip_suffix("/metrics").unwrap());
    (server, watcher)
}

fn page(watcher: &Client) -> String {
    let answer = watcher.get("/metrics");
    let body = String::from_utf8(answer.body.clone()).unwrap();
    assert_eq!(answer.status, 200, "{body}");
    let kind = answer.header("content-type");
    assert_eq!(kind, "text/plain; version=0.0.4; charset=utf-8");
    assert_eq!(answer.header("X-Content-Type-Options"), "nosniff");
    assert_eq!(answer.header("Cache-Control"), "no-store");
    body
}

/// The value of one series, its labels in any order; `None` if there is none.
fn value(page: &str, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
    let fits = |line: &&str| {
        let end = line.find(['{', ' ']).unwrap_or(line.len());
        let named = |(label, value): &(&str, &str)| line.contains(&format!("{label}=\"{value}\""));
        &line[..end] == name && labels.iter().all(named)
    };
    let line = page.lines().find(fits)?;
    line.rsplit_once(' ')?.1.parse().ok()
}

/// Waits until a series has this value.
fn becomes(watcher: &Client, name: &str, labels: &[(&str, &str)], expected: f64) {
    let mut last = String::new();
    eventually(&format!("{name}{labels:?} is {expected}"), || {
        last = page(watcher);
        let is = value(&last, name, labels).unwrap_or(0.0);
        ((is - expected).abs() < f64::EPSILON).then_some(())
    });
}

/// Does everything that is counted.
fn busy_day(server: &Server) -> Client {
    let client = server.client().sign_up(EMAIL);
    let wrong = json!({"email": EMAIL, "password": "wrong wrong wrong"});
    let refused = server.client().post("/api/login", &wrong).unwrap();
    assert_eq!(refused.status, 401);
    client.upload(&photo(1)).unwrap().success();
    client.predict(DOCUMENTED).unwrap().success();
    assert_eq!(client.get("/nowhere/secret-path").status, 404);
    client
}

#[test]
fn promtool_has_nothing_to_say() {
    let folder = tempfile::tempdir().unwrap();
    let (server, watcher) = watched(&folder);
    busy_day(&server);
    let mut promtool = Command::new("promtool");
    promtool.args(["check", "metrics"]);
    let ended = run_with(promtool, page(&watcher).as_bytes());
    let said = format!("{}{}", ended.stdout, ended.stderr);
    assert_eq!(
        (ended.status.code(), &*said),
        (Some(0), ""),
        "of Debian's package prometheus"
    );
    server.stop();
}

#[test]
fn each_figure_moves_when_it_should() {
    let folder = tempfile::tempdir().unwrap();
    let (server, watcher) = watched(&folder);
    let before = page(&watcher);
    let sign_in = |outcome| [("family", "firststep"), ("outcome", outcome)];
    assert_eq!(
        value(&before, "firststep_sign_ins_total", &sign_in("ok")),
        None
    );
    assert_eq!(value(&before, "firststep_ready", &[]), Some(1.0));
    assert_eq!(
        value(
            &before,
            "firststep_build_info",
            &[("version", env!("CARGO_PKG_VERSION"))]
        ),
        Some(1.0)
    );
    busy_day(&server);
    let login = [
        ("method", "POST"),
        ("route", "/api/login"),
        ("family", "firststep"),
    ];
    for (status, count) in [("200", 1.0), ("401", 1.0)] {
        let labels = [&login[..], &[("status", status)]].concat();
        becomes(&watcher, "firststep_http_requests_total", &labels, count);
    }
    let after = page(&watcher);
    let get = |name: &str, labels: &[(&str, &str)]| value(&after, name, labels);
    assert_eq!(get("firststep_sign_ins_total", &sign_in("ok")), Some(1.0));
    assert_eq!(
        get("firststep_sign_ins_total", &sign_in("wrong")),
        Some(1.0)
    );
    assert_eq!(
        get("firststep_http_request_duration_seconds_count", &login),
        Some(2.0)
    );
    assert!(
        get("firststep_http_request_duration_seconds_sum", &login) > Some(0.01),
        "bcrypt"
    );
    // One hash for the sign-up, two for sign-ins.
    assert_eq!(get("firststep_hash_duration_seconds_count", &[]), Some(3.0));
    assert_eq!(get("firststep_hashing", &[("state", "waiting")]), Some(0.0));
    let nowhere = [("route", "(none)"), ("status", "404")];
    assert_eq!(get("firststep_http_requests_total", &nowhere), Some(1.0));
    let commits = get("firststep_commit_duration_seconds_count", &[]);
    assert!(commits >= Some(4.0), "{commits:?}");
    assert_eq!(get("firststep_writer_group_size_count", &[]), commits);
    assert_eq!(get("firststep_writer_queue", &[]), Some(0.0));
    assert!(get("firststep_connections_accepted_total", &[]) >= Some(1.0));
    for name in [
        "process_resident_memory_bytes",
        "process_start_time_seconds",
        "process_open_fds",
        "firststep_database_bytes",
        "firststep_database_wal_bytes",
    ] {
        assert!(get(name, &[]) > Some(3.0), "{name}");
    }
    // Updated every ten seconds.
    becomes(&watcher, "firststep_photos", &[], 1.0);
    let rested = page(&watcher);
    assert_eq!(value(&rested, "firststep_accounts", &[]), Some(1.0));
    let on_disk = bytes_below(&folder.path().join("photos"));
    assert_eq!(value(&rested, "firststep_photo_bytes", &[]), Some(on_disk));
    server.stop();
}

/// Bytes of the photos' files.
#[expect(clippy::cast_precision_loss, reason = "a few kilobytes")]
fn bytes_below(photos: &Path) -> f64 {
    let folders = photos
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = folders
        .filter(|path| path.is_dir())
        .flat_map(|path| path.read_dir().unwrap());
    files
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum::<u64>() as f64
}

#[test]
fn refusals_and_connections_are_counted_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = serving(folder.path());
    command.args(["--metrics", "127.0.0.1:0", "--max-per-client", "3"]);
    let server = Server::start(command);
    let url = line_after(&server.banner, "Metrics");
    let watcher = Client::new(url.strip_suffix("/metrics").unwrap());
    let connect = || TcpStream::connect(server.address()).unwrap();
    let idle = [connect(), connect(), connect()];
    becomes(&watcher, "firststep_connections", &[("state", "idle")], 3.0);
    let _turned_away = connect();
    let reason = |reason| [("reason", reason)];
    becomes(
        &watcher,
        "firststep_refused_total",
        &reason("client_connections"),
        1.0,
    );
    drop(idle);
    becomes(&watcher, "firststep_connections", &[("state", "idle")], 0.0);
    let mut nonsense = connect();
    nonsense.write_all(b"GET / HTTP/9.9\r\n\r\n").unwrap();
    becomes(&watcher, "firststep_refused_total", &reason("version"), 1.0);
    server.stop();
}

#[test]
fn several_changes_share_a_commit() {
    let folder = tempfile::tempdir().unwrap();
    let (server, watcher) = watched(&folder);
    let client = server.client().sign_up(EMAIL);
    eventually("a group of two or more", || {
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| client.predict(DOCUMENTED).unwrap().success());
            }
        });
        let page = page(&watcher);
        let get = |name| value(&page, name, &[]).unwrap();
        let (sum, count) = (
            "firststep_writer_group_size_sum",
            "firststep_writer_group_size_count",
        );
        (get(sum) > get(count)).then_some(())
    });
    server.stop();
}

#[test]
fn nobody_is_named_and_nothing_secret_told() {
    let folder = tempfile::tempdir().unwrap();
    let (server, watcher) = watched(&folder);
    let client = busy_day(&server);
    // Unknown methods add no series.
    let mut made_up = TcpStream::connect(server.address()).unwrap();
    made_up
        .write_all(b"BREWED /api/login HTTP/1.1\r\nHost: a\r\n\r\n")
        .unwrap();
    let labels = [("method", "other"), ("status", "405")];
    becomes(&watcher, "firststep_http_requests_total", &labels, 1.0);
    let invitation = line_after(&server.banner, "http").to_owned();
    let page = page(&watcher);
    let data = folder.path().display().to_string();
    let token = client.token.as_deref().unwrap();
    for told in [
        "sari",
        EMAIL,
        PASSWORD,
        "wrong wrong",
        "secret-path",
        "BREWED",
        "127.0.0.1",
        token,
        &data,
        &invitation,
    ] {
        assert!(!page.contains(told), "{told}");
    }
    server.stop();
}

#[test]
fn it_is_a_page_of_its_own_address_only() {
    let folder = tempfile::tempdir().unwrap();
    let (server, watcher) = watched(&folder);
    assert_eq!(server.client().get("/metrics").status, 404);
    for path in ["/", "/health", "/readyz", "/metrics/", "/metricsx"] {
        assert_eq!(watcher.get(path).status, 404, "{path}");
    }
    assert_eq!(watcher.get("/metrics?x=1").status, 200);
    let posted = watcher.post("/metrics", &json!({})).unwrap();
    assert!([405, 413].contains(&posted.status), "{}", posted.status);
    server.stop();
    let quiet = Server::on(folder.path());
    assert!(!quiet.banner.contains("Metrics"));
    quiet.stop();
}

#[test]
fn tls_has_figures_of_its_own() {
    let place = Place::new();
    let mut command = place.command();
    command.args(["--metrics", "127.0.0.1:0"]);
    let server = Server::start(command);
    let url = line_after(&server.banner, "Metrics");
    let watcher = Client::new(url.strip_suffix("/metrics").unwrap());
    let ends = "firststep_tls_certificate_expires_timestamp_seconds";
    // 2040-12-31
    becomes(&watcher, ends, &[], 2_240_524_800.0);
    assert!(place.curl(&server, "/livez", &[]).status.success());
    becomes(&watcher, "firststep_tls_handshakes_total", &[], 1.0);
    let stranger = Place::new();
    assert!(!stranger.curl(&server, "/livez", &[]).status.success());
    becomes(&watcher, "firststep_tls_handshakes_failed_total", &[], 1.0);
    server.stop();
}

#[test]
fn an_address_in_use_is_said_with_its_flag() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = serving(folder.path());
    command.args(["--metrics", &address]);
    assert_contains(&refused(command), &[&address, "in use", "--metrics"]);
}
