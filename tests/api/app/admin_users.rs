//! Accounts in an administrator's hands: invited, found, looked at, and what is done to them.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Browser, code, newcomer};
use crate::common::{PASSWORD, Reply, TestServer};
use crate::samples;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const OTHER: &str = "another password of theirs";

/// The text of the newest mail to this address.
fn mail_to(boss: &Browser, email: &str) -> String {
    let told = boss.get("/app/admin/mails");
    let mut mails = told["mails"].as_array().expect("a list").iter();
    let newest = mails.find(|mail| mail["to"] == email).expect("a mail");
    newest["text"].as_str().expect("a text").to_owned()
}

/// The letters in the newest mail to this address.
fn letters(boss: &Browser, email: &str) -> String {
    let text = mail_to(boss, email);
    let last = text.trim_end().lines().last().expect("a line");
    assert_eq!(last.len(), 19, "{text}");
    last.to_owned()
}

fn invite(boss: &Browser, email: &str) -> Value {
    let invited = json!({"email": email, "front_name": "Budi", "last_name": "S", "role": "user"});
    boss.send("POST", "/app/admin/users", &invited)
}

fn set(server: &TestServer, letters: &str) -> Reply {
    let body = json!({"code": letters, "password": OTHER});
    server.post("/app/password-link").json(&body).send()
}

fn sign_in(server: &TestServer, email: &str, password: &str) -> u16 {
    let body = json!({"name": email, "password": password});
    server.post("/app/sign-in").json(&body).send().status
}

/// Somebody signed in, who was shown what this path gives.
fn details(boss: &Browser, id: i64) -> Value {
    boss.get(&format!("/app/admin/users/{id}"))
}

#[test]
fn whoever_is_invited_sets_a_password_by_the_link() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let user = invite(&boss, "budi@example.com");
    assert_eq!(
        (&user["id"], &user["name"], &user["status"], &user["role"]),
        (
            &json!(2),
            &json!("Budi S"),
            &json!("inactive"),
            &json!("user")
        )
    );
    let told = details(&boss, 2);
    assert_eq!(told["pending"], "link");
    assert!(
        told["link_until"]
            .as_str()
            .is_some_and(|at| at.ends_with('Z'))
    );
    let letters = letters(&boss, "budi@example.com");
    assert_eq!(
        code(&set(&server, "ABCD-EFGH-JKLM-NPQR"), 400),
        "wrong_code"
    );
    let short = json!({"code": letters, "password": "short"});
    let reply = server.post("/app/password-link").json(&short).send();
    assert_eq!(code(&reply, 400), "fields");
    let set_by_link = set(&server, &letters.to_lowercase()).expect(200).json();
    assert_eq!(set_by_link, json!({"email": "budi@example.com"}));
    assert_eq!(sign_in(&server, "budi@example.com", OTHER), 200);
    let told = details(&boss, 2);
    assert_eq!(
        (&told["pending"], &told["link_until"], &told["status"]),
        (&Value::Null, &Value::Null, &json!("active"))
    );
    assert_eq!(
        code(&set(&server, &letters), 400),
        "wrong_code",
        "it is good once"
    );
    let taken = json!({"email": "BUDI@example.com", "front_name": "B", "role": "user"});
    let reply = boss.ask("POST", "/app/admin/users").json(&taken).send();
    assert_eq!(code(&reply, 409), "email_taken");
    let king = json!({"email": "b@example.com", "front_name": "B", "role": "king"});
    let reply = boss.ask("POST", "/app/admin/users").json(&king).send();
    assert_eq!(code(&reply, 400), "fields");
}

#[test]
fn an_administrator_can_be_invited() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let invited = json!({"email": "budi@example.com", "front_name": "Budi", "role": "admin"});
    boss.send("POST", "/app/admin/users", &invited);
    set(&server, &letters(&boss, "budi@example.com")).expect(200);
    let budi = Browser::sign_in(&server, "budi@example.com", OTHER);
    budi.get("/app/admin/overview");
}

/// Each of these makes the link that was mailed last do nothing.
#[test]
fn a_link_ends_with_what_it_was_made_for() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let ways: [(&str, &dyn Fn(i64)); 5] = [
        ("a newer one", &|id| {
            let path = format!("/app/admin/users/{id}/mail");
            boss.send("POST", &path, &json!({}));
        }),
        ("another address", &|id| {
            let change = json!({"email": format!("elsewhere{id}@example.com")});
            boss.send("PUT", &format!("/api/v1/users/{id}"), &change);
        }),
        ("a closed account", &|id| {
            let change = json!({"status": "suspended"});
            boss.send("PUT", &format!("/api/v1/users/{id}"), &change);
        }),
        ("no account", &|id| {
            boss.ask("DELETE", &format!("/api/v1/users/{id}"))
                .send()
                .expect(200);
        }),
        ("its time", &|_| server.advance(8 * DAY)),
    ];
    for (at, (why, end)) in ways.into_iter().enumerate() {
        let email = format!("budi{at}@example.com");
        let id = invite(&boss, &email)["id"].as_i64().expect("a number");
        let letters = letters(&boss, &email);
        end(id);
        assert_eq!(code(&set(&server, &letters), 400), "wrong_code", "{why}");
    }
}

