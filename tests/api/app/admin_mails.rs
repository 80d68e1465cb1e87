//! Mails that failed, tried again by an administrator.

use firststep::mail::{Smtp, SmtpTls};
use serde_json::json;

use super::{Browser, code};
use crate::common::TestServer;

#[test]
fn a_mail_that_failed_is_tried_again_and_no_other_file_is_touched() {
    let server = TestServer::with(|settings, _| {
        settings.smtp = Some(Smtp {
            host: "127.0.0.1".to_owned(),
            // Nobody listens there.
            port: 1,
            login: None,
            from: "firststep@example.org".to_owned(),
            hello: None,
            tls: SmtpTls::Never,
            authority: None,
        });
    });
    let boss = Browser::administrator(&server);
    let outbox = server.database().with_file_name("outbox");
    let mail = "To: ayu@example.com\r\nSubject: Kode\r\n\r\n123456\r\n";
    std::fs::write(outbox.join("1-a.refused"), mail).expect("written");
    let tries = json!({"count": 9, "why": "550 no", "next": 4_000_000_000_000_000_i64});
    std::fs::write(outbox.join("1-a.tries"), tries.to_string()).expect("written");
    let retry = |name: &str| {
        let ask = boss.ask("POST", &format!("/app/admin/mails/{name}/retry"));
        ask.json(&json!({})).send()
    };
    for name in [
        "2-b.refused",
        "1-a.tries",
        "..%2Fsecret",
        "..%2F..%2Fetc%2Fpasswd",
    ] {
        assert_eq!(code(&retry(name), 404), "not_found", "{name}");
    }
    retry("1-a.refused").expect(200);
    let mail = &boss.get("/app/admin/mails")["mails"][0];
    assert_eq!(mail["refused"], false, "{mail}");
    assert!(
        mail["tries"].as_i64().is_some_and(|tries| tries < 9),
        "{mail}"
    );
    let log = boss.get("/app/admin/log");
    let (entry, account) = (&log["entries"][0], &log["entries"][0]["account"]["id"]);
    assert_eq!(log["total"], 1);
    assert_eq!(
        (&entry["deed"], &entry["became"], account),
        (&json!("mail"), &json!("retried"), &json!(1))
    );
}
