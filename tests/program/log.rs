//! The log: a line a request, and no secrets or personal data in it.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::client::{Client, photo};
use crate::support::{Ended, Server, Spawned, eventually, serving};

const SECRET_KEY: &str = "the-key-that-signs-7d1b0c55e2f94f6c";
const PASSWORD: &str = "correct horse battery 91c4";
const NEW_PASSWORD: &str = "incorrect horse 6f2e battery";
const EMAIL: &str = "distinctive.name.4b7a@example.org";
/// No other list of numbers in a log begins like this.
const ANSWERS: [i8; 7] = [3, -3, 2, -2, 3, -1, 2];

pub fn logging(level: &str) -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = serving(folder.path());
    command.args(["--log", "json", "--log-level", level]);
    command.env("SECRET_KEY", SECRET_KEY);
    let server = Server::start(command);
    (folder, server)
}

/// The lines of requests, by their ids; every line is an object.
pub fn requests(ended: &Ended) -> HashMap<String, Value> {
    let lines: Vec<Value> = ended
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .filter(|line: &Value| line["message"] == "request")
        .collect();
    let count = lines.len();
    let id = |line: &Value| line["id"].as_str().unwrap().to_owned();
    let by_id: HashMap<_, _> = lines.into_iter().map(|line| (id(&line), line)).collect();
    assert_eq!(by_id.len(), count, "an id stands twice");
    by_id
}

#[test]
fn each_request_has_one_line() {
    let (_folder, server) = logging("info");
    let client = server.client();
    let mut expected = Vec::new();
    for (method, path, route, status) in [
        ("GET", "/health", "/health", 200),
        ("HEAD", "/health", "/health", 200),
        ("GET", "/api/profile?token=x", "/api/profile", 401),
        (
            "DELETE",
            "/api/users/somebody",
            "/api/users/{username}",
            401,
        ),
        ("GET", "/photos/key/name.jpg", "/photos/{key}/{file}", 404),
        ("POST", "/api/login", "/api/login", 400),
        ("PUT", "/api/login", "/api/login", 405),
    ] {
        let answer = client.send(method, path, &[], Vec::new()).unwrap();
        let id = answer.header("X-Request-Id").to_owned();
        expected.push((id, method, route, status));
        assert_eq!(answer.status, status, "{method} {path}");
    }
    let lines = requests(&server.stop());
    assert_eq!(lines.len(), expected.len(), "{lines:#?}");
    for (id, method, route, status) in expected {
        let line = &lines[&id];
        assert_eq!(
            (&line["method"], &line["route"]),
            (&json!(method), &json!(route))
        );
        assert_eq!(line["status"], json!(status), "{line}");
        let ms = line["ms"]
            .as_f64()
            .unwrap_or_else(|| panic!("ms is no number: {line}"));
        assert!((0.0..60_000.0).contains(&ms), "{line}");
        assert_eq!(
            (&line["level"], &line["client"]),
            (&json!("INFO"), &json!("127.0.0.1"))
        );
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z'), "{line}");
    }
}

#[test]
fn a_path_that_leads_nowhere_is_not_written_down() {
    let (_folder, server) = logging("info");
    let answer = server
        .client()
        .get("/reset/distinctive-token?key=distinctive-key");
    assert_eq!(answer.status, 404);
    let id = answer.header("X-Request-Id").to_owned();
    let ended = server.stop();
    assert_eq!(requests(&ended)[&id]["status"], 404);
    assert!(!ended.stderr.contains("distinctive"), "{}", ended.stderr);
}

#[test]
fn a_client_may_name_its_request_but_not_forge_a_line() {
    let (_folder, server) = logging("info");
    let ask = |id: &str| {
        let answer = server
            .client()
            .send("GET", "/health", &[("X-Request-Id", id)], Vec::new());
        answer.unwrap().header("X-Request-Id").to_owned()
    };
    assert_eq!(ask("order-12345_a"), "order-12345_a");
    for odd in [
        "short",
        "with blank and more",
        "quote\"},{\"x",
        &"x".repeat(65),
    ] {
        assert_ne!(ask(odd), odd);
    }
    assert_eq!(requests(&server.stop()).len(), 5);
}

