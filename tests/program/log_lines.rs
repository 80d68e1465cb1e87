//! Which requests have a line in the log, and how it is written.

use crate::client::Client;
use crate::log::{logging, requests};
use crate::support::{Server, serving};

/// A stranger chooses it: it is shown as a debug text, and no more than fifty are.
#[test]
fn a_refused_origin_is_named_once_and_harmlessly() {
    for format in ["text", "json"] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = serving(folder.path());
        command.args(["--log", format, "--cors-origin", "https://app.example"]);
        let server = Server::start(command);
        let client = server.client();
        let ask = |origin: &str, path: &str| {
            let headers = [("Origin", origin)];
            client.send("GET", path, &headers, Vec::new()).unwrap();
        };
        for _ in 0..3 {
            ask("https://evil.example", "/health");
            ask("https://moves\u{9b}2Jcursor.example", "/api/questions");
        }
        // Nobody is refused: the page's own origin, one that is named, a path that is open to none.
        ask(&server.url, "/health");
        ask("https://app.example", "/health");
        ask("https://nobody.example", "/app/me");
        for number in 0..60 {
            ask(&format!("https://{number}.many.example"), "/health");
        }
        let log = server.stop().stderr;
        let lines = |part: &str| log.lines().filter(|line| line.contains(part)).count();
        assert_eq!(lines("https://evil.example"), 1, "{log}");
        assert_eq!(lines("2Jcursor.example"), 1, "{log}");
        assert!(!log.contains('\u{9b}'), "{log}");
        assert_eq!(lines(".many.example"), 48, "{log}");
        assert_eq!(lines("--cors-origin doesn't name it"), 50, "{log}");
    }
}

#[test]
fn the_pages_files_are_lines_of_the_detailed_log_alone() {
    let asked = |level: &str| {
        let (_folder, server) = logging(level);
        let client = server.client();
        assert_eq!(client.get("/static/style.css").status, 404);
        for path in ["/sw.js", "/favicon.ico", "/livez"] {
            assert_eq!(client.get(path).status, 200, "{path}");
        }
        let lines = requests(&server.stop()).into_values();
        let mut routes: Vec<String> = lines.map(|line| line["route"].to_string()).collect();
        routes.sort();
        routes.join(" ")
    };
    let missing = "\"/livez\" \"/static/{file}\"";
    assert_eq!(asked("info"), missing);
    assert_eq!(
        asked("debug"),
        format!("\"/favicon.ico\" {missing} \"/sw.js\"")
    );
}

#[test]
fn a_short_line_is_what_somebody_watches() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = serving(folder.path());
    command.args(["--log", "short"]);
    let server = Server::start(command);
    assert_eq!(server.client().get("/api/profile?token=x").status, 401);
    let ended = server.stop();
    let line = ended.stderr.lines().next().unwrap();
    let (time, rest) = line.split_once(' ').unwrap();
    assert!(time.len() == 9 && time.ends_with('Z'), "{line}");
    assert!(
        rest.starts_with("GET /api/profile 401 ") && rest.ends_with(" ms"),
        "{line}"
    );
    assert!(ended.stderr.contains("Z stopping"), "{}", ended.stderr);
}

#[test]
fn a_client_of_ipv4_is_written_so_where_both_kinds_arrive() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = serving(folder.path());
    command.args(["--log", "json", "--host", "::"]);
    let Ok(listener) = std::net::TcpListener::bind("[::]:0") else {
        eprintln!("skipped: this machine has no IPv6");
        return;
    };
    drop(listener);
    let server = Server::start(command);
    let port = server.url.rsplit(':').next().unwrap();
    let client = Client::new(&format!("http://127.0.0.1:{port}"));
    assert_eq!(client.get("/livez").status, 200);
    let lines = requests(&server.stop());
    assert!(
        lines.values().all(|line| line["client"] == "127.0.0.1"),
        "{lines:?}"
    );
}
