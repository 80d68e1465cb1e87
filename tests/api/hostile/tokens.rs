//! Credentials that are none.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::{Sha256, Sha384, Sha512};

use super::{BAD_TOKEN, NO_TOKEN, refused};
use crate::common::{SECRET, SignedIn, TestServer};
use crate::routes::{self, Known};

fn signed_in_routes() -> Vec<Known> {
    let mut known = routes::of("firststep");
    known.retain(|route| route.signed_in);
    assert_eq!(known.len(), 10, "all but register and login");
    known
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A token with this algorithm's name, signed as `M` does it.
fn forged<M: Mac + KeyInit>(named: &str, claims: &Value, secret: &[u8]) -> String {
    let message = format!(
        "{}.{}",
        encoded(&json!({"alg": named, "typ": "JWT"})),
        encoded(claims)
    );
    let mac = <M as Mac>::new_from_slice(secret).expect("a key of any length");
    let signature = mac.chain_update(&message).finalize().into_bytes();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn claims(who: &SignedIn) -> Value {
    let middle = who.token.split('.').nth(1).expect("three parts");
    let bytes = URL_SAFE_NO_PAD.decode(middle).expect("base64");
    serde_json::from_slice(&bytes).expect("JSON")
}

/// The same claims with one changed.
fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut changed = claims.clone();
    changed[name] = value;
    changed
}

fn hs256(claims: &Value) -> String {
    forged::<Hmac<Sha256>>("HS256", claims, SECRET)
}

/// Tokens that look right and aren't, for a server with Ann and Bob.
fn forgeries(ann: &SignedIn, bob: &SignedIn) -> Vec<String> {
    let (mine, his) = (claims(ann), claims(bob));
    let (message, signature) = ann.token.rsplit_once('.').expect("a signature");
    let mut forgeries = vec![
        "a.b.c".to_owned(),
        "null".to_owned(),
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJlbWFpbCI6ImZybnNwcnkxNEBnbWFpbC5jb20ifQ.IIMRuObKSWohBZ4x7FgBzYbNH2KD-BTIUXcKU6qLtW4".to_owned(),
        format!("{}x", ann.token),
        format!("{}.x", ann.token),
        format!("{message}."),
        message.to_owned(),
        format!("{}.{signature}", message.to_lowercase()),
        // His claims under our signature.
        format!("{}.{}.{signature}", message.split('.').next().unwrap_or_default(), encoded(&his)),
        // As the original servers did it: an address, no end.
        hs256(&json!({"email": "ann@example.com"})),
        forged::<Hmac<Sha256>>("HS256", &mine, b"another secret"),
        forged::<Hmac<Sha256>>("HS256", &mine, b""),
        forged::<Hmac<Sha512>>("HS512", &mine, SECRET),
        forged::<Hmac<Sha384>>("HS384", &mine, SECRET),
        forged::<Hmac<Sha256>>("RS256", &mine, SECRET),
    ];
    for none in ["none", "None", "NONE", ""] {
        let message = format!("{}.{}", encoded(&json!({"alg": none})), encoded(&mine));
        forgeries.push(format!("{message}."));
        forgeries.push(format!("{message}.{signature}"));
    }
    // Well signed, but not what this server hands out: somebody else's session, another's number,
    // an old name, no end, an end in the past, more than there is, other types.
    for (name, value) in [
        ("sub", his["sub"].clone()),
        ("sub", json!("0")),
        ("sub", json!("1 ")),
        ("sub", json!(1)),
        ("sub", json!("ann@example.com")),
        ("sid", his["sid"].clone()),
        ("sid", json!(999)),
        ("sid", json!("1")),
        ("jti", his["jti"].clone()),
        ("jti", json!("")),
        ("jti", Value::Null),
        ("exp", json!(1)),
        ("exp", json!(-1)),
        ("exp", json!(i64::MAX)),
        ("exp", json!(1e300)),
        ("exp", Value::Null),
        ("iat", json!(i64::MIN)),
        ("role", json!("admin")),
        ("use", json!("refresh")),
        ("use", json!("")),
    ] {
        forgeries.push(hs256(&with(&mine, name, value)));
    }
    forgeries
}

#[test]
fn no_route_opens_without_good_credentials() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let bob = server.newcomer("bob@example.com");
    let mut headers: Vec<String> = forgeries(&ann, &bob)
        .iter()
        .map(|token| format!("Bearer {token}"))
        .collect();
    let others = [
        "",
        "Bearer",
        "Bearer ",
        "garbage",
        "Basic YW5uOnBhc3N3b3Jk",
        "Bearer Bearer",
        "Token x",
    ];
    headers.extend(others.map(str::to_owned));
    headers.push(format!("Basic {}", ann.token));
    headers.push(ann.token.clone());
    for route in signed_in_routes() {
        refused(&route.ask(&server).send(), 401, NO_TOKEN);
        for header in &headers {
            let reply = route.ask(&server).header("Authorization", header).send();
            let label = format!("{} {} {header}", route.method, route.pattern);
            assert_eq!(reply.status, 401, "{label}");
            refused(&reply, 401, BAD_TOKEN);
            assert_eq!(reply.header("WWW-Authenticate"), Some("Bearer"), "{label}");
        }
    }
    // The forge works, and nothing of all this has harmed anybody.
    for token in [hs256(&claims(&ann)), ann.token, bob.token] {
        server.get("/api/profile").token(&token).send().expect(200);
    }
}

