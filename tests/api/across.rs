//! One account behind all families: who signs up through one signs in through any other, and what
//! happens to him in one happens in all.

mod clock;
mod damaged;
pub mod doors;
mod remains;

use firststep::domain::account::{AccountId, Role, Status};
use firststep::domain::caller::Caller;
use firststep::domain::query::Which;
use firststep::services::accounts::{self, Changes};
use firststep::store;

use crate::common::{PASSWORD, TestServer};
use doors::{Door, Person, all};

/// Makes an account through this door.
#[track_caller]
fn newcomer(server: &TestServer, door: &Door, name: &str) -> Person {
    let reply = (door.sign_up)(server, name);
    assert!([200, 201].contains(&reply.status), "{}", reply.text());
    if let Some(confirm) = door.confirm {
        confirm(server, name);
    }
    Person::find(server, name)
}

/// Signs in through every door; what is held then, in the doors' order.
#[track_caller]
fn everywhere(server: &TestServer, person: &Person, password: &str) -> Vec<String> {
    let held = all().iter().map(|door| {
        let held = (door.sign_in)(server, person, password);
        held.unwrap_or_else(|| panic!("{} lets {} in", door.family, person.email))
    });
    held.collect()
}

/// Whether this door still knows who holds this.
#[track_caller]
fn knows(server: &TestServer, door: &Door, held: &str, person: &Person) -> bool {
    let told = (door.whoami)(server, held);
    if let Some(told) = &told {
        assert!(
            [&person.email, &person.username].contains(&told),
            "{}: {told}",
            door.family
        );
    }
    told.is_some()
}

/// Lets the waits after wrong passwords be forgotten.
fn quiet_while(server: &TestServer) {
    server.advance(std::time::Duration::from_secs(16 * 60));
}

/// No door opens with this password.
#[track_caller]
fn shut_out(server: &TestServer, person: &Person, password: &str) {
    for door in all() {
        quiet_while(server);
        let held = (door.sign_in)(server, person, password);
        assert_eq!(held, None, "{}", door.family);
    }
}

#[test]
fn every_family_has_its_door_here() {
    let table = firststep::api::all();
    let families = table.iter().map(|family| family.name);
    // These sign nobody in; at rooms, hosts come with a token of any.
    let families: Vec<&str> = families
        .filter(|name| !["site", "kserve", "rooms"].contains(name))
        .collect();
    let doors: Vec<&str> = all().iter().map(|door| door.family).collect();
    assert_eq!(doors, families);
    assert_eq!(doors.len(), 6, "five published APIs and our page");
}

#[test]
fn who_signs_up_in_one_signs_in_in_any_other() {
    let server = TestServer::start();
    let mut pairs = 0;
    for (at, from) in all().iter().enumerate() {
        let name = format!("person{at}");
        let person = newcomer(&server, from, &name);
        for to in all().iter().filter(|to| to.family != from.family) {
            let label = format!("from {} to {}", from.family, to.family);
            let held = (to.sign_in)(&server, &person, PASSWORD).expect(&label);
            assert!(knows(&server, to, &held, &person), "{label}");
            pairs += 1;
        }
    }
    assert_eq!(
        pairs, 30,
        "20 among the published five, and our page with each"
    );
}

#[test]
fn who_signed_up_in_one_is_taken_in_any_other() {
    let server = TestServer::start();
    for (at, from) in all().iter().enumerate() {
        let name = format!("person{at}");
        newcomer(&server, from, &name);
        for to in all() {
            let reply = (to.sign_up)(&server, &name);
            let label = format!("{} after {}: {}", to.family, from.family, reply.text());
            assert!([400, 409].contains(&reply.status), "{label}");
        }
    }
}

#[test]
fn a_password_changed_in_one_ends_what_the_others_hold() {
    let changing = all()
        .iter()
        .filter_map(|door| Some((door, door.change_password?)));
    let changing: Vec<_> = changing.collect();
    assert_eq!(
        changing.len(),
        4,
        "FirstStep, FaceofMind, the profile card, our page"
    );
    for (door, change) in changing {
        let server = TestServer::start();
        let person = newcomer(&server, door, "ann");
        let bystander = newcomer(&server, door, "bob");
        let held = everywhere(&server, &person, PASSWORD);
        let kept = everywhere(&server, &bystander, PASSWORD);
        let own = (door.sign_in)(&server, &person, PASSWORD).expect("it is right");
        change(&server, &person, &own, "password456");
        for (other, held) in all().iter().zip(&held) {
            let label = format!("{} after {}", other.family, door.family);
            assert!(!knows(&server, other, held, &person), "{label}");
        }
        for (other, kept) in all().iter().zip(&kept) {
            assert!(knows(&server, other, kept, &bystander), "{}", other.family);
        }
        everywhere(&server, &person, "password456");
        shut_out(&server, &person, PASSWORD);
    }
}

