//! Who speaks: no credentials, bad ones, another API's, on every route.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use firststep::domain::account::Status;
use serde_json::json;

use super::{
    BAD_TOKEN, INACTIVE, NO_TOKEN, NOT_ALLOWED, admin, newcomer, refused, register, set_status,
    take_codes,
};
use crate::common::{PASSWORD, TestServer};
use crate::routes::{self, Known};

/// The routes that want somebody signed in, their blanks filled with numbers.
fn signed_in_routes() -> Vec<(&'static str, String)> {
    let mut known = routes::of("faceofmind");
    let open: Vec<&str> = known
        .iter()
        .filter(|route| !route.signed_in)
        .map(|route| route.pattern)
        .collect();
    let expected = [
        "register",
        "verify-otp",
        "resend-otp",
        "login",
        "refresh",
        "request-password-reset",
        "reset-password",
    ];
    assert_eq!(open, expected.map(|name| format!("/api/v1/auth/{name}")));
    known.retain(|route| route.signed_in);
    assert_eq!(known.len(), 49);
    known
        .iter()
        .map(|route| (route.method, path(route)))
        .collect()
}

fn path(route: &Known) -> String {
    let filled = route
        .pattern
        .split('/')
        .map(|word| if word.starts_with('{') { "1" } else { word });
    filled.collect::<Vec<_>>().join("/")
}

/// The credentials are looked at first: no body and no number is judged for a stranger.
#[test]
fn no_route_opens_without_good_credentials() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let none = format!(
        "{}.{}.",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#),
        ann.access.split('.').nth(1).expect("it")
    );
    let headers = [
        String::new(),
        "Bearer".to_owned(),
        "Bearer x".to_owned(),
        "Bearer null".to_owned(),
        format!("Basic {}", ann.access),
        ann.access.clone(),
        format!("Bearer {}x", ann.access),
        format!("Bearer {none}"),
        format!("Bearer {}", ann.refresh),
    ];
    for (method, path) in signed_in_routes() {
        for path in [path.clone(), path.replace("/1", "/x")] {
            let reply = server
                .ask(method, &path)
                .body("application/json", "{")
                .send();
            refused(&reply, 403, NO_TOKEN);
            for header in &headers {
                let reply = server
                    .ask(method, &path)
                    .header("Authorization", header)
                    .send();
                refused(&reply, 401, BAD_TOKEN);
            }
        }
    }
    ann.get(&server, "/auth/me").expect(200);
}

#[test]
fn whoever_may_no_longer_sign_in_gets_nowhere() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    set_status(&server, ann.id, Status::Suspended);
    for (method, path) in signed_in_routes() {
        refused(
            &server.ask(method, &path).token(&ann.access).send(),
            400,
            INACTIVE,
        );
    }
    set_status(&server, ann.id, Status::Active);
    ann.ask(&server, "POST", "/auth/logout").send().expect(200);
    for (method, path) in signed_in_routes() {
        refused(
            &server.ask(method, &path).token(&ann.access).send(),
            401,
            BAD_TOKEN,
        );
    }
}

#[test]
fn routes_for_administrators_are_for_administrators() {
    let server = TestServer::start();
    let admin = admin(&server);
    let ann = newcomer(&server, "ann@example.com");
    let own = format!("/users/{}", ann.id);
    for (method, path) in [
        ("GET", "/users/".to_owned()),
        ("DELETE", own.clone()),
        ("PATCH", format!("{own}/activate")),
        ("PATCH", format!("{own}/deactivate")),
        ("DELETE", "/users/999".to_owned()),
        ("DELETE", "/users/x".to_owned()),
    ] {
        refused(&ann.ask(&server, method, &path).send(), 403, NOT_ALLOWED);
    }
    for (method, path) in [
        ("GET", "/users/".to_owned()),
        ("PATCH", format!("{own}/activate")),
        ("DELETE", own),
    ] {
        admin.ask(&server, method, &path).send().expect(200);
    }
}

/// An access token is an access token: it speaks for the account, whichever API handed it out.
#[test]
fn tokens_of_the_other_apis_are_taken_where_they_are_the_same_kind() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let me = server
        .get("/api/v1/auth/me")
        .token(&ann.token)
        .send()
        .expect(200)
        .json();
    assert_eq!(
        (&me["id"], &me["email"]),
        (&json!(1), &json!("ann@example.com"))
    );
    let body = json!({"username": "ann@example.com", "password": PASSWORD});
    let reply = server
        .post("/api/auth/login")
        .json(&body)
        .send()
        .expect(200)
        .json();
    let flask = |name: &str| reply["results"][name].as_str().expect(name).to_owned();
    server
        .get("/api/v1/auth/me")
        .token(&flask("access_token"))
        .send()
        .expect(200);
    let refused_as_access = server
        .get("/api/v1/auth/me")
        .token(&flask("refresh_token"))
        .send();
    refused(&refused_as_access, 401, BAD_TOKEN);
    let body = json!({"refresh_token": flask("refresh_token")});
    // A refresh token is good where it was given alone.
    super::post(&server, "/auth/refresh", &body).expect(401);
    // And ours there.
    let mine = super::login(&server, "ann@example.com");
    server
        .get("/api/profile")
        .token(&mine.access)
        .send()
        .expect(200);
}

/// A session id and a short code are of another kind.
#[test]
fn session_ids_and_codes_of_the_other_apis_are_refused() {
    let server = TestServer::start();
    server.register("ann@example.com");
    let ann = server.login("ann@example.com", PASSWORD);
    let body = json!({"username": ann.username, "password": PASSWORD});
    let session = server
        .post("/auth/login")
        .json(&body)
        .send()
        .expect(200)
        .json();
    let session = session["session_id"].as_str().expect("an id").to_owned();
    let body = json!({"email": "ann@example.com", "password": PASSWORD});
    let code = server.post("/login").json(&body).send().expect(200).json();
    let code = code["message"].as_str().expect("a code").to_owned();
    for handle in [session, code] {
        for (method, path) in signed_in_routes() {
            refused(
                &server.ask(method, &path).token(&handle).send(),
                401,
                BAD_TOKEN,
            );
        }
    }
}

/// Who signed up here and confirmed his address is at home everywhere; before, nowhere.
#[test]
fn an_account_of_here_is_one_everywhere() {
    let server = TestServer::start();
    let email = "ann@example.com";
    register(&server, email);
    let body = json!({"email": email, "password": PASSWORD});
    assert_eq!(server.post("/api/login").json(&body).send().status, 401);
    let code = take_codes(&server, email).remove(0);
    super::verify(&server, email, &code).expect(200);
    server.login(email, PASSWORD);
    server.post("/login").json(&body).send().expect(200);
}