/// Values that must not be in the log.
struct Secrets(Vec<String>);

impl Secrets {
    fn assert_none_in(&self, text: &str) {
        for secret in &self.0 {
            let line = text.lines().find(|line| line.contains(secret));
            assert!(line.is_none(), "{secret:?} in {line:?}");
        }
    }
}

fn answers() -> Vec<i8> {
    ANSWERS.iter().copied().cycle().take(60).collect()
}

/// The whole life of an account, with valid and invalid requests.
fn live(client: &mut Client) -> Secrets {
    let names = json!({"frontName": "Distinctive4b7a", "lastName": "", "email": EMAIL, "password": PASSWORD});
    client.post("/api/register", &names).unwrap().success();
    assert_eq!(
        client.post("/api/register", &names).unwrap().status,
        400,
        "taken"
    );
    let login = |client: &Client, email: &str, password: &str| {
        client
            .post("/api/login", &json!({"email": email, "password": password}))
            .unwrap()
    };
    assert_eq!(login(client, EMAIL, NEW_PASSWORD).status, 401);
    assert_eq!(
        login(client, PASSWORD, PASSWORD).status,
        401,
        "in the wrong field"
    );
    let result = &login(client, EMAIL, PASSWORD).success()["loginResult"];
    let token = result["token"].as_str().unwrap().to_owned();
    let username = result["username"].as_str().unwrap().to_owned();
    client.token = Some(token.clone());

    client.predict(&answers()).unwrap().success();
    assert_eq!(client.predict(&answers()[1..]).unwrap().status, 400);
    let uploaded = client.upload(&photo(1)).unwrap().success();
    let url = uploaded["photo_url"]
        .as_str()
        .unwrap()
        .strip_prefix(&client.url)
        .unwrap();
    assert_eq!(client.get(url).status, 200);
    assert_eq!(client.get(&format!("{url}?size=7")).status, 400);
    let key = url.split('/').nth(2).unwrap().to_owned();
    assert_eq!(
        client.upload(PASSWORD.as_bytes()).unwrap().status,
        400,
        "no photo"
    );

    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let body = format!("email={EMAIL}&password={PASSWORD}&%%=").into_bytes();
    client.send("POST", "/api/login", &form, body).unwrap();
    let kind = [("Content-Type", "application/json")];
    let broken = format!("{{\"email\": \"{EMAIL}\", \"password\": \"{PASSWORD}").into_bytes();
    assert_eq!(
        client
            .send("POST", "/api/login", &kind, broken)
            .unwrap()
            .status,
        400
    );
    let change = json!({"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD});
    client
        .post("/api/changepassword", &change)
        .unwrap()
        .success();
    assert_eq!(
        client.post("/api/changepassword", &change).unwrap().status,
        401
    );
    let mut bad = client.clone();
    bad.token = Some(format!("{token}x"));
    assert_eq!(bad.get("/api/profile").status, 401);
    client.get(&format!(
        "/api/nothing/{token}?password={}",
        PASSWORD.replace(' ', "+")
    ));
    let gone = client.send("DELETE", &format!("/api/users/{username}"), &[], Vec::new());
    gone.unwrap().success();

    let (signed, signature) = token.rsplit_once('.').unwrap();
    let listed = |glue: &str| ANSWERS.map(|answer| answer.to_string()).join(glue);
    let secrets = [
        SECRET_KEY,
        PASSWORD,
        NEW_PASSWORD,
        EMAIL,
        signature,
        signed,
        "Distinctive4b7a",
    ];
    let mut secrets: Vec<String> = secrets.map(str::to_owned).into();
    secrets.extend([
        key,
        listed(","),
        listed(", "),
        username,
        PASSWORD.replace(' ', "+"),
    ]);
    Secrets(secrets)
}

#[test]
fn no_secret_reaches_the_log() {
    let (_folder, server) = logging("info");
    let secrets = live(&mut server.client());
    let ended = server.stop();
    assert!(requests(&ended).len() > 15);
    secrets.assert_none_in(&ended.stderr);
    secrets.assert_none_in(&ended.stdout);
}

/// The most detailed log, too: it is passed on to find errors.
#[test]
fn no_secret_reaches_the_most_talkative_log() {
    let (_folder, server) = logging("trace");
    let secrets = live(&mut server.client());
    let ended = server.stop();
    assert!(requests(&ended).len() > 15);
    secrets.assert_none_in(&ended.stderr);
    secrets.assert_none_in(&ended.stdout);
}

/// An opaque session id is all that proves who one is, and it stands in paths: wherever it was sent,
/// rightly or wrongly, no log has it, nor the address with it.
#[test]
fn no_session_id_reaches_the_most_talkative_log() {
    let (_folder, server) = logging("trace");
    let client = server.client();
    let fields = json!({"username": "distinctive", "email": EMAIL, "password": PASSWORD});
    let opened = client.post("/auth/register", &fields).unwrap().success();
    let session = opened["session_id"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {session}");
    let headers: [(&str, &str); 1] = [("Authorization", &bearer)];
    let look = |path: &str, status| {
        let answer = client.send("GET", path, &headers, Vec::new()).unwrap();
        assert_eq!(answer.status, status, "{path}");
    };
    let paths = ["/users/{}", "/users/{}/", "/users/{}?session_id={}"];
    for path in paths {
        look(&path.replace("{}", &session), 200);
    }
    look("/users", 403);
    let body = json!({"session-id": session});
    client.post("/auth/logout", &body).unwrap().success();
    for path in paths
        .into_iter()
        .chain(["/users/{}/{}", "/{}", "/check/{}"])
    {
        look(&path.replace("{}", &session), 404);
    }
    look("/users", 401);
    for (method, path) in [("PUT", "/users/{}"), ("OPTIONS", "/users/{}")] {
        let path = path.replace("{}", &session);
        client.send(method, &path, &headers, Vec::new()).unwrap();
    }
    let misplaced = json!({"username": session, "password": session});
    let answer = client.post("/auth/login", &misplaced).unwrap();
    assert_eq!(answer.status, 401);
    let ended = server.stop();
    assert!(requests(&ended).len() >= 14, "{}", ended.stderr);
    let secrets = Secrets(vec![
        session.clone(),
        session.replace('-', ""),
        PASSWORD.into(),
    ]);
    secrets.assert_none_in(&ended.stderr);
    secrets.assert_none_in(&ended.stdout);
}

/// The log's reader may be gone: the server goes on with a closed pipe.
#[test]
fn nobody_reading_the_log_is_no_trouble() {
    let folder = tempfile::tempdir().unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut server = serving(folder.path());
    server
        .args(["--listen", "127.0.0.5:0"])
        .stdin(std::process::Stdio::null());
    let child = server
        .stdout(std::process::Stdio::piped())
        .stderr(writer)
        .spawn()
        .unwrap();
    let mut spawned = Spawned(child);
    let child = &mut spawned.0;
    let banner = std::io::BufReader::new(child.stdout.take().unwrap());
    let lines = std::io::BufRead::lines(banner).map_while(Result::ok);
    let url = lines
        .map(|line| line.trim().to_owned())
        .find(|line| line.starts_with("Open "));
    let client = Client::new(url.unwrap().trim_start_matches("Open").trim());
    let statuses: Vec<Option<u16>> = (0..3)
        .map(|_| {
            client
                .send("GET", "/health", &[], Vec::new())
                .map(|answer| answer.status)
        })
        .collect();
    let id = child.id().to_string();
    std::process::Command::new("kill")
        .args(["-s", "TERM", &id])
        .status()
        .unwrap();
    let status = eventually("it ends", || child.try_wait().unwrap());
    assert_eq!(statuses, [Some(200); 3]);
    assert_eq!(status.code(), Some(0));
}
