//! The cookie, and what keeps other sites from using it.

use serde_json::json;

use super::{Browser, code, newcomer};
use crate::common::{PASSWORD, TestServer};
use crate::routes;

#[test]
fn it_is_for_our_page_alone() {
    let server = TestServer::start();
    let reply = server
        .post("/app/sign-up")
        .json(&newcomer("ayu@example.com"));
    let reply = reply.send().expect(200);
    let cookie = reply.header("Set-Cookie").expect("a cookie");
    let attributes: Vec<&str> = cookie.split("; ").skip(1).collect();
    assert_eq!(
        attributes,
        ["Path=/", "Max-Age=2592000", "HttpOnly", "SameSite=Strict"]
    );
    let token = cookie.split(['=', ';']).nth(1).expect("a token");
    assert!(!reply.text().contains(token), "no script sees it");
}

#[test]
fn under_tls_it_is_secure() {
    let server = TestServer::with(|_, options| {
        options.public_url = Some("https://demo.example".to_owned());
    });
    let ask = server
        .post("/app/sign-up")
        .json(&newcomer("ayu@example.com"));
    let reply = ask
        .header("Origin", "https://demo.example")
        .send()
        .expect(200);
    let cookie = reply.header("Set-Cookie").expect("a cookie");
    assert!(cookie.ends_with("; Secure"), "{cookie}");
}

#[test]
fn a_cookie_without_its_proof_opens_nothing() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let wrong = format!("{:0>32}", "1");
    // Every API takes the page's sign-in, and none without the proof.
    for route in routes::all().iter().filter(|route| route.signed_in) {
        let path = route.path();
        // As if there were no cookie; flask-api's document says that otherwise than all others.
        let unsigned = route.ask(&server).send().status;
        assert!(
            [400, 401, 403].contains(&unsigned),
            "{} {path}",
            route.method
        );
        for proof in [None, Some(""), Some(&*wrong), Some(&*ayu.token)] {
            let mut ask = ayu.with_cookie(route.method, &path);
            if let Some(proof) = proof {
                ask = ask.header("X-CSRF-Token", proof);
            }
            let reply = ask.send();
            assert_eq!(
                reply.status,
                unsigned,
                "{} {path} {proof:?}: {}",
                route.method,
                reply.text()
            );
        }
    }
    assert!(
        ayu.get("/app/me")["account"].is_object(),
        "and nothing was done"
    );
}

#[test]
fn with_its_proof_it_is_good_in_every_api() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    for path in [
        "/app/answers",
        "/api/profile",
        "/api/user/me",
        "/api/v1/auth/me",
        "/api/v1/posts",
    ] {
        ayu.ask("GET", path).send().expect(200);
    }
    let bearer = server.get("/app/sessions").token(&ayu.token);
    bearer.send().expect(200);
}

/// Whoever names credentials is who these say, and nobody if they say nothing: never whom a cookie says besides.
#[test]
fn beside_other_credentials_it_counts_for_nothing() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let basic = format!("Basic {}", ayu.token);
    for other in [&*basic, "Digest x", "nonsense", "Bearer nonsense"] {
        for path in ["/app/answers", "/api/profile", "/api/v1/auth/me"] {
            let ask = ayu.ask("GET", path).header("Authorization", other);
            let status = ask.send().status;
            assert!([401, 403].contains(&status), "{other} {path}: {status}");
        }
    }
}

#[test]
fn a_proof_is_good_for_its_own_cookie_only() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let budi = Browser::sign_up(&server, "budi@example.com");
    let ask = ayu.with_cookie("GET", "/app/answers");
    let reply = ask.header("X-CSRF-Token", &budi.csrf).send();
    assert_eq!(code(&reply, 401), "not_signed_in");
}

