//! Names and addresses that a client makes up for the server: in links, and to be taken for our own page.

use serde_json::json;

use crate::common::{File, PASSWORD, TestServer};
use crate::samples;

fn photo_url(server: &TestServer, host: &str) -> String {
    let ann = server.login("ann@example.com", PASSWORD);
    let picture = samples::jpeg(&samples::picture(40, 30));
    let reply = server
        .post("/api/uploadphoto")
        .token(&ann.token)
        .header("Host", host)
        .multipart(&[], &[File::photo(&picture)])
        .send()
        .expect(200);
    let told = reply.json();
    told["photo_url"].as_str().expect("a link").to_owned()
}

#[test]
fn a_made_up_host_gets_into_no_link() {
    let server = TestServer::start();
    server.register("ann@example.com");
    let own = server.url();
    for host in ["evil.example", "evil.example:80", "192.0.2.99"] {
        let link = photo_url(&server, host);
        assert!(
            link.starts_with(&format!("{own}/photos/")),
            "{host}: {link}"
        );
    }
    for host in ["localhost:5000", "127.0.0.1:8080", "[::1]:5000"] {
        let link = photo_url(&server, host);
        assert!(
            link.starts_with(&format!("http://{host}/photos/")),
            "{link}"
        );
    }
}

#[test]
fn a_name_that_was_made_to_lead_here_is_not_our_page() {
    let server = TestServer::start();
    server.register("ann@example.com");
    let body = json!({"name": "ann@example.com", "password": PASSWORD});
    for (host, status) in [
        ("rebound.example", 421),
        ("rebound.example:5000", 421),
        ("127.0.0.1.rebound.example", 421),
        ("localhost:5000", 200),
        ("192.0.2.99:5000", 200),
    ] {
        let me = server.get("/app/me").header("Host", host).send();
        assert_eq!(me.status, status, "{host}");
        let sign_in = server.post("/app/sign-in").header("Host", host).json(&body);
        let reply = sign_in
            .header("Origin", &format!("http://{host}"))
            .header("Sec-Fetch-Site", "same-origin")
            .send();
        assert_eq!(reply.status, status, "{host}");
        if status == 421 {
            assert_eq!(reply.json()["error"]["code"], "unknown_host");
        }
    }
}

#[test]
fn the_public_name_is_known() {
    let server = TestServer::with(|_, options| {
        options.public_url = Some("https://quiz.example".to_owned());
    });
    for (host, status) in [
        ("quiz.example", 200),
        ("quiz.example:8443", 200),
        ("other.example", 421),
    ] {
        let reply = server.get("/app/me").header("Host", host).send();
        assert_eq!(reply.status, status, "{host}");
    }
}
