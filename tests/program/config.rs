//! Settings in a file: precedence, and messages for wrong ones.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Ended, Server, program, run};

struct Place(TempDir);

impl Place {
    fn new(settings: &str) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::write(place.file(), settings).unwrap();
        place
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("firststep.toml")
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    /// Runs the program with the file of settings named in front.
    fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = program();
        command.current_dir(self.0.path());
        command.arg("--config").arg(self.file()).args(arguments);
        run(command)
    }

    fn show(&self, arguments: &[&str]) -> Value {
        let ended = self.run(&[&["config", "show", "--json"], arguments].concat());
        assert!(ended.status.success(), "{}", ended.stderr);
        serde_json::from_str(&ended.stdout).unwrap()
    }
}

fn quoted(path: &Path) -> String {
    toml::Value::from(path.display().to_string()).to_string()
}

#[test]
fn a_flag_wins_over_a_variable_over_the_file_over_the_default() {
    let place = Place::new("port = 1111\nhost = \"127.0.0.4\"\ntoken-lifetime = \"3h\"\n");
    let mut command = program();
    command
        .env("PORT", "2222")
        .env("FIRSTSTEP_TOKEN_LIFETIME", "2h");
    command.env("FIRSTSTEP_CONFIG", place.file());
    command.args(["config", "show", "--json", "--port", "3333"]);
    let shown: Value = serde_json::from_str(&run(command).stdout).unwrap();
    let is = |name: &str, value: Value, from: &str| {
        assert_eq!(shown[name]["value"], value, "{name}");
        assert_eq!(shown[name]["from"], from, "{name}");
    };
    is("port", 3333.into(), "flag");
    is(
        "token-lifetime",
        "2h".into(),
        "variable FIRSTSTEP_TOKEN_LIFETIME",
    );
    is("host", "127.0.0.4".into(), "file");
    is("code-length", 7.into(), "default");
}

#[test]
fn a_server_is_what_its_file_says() {
    let place = Place::new("");
    let settings = format!(
        "port = 0\nhost = \"127.0.0.4\"\nbcrypt_cost = 10\ndata-dir = {}\ncors-origin = [\"https://a.example\", \"https://b.example\"]\n",
        quoted(&place.data())
    );
    fs::write(place.file(), settings).unwrap();
    let mut command = program();
    command.arg("serve").arg("--config").arg(place.file());
    let server = Server::start(command);
    assert!(
        server.url.starts_with("http://127.0.0.4:"),
        "{}",
        server.url
    );
    let client = server.client();
    for origin in ["https://a.example", "https://b.example"] {
        let answer = client.send("GET", "/health", &[("Origin", origin)], Vec::new());
        assert_eq!(
            answer.unwrap().header("Access-Control-Allow-Origin"),
            origin
        );
    }
    assert!(place.data().join("firststep.db").is_file());
    // Other commands use the same folder.
    let made = place.run(&["user", "create", "--email", "a@example.org"]);
    assert!(made.status.success(), "{}", made.stderr);
    assert!(
        place
            .run(&["user", "list"])
            .stdout
            .contains("a@example.org")
    );
}

#[test]
fn a_variable_for_the_port_wins_over_an_address_in_the_file() {
    let place = Place::new("listen = \"127.0.0.4:1\"\n");
    let mut command = program();
    command.env("HOST", "127.0.0.5").env("PORT", "0");
    command
        .arg("--config")
        .arg(place.file())
        .arg("--data-dir")
        .arg(place.data());
    let server = Server::start(command);
    assert!(
        server.url.starts_with("http://127.0.0.5:"),
        "{}",
        server.url
    );
}

#[test]
fn what_is_wrong_in_a_file_is_named_with_its_line() {
    for (settings, said) in [
        (
            "port = 8080\nprot = 1\n",
            "line 2: there is no setting prot",
        ),
        ("port = 99999\n", "line 1: port: invalid value '99999'"),
        (
            "public-url = \"https://example.com/quiz\"\n",
            "all paths are served at the root of a host",
        ),
        ("[server]\n", "line 1"),
        ("port = \n", "line 1"),
        (
            "host = [\"127.0.0.1\", \"::1\"]\n",
            "line 1: host: takes one value",
        ),
    ] {
        for command in [&["serve"][..], &["config", "check"]] {
            let ended = Place::new(settings).run(command);
            assert_eq!(ended.status.code(), Some(1), "{settings}");
            assert!(ended.stderr.contains(said), "{settings}: {}", ended.stderr);
        }
    }
    let place = Place::new("");
    fs::remove_file(place.file()).unwrap();
    let ended = place.run(&["config", "show"]);
    assert!(ended.stderr.contains("can't be read"), "{}", ended.stderr);
}