#[test]
fn other_sites_sign_nobody_in() {
    let server = TestServer::start();
    let _ayu = Browser::sign_up(&server, "ayu@example.com");
    let body = json!({"name": "ayu@example.com", "password": PASSWORD});
    let foreign = [
        ("Origin", "http://evil.example"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ];
    for path in [
        "/app/sign-in",
        "/app/sign-up",
        "/app/sign-out",
        "/app/strength",
        "/app/undo-address",
        "/app/guest-result",
    ] {
        for (name, value) in foreign {
            let reply = server.post(path).json(&body).header(name, value).send();
            assert_eq!(code(&reply, 403), "not_allowed", "{path} {name}: {value}");
            assert_eq!(reply.header("Set-Cookie"), None);
        }
    }
    let own = format!("http://{}", server.address());
    let ask = server
        .post("/app/sign-in")
        .json(&body)
        .header("Origin", &own);
    ask.header("Sec-Fetch-Site", "same-origin")
        .send()
        .expect(200);
}

/// The page is ours at the public address, however that was written, and at the one that the request was
/// sent to; its cookie is `Secure` where the page has TLS.
#[test]
fn our_page_is_known_by_its_origin_and_not_by_its_spelling() {
    const PUBLIC: &str = "https://quiz.xn--exmple-cua.com";
    let server = TestServer::with(|_, options| options.public_url = Some(PUBLIC.to_owned()));
    let _ayu = Browser::sign_up(&server, "ayu@example.com");
    let body = json!({"name": "ayu@example.com", "password": PASSWORD});
    let sign_in = |origin: &str, host: &str| {
        let ask = server
            .post("/app/sign-in")
            .header("Origin", origin)
            .header("Host", host)
            .header("Sec-Fetch-Site", "same-origin")
            .json(&body);
        let reply = ask.send();
        let cookie = reply.header("Set-Cookie").unwrap_or_default();
        (reply.status, cookie.ends_with("; Secure"))
    };
    let (idn, lan) = ("quiz.xn--exmple-cua.com", "192.168.1.5:5000");
    for (origin, host, expected) in [
        (PUBLIC, idn, (200, true)),
        // Behind a proxy that writes its own name into Host.
        (PUBLIC, "127.0.0.1:5000", (200, true)),
        (
            "https://QUIZ.xn--exmple-cua.com:443",
            "127.0.0.1:5000",
            (200, true),
        ),
        // In the local network, beside the public address.
        ("http://192.168.1.5:5000", lan, (200, false)),
        ("http://192.168.1.5", "192.168.1.5", (200, false)),
        ("http://192.168.1.5", "192.168.1.5:80", (200, false)),
        ("http://[::1]:5000", "[0:0:0:0:0:0:0:1]:5000", (200, false)),
        // At another port of a proxy that passes Host on.
        (
            "https://quiz.xn--exmple-cua.com:8443",
            "quiz.xn--exmple-cua.com:8443",
            (200, true),
        ),
        // At a name that nobody said is ours.
        ("https://beta.example.com", "beta.example.com", (421, false)),
        // Other pages, also those that only look alike.
        ("http://192.168.1.5:5001", lan, (403, false)),
        ("http://192.168.1.50", "192.168.1.5", (403, false)),
        ("https://evil.example", idn, (403, false)),
        (
            "https://quiz.xn--exmple-cua.com.evil.example",
            idn,
            (403, false),
        ),
        ("https://quiz.xn--exmple-cua.com/x", idn, (403, false)),
        ("https://quiz.xn--exmple-cua.com:444", idn, (403, false)),
        ("null", idn, (403, false)),
        // Where TLS is certain, a page without it was forged on the way.
        ("http://quiz.xn--exmple-cua.com", idn, (403, false)),
    ] {
        assert_eq!(sign_in(origin, host), expected, "{origin} to {host}");
    }
}

#[test]
fn who_is_not_signed_in_is_nobody() {
    let server = TestServer::start();
    let me = server.get("/app/me").send().expect(200).json();
    assert_eq!((&me["account"], &me["csrf"]), (&json!(null), &json!(null)));
    assert_eq!(me["mail"], "outbox");
    for cookie in [
        "",
        "firststep_session=",
        "firststep_session=a.b.c",
        "firststep_session",
    ] {
        let ask = server.get("/app/me").header("Cookie", cookie);
        assert_eq!(
            ask.send().expect(200).json()["account"],
            json!(null),
            "{cookie}"
        );
    }
}

#[test]
fn signing_out_ends_the_session_and_takes_the_cookie() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let reply = ayu.with_cookie("POST", "/app/sign-out").json(&json!({}));
    let reply = reply.send().expect(200);
    let cookie = reply.header("Set-Cookie").expect("a cookie");
    assert!(
        cookie.starts_with("firststep_session=; ") && cookie.contains("Max-Age=0"),
        "{cookie}"
    );
    assert_eq!(
        code(&ayu.ask("GET", "/app/answers").send(), 401),
        "signed_out"
    );
    assert_eq!(ayu.get("/app/me")["account"], json!(null));
}

#[test]
fn a_cookie_ends_with_its_time_and_with_its_account() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    server.advance(std::time::Duration::from_secs(30 * 24 * 60 * 60));
    assert_eq!(
        code(&ayu.ask("GET", "/app/answers").send(), 401),
        "signed_out"
    );
}
