//! SQL in every text.

use serde_json::json;

use super::{WRONG_LOGIN, refused};
use crate::common::TestServer;

#[test]
fn sql_is_text_like_any_other() {
    let server = TestServer::start();
    let bystander = server.newcomer("bystander@example.com");
    let texts = [
        "Robert'); drop table accounts;--",
        "' or '1'='1",
        "\" or \"\"=\"",
        "'; delete from sessions; --",
        "%_%",
        "${jndi:ldap://x}",
        "{{7*7}}",
        "<script>alert(1)</script>",
        "\\'; vacuum; --",
        "?1 :a @b $c",
    ];
    for (at, text) in texts.iter().enumerate() {
        let email = format!("o'brien--{at}@example.com");
        let password = format!("{text}12345678");
        let body =
            json!({"frontName": text, "lastName": text, "email": email, "password": password});
        server.post("/api/register").json(&body).send().expect(200);
        let who = server.login(&email, &password);
        assert_eq!(who.email, email);
        let dashboard = server.get("/api/dashboard").token(&who.token).send();
        assert_eq!(
            dashboard.json()["dashboardResult"]["name"],
            format!("{text} {text}")
        );
        let body = json!({"email": text, "password": text});
        refused(
            &server.post("/api/login").json(&body).send(),
            401,
            WRONG_LOGIN,
        );
        let body = json!({"currrentPassword": password, "newPassword": format!("{text}87654321")});
        let ask = server.post("/api/changepassword").token(&who.token);
        ask.json(&body).send().expect(200);
        server.login(&email, &format!("{text}87654321"));
    }
    for header in ["User-Agent", "Accept-Language", "Origin", "If-None-Match"] {
        let ask = server.get("/api/questions").token(&bystander.token);
        ask.header(header, texts[0]).send().expect(200);
    }
    let profile = server.get("/api/profile").token(&bystander.token).send();
    assert_eq!(
        profile.json()["profileResult"]["username"],
        *bystander.username
    );
}