/// By the verb, as an administrator does it in any family or on the command line.
fn set_status(server: &TestServer, person: &Person, status: Status) {
    let changes = Changes {
        status: Some(status),
        ..Changes::default()
    };
    let which = Which::Id(AccountId(person.id));
    accounts::update(server.app(), Caller::operator(), which, changes).expect("it is there");
}

#[test]
fn suspended_in_one_is_refused_by_all() {
    let server = TestServer::start();
    let person = newcomer(&server, &all()[0], "ann");
    for status in [Status::Suspended, Status::Deactivated] {
        let held = everywhere(&server, &person, PASSWORD);
        set_status(&server, &person, status);
        for (door, held) in all().iter().zip(&held) {
            assert!(!knows(&server, door, held, &person), "{}", door.family);
        }
        shut_out(&server, &person, PASSWORD);
        // Let in again, he signs in anew: what ended stays ended.
        set_status(&server, &person, Status::Active);
        for (door, held) in all().iter().zip(&held) {
            assert!(!knows(&server, door, held, &person), "{}", door.family);
        }
    }
    everywhere(&server, &person, PASSWORD);
}

/// Whoever sets the status straight in the table shuts all doors, too: each looks there every time.
#[test]
fn each_door_looks_at_the_status_every_time() {
    let server = TestServer::start();
    let person = newcomer(&server, &all()[0], "ann");
    let held = everywhere(&server, &person, PASSWORD);
    let set = |status| {
        let id = AccountId(person.id);
        let store = &server.app().store;
        let done = store.write(move |tx| store::accounts::set_status(tx, id, status));
        done.expect("it is there");
    };
    for status in [Status::Suspended, Status::Deactivated, Status::Inactive] {
        set(status);
        for (door, held) in all().iter().zip(&held) {
            assert!(!knows(&server, door, held, &person), "{}", door.family);
        }
        set(Status::Active);
        for (door, held) in all().iter().zip(&held) {
            assert!(knows(&server, door, held, &person), "{}", door.family);
        }
    }
}

/// An administrator, and what he holds at each door.
fn administrator(server: &TestServer) -> Vec<String> {
    let boss = newcomer(server, &all()[0], "boss");
    let id = AccountId(boss.id);
    let store = &server.app().store;
    let done = store.write(move |tx| store::accounts::set_role(tx, id, Role::Admin));
    done.expect("it is there");
    everywhere(server, &boss, PASSWORD)
}

#[test]
fn deleted_in_one_nothing_is_left_anywhere() {
    let deleting = all()
        .iter()
        .enumerate()
        .filter_map(|(at, door)| Some((at, door, door.delete?)));
    let deleting: Vec<_> = deleting.collect();
    assert_eq!(
        deleting.len(),
        5,
        "all but CultureConnect, whose document has no such thing"
    );
    for (at, door, delete) in deleting {
        let server = TestServer::start();
        let boss = administrator(&server);
        let before = remains::of(&server);
        let person = newcomer(&server, door, "ann");
        let held = everywhere(&server, &person, PASSWORD);
        remains::live(&server, &person, &held);
        remains::fill_check(&before, &remains::of(&server));
        delete(&server, &person, &held[at], &boss[at]);
        let after = remains::of(&server);
        assert_eq!(after, before, "by {}", door.family);
        after.mentions_nothing_of(&person);
        for (door, held) in all().iter().zip(&held) {
            assert!(!knows(&server, door, held, &person), "{}", door.family);
        }
        shut_out(&server, &person, PASSWORD);
    }
}

/// Each part has as many rows as there are, and none of another's.
#[test]
fn what_one_takes_along_is_all_of_ones_own() {
    let server = TestServer::start();
    let taken = |held: &[String]| -> serde_json::Value {
        let page = held.last().expect("our page is the last");
        let ask = doors::paged(server.get("/app/export"), page);
        let zip = std::io::Cursor::new(ask.send().expect(200).body);
        let mut archive = zip::ZipArchive::new(zip).expect("a zip");
        let data = archive.by_name("data.json").expect("a file");
        serde_json::from_reader(data).expect("JSON")
    };
    let ann = newcomer(&server, &all()[0], "ann");
    let held = everywhere(&server, &ann, PASSWORD);
    remains::live(&server, &ann, &held);
    let data = taken(&held);
    let kept = remains::of(&server);
    for (part, rows) in data.as_object().expect("an object") {
        let count = rows.as_array().expect("a list").len();
        assert!(count > 0, "{part}");
        assert_eq!(count, kept.count(part), "{part}");
    }
    let bob = newcomer(&server, &all()[0], "bob");
    let bob = taken(&everywhere(&server, &bob, PASSWORD)).to_string();
    for word in [remains::MARK, &ann.email, &ann.username] {
        assert!(!bob.contains(word), "{word} in {bob}");
    }
}