#[test]
fn a_token_ends_when_it_says_and_not_before() {
    let server = TestServer::with(|settings, _| {
        settings.policy.token_lifetime = Duration::from_secs(3600);
    });
    let ann = server.newcomer("ann@example.com");
    let mine = claims(&ann);
    assert_eq!(
        mine["exp"].as_i64(),
        mine["iat"].as_i64().map(|made| made + 3600)
    );
    server.advance(Duration::from_secs(3500));
    server
        .get("/api/profile")
        .token(&ann.token)
        .send()
        .expect(200);
    server.advance(Duration::from_secs(101));
    for route in signed_in_routes() {
        refused(&route.ask(&server).token(&ann.token).send(), 401, BAD_TOKEN);
    }
    // Signed anew with a later end, it still has no session that lasts so long.
    let longer = with(
        &mine,
        "exp",
        json!(mine["exp"].as_i64().expect("a time") + 86_400),
    );
    let reply = server.get("/api/profile").token(&hs256(&longer)).send();
    refused(&reply, 401, BAD_TOKEN);
}

#[test]
fn a_token_says_no_more_than_it_must() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let head = ann.token.split('.').next().expect("a head");
    let head = URL_SAFE_NO_PAD.decode(head).expect("base64");
    let head: Value = serde_json::from_slice(&head).expect("JSON");
    assert_eq!(head, json!({"typ": "JWT", "alg": "HS256"}));
    let mine = claims(&ann);
    let names: Vec<&String> = mine.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["use", "sub", "sid", "jti", "iat", "exp"]);
    assert_eq!(mine["sub"], "1", "the account's number, not its address");
}

#[test]
fn the_scheme_is_read_as_http_has_it() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let ask = server.get("/api/profile");
        let header = format!("{scheme} {}", ann.token);
        ask.header("Authorization", &header).send().expect(200);
    }
}

/// Another user's token is good for his own things only.
#[test]
fn a_token_is_good_for_its_own_account_only() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let bob = server.newcomer("bob@example.com");
    crate::samples::predict_as_documented(&server, &ann);
    let reply = server.get("/api/personality").token(&bob.token).send();
    refused(&reply, 400, "Pengguna tidak memiliki nilai mbti");
    for path in ["/api/users/", "/api/deleteuser/"] {
        let reply = server.delete(&format!("{path}{}", ann.username));
        refused(&reply.token(&bob.token).send(), 403, super::NOT_ALLOWED);
    }
    let profile = server.get("/api/profile").token(&ann.token).send();
    assert_eq!(profile.json()["profileResult"]["mbti"], "INFJ");
}