#[test]
fn an_administrator_ends_a_password_and_learns_none() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let end = |id: i64| {
        boss.ask("POST", &format!("/app/admin/users/{id}/password"))
            .send()
    };
    assert_eq!(end(2).expect(200).json(), json!({}));
    ayu.ask("GET", "/app/answers").send().expect(401);
    assert_eq!(sign_in(&server, "ayu@example.com", PASSWORD), 401);
    assert_eq!(details(&boss, 2)["pending"], "link");
    set(&server, &letters(&boss, "ayu@example.com")).expect(200);
    assert_eq!(sign_in(&server, "ayu@example.com", OTHER), 200);
    assert_eq!(
        code(&end(1), 403),
        "not_allowed",
        "one's own is set on the account page"
    );
    assert_eq!(code(&end(9), 404), "no_account");
    boss.send("PUT", "/api/v1/users/2", &json!({"status": "suspended"}));
    assert_eq!(code(&end(2), 403), "not_allowed");
}

#[test]
fn no_address_is_mailed_without_end() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    invite(&boss, "budi@example.com");
    let again = || boss.ask("POST", "/app/admin/users/2/mail").send();
    for _ in 0..4 {
        assert_eq!(again().expect(200).json(), json!({"sent": "link"}));
    }
    let early = again();
    assert_eq!(code(&early, 429), "too_many_tries");
    let wait: u64 = early
        .header("Retry-After")
        .expect("a wait")
        .parse()
        .expect("a number");
    assert!(wait <= DAY.as_secs(), "{wait}");
    // Neither does an account that is made anew for it get it any more.
    boss.ask("DELETE", "/api/v1/users/2").send().expect(200);
    let invited = json!({"email": "budi@example.com", "front_name": "Budi", "role": "user"});
    let reply = boss.ask("POST", "/app/admin/users").json(&invited).send();
    assert_eq!(code(&reply, 429), "too_many_tries");
    assert_eq!(boss.get("/app/admin/users?search=budi")["total"], 0);
    server.advance(DAY);
    invite(&boss, "budi@example.com");
    let none = boss.ask("POST", "/app/admin/users/1/mail").send();
    assert_eq!(
        code(&none, 403),
        "not_allowed",
        "an active account waits for none"
    );
}

#[test]
fn whoever_signed_up_gets_the_code_once_more() {
    let server = TestServer::with(|settings, _| settings.policy.confirm_email = true);
    let signed_up = server
        .post("/app/sign-up")
        .json(&newcomer("ayu@example.com"));
    signed_up.send().expect(200);
    let boss = Browser::invited_administrator(&server);
    let id = boss.get("/app/admin/users?search=ayu@example.com")["users"][0]["id"].clone();
    assert_eq!(
        details(&boss, id.as_i64().expect("a number"))["pending"],
        "code"
    );
    let sent = boss.send("POST", &format!("/app/admin/users/{id}/mail"), &json!({}));
    assert_eq!(sent, json!({"sent": "code"}));
    let digits = mail_to(&boss, "ayu@example.com")[..6].to_owned();
    let verify = json!({"email": "ayu@example.com", "otp": digits});
    server
        .post("/api/v1/auth/verify-otp")
        .json(&verify)
        .send()
        .expect(200);
    assert_eq!(sign_in(&server, "ayu@example.com", PASSWORD), 200);
}

#[test]
fn an_account_is_told_without_what_its_owner_answered() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    samples::uploaded(&server, &ayu.bearer());
    for _ in 0..2 {
        ayu.send("POST", "/api/predict", &samples::documented_answers());
    }
    let told = details(&boss, 2);
    assert_eq!(
        (
            &told["email"],
            &told["mbti"],
            &told["results"],
            &told["second_factor"]
        ),
        (
            &json!("ayu@example.com"),
            &json!("INFJ"),
            &json!(2),
            &json!(false)
        )
    );
    let dates = told["result_dates"].as_array().expect("a list");
    assert_eq!(dates.len(), 2);
    assert!(
        dates[0].as_str() > dates[1].as_str(),
        "newest first: {dates:?}"
    );
    assert_eq!(told["sessions"][0]["family"], "app");
    assert_eq!(told["sessions"][0]["current"], false);
    assert_eq!(details(&boss, 1)["sessions"][0]["current"], true);
    assert!(
        told["photo"]["small"]
            .as_str()
            .is_some_and(|link| link.contains("/photos/"))
    );
    for secret in ["$2b$", "answers", "probabilities"] {
        assert!(!told.to_string().contains(secret), "{secret}");
    }
    boss.ask("DELETE", "/app/admin/users/2/photo")
        .send()
        .expect(200);
    assert_eq!(details(&boss, 2)["photo"], Value::Null);
    assert!(server.photo_files().is_empty());
    let none = boss.ask("GET", "/app/admin/users/9").send();
    assert_eq!(code(&none, 404), "no_account");
}

