//! Who must have a second factor and has none does nothing else before.

use firststep::app::policy::Policy;
use firststep::domain::account::Role;
use firststep::domain::query::Which;
use firststep::domain::second_factor::RequiredOf;
use firststep::store::accounts;
use serde_json::json;

use super::second_factor::{ANN, guard};
use crate::across::doors::{self, Person};
use crate::app::{Browser, code};
use crate::common::{PASSWORD, TestServer};
use crate::routes;

fn requiring(required: RequiredOf) -> TestServer {
    TestServer::with(|settings, _| {
        settings.policy = Policy {
            require_second_factor: required,
            ..Policy::default()
        };
    })
}

fn make_admin(server: &TestServer, email: &'static str) {
    let promoted = server.app().store.write(move |tx| {
        let id = accounts::id_of(tx, Which::Email(email))?.expect("it is there");
        accounts::set_role(tx, id, Role::Admin)
    });
    promoted.expect("it is written");
}

/// The routes with which one is set up, or signs out.
const OPEN: [(&str, &str); 5] = [
    ("GET", "/app/me"),
    ("POST", "/app/sign-out"),
    ("GET", "/app/second-factor"),
    ("POST", "/app/second-factor/offer"),
    ("POST", "/app/second-factor"),
];

#[test]
fn a_session_without_it_reaches_nothing_but_the_set_up() {
    let server = requiring(RequiredOf::All);
    let page = Browser::sign_up(&server, ANN);
    assert_eq!(page.get("/app/me")["second_factor_missing"], true);
    for route in routes::all().iter().filter(|route| route.signed_in) {
        let path = route.path();
        // A refresh token isn't in the cookie; what it is exchanged for reaches no more.
        // Nor has an account a say where a seat in a room is asked for.
        let below_room = path.strip_prefix("/rooms/code/").unwrap_or_default();
        let by_a_seat = below_room == "picture" || below_room.split('/').next() == Some("seat");
        if OPEN.contains(&(route.method, path.as_str())) || path.ends_with("/refresh") || by_a_seat
        {
            continue;
        }
        // By its token: not every API looks at the cookie.
        let asked = server.ask(route.method, &path).token(&page.token).send();
        assert_eq!(
            asked.status,
            403,
            "{} {path}: {}",
            route.method,
            asked.text()
        );
    }
    let ann = guard(page);
    assert_eq!(ann.page.get("/app/me")["second_factor_missing"], false);
    ann.page.get("/app/answers");
}

#[test]
fn the_other_apis_say_what_is_missing_until_it_is_there() {
    let server = requiring(RequiredOf::All);
    server.register(ANN);
    let person = Person::find(&server, "ann");
    for (path, name, value) in [
        ("/api/login", "email", ANN),
        ("/auth/login", "username", person.username.as_str()),
        ("/api/auth/login", "username", ANN),
        ("/api/v1/auth/login", "email", ANN),
        ("/login", "email", ANN),
    ] {
        let ask = |password: &str| {
            let body = json!({name: value, "password": password});
            server.post(path).json(&body).send()
        };
        let told = ask(PASSWORD).expect(403).text();
        let says = ["second factor", "verifikasi dua langkah"];
        assert!(
            says.iter().any(|words| told.contains(words)),
            "{path}: {told}"
        );
        // To nobody who hasn't the password.
        let told = ask("not the password").told();
        assert!(told.0 != 403 && !told.1.contains("factor"), "{told:?}");
    }
    let ann = guard(Browser::sign_in(&server, ANN, PASSWORD));
    let (_, password) = ann.app_password("Phone");
    for door in doors::all().iter().filter(|door| door.family != "app") {
        let held = (door.sign_in)(&server, &person, &password);
        let held = held.unwrap_or_else(|| panic!("{} lets her in", door.family));
        assert!((door.whoami)(&server, &held).is_some());
    }
}

#[test]
fn of_administrators_alone_from_the_moment_they_are_some() {
    let server = requiring(RequiredOf::Admins);
    let page = Browser::sign_up(&server, ANN);
    let held = server.login(ANN, PASSWORD).token;
    let profile = || server.get("/api/profile").token(&held).send().status;
    page.get("/app/answers");
    assert_eq!(profile(), 200);
    make_admin(&server, ANN);
    let reply = page.ask("GET", "/app/admin/overview").send();
    assert_eq!(code(&reply, 403), "second_factor_missing");
    assert_eq!(profile(), 403);
    let ann = guard(page);
    ann.page.get("/app/admin/overview");
    // One that is switched off is missing again.
    let body = json!({"password": PASSWORD, "code": ann.next_code()});
    ann.page.send("DELETE", "/app/second-factor", &body);
    let reply = ann.page.ask("GET", "/app/admin/overview").send();
    assert_eq!(code(&reply, 403), "second_factor_missing");
}
