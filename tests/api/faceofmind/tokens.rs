//! The pair of tokens: how long each lasts, what each is good for, and once only.

use std::time::Duration;

use firststep::domain::account::Status;
use serde_json::{Value, json};

use super::{
    BAD_TOKEN, INACTIVE, NOT_ACTIVE, WRONG_LOGIN, Who, admin, done, invalid, login, newcomer, post,
    refused, set_status, try_login,
};
use crate::common::{PASSWORD, Reply, TestServer, at_once};

const ANN: &str = "ann@example.com";
const BAD_REFRESH: &str = "Invalid refresh token";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn refresh(server: &TestServer, token: &str) -> Reply {
    post(server, "/auth/refresh", &json!({"refresh_token": token}))
}

/// The pair in a reply, whose whole form it judges.
#[track_caller]
fn pair(reply: &Reply) -> (String, String) {
    let value = reply.clone().expect(200).json();
    let text = |name: &str| value[name].as_str().expect(name).to_owned();
    let (access, refresh) = (text("access_token"), text("refresh_token"));
    let expected = format!(
        r#"{{"access_token":"{access}","refresh_token":"{refresh}","token_type":"bearer","expires_in":1800"#
    );
    let text = reply.text();
    let rest = text.strip_prefix(&expected).expect(&text);
    // A sign-in also tells who signed in.
    assert!(rest == "}" || rest.starts_with(",\"user_id\":"), "{rest}");
    (access, refresh)
}

fn with(who: &Who, access: &str) -> Who {
    Who {
        access: access.to_owned(),
        ..who.clone()
    }
}

#[test]
fn every_failure_to_sign_in_is_the_same() {
    let server = TestServer::start();
    newcomer(&server, ANN);
    for (email, password) in [
        (ANN, "password124"),
        (ANN, "Password123"),
        (ANN, "password123 "),
        ("nobody@example.com", PASSWORD),
        ("ann@example.co", PASSWORD),
    ] {
        refused(&try_login(&server, email, password), 401, WRONG_LOGIN);
        server.advance(Duration::from_secs(16 * 60));
    }
    pair(&try_login(&server, " Ann@Example.com ", PASSWORD));
}

#[test]
fn guesses_wait() {
    let server = TestServer::start();
    newcomer(&server, ANN);
    for email in [ANN, "nobody@example.com"] {
        let statuses: Vec<u16> = (0..8)
            .map(|_| try_login(&server, email, "wrong").status)
            .collect();
        assert!(statuses.contains(&429), "{email}: {statuses:?}");
        let reply = try_login(&server, email, "wrong");
        assert_eq!(reply.status, 429);
        assert!(reply.header("Retry-After").is_some());
    }
    server.advance(Duration::from_secs(16 * 60));
    login(&server, ANN);
}

#[test]
fn an_access_token_lasts_half_an_hour() {
    let server = TestServer::start();
    let ann = newcomer(&server, ANN);
    server.advance(Duration::from_secs(29 * 60));
    ann.get(&server, "/auth/me").expect(200);
    server.advance(Duration::from_secs(61));
    refused(&ann.get(&server, "/auth/me"), 401, BAD_TOKEN);
    let (access, _) = pair(&refresh(&server, &ann.refresh));
    with(&ann, &access).get(&server, "/auth/me").expect(200);
}

#[test]
fn the_lifetime_is_told_as_it_was_decided() {
    let server = TestServer::with(|settings, _| {
        settings.policy.faceofmind_tokens.access = Duration::from_secs(60);
    });
    newcomer(&server, ANN);
    let reply = try_login(&server, ANN, PASSWORD).expect(200).json();
    assert_eq!(reply["expires_in"], 60);
}

#[test]
fn a_refresh_token_lasts_a_week_from_its_making() {
    let server = TestServer::start();
    let ann = newcomer(&server, ANN);
    let mut token = ann.refresh.clone();
    for _ in 0..3 {
        server.advance(DAY * 6);
        (_, token) = pair(&refresh(&server, &token));
    }
    server.advance(DAY * 7);
    refused(&refresh(&server, &token), 401, BAD_REFRESH);
}

#[test]
fn a_refresh_token_used_twice_ends_the_session() {
    let server = TestServer::start();
    let ann = newcomer(&server, ANN);
    let other = login(&server, ANN);
    let (access, next) = pair(&refresh(&server, &ann.refresh));
    assert_ne!((&access, &next), (&ann.access, &ann.refresh));
    // A client that lost the answer asks again at once, and gets the same.
    assert_eq!(
        pair(&refresh(&server, &ann.refresh)),
        (access.clone(), next.clone())
    );
    server.advance(Duration::from_secs(11));
    let ann_now = with(&ann, &access);
    ann_now.get(&server, "/auth/me").expect(200);
    refused(&refresh(&server, &ann.refresh), 401, BAD_REFRESH);
    refused(&ann_now.get(&server, "/auth/me"), 401, BAD_TOKEN);
    refused(&refresh(&server, &next), 401, BAD_REFRESH);
    other.get(&server, "/auth/me").expect(200);
    pair(&refresh(&server, &other.refresh));
}

