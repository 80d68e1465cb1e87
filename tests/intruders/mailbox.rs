//! The mails that lie in a server's outbox.

use std::fs;

use crate::common::TestServer;

/// A mail's text.
#[derive(Debug)]
pub struct Mail(String);

impl Mail {
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether it brings a code.
    pub fn has_code(&self) -> bool {
        let first = self.0.lines().next().unwrap_or_default();
        first.len() == 6 && first.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The code's digits.
    #[track_caller]
    pub fn digits(&self) -> &str {
        assert!(self.has_code(), "{}", self.0);
        &self.0[..6]
    }

    /// The code's letters, in their groups.
    #[track_caller]
    pub fn letters(&self) -> &str {
        let mut lines = self.0.lines().map(str::trim);
        let grouped = |line: &&str| {
            let mut groups = line.split('-');
            line.len() == 19 && groups.all(|group| group.len() == 4)
        };
        lines.find(grouped).expect("letters")
    }
}

/// The mails for this address; they are taken out.
pub fn take(server: &TestServer, email: &str) -> Vec<Mail> {
    let folder = server.database().parent().expect("a folder").join("outbox");
    let mut mails = Vec::new();
    for entry in fs::read_dir(folder).expect("the outbox") {
        let path = entry.expect("an entry").path();
        let mail = fs::read_to_string(&path).expect("a mail");
        let (head, text) = mail.split_once("\r\n\r\n").expect("a head and a text");
        if head.contains(&format!("\r\nTo: {email}\r\n")) {
            mails.push(Mail(text.to_owned()));
            fs::remove_file(path).expect("it goes");
        }
    }
    mails
}

/// The only one of them.
#[track_caller]
pub fn only(mails: Vec<Mail>) -> Mail {
    let [mail] = <[Mail; 1]>::try_from(mails).expect("one mail");
    mail
}
