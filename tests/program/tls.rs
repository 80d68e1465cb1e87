//! TLS: certificates on the command line, other programs as clients, and a new certificate while the
//! server runs.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::certificates::{Place, curl, pair};
use crate::client::{PASSWORD, form, photo};
use crate::failed_starts::{assert_contains, refused};
use crate::support::{Ended, Server, eventually, line_after, program, run, run_with, serving};

const EMAIL: &str = "sari@example.org";

fn success(ended: &Ended) -> &str {
    assert_eq!(ended.status.code(), Some(0), "{}", ended.stderr);
    &ended.stdout
}

/// The output of openssl's client.
fn openssl(server: &Server, flags: &[&str]) -> String {
    let mut command = Command::new("openssl");
    let address = server.url.strip_prefix("https://").unwrap();
    command.args(["s_client", "-connect", address]).args(flags);
    let ended = run_with(
        command,
        b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    );
    format!("{}{}", ended.stdout, ended.stderr)
}

/// Registers and signs in by curl; returns heads and bodies of both answers.
fn sign_in(place: &Place, server: &Server) -> (Value, String) {
    let kind = "Content-Type: application/json";
    let person =
        json!({"frontName": "Sari", "lastName": "Dewi", "email": EMAIL, "password": PASSWORD});
    let flags = ["-H", kind, "--data", &person.to_string()];
    success(&place.curl(server, "/api/register", &flags));
    let person = json!({"email": EMAIL, "password": PASSWORD});
    let flags = ["-H", kind, "--data", &person.to_string()];
    let login = place.curl(server, "/api/login", &flags);
    let page = json!({"name": EMAIL, "password": PASSWORD});
    let flags = ["-i", "-H", kind, "--data", &page.to_string()];
    let page = place.curl(server, "/app/sign-in", &flags);
    (
        serde_json::from_str(success(&login)).unwrap(),
        success(&page).to_owned(),
    )
}

