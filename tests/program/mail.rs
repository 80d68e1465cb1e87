//! Mail by SMTP, to a test server on this machine.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::json;

use crate::client::{Client, PASSWORD};
use crate::failed_starts::{assert_contains, refused};
use crate::support::{Server, eventually, serving};

/// The prefix of recipients that the server below rejects.
pub const UNKNOWN: &str = "nobody";

/// The prefix of recipients that it takes later, and of those at whom it hangs up.
pub const FULL: &str = "full";
const DROPPED: &str = "dropped";
const CLOSED: &str = "closed";

/// An SMTP server that keeps the mails it receives. It doesn't offer SMTPUTF8.
pub struct Postbox {
    pub port: u16,
    mails: Arc<Mutex<Vec<String>>>,
}

impl Postbox {
    /// Listens on this port, or on a free one, until the test process ends.
    pub fn open(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let mails = Arc::<Mutex<Vec<String>>>::default();
        let kept = Arc::clone(&mails);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client may disconnect.
                let _ = converse(stream, &kept);
            }
        });
        Self { port, mails }
    }

    /// Waits for the mail to this address.
    pub fn mail_to(&self, address: &str) -> String {
        eventually("the mail arrives", || self.found(address))
    }

    /// Whether a mail to this address arrived.
    pub fn has_mail_to(&self, address: &str) -> bool {
        self.found(address).is_some()
    }

    fn found(&self, address: &str) -> Option<String> {
        let to = format!("To: {address}\r\n");
        let mails = self.mails.lock().unwrap();
        mails.iter().find(|mail| mail.contains(&to)).cloned()
    }
}

/// The part of RFC 5321 that sends one mail.
fn converse(mut stream: TcpStream, mails: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    stream.write_all(b"220 here\r\n")?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let reply = match line.split([' ', '\r']).next().unwrap_or_default() {
            "RCPT" if line.contains(UNKNOWN) => "550 5.1.1 no such user",
            "RCPT" if line.contains(FULL) => "450 4.2.2 mailbox full",
            "RCPT" if line.contains(DROPPED) => return Ok(()),
            // For good, but not about the mail.
            "RCPT" if line.contains(CLOSED) => "530 5.7.0 sign in first",
            "DATA" => {
                stream.write_all(b"354 go on\r\n")?;
                let mut mail = String::new();
                while !mail.ends_with("\r\n.\r\n") {
                    lines.read_line(&mut mail)?;
                }
                mails.lock().unwrap().push(mail);
                "250 kept"
            }
            "QUIT" => "221 bye",
            _ => "250 fine",
        };
        stream.write_all(format!("{reply}\r\n").as_bytes())?;
    }
}

pub fn sending_to(data: &Path, port: u16) -> Server {
    let mut command = serving(data);
    command.args(["--smtp-host", "127.0.0.1", "--smtp-port", &port.to_string()]);
    command.args(["--smtp-email", "house@example.org"]);
    Server::start(command)
}

pub fn register(client: &Client, email: &str) {
    let body =
        json!({"email": email, "password": PASSWORD, "first_name": "Ayu", "last_name": "Sari"});
    client
        .post("/api/v1/auth/register", &body)
        .unwrap()
        .success();
}

/// How many files with this extension are in the outbox.
pub fn lying(data: &Path, kind: &str) -> usize {
    let entries = fs::read_dir(data.join("outbox")).unwrap().flatten();
    let kinds = entries.filter(|entry| entry.path().extension().is_some_and(|one| one == kind));
    kinds.count()
}

/// The six-digit code in a mail.
fn code(mail: &str) -> &str {
    let (_, body) = mail.split_once("\r\n\r\n").unwrap();
    let mut runs = body.split(|letter: char| !letter.is_ascii_digit());
    runs.find(|run| run.len() == 6).expect("a code")
}

#[test]
fn a_code_comes_by_mail_and_is_good() {
    let folder = tempfile::tempdir().unwrap();
    let postbox = Postbox::open(0);
    let server = sending_to(folder.path(), postbox.port);
    let client = server.client();
    register(&client, "ayu@example.org");
    let mail = postbox.mail_to("ayu@example.org");
    assert!(
        mail.contains("From: FirstStep <house@example.org>\r\n"),
        "{mail}"
    );
    let body = json!({"email": "ayu@example.org", "otp": code(&mail)});
    client
        .post("/api/v1/auth/verify-otp", &body)
        .unwrap()
        .success();
    eventually("it leaves the outbox", || {
        (lying(folder.path(), "eml") == 0).then_some(())
    });
    let ended = server.stop();
    assert!(!ended.stderr.contains(code(&mail)), "a code in the log");
}

