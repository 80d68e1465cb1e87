//! `firststep mail`: the outbox, and a test of the mail server.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::failed_starts::{assert_contains, refused};
use crate::mail::{FULL, Postbox, UNKNOWN, lying, register, sending_to};
use crate::support::{done, eventually, program};

fn mail(data: &Path, words: &[&str]) -> Command {
    let mut command = program();
    command.args(["mail", "--data-dir"]).arg(data).args(words);
    command
}

fn list(data: &Path) -> Vec<Value> {
    serde_json::from_str(&done(mail(data, &["list", "--json"]))).unwrap()
}

/// A mail in the outbox, as the server writes it.
fn put(data: &Path, name: &str, to: &str) {
    put_with(data, name, to, "");
}

/// The same with this in its head.
fn put_with(data: &Path, name: &str, to: &str, more: &str) {
    fs::create_dir_all(data.join("outbox")).unwrap();
    let text = format!(
        "From: a@example.org\r\nTo: {to}\r\nSubject: Your code\r\n{more}\r\nIt is \x1b[1m123456.\r\n"
    );
    fs::write(data.join("outbox").join(name), text).unwrap();
}

#[test]
fn mails_are_listed_shown_put_back_and_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    assert!(list(data).is_empty() && !data.join("outbox").exists());
    put(data, "1-a.eml", "ayu@example.org");
    put(data, "2-b.refused", "budi@example.org");
    let mut states: Vec<_> = list(data)
        .iter()
        .map(|mail| mail["state"].to_string())
        .collect();
    states.sort();
    assert_eq!(states, ["\"refused\"", "\"waiting\""]);
    let told = done(mail(data, &["list"]));
    assert_contains(
        &told,
        &["1-a.eml", "waiting", "ayu@example.org", "Your code"],
    );
    assert!(!told.contains("123456"), "a list shows no text");

    let shown = done(mail(data, &["show", "1-a.eml"]));
    assert_contains(
        &shown,
        &["To:      ayu@example.org", "State:   waiting", "123456."],
    );
    let shown: Value =
        serde_json::from_str(&done(mail(data, &["show", "1-a.eml", "--json"]))).unwrap();
    assert!(shown["text"].as_str().unwrap().contains("123456"));

    assert_contains(
        &refused(mail(data, &["retry", "1-a.eml"])),
        &["no refused mail"],
    );
    assert_contains(&done(mail(data, &["retry"])), &["1 mail "]);
    assert_eq!((lying(data, "eml"), lying(data, "refused")), (2, 0));

    assert_contains(
        &refused(mail(data, &["delete", "2-b.eml"])),
        &["budi@example.org", "--yes"],
    );
    assert_eq!(lying(data, "eml"), 2);
    done(mail(data, &["delete", "2-b.eml", "--yes"]));
    assert_eq!(list(data).len(), 1);
    fs::write(data.join("secret"), "mine").unwrap();
    for name in ["2-b.eml", "../secret", "."] {
        for words in [&["show", name][..], &["delete", name, "--yes"]] {
            assert_contains(&refused(mail(data, words)), &["no mail", "mail list"]);
        }
    }
    assert!(data.join("secret").exists());
}

/// Those that wait for their next try as well as those that were refused.
#[test]
fn without_a_name_all_that_failed_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    for name in ["1-a.eml", "2-b.refused", "3-c.eml"] {
        put(data, name, "ayu@example.org");
    }
    let tries = r#"{"count":2,"why":"450 full","next":0}"#;
    for name in ["2-b.tries", "3-c.tries"] {
        fs::write(data.join("outbox").join(name), tries).unwrap();
    }
    // Nothing more is tried by itself of what was refused.
    let next = "tried 2 times, next at 1970-01-01T00:00: 450 full";
    let told = done(mail(data, &["list"]));
    assert_contains(&told, &["tried 2 times: 450 full", next]);
    assert_contains(&done(mail(data, &["retry"])), &["2 mails "]);
    let all = list(data);
    assert_eq!(all.len(), 3);
    for mail in all {
        assert_eq!(mail["state"], "waiting", "{mail}");
        assert_eq!(mail["tries"], 0, "{mail}");
    }
    assert_contains(&done(mail(data, &["retry"])), &["No mail was refused"]);
}

#[test]
fn a_mail_put_back_is_sent_by_the_next_server() {
    let folder = tempfile::tempdir().unwrap();
    let postbox = Postbox::open(0);
    let server = sending_to(folder.path(), postbox.port);
    register(&server.client(), &format!("{UNKNOWN}@example.org"));
    eventually("it is refused", || {
        (lying(folder.path(), "refused") == 1).then_some(())
    });
    server.stop();
    let name = list(folder.path())[0]["name"].as_str().unwrap().to_owned();
    done(mail(folder.path(), &["retry", &name]));
    // The mailbox exists now.
    let path = folder
        .path()
        .join("outbox")
        .join(name)
        .with_extension("eml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace(UNKNOWN, "ayu")).unwrap();
    let server = sending_to(folder.path(), postbox.port);
    postbox.mail_to("ayu@example.org");
    server.stop();
}

#[test]
fn what_was_tried_is_listed_with_why_and_tried_again_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let postbox = Postbox::open(0);
    let server = sending_to(data, postbox.port);
    register(&server.client(), &format!("{FULL}@example.org"));
    let tried = eventually("it is tried", || {
        list(data).into_iter().find(|mail| mail["tries"] == 1)
    });
    assert_eq!(tried["state"], "delayed");
    assert!(
        tried["why"].as_str().unwrap().contains("mailbox full"),
        "{tried}"
    );
    assert_contains(
        &done(mail(data, &["list"])),
        &["tried once, next at", "4.2.2 mailbox full"],
    );
    let mut doctor = program();
    doctor.args(["doctor", "--data-dir"]).arg(data);
    assert_contains(&done(doctor), &["1 mail couldn't be sent yet", "mail list"]);
    let name = tried["name"].as_str().unwrap();
    assert_contains(&done(mail(data, &["retry", name])), &["1 mail "]);
    assert_eq!(list(data)[0]["tries"], 0);
    // Somebody else's mail wakes the server, and both are tried.
    register(&server.client(), "ayu@example.org");
    postbox.mail_to("ayu@example.org");
    eventually("it is tried again", || {
        (list(data)[0]["tries"] == 1).then_some(())
    });
}