#[test]
fn curl_verifies_and_is_served_and_the_cookie_is_for_tls_alone() {
    let place = Place::new();
    let server = place.serve();
    assert!(
        server.url.starts_with("https://127.0.0.1:"),
        "{}",
        server.banner
    );
    assert_contains(&server.banner, &["Docs   https://", "  https://127.0.0.1"]);
    let health = place.curl(&server, "/readyz", &["--tlsv1.3"]);
    assert_eq!(success(&health), r#"{"status":"ready"}"#);
    success(&place.curl(&server, "/readyz", &["--tls-max", "1.2"]));
    let (login, page) = sign_in(&place, &server);
    let cookie = line_after(&page, "Set-Cookie:");
    assert!(
        cookie.starts_with("__Host-firststep_session=") && cookie.ends_with("; Secure"),
        "{cookie}"
    );

    let health = place.curl(&server, "/readyz", &["-i"]);
    let kept = line_after(success(&health), "Strict-Transport-Security:");
    assert_eq!(kept, "max-age=31536000");

    let token = login["loginResult"]["token"].as_str().unwrap();
    let (kind, body) = form(&photo(1));
    let upload = place.folder.path().join("upload");
    fs::write(&upload, body).unwrap();
    let flags = [
        "-H",
        &format!("Authorization: Bearer {token}"),
        "-H",
        &format!("Content-Type: {kind}"),
        "--data-binary",
        &format!("@{}", upload.display()),
    ];
    let told = place.curl(&server, "/api/uploadphoto", &flags);
    let told: Value = serde_json::from_str(success(&told)).unwrap();
    let link = told["photo_url"].as_str().unwrap();
    assert!(link.starts_with(&server.url), "{link}");
    let photo = place.folder.path().join("photo");
    success(&curl(
        &place.certificate(),
        link,
        &["--output", photo.to_str().unwrap()],
    ));
    assert!(
        fs::read(photo).unwrap().starts_with(&[0xff, 0xd8]),
        "a JPEG"
    );
    server.stop();
}

#[test]
fn openssl_speaks_the_new_versions_and_not_the_old() {
    let place = Place::new();
    let server = place.serve();
    for (flag, name) in [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")] {
        let said = openssl(
            &server,
            &[
                flag,
                "-alpn",
                "h2,http/1.1",
                "-servername",
                "elsewhere.example",
                "-ign_eof",
            ],
        );
        assert_contains(&said, &[name, "ALPN protocol: http/1.1", "HTTP/1.1 200 OK"]);
    }
    for old in ["-tls1_1", "-tls1"] {
        let said = openssl(&server, &[old, "-cipher", "DEFAULT@SECLEVEL=0"]);
        assert_contains(&said, &["SSL alert number", "Cipher is (NONE)"]);
    }
    let only_h2 = openssl(&server, &["-alpn", "h2"]);
    assert_contains(&only_h2, &["alert no application protocol"]);
    server.stop();
}

#[test]
fn plain_http_is_told_where_to_go() {
    let place = Place::new();
    let server = place.serve();
    let plain = server.url.replace("https://", "http://");
    let told = curl(&place.certificate(), &plain, &["-i"]);
    assert_contains(
        success(&told),
        &[
            "400 Bad Request",
            "https://",
            "Connection: close",
            "X-Content-Type-Options: nosniff",
            "Content-Type: text/plain; charset=utf-8",
        ],
    );
    assert!(!told.stdout.contains("Strict-Transport"), "{}", told.stdout);
    server.stop();
}

/// Whether new connections get the certificate in the file.
fn shows_the_file(place: &Place, server: &Server) -> bool {
    place.curl(server, "/livez", &[]).status.success()
}

#[test]
fn a_hangup_signal_renews_at_once_and_a_changed_file_soon() {
    let place = Place::new();
    let server = place.serve();
    assert!(shows_the_file(&place, &server));
    place.renew(2041);
    server.process.signal("HUP");
    eventually("the signal is heard", || {
        shows_the_file(&place, &server).then_some(())
    });
    place.renew(2042);
    assert!(!shows_the_file(&place, &server), "nobody has looked yet");
    eventually("the files are looked at", || {
        shows_the_file(&place, &server).then_some(())
    });
    let both = ["until=\"2041-12-31", "until=\"2042-12-31"];
    server.process.says(&both);
    server.stop();
}

#[test]
fn a_bad_new_pair_changes_nothing_but_the_log() {
    let place = Place::new();
    let server = place.serve();
    let old = place.folder.path().join("old.pem");
    fs::copy(place.certificate(), &old).unwrap();
    // Another certificate beside the old key.
    fs::write(place.certificate(), pair(2041).0).unwrap();
    server.process.signal("HUP");
    eventually("it is complained of", || {
        let said = server.process.said();
        (said.contains("ERROR") && said.contains("is not that of the certificate")).then_some(())
    });
    let health = curl(&old, &format!("{}/livez", server.url), &[]);
    success(&health);
    fs::remove_file(place.key()).unwrap();
    server.process.signal("HUP");
    eventually("and again", || {
        server
            .process
            .said()
            .contains("can't be read")
            .then_some(())
    });
    success(&curl(&old, &format!("{}/livez", server.url), &[]));
    let said = server.process.said();
    assert!(!said.contains("PRIVATE"), "{said}");
    server.stop();
}

#[test]
fn an_end_that_is_near_or_past_is_warned_of() {
    let place = Place::new();
    place.renew(2020);
    let server = place.serve();
    server.process.says(&["ERROR", "expired", "2020-12-31"]);
    server.stop();
}

#[test]
fn what_can_not_be_used_is_said_in_a_sentence() {
    let place = Place::new();
    let (certificate, key) = (place.certificate(), place.key());
    let with = |certificate: &std::path::Path, key: &std::path::Path| {
        let mut command = serving(&place.data());
        command
            .arg("--tls-cert")
            .arg(certificate)
            .arg("--tls-key")
            .arg(key);
        refused(command)
    };
    let missing = place.folder.path().join("missing.pem");
    assert_contains(
        &with(&missing, &key),
        &["certificate file", "missing.pem", "can't be read"],
    );
    assert_contains(
        &with(&certificate, &missing),
        &["key file", "missing.pem", "can't be read"],
    );
    assert_contains(&with(&key, &certificate), &["key.pem holds no certificate"]);
    assert_contains(
        &with(&certificate, &certificate),
        &["cert.pem holds no private key"],
    );
    let other = place.folder.path().join("other.pem");
    fs::write(&other, pair(2041).1).unwrap();
    assert_contains(
        &with(&certificate, &other),
        &["other.pem is not that of the certificate"],
    );
    let text = fs::read_to_string(&certificate).unwrap();
    fs::write(&other, text.replacen("MII", "MMM", 1)).unwrap();
    assert_contains(&with(&other, &key), &["other.pem holds no certificate"]);
    fs::write(&other, &text[..text.len() / 2]).unwrap();
    assert_contains(&with(&other, &key), &["other.pem holds no certificate"]);
    fs::write(
        &other,
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    )
    .unwrap();
    assert_contains(
        &with(&certificate, &other),
        &["other.pem is of no kind", "ECDSA"],
    );
    let half = fs::read_to_string(&key).unwrap();
    fs::write(&other, &half[..half.len() / 2]).unwrap();
    assert_contains(&with(&certificate, &other), &["other.pem is damaged"]);
}

#[test]
fn a_key_with_a_passphrase_is_called_so_and_the_way_out_works() {
    let place = Place::new();
    let [old, new, plain] =
        ["old.pem", "new.pem", "plain.pem"].map(|name| place.folder.path().join(name));
    let openssl = |words: &[&str]| {
        let mut command = Command::new("openssl");
        let pass = ["-passin", "pass:words", "-passout", "pass:words"];
        command.args(&words[..1]).args(pass).args(&words[1..]);
        let ended = run(command);
        assert!(ended.status.success(), "{ended:?}");
    };
    let path = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    let key = path(&place.key());
    openssl(&["pkey", "-in", &key, "-aes256", "-out", &path(&new)]);
    openssl(&[
        "pkey",
        "-in",
        &key,
        "-aes256",
        "-traditional",
        "-out",
        &path(&old),
    ]);
    for encrypted in [&old, &new] {
        let mut command = serving(&place.data());
        command.arg("--tls-cert").arg(place.certificate());
        command.arg("--tls-key").arg(encrypted);
        let said = refused(command);
        assert_contains(
            &said,
            &["is encrypted with a passphrase", "openssl pkey -in"],
        );
    }
    openssl(&["pkey", "-in", &path(&new), "-out", &path(&plain)]);
    let mut command = serving(&place.data());
    command.arg("--tls-cert").arg(place.certificate());
    command.arg("--tls-key").arg(plain);
    Server::start(command).stop();
}

#[test]
fn one_file_without_the_other_is_refused() {
    let place = Place::new();
    for (flag, other) in [("--tls-cert", "--tls-key"), ("--tls-key", "--tls-cert")] {
        let mut command = serving(&place.data());
        command.arg(flag).arg(place.certificate());
        let ended = run(command);
        assert_eq!(ended.status.code(), Some(1), "{}", ended.stderr);
        assert_contains(&ended.stderr, &[other]);
    }
    let mut command = serving(&place.data());
    command.env("FIRSTSTEP_TLS_CERT", place.certificate());
    assert_eq!(run(command).status.code(), Some(1));
    let mut command = serving(&place.data());
    command.env("FIRSTSTEP_TLS_CERT", place.certificate());
    command.env("FIRSTSTEP_TLS_KEY", place.key());
    let server = Server::start(command);
    assert!(shows_the_file(&place, &server), "by variables");
    server.stop();
}

#[test]
fn a_healthcheck_asks_by_tls() {
    let place = Place::new();
    let server = place.serve();
    let check = |address: &str, ca: Option<&std::path::Path>| {
        let mut command = program();
        command.args(["healthcheck", "--address", address]);
        command.args(
            ca.map(|ca| ["--ca".as_ref(), ca.as_os_str()])
                .into_iter()
                .flatten(),
        );
        command
    };
    let (url, certificate) = (server.url.clone(), place.certificate());
    assert_eq!(run(check(&url, None)).status.code(), Some(0));
    assert_eq!(run(check(&url, Some(&certificate))).status.code(), Some(0));
    let plain = url.strip_prefix("https://").unwrap();
    assert_contains(&refused(check(plain, None)), &["speaks TLS", "https://"]);
    let (other, _) = pair(2041);
    let stranger = place.folder.path().join("stranger.pem");
    fs::write(&stranger, other).unwrap();
    assert_contains(
        &refused(check(&url, Some(&stranger))),
        &["certificate", "--ca"],
    );
    let missing = place.folder.path().join("missing.pem");
    assert_contains(
        &refused(check(&url, Some(&missing))),
        &["missing.pem", "can't be read"],
    );
    assert_contains(
        &refused(check(&url, Some(&place.key()))),
        &["key.pem holds no certificate"],
    );
    server.stop();
    assert_contains(&refused(check(&url, None)), &["Nothing answers"]);
    let without = tempfile::tempdir().unwrap();
    let server = Server::on(without.path());
    let secured = server.url.replace("http://", "https://");
    assert_contains(&refused(check(&secured, None)), &["doesn't speak TLS"]);
    assert_eq!(
        run(check(&server.url, None)).status.code(),
        Some(0),
        "http:// is fine, too"
    );
    server.stop();
}

#[test]
fn a_demo_can_be_shown_by_tls() {
    let place = Place::new();
    let mut command = program();
    command.args(["demo", "--no-browser", "--port", "0", "--bcrypt-cost", "10"]);
    command.arg("--tls-cert").arg(place.certificate());
    command.arg("--tls-key").arg(place.key());
    let server = Server::start(command);
    assert!(server.url.starts_with("https://"), "{}", server.banner);
    assert!(!server.banner.contains("http://"), "{}", server.banner);
    assert!(shows_the_file(&place, &server));
    server.stop();
}