#[test]
fn what_is_shown_is_a_file_again_and_tells_no_secret() {
    let place = Place::new(
        "secret-key = \"0123456789abcdef0123456789abcdef\"\nsmtp-password = \"hunter2\"\nport = 8080\npublic-url = \"https://quiz.example\"\n",
    );
    let before = place.show(&[]);
    let shown = place.run(&["config", "show"]).stdout;
    assert!(
        !shown.contains("hunter2") && !shown.contains("0123456789abcdef"),
        "{shown}"
    );
    assert_eq!(before["smtp-password"]["value"], "(hidden)");
    fs::write(place.file(), shown).unwrap();
    let after = place.show(&[]);
    let names = before.as_object().unwrap().keys();
    for name in names.filter(|name| !["secret-key", "smtp-password"].contains(&name.as_str())) {
        assert_eq!(before[name]["value"], after[name]["value"], "{name}");
    }
}

#[test]
fn settings_that_cannot_work_are_found_before_they_do_harm() {
    let sound = Place::new("port = 8080\n");
    assert!(sound.run(&["config", "check"]).stdout.contains("can work"));
    assert!(!sound.data().exists(), "nothing is made");
    let short = Place::new("secret-key = \"short\"\n").run(&["config", "check", "--json"]);
    let told: Value = serde_json::from_str(&short.stdout).unwrap();
    assert_eq!(
        (short.status.code(), &told["works"]),
        (Some(1), &false.into())
    );
    assert!(told["problem"].as_str().unwrap().contains("5 bytes"));
    for (settings, said) in [
        ("secret-key = \"short\"\n", "5 bytes"),
        ("model = \"nowhere.tflite\"\n", "can't be read"),
        ("questions = \"nowhere.json\"\n", "can't be read"),
        ("tls-cert = \"only.pem\"\n", "the key is missing"),
        (
            "tls-cert = \"no.pem\"\ntls-key = \"no.pem\"\n",
            "can't be read",
        ),
        ("smtp-host = \"mail.example\"\n", "SMTP_EMAIL"),
        (
            "cors-origin = [\"none\", \"https://app.example\"]\n",
            "none and names an origin",
        ),
    ] {
        let place = Place::new(settings);
        let started = place.run(&["serve", "--port", "0"]);
        assert_eq!(started.status.code(), Some(1), "{settings}");
        let ended = place.run(&["config", "check"]);
        assert_eq!(ended.status.code(), Some(1), "{settings}");
        assert!(ended.stderr.contains(said), "{settings}: {}", ended.stderr);
    }
}

#[cfg(unix)]
#[test]
fn secrets_that_others_can_read_are_pointed_out() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new("smtp-password = \"hunter2\"\n");
    let allow = |mode| fs::set_permissions(place.file(), fs::Permissions::from_mode(mode)).unwrap();
    allow(0o644);
    assert!(place.run(&["config", "check"]).stdout.contains("chmod 600"));
    allow(0o600);
    assert!(!place.run(&["config", "check"]).stdout.contains("chmod"));
}

#[test]
fn a_demo_keeps_off_the_real_server() {
    let place = Place::new("");
    let real = place.0.path().join("real.db");
    fs::write(place.file(), format!("port = 1\ndb = {}\n", quoted(&real))).unwrap();
    let mut command = program();
    command.env("FIRSTSTEP_DB", &real);
    command.arg("--config").arg(place.file());
    command.args([
        "demo",
        "--no-browser",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--data-dir",
    ]);
    command.arg(place.data());
    let server = Server::start(command);
    assert!(
        server
            .client()
            .send("GET", "/livez", &[], Vec::new())
            .is_some()
    );
    assert!(!real.exists() && place.data().join("firststep.db").is_file());
}

