//! Whether answers to other instruments may count, and norms that are made of such.

use serde_json::{Value, json};

use super::Browser;
use super::instrument_statistics::{PATH, RESULTS, administrator, answers, hash, near, sign};
use crate::common::TestServer;

/// Without consent nobody counts; it is taken back where the result is, and with all others under Account.
#[test]
fn who_takes_it_back_counts_no_more() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let people = || boss.get(PATH)["people"].clone();
    let kept = || {
        let database = rusqlite::Connection::open(server.database()).expect("the database");
        let sql = "select group_concat(may_count || coalesce(language, '-'), ' ') from instrument_results";
        database
            .query_row(sql, (), |row| row.get::<_, String>(0))
            .expect("rows")
    };
    let body = |may_count| json!({"answers": answers(1), "may_count": may_count, "language": "id"});
    ayu.send("POST", RESULTS, &body(false));
    assert_eq!((people(), kept().as_str()), (json!(0), "0-"));
    assert_eq!(ayu.get("/app/responses"), json!({"responses": 0}));
    let id = ayu.send("POST", RESULTS, &body(true))["id"].clone();
    ayu.send("POST", RESULTS, &body(true));
    assert_eq!((people(), kept().as_str()), (json!(1), "0- 0- 1id"));
    assert_eq!(ayu.get("/app/responses"), json!({"responses": 1}));
    let one = format!("/app/instrument-results/{id}");
    ayu.send("PUT", &one, &json!({"may_count": false}));
    assert_eq!((people(), kept().as_str()), (json!(1), "0- 0- 1id"));
    assert_eq!(
        ayu.send("DELETE", "/app/responses", &json!({})),
        json!({"deleted": 1})
    );
    assert_eq!((people(), kept().as_str()), (json!(0), "0- 0- 0-"));
    // The results themselves stay.
    assert_eq!(ayu.get(&one)["answers"], json!(answers(1)));
}

#[test]
fn it_goes_with_the_account() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    ayu.send(
        "POST",
        RESULTS,
        &json!({"answers": answers(1), "may_count": true}),
    );
    assert_eq!(boss.get(PATH)["people"], 1);
    ayu.send(
        "DELETE",
        "/app/account",
        &json!({"password": crate::common::PASSWORD}),
    );
    assert_eq!(boss.get(PATH)["people"], 0);
}

/// Norms stand beside results, of the version that they were set for, and change nothing.
#[test]
fn norms_are_shown_and_change_nothing() {
    let server = TestServer::start();
    let (boss, _) = administrator(&server);
    let mut high = vec![5; 25];
    (0..25)
        .filter(|at| sign(*at) < 0)
        .for_each(|at| high[usize::try_from(at).expect("small")] = 1);
    let before = boss.send("POST", RESULTS, &json!({"answers": high}));
    assert_eq!(before["norms"], Value::Null);
    // Five statements of five points have 21 sums.
    let mut counts = vec![vec![0_u64; 21]; 5];
    for scale in &mut counts {
        (scale[0], scale[10], scale[20]) = (60, 100, 50);
    }
    server.sql(&format!(
        "insert into norms (questionnaire_hash, people, counts, created_at) values ('{}', 210, '{}', 1780000000000000)",
        hash(&server),
        json!(counts)
    ));
    let path = format!("/app/instrument-results/{}", before["id"]);
    let mut after = boss.get(&path);
    let norms = after["norms"].take();
    assert_eq!(
        (&norms["people"], &norms["version"]),
        (&json!(210), &json!(1))
    );
    assert_eq!(norms["scales"].as_array().map(Vec::len), Some(5));
    let first = &norms["scales"][0];
    near(&first["lower"], 160.0 / 210.0);
    near(&first["higher"], 0.0);
    near(&first["median"], 3.0);
    assert_eq!(after, before);
    let guest = |answers: &Value| {
        let ask = server.post("/app/instruments/working-together/guest-result");
        ask.json(&json!({"answers": answers}))
            .send()
            .expect(200)
            .json()
    };
    assert_eq!(guest(&json!(high))["norms"], norms);
    // The same answer to everything says nothing, so it stands nowhere.
    assert_eq!(guest(&json!(vec![3; 25]))["norms"], Value::Null);
    server.sql("update norms set questionnaire_hash = 'another version'");
    assert_eq!(boss.get(&path)["norms"], Value::Null);
}
