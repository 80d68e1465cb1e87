//! A cookie that a neighbour under the same domain, or a page without TLS, planted.

use crate::common::TestServer;

#[test]
fn under_tls_a_planted_cookie_signs_nobody_in() {
    let server = TestServer::with(|_, options| {
        options.public_url = Some("https://quiz.example".to_owned());
    });
    let mallory = server.newcomer("mallory@example.com").token;
    for (name, is_taken) in [
        ("firststep_session", false),
        ("__Host-firststep_session", true),
    ] {
        let cookie = format!("{name}={mallory}");
        let ask = server.get("/app/me").header("Cookie", &cookie);
        let me = ask.header("Host", "quiz.example").send().expect(200);
        assert_eq!(me.json()["account"].is_object(), is_taken, "{name}");
    }
}
