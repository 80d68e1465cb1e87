//! What the mail about a changed address says, and who gets none.

use serde_json::json;

use super::mailbox::{only, take};
use crate::common::{PASSWORD, TestServer};

const ANN: &str = "ann@example.com";
const EVE: &str = "eve@example.net";

#[test]
fn the_link_is_made_of_the_public_address_alone() {
    for public in [None, Some("https://quiz.example.org")] {
        let server = TestServer::with(|_, options| options.public_url = public.map(str::to_owned));
        let ann = server.newcomer(ANN);
        let body = json!({ "email": EVE }).to_string();
        let raw = server.raw("PUT", "/api/v1/users/me").token(&ann.token);
        let raw = raw.header("X-Forwarded-Host", "evil.example");
        raw.body("application/json", body.as_bytes())
            .send()
            .expect(200);
        let told = only(take(&server, ANN));
        let link = told.letters().replace('-', "");
        let link = format!("https://quiz.example.org/#/undo/{link}");
        assert_eq!(
            told.text().contains(&link),
            public.is_some(),
            "{}",
            told.text()
        );
        assert!(!told.text().contains("evil") && !told.text().contains("127.0.0.1"));
    }
}

#[test]
fn an_address_that_was_never_confirmed_takes_nothing_back() {
    let server = TestServer::start();
    server.register("boss@example.com");
    server.sql("update accounts set role = 'admin'");
    let admin = server.login("boss@example.com", PASSWORD);
    let body = json!({"email": ANN, "password": PASSWORD, "first_name": "A", "last_name": "B"});
    server
        .post("/api/v1/auth/register")
        .json(&body)
        .send()
        .expect(200);
    take(&server, ANN);
    let ask = server.ask("PUT", "/api/v1/users/2").token(&admin.token);
    ask.json(&json!({ "email": EVE })).send().expect(200);
    assert_eq!(take(&server, ANN).len(), 0);
    let again = server.post("/api/v1/auth/resend-otp");
    again.json(&json!({ "email": EVE })).send().expect(200);
    assert_eq!((take(&server, ANN).len(), take(&server, EVE).len()), (0, 1));
}