#[test]
fn many_refreshes_at_once_are_one() {
    let server = TestServer::start();
    let ann = newcomer(&server, ANN);
    let pairs = at_once(6, |_| pair(&refresh(&server, &ann.refresh)));
    assert!(pairs.iter().all(|one| *one == pairs[0]));
    refused(&refresh(&server, "x"), 401, BAD_REFRESH);
}

#[test]
fn each_token_is_good_for_one_thing() {
    let server = TestServer::start();
    let ann = newcomer(&server, ANN);
    refused(
        &with(&ann, &ann.refresh).get(&server, "/auth/me"),
        401,
        BAD_TOKEN,
    );
    refused(&refresh(&server, &ann.access), 401, BAD_REFRESH);
    for token in [
        "x",
        "a.b.c",
        "null",
        " ",
        &format!("{}x", ann.refresh),
        &"x".repeat(5000),
    ] {
        refused(&refresh(&server, token), 401, BAD_REFRESH);
    }
    let place = || json!(["body", "refresh_token"]);
    let body = json!({"refresh_token": ""});
    let short = "String should have at least 1 character";
    invalid(
        &post(&server, "/auth/refresh", &body),
        &[(place(), short, "string_too_short")],
    );
    invalid(
        &post(&server, "/auth/refresh", &json!({})),
        &[(place(), "Field required", "missing")],
    );
    // In the header it counts for nothing: the document has it in the body.
    let reply = server
        .post("/api/v1/auth/refresh")
        .token(&ann.refresh)
        .send();
    assert_eq!(reply.status, 422);
    pair(&refresh(&server, &ann.refresh));
}

#[test]
fn logging_out_ends_one_session() {
    let server = TestServer::start();
    let ann = newcomer(&server, ANN);
    let other = login(&server, ANN);
    done(
        &ann.ask(&server, "POST", "/auth/logout").send(),
        "Successfully logged out.",
    );
    refused(&ann.get(&server, "/auth/me"), 401, BAD_TOKEN);
    refused(
        &ann.ask(&server, "POST", "/auth/logout").send(),
        401,
        BAD_TOKEN,
    );
    refused(&refresh(&server, &ann.refresh), 401, BAD_REFRESH);
    other.get(&server, "/auth/me").expect(200);
}

#[test]
fn whoever_is_shut_out_is_told_so_by_his_own_token() {
    let server = TestServer::start();
    let ann = newcomer(&server, ANN);
    for status in [Status::Deactivated, Status::Suspended, Status::Inactive] {
        set_status(&server, ann.id, status);
        refused(&ann.get(&server, "/auth/me"), 400, INACTIVE);
        refused(&refresh(&server, &ann.refresh), 401, BAD_REFRESH);
        let (code, sentence) = match status {
            Status::Suspended => (403, "Account is suspended. Please contact administrator."),
            _ => (400, NOT_ACTIVE),
        };
        refused(&try_login(&server, ANN, PASSWORD), code, sentence);
        refused(&try_login(&server, ANN, "wrong"), 401, WRONG_LOGIN);
    }
    set_status(&server, ann.id, Status::Active);
    ann.get(&server, "/auth/me").expect(200);
}

#[test]
fn an_expired_token_of_a_closed_account_is_just_expired() {
    let server = TestServer::start();
    let ann = newcomer(&server, ANN);
    set_status(&server, ann.id, Status::Suspended);
    server.advance(Duration::from_secs(31 * 60));
    refused(&ann.get(&server, "/auth/me"), 401, BAD_TOKEN);
}

#[test]
fn a_deleted_accounts_tokens_are_of_no_use() {
    let server = TestServer::start();
    let admin = admin(&server);
    let ann = newcomer(&server, ANN);
    admin
        .delete(&server, &format!("/users/{}", ann.id))
        .expect(200);
    refused(&ann.get(&server, "/auth/me"), 401, BAD_TOKEN);
    refused(&refresh(&server, &ann.refresh), 401, BAD_REFRESH);
    refused(&try_login(&server, ANN, PASSWORD), 401, WRONG_LOGIN);
}

#[test]
fn a_token_says_whose_it_is_by_number_alone() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let server = TestServer::start();
    let ann = newcomer(&server, ANN);
    for (token, what_for) in [(&ann.access, "access"), (&ann.refresh, "refresh")] {
        let middle = token.split('.').nth(1).expect("three parts");
        let bytes = URL_SAFE_NO_PAD.decode(middle).expect("base64");
        let claims: Value = serde_json::from_slice(&bytes).expect("JSON");
        assert_eq!(
            (&claims["use"], &claims["sub"]),
            (&json!(what_for), &json!("1"))
        );
        assert!(!claims.to_string().contains("example.com"));
    }
}