#[test]
fn the_mail_server_is_tried_out() {
    let folder = tempfile::tempdir().unwrap();
    let postbox = Postbox::open(0);
    let test = |to: &str, port: u16| {
        let mut command = mail(folder.path(), &["test", "--json", "--to", to]);
        command
            .env("SMTP_HOST", "127.0.0.1")
            .env("SMTP_PORT", port.to_string());
        command
            .env("SMTP_EMAIL", "house@example.org")
            .env("SMTP_PASSWORD", "");
        command
    };
    let told: Value = serde_json::from_str(&done(test("ayu@example.org", postbox.port))).unwrap();
    assert_eq!(told["answer"], "250 kept");
    assert_contains(
        &postbox.mail_to("ayu@example.org"),
        &["Subject: A test of FirstStep's mail"],
    );
    let said = refused(test(&format!("{UNKNOWN}@example.org"), postbox.port));
    assert_contains(&said, &["no such user", "127.0.0.1"]);
    let closed = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    assert_contains(
        &refused(test("ayu@example.org", closed)),
        &["refused", &closed.to_string()],
    );
    assert_contains(
        &refused(test("nonsense", closed)),
        &["--to", "e-mail address"],
    );
    assert_contains(
        &refused(mail(folder.path(), &["test", "--to", "a@example.org"])),
        &["SMTP_HOST"],
    );
}

/// What a mail server answers, and what an address holds, is a stranger's.
#[test]
fn nothing_that_a_stranger_wrote_moves_the_cursor_or_forges_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    put(data, "1-a.eml", "ayu@example.org");
    let path = data.join("outbox/1-a.eml");
    let text = fs::read_to_string(&path).unwrap();
    let odd = text.replace("ayu", "\x1b[2Jayu").replace("Your", "\x1b[2J");
    fs::write(&path, odd).unwrap();
    let tries = r#"{"count":1,"why":"450 \u001b[2J full\n2-b.eml","next":0}"#;
    fs::write(path.with_extension("tries"), tries).unwrap();
    for words in [&["list"][..], &["show", "1-a.eml"]] {
        let told = done(mail(data, words));
        // The mail's own text is shown as it is: that is what one asks for.
        let head = told.split("It is").next().unwrap();
        assert!(!head.contains('\x1b'), "{words:?}: {head:?}");
        assert!(!told.contains("\n2-b.eml"), "{words:?}: {head:?}");
        assert_contains(&told, &["once, next at", "450", "full"]);
    }
}

/// The code that undoes a change of address is good for seven days, and others for minutes.
#[test]
fn a_mail_of_some_days_ago_is_given_up_unless_it_is_good_for_longer() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let good = "X-FirstStep-Good-Until: 2100-01-01T00:00:00Z\r\n";
    let over = "X-FirstStep-Good-Until: 2001-01-01T00:00:00Z\r\n";
    for (name, head) in [("1-a.eml", ""), ("2-b.eml", good), ("3-c.eml", over)] {
        put_with(data, name, &format!("{FULL}@example.org"), head);
        let days = Duration::from_secs(3 * 24 * 60 * 60);
        let path = data.join("outbox").join(name);
        let file = fs::File::options().append(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - days).unwrap();
    }
    let postbox = Postbox::open(0);
    let server = sending_to(data, postbox.port);
    eventually("each is tried", || {
        (lying(data, "tries") == 3).then_some(())
    });
    server.stop();
    let mut states: Vec<_> = list(data)
        .iter()
        .map(|mail| format!("{} {}", mail["name"], mail["state"]))
        .collect();
    states.sort();
    assert_eq!(
        states,
        [
            r#""1-a.refused" "refused""#,
            r#""2-b.eml" "delayed""#,
            r#""3-c.refused" "refused""#
        ]
    );
}

/// What the start sweeps isn't sent beside it, and what is sent isn't swept from beside it.
#[test]
fn nothing_is_sent_before_the_outbox_is_swept() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let postbox = Postbox::open(0);
    let server = sending_to(data, postbox.port);
    register(&server.client(), "ayu@example.org");
    postbox.mail_to("ayu@example.org");
    server.stop();
    // Its account was deleted while it was being written.
    put(data, "99-a.eml", "gone@example.org");
    put(data, "98-b.tmp", "half@example.org");
    let server = sending_to(data, postbox.port);
    register(&server.client(), "budi@example.org");
    postbox.mail_to("budi@example.org");
    assert!(!postbox.has_mail_to("gone@example.org"));
    eventually("all is sent or swept", || {
        (lying(data, "eml") + lying(data, "tmp") == 0).then_some(())
    });
    server.stop();
}