#[test]
fn sessions_are_ended_of_this_account_alone() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let phone = Browser::sign_in(&server, "ayu@example.com", PASSWORD);
    let budi = Browser::sign_up(&server, "budi@example.com");
    let newest = details(&boss, 2)["sessions"][0]["id"].clone();
    let end = |path: &str| {
        boss.ask("DELETE", &format!("/app/admin/users/{path}"))
            .send()
    };
    let wrong = end(&format!("3/sessions/{newest}"));
    assert_eq!(code(&wrong, 404), "not_found");
    phone.get("/app/answers");
    end(&format!("2/sessions/{newest}")).expect(200);
    phone.ask("GET", "/app/answers").send().expect(401);
    ayu.get("/app/answers");
    assert_eq!(
        code(&end(&format!("2/sessions/{newest}")), 404),
        "not_found"
    );
    end("2/sessions").expect(200);
    ayu.ask("GET", "/app/answers").send().expect(401);
    budi.get("/app/answers");
    boss.get("/app/answers");
}

#[test]
fn users_are_sorted_and_found_by_their_type() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    Browser::sign_up(&server, "citra@example.com");
    Browser::sign_up(&server, "budi@example.com");
    ayu.send("POST", "/api/predict", &samples::documented_answers());
    boss.send("PUT", "/api/v1/users/3", &json!({"status": "suspended"}));
    server.sql("update accounts set last_login_at = 5 - id");
    server.sql("update accounts set last_login_at = null where id = 2");
    let found = |query: &str| -> Vec<i64> {
        let told = boss.get(&format!("/app/admin/users?{query}"));
        let users = told["users"].as_array().expect("a list");
        users
            .iter()
            .map(|user| user["id"].as_i64().expect("a number"))
            .collect()
    };
    for (query, ids) in [
        ("sort=created", [1, 2, 3, 4]),
        ("sort=-created", [4, 3, 2, 1]),
        ("sort=email", [2, 1, 4, 3]),
        ("sort=-email", [3, 4, 1, 2]),
        ("sort=role", [2, 3, 4, 1]),
        ("sort=-status", [3, 4, 2, 1]),
        ("sort=type", [2, 1, 3, 4]),
        ("sort=-last_login", [1, 3, 4, 2]),
        ("sort=last_login", [2, 4, 3, 1]),
    ] {
        assert_eq!(found(query), ids, "{query}");
    }
    assert_eq!(found("type=INFJ"), [2]);
    assert_eq!(found("type=none&sort=email"), [1, 4, 3]);
    assert_eq!(found("type=undetermined"), [0; 0]);
    assert_eq!(found("sort=-last_login&skip=1&limit=2"), [3, 4]);
    assert_eq!(found("sort=last_login&search=i@"), [4]);
    for query in ["type=INFX", "sort=password_hash", "sort=--email"] {
        let reply = boss.ask("GET", &format!("/app/admin/users?{query}")).send();
        assert_eq!(code(&reply, 400), "fields", "{query}");
    }
}

#[test]
fn what_is_found_is_downloaded_as_a_table() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    ayu.send(
        "PUT",
        "/app/account",
        &json!({"front_name": "=1+1", "last_name": "a,b"}),
    );
    let reply = boss
        .ask("GET", "/app/admin/users.csv?search=ayu@")
        .send()
        .expect(200);
    let disposition = reply.header("Content-Disposition").expect("a name");
    assert!(
        disposition.contains("users-") && disposition.contains(".csv"),
        "{disposition}"
    );
    let text = String::from_utf8(reply.body).expect("text");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "id,username,email,name,role,status,mbti,reliable,created_at,last_login_at"
    );
    assert_eq!(lines.len(), 2, "{text}");
    // What a spreadsheet would reckon stays a text.
    assert!(
        lines[1].contains(",ayu@example.com,\"'=1+1 a,b\",user,active,,,"),
        "{text}"
    );
    let all = boss
        .ask("GET", "/app/admin/users.csv?sort=created")
        .send()
        .expect(200);
    assert_eq!(
        String::from_utf8(all.body).expect("text").lines().count(),
        3
    );
}