#[test]
fn a_mail_that_is_refused_holds_no_other_up() {
    let folder = tempfile::tempdir().unwrap();
    let postbox = Postbox::open(0);
    let server = sending_to(folder.path(), postbox.port);
    let client = server.client();
    for number in 0..3 {
        register(&client, &format!("{UNKNOWN}{number}@example.org"));
    }
    register(&client, "ayu@example.org");
    postbox.mail_to("ayu@example.org");
    eventually("the refused ones are set aside", || {
        let (waiting, refused) = (lying(folder.path(), "eml"), lying(folder.path(), "refused"));
        ((waiting, refused) == (0, 3)).then_some(())
    });
    assert_contains(&server.stop().stderr, &["refuses a mail"]);
}

#[test]
fn a_mail_that_can_not_go_now_waits_alone() {
    let folder = tempfile::tempdir().unwrap();
    let postbox = Postbox::open(0);
    let server = sending_to(folder.path(), postbox.port);
    let client = server.client();
    for odd in [FULL, DROPPED, CLOSED, "jürgen"] {
        register(&client, &format!("{odd}@example.org"));
    }
    let good: Vec<String> = (0..8).map(|n| format!("good{n}@example.org")).collect();
    for address in &good {
        register(&client, address);
    }
    for address in &good {
        let _ = postbox.mail_to(address);
    }
    eventually("the odd ones are told apart", || {
        let states = (lying(folder.path(), "eml"), lying(folder.path(), "refused"));
        let tried = lying(folder.path(), "tries");
        (states == (3, 1) && tried == 4).then_some(())
    });
    server.stop();
}

#[test]
fn a_domain_beyond_ascii_is_sent_as_every_server_takes_it() {
    let folder = tempfile::tempdir().unwrap();
    let postbox = Postbox::open(0);
    let server = sending_to(folder.path(), postbox.port);
    register(&server.client(), "ayu@bücher.example");
    postbox.mail_to("ayu@xn--bcher-kva.example");
}

#[test]
fn what_could_not_be_sent_is_sent_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    // A port without a listener, for now.
    let port = {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    let server = sending_to(folder.path(), port);
    register(&server.client(), "ayu@example.org");
    eventually("it is tried", || {
        let said = server.process.said();
        said.contains("couldn't be sent").then_some(())
    });
    assert_eq!(lying(folder.path(), "eml"), 1);
    server.stop();
    let half = folder.path().join("outbox/1-half.tmp");
    fs::write(&half, "From: ").unwrap();
    let postbox = Postbox::open(0);
    let server = sending_to(folder.path(), postbox.port);
    postbox.mail_to("ayu@example.org");
    assert!(!half.exists(), "what a crash left is gone");
    server.stop();
}

#[test]
fn what_may_not_be_meant_is_told_and_what_cannot_work_is_refused() {
    let with = |variables: &[(&str, &str)]| {
        let folder = tempfile::tempdir().unwrap();
        let mut command = serving(folder.path());
        command.env("SMTP_HOST", "mail.example.org");
        command.envs(variables.iter().copied());
        (folder, command)
    };
    let said = |variables: &[(&str, &str)]| {
        let (_folder, command) = with(variables);
        Server::start(command).process.said()
    };
    // A relay that wants no sign-in, or a password that was forgotten.
    let relay = said(&[("SMTP_EMAIL", "house@example.org"), ("SMTP_PORT", "25")]);
    assert_contains(&relay, &["SMTP_PASSWORD isn't set", "FIRSTSTEP_SMTP_FROM"]);
    assert_eq!(said(&[("FIRSTSTEP_SMTP_FROM", "house@example.org")]), "");
    // The user name of many a provider.
    let keyed = [("SMTP_EMAIL", "apikey"), ("SMTP_PASSWORD", "x")];
    assert_contains(&said(&keyed), &["no address", "FIRSTSTEP_SMTP_FROM"]);
    let apart = [
        keyed[0],
        keyed[1],
        ("FIRSTSTEP_SMTP_FROM", "house@example.org"),
    ];
    assert_eq!(said(&apart), "");
    let (_folder, nobody) = with(&[]);
    assert_contains(&refused(nobody), &["mail.example.org", "SMTP_EMAIL"]);
    let readable = [
        apart[0],
        apart[1],
        apart[2],
        ("FIRSTSTEP_SMTP_TLS", "never"),
    ];
    let (_folder, readable) = with(&readable);
    assert_contains(&refused(readable), &["unencrypted", "--smtp-tls"]);
}