#[test]
fn a_flag_before_a_command_that_does_not_know_it_is_no_riddle() {
    let mut command = program();
    command.args(["--port", "80", "user", "list"]);
    let ended = run(command);
    assert_eq!(ended.status.code(), Some(2));
    assert!(
        ended
            .stderr
            .contains("the flag --port belongs after its command"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_port_in_use_and_an_impossible_folder_are_found() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let place = Place::new(&format!("port = {port}\n"));
    let check = |place: &Place| {
        let ended = place.run(&["config", "check"]);
        assert!(!place.data().exists(), "nothing is made");
        (ended.status.code(), ended.stdout + &ended.stderr)
    };
    let (code, said) = check(&place);
    assert!(code == Some(1) && said.contains("in use"), "{said}");
    drop(taken);
    assert_eq!(check(&place).0, Some(0));

    let file = place.file();
    for setting in ["data-dir", "photos", "db", "log-file", "backup-dir"] {
        let inside = quoted(&file.join("deeper/inside"));
        let text = format!("port = {port}\n{setting} = {inside}\n");
        let place = Place::new(&text);
        let (code, said) = check(&place);
        assert!(
            code == Some(1) && said.contains(&format!("--{setting}")),
            "{said}"
        );
    }
    // Open to root by its permissions, and yet it takes nothing.
    let place = Place::new(&format!("port = {port}\ndata-dir = \"/proc/firststep\"\n"));
    let (code, said) = check(&place);
    let found = said.contains("/proc can't be written to") && said.contains("--data-dir");
    assert!(code == Some(1) && found, "{said}");
}

#[test]
fn settings_are_checked_beside_the_server_that_runs_with_them() {
    let place = Place::new("");
    let mut command = program();
    command
        .args(["--port", "0", "--data-dir"])
        .arg(place.data());
    let server = Server::start(command);
    let settings = format!(
        "listen = \"{}\"\ndata-dir = {}\n",
        server.address(),
        quoted(&place.data())
    );
    fs::write(place.file(), settings).unwrap();
    let ended = place.run(&["config", "check"]);
    assert!(ended.stdout.contains("A server runs"), "{ended:?}");
    let ended = place.run(&["config", "check", "--json"]);
    let told: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(
        (&told["works"], &told["problem"]),
        (&true.into(), &Value::Null)
    );
    assert!(
        told["remarks"][0]
            .as_str()
            .unwrap()
            .contains("A server runs")
    );
    server.stop();
}

#[test]
fn the_listing_says_whose_settings_it_shows() {
    let place = Place::new("");
    let shown = place.run(&["config", "show"]).stdout;
    assert!(shown.starts_with("# What a server started here"), "{shown}");
}

#[test]
fn the_manual_and_completions_need_no_sound_settings() {
    let place = Place::new("prot = 1\n");
    for words in [&["man"][..], &["man", "user"], &["completions", "bash"]] {
        let ended = place.run(words);
        assert!(
            ended.status.success() && !ended.stdout.is_empty(),
            "{ended:?}"
        );
    }
    let mut command = program();
    command
        .env("FIRSTSTEP_CONFIG", place.0.path().join("gone"))
        .arg("man");
    assert!(run(command).status.success());
}

#[test]
fn a_backups_folder_in_the_file_is_that_of_every_command() {
    let place = Place::new("");
    let kept = place.0.path().join("kept");
    let settings = format!(
        "data-dir = {}\nbackup-dir = {}\nbcrypt-cost = 10\n",
        quoted(&place.data()),
        quoted(&kept)
    );
    fs::write(place.file(), settings).unwrap();
    let done = |words: &[&str]| {
        let ended = place.run(words);
        assert!(ended.status.success(), "{ended:?}");
        ended.stdout
    };
    done(&["user", "create", "--email", "a@example.org"]);
    done(&["backup", "create"]);
    let listed: Value = serde_json::from_str(&done(&["backup", "list", "--json"])).unwrap();
    let path = listed[0]["path"].as_str().unwrap();
    assert!(Path::new(path).starts_with(&kept), "{path}");
}
