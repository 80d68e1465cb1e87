//! What comes at the moment an account is deleted: nothing of it stays, and nothing breaks.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::common::{TestServer, at_once};

fn mails(server: &TestServer) -> Vec<PathBuf> {
    let outbox = server.database().with_file_name("outbox");
    let files = fs::read_dir(outbox).expect("the outbox").flatten();
    files.map(|file| file.path()).collect()
}

/// Sends this again and again while its account is deleted; it gets no other status than these.
fn leaving_beside(path: &str, body: &Value, good: &[u16]) -> TestServer {
    let server = TestServer::start();
    for round in 0..6 {
        let ann = server.newcomer(&format!("ann{round}@example.com"));
        let mut body = body.clone();
        body["email"] = json!(ann.email);
        at_once(8, |at| {
            if at == 0 {
                let ask = server.delete(&format!("/api/users/{}", ann.username));
                ask.token(&ann.token).send().expect(200);
                return;
            }
            let reply = server.post(path).token(&ann.token).json(&body).send();
            assert!(good.contains(&reply.status), "{:?}", reply.told());
        });
    }
    server
}

#[test]
fn a_post_or_a_reminder_of_who_is_leaving_is_refused_as_theirs_who_left() {
    leaving_beside(
        "/api/v1/posts/",
        &json!({"content": "Halo"}),
        &[200, 201, 401],
    );
    let reminder = json!({"title": "Tea", "reminder_time": "2990-01-01T00:00:00Z"});
    leaving_beside("/api/v1/reminders/", &reminder, &[200, 201, 401]);
}

#[test]
fn a_code_for_who_is_leaving_leaves_no_mail() {
    let path = "/api/v1/auth/request-password-reset";
    let server = leaving_beside(path, &json!({}), &[200, 429]);
    assert_eq!(mails(&server), [] as [PathBuf; 0]);
}

#[test]
fn mails_of_nobody_are_swept_at_the_start() {
    let mut server = TestServer::start();
    server.newcomer("ann@example.com");
    let outbox = server.database().with_file_name("outbox");
    let mail = "To: ann@example.com\r\nSubject: Hi\r\n\r\nHello.\r\n";
    for name in ["1-kept.eml", "99-nobodys.eml"] {
        fs::write(outbox.join(name), mail).expect("written");
    }
    server.restart();
    assert_eq!(mails(&server), [outbox.join("1-kept.eml")]);
}
