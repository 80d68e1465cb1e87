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

/// Beside the public address the page is reached by plain HTTP, where browsers keep no cookie of TLS.
#[test]
fn at_the_machines_own_address_the_plain_cookie_is_the_pages() {
    let server = TestServer::with(|_, options| {
        options.public_url = Some("https://quiz.example".to_owned());
    });
    let ann = server.newcomer("ann@example.com").token;
    let cookie = format!("firststep_session={ann}");
    for (host, is_taken) in [
        ("127.0.0.1:5000", true),
        ("localhost:5000", true),
        ("quiz.example", false),
        ("quiz.example:443", false),
    ] {
        let ask = server.get("/app/me").header("Cookie", &cookie);
        let me = ask.header("Host", host).send().expect(200);
        assert_eq!(me.json()["account"].is_object(), is_taken, "{host}");
    }
}
