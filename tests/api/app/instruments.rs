//! Other instruments than the sixty: offered, answered, scored by their key, kept.

use serde_json::{Value, json};

use super::{Browser, code};
use crate::common::TestServer;

const OURS: &str = "working-together";

/// The answers with which everything speaks for the high end of each scale, as the key says, or for the low one.
fn one_sided(instrument: &Value, toward_high: bool) -> Vec<i64> {
    let points = instrument["points"].as_i64().expect("points");
    let key = instrument["key"].as_array().expect("a key");
    let answer = |one: &Value| {
        if (one["sign"] == 1) == toward_high {
            points
        } else {
            1
        }
    };
    key.iter().map(answer).collect()
}

fn ours(server: &TestServer) -> Value {
    server
        .get("/app/instruments/working-together")
        .send()
        .expect(200)
        .json()
}

pub(super) fn strengths(result: &Value) -> Vec<f64> {
    let scores = result["scores"].as_array().expect("scores");
    scores
        .iter()
        .map(|one| one["strength"].as_f64().expect("a number"))
        .collect()
}

#[test]
fn what_a_server_offers_is_told_to_everybody_in_both_languages() {
    let server = TestServer::start();
    let list = server.get("/app/instruments").send().expect(200).json();
    let one = &list["instruments"][0];
    assert_eq!((&one["id"], &one["statements"]), (&json!(OURS), &json!(25)));
    assert_eq!(
        one["english"]["evidence"],
        Value::Null,
        "it isn't validated"
    );
    let whole = ours(&server);
    assert_eq!(whole["hash"], one["hash"]);
    for language in ["english", "indonesian"] {
        let texts = &whole[language];
        let count = |name: &str| texts[name].as_array().map(Vec::len);
        assert_eq!(
            (count("statements"), count("scales"), count("points")),
            (Some(25), Some(5), Some(5))
        );
    }
    assert_ne!(
        whole["english"]["statements"][0],
        whole["indonesian"]["statements"][0]
    );
    assert_eq!(
        server.get("/app/me").send().expect(200).json()["instruments"],
        1
    );
    let unknown = server.get("/app/instruments/mbti").send();
    assert_eq!(code(&unknown, 404), "not_found");
}

#[test]
fn a_server_offers_none_unless_its_operator_names_some() {
    let server = TestServer::with(|settings, _| settings.instruments.clear());
    let list = server.get("/app/instruments").send().expect(200).json();
    assert_eq!(list, json!({"instruments": []}));
    assert_eq!(
        server.get("/app/me").send().expect(200).json()["instruments"],
        0
    );
    server
        .get("/app/instruments/working-together")
        .send()
        .expect(404);
}

#[test]
fn answers_are_scored_by_the_key_and_kept_in_the_history() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let instrument = ours(&server);
    let path = format!("/app/instruments/{OURS}/results");
    let high = json!({"answers": one_sided(&instrument, true), "hash": instrument["hash"]});
    let result = ayu.send("POST", &path, &high);
    assert_eq!(strengths(&result), [1.0; 5]);
    assert_eq!(result["scores"][0]["points"], 5.0);
    assert_eq!(result["scores"][0]["basis"], "assumption");
    assert_eq!(result["may_count"], false, "as long as nobody says so");
    assert_eq!(
        (&result["current"], &result["uniform"]),
        (&json!(true), &json!(false))
    );
    let low = json!({"answers": one_sided(&instrument, false)});
    assert_eq!(strengths(&ayu.send("POST", &path, &low)), [-1.0; 5]);
    // Agreeing with everything counts three for and two against on each scale.
    let same = ayu.send("POST", &path, &json!({"answers": vec![5; 25]}));
    assert_eq!(same["uniform"], true);
    for (strength, score) in strengths(&same)
        .iter()
        .zip(same["scores"].as_array().expect("five"))
    {
        assert!((strength - 0.2).abs() < 1e-6);
        let end = |name: &str| score["range"][name].as_f64().expect("an end");
        assert!(
            -1.0 <= end("low")
                && end("low") < *strength
                && *strength < end("high")
                && end("high") <= 1.0
        );
    }
    let list = ayu.get("/app/instrument-results");
    let ids: Vec<&Value> = list["results"]
        .as_array()
        .expect("three")
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert_eq!(ids, [1, 2, 3]);
    assert_eq!(list["results"][0]["english"], "Working together");
    assert_eq!(ayu.get("/app/instrument-results/1"), result);
    // The sixty know nothing of it.
    assert_eq!(ayu.get("/app/results")["results"], json!([]));
    assert_eq!(ayu.get("/app/me")["account"]["results"], 0);
}

#[test]
fn a_guest_is_told_the_same_and_nothing_is_kept() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let body = json!({"answers": one_sided(&ours(&server), true)});
    let mut kept = ayu.send("POST", "/app/instruments/working-together/results", &body);
    let reply = server
        .post("/app/instruments/working-together/guest-result")
        .json(&body)
        .send();
    let mut told = reply.expect(200).json();
    assert_eq!(told["id"], Value::Null);
    for result in [&mut kept, &mut told] {
        for field in ["id", "created_at"] {
            result[field].take();
        }
    }
    assert_eq!(told, kept);
    assert_eq!(
        ayu.get("/app/instrument-results")["results"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    // Only our own page asks without an account; and without one nothing is kept.
    let elsewhere = server.post("/app/instruments/working-together/guest-result");
    let reply = elsewhere
        .header("Origin", "https://elsewhere.example")
        .json(&body)
        .send();
    assert_eq!(code(&reply, 403), "not_allowed");
    server
        .post("/app/instruments/working-together/results")
        .json(&body)
        .send()
        .expect(401);
}

#[test]
fn answers_that_do_not_fit_are_refused_with_their_place() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    for (answers, problem, field) in [
        (json!(vec![3; 24]), "count", "answers"),
        (json!(vec![3; 26]), "count", "answers"),
        (json!([]), "count", "answers"),
        (json!(vec![1; 301]), "too_many", "answers"),
        (json!(vec![json!("3"); 25]), "type", "answers[0]"),
    ] {
        let body = json!({ "answers": answers });
        for path in ["results", "guest-result"] {
            let reply = ayu
                .ask("POST", &format!("/app/instruments/{OURS}/{path}"))
                .json(&body)
                .send();
            assert_eq!(code(&reply, 400), "fields");
            let fault = reply.json()["error"]["fields"][0].clone();
            assert!(
                fault["field"]
                    .as_str()
                    .is_some_and(|name| name.starts_with(field)),
                "{fault} {problem}"
            );
        }
    }
    for odd in [0, 6, -3, 9, 10] {
        let mut answers = vec![json!(3); 25];
        answers[24] = json!(odd);
        let ask = ayu.ask("POST", "/app/instruments/working-together/results");
        let reply = ask.json(&json!({ "answers": answers })).send();
        let fault = reply.expect(400).json()["error"]["fields"][0].clone();
        assert_eq!(
            (&fault["field"], &fault["problem"]),
            (&json!("answers[24]"), &json!("out_of_range"))
        );
    }
    let missing = ayu
        .ask("POST", "/app/instruments/mbti/results")
        .json(&json!({"answers": vec![1; 25]}))
        .send();
    assert_eq!(code(&missing, 404), "not_found");
    assert_eq!(ayu.get("/app/instrument-results")["results"], json!([]));
}

#[test]
fn results_are_ones_own() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let budi = Browser::sign_up(&server, "budi@example.com");
    let body = json!({"answers": vec![2; 25]});
    ayu.send("POST", "/app/instruments/working-together/results", &body);
    assert_eq!(budi.get("/app/instrument-results")["results"], json!([]));
    let path = "/app/instrument-results/1";
    for ask in [
        budi.ask("GET", path),
        budi.ask("PUT", path).json(&json!({"may_count": true})),
        budi.ask("DELETE", path),
    ] {
        assert_eq!(code(&ask.send(), 404), "not_found");
    }
    for method in ["GET", "PUT", "DELETE"] {
        let ask = server.ask(method, path).json(&json!({"may_count": true}));
        ask.send().expect(401);
    }
    assert_eq!(ayu.get(path)["may_count"], false);
    // The page's cookie alone, as another site could send it, deletes nothing.
    ayu.with_cookie("DELETE", path).send().expect(401);
    ayu.ask("DELETE", path).send().expect(200);
    assert_eq!(code(&ayu.ask("GET", path).send(), 404), "not_found");
}

#[test]
fn asked_twice_under_one_key_it_is_one_result() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let body = json!({"answers": vec![2; 25]});
    let once = || {
        let ask = ayu.ask("POST", "/app/instruments/working-together/results");
        ask.header("Idempotency-Key", "once")
            .json(&body)
            .send()
            .expect(200)
            .json()
    };
    assert_eq!(once(), once());
    assert_eq!(
        ayu.get("/app/instrument-results")["results"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

/// Ranges come from people here once there are thirty who let their answers count; each of them counts once.
#[test]
fn ranges_come_from_who_lets_their_answers_count() {
    let server = TestServer::start();
    let people: Vec<Browser> = (0..30)
        .map(|at| Browser::sign_up(&server, &format!("p{at}@example.com")))
        .collect();
    let answers = |at: usize| {
        (0..25)
            .map(|statement| 1 + (at + statement * (1 + at % 3)) % 5)
            .collect::<Vec<_>>()
    };
    let path = "/app/instruments/working-together/results";
    let basis = |browser: &Browser, may_count: bool, at: usize| {
        let body = json!({"answers": answers(at), "may_count": may_count});
        browser.send("POST", path, &body)["scores"][0].clone()
    };
    for (at, one) in people.iter().enumerate().take(29) {
        basis(one, true, at);
    }
    // Neither a second result of one of them nor one that may not count is a thirtieth.
    basis(&people[0], true, 7);
    basis(&people[29], false, 29);
    assert_eq!(basis(&people[29], false, 29)["basis"], "assumption");
    basis(&people[29], true, 29);
    let told = basis(&people[1], false, 1);
    assert_eq!(
        (&told["basis"], &told["people"]),
        (&json!("respondents"), &json!(30))
    );
    assert!(told["alpha"].is_number() && told["range"]["low"].as_f64() < told["strength"].as_f64());
    let [low, alpha, high] = [
        &told["alpha_range"]["low"],
        &told["alpha"],
        &told["alpha_range"]["high"],
    ]
    .map(|one| one.as_f64().expect("a number"));
    assert!(low < alpha && alpha < high, "{told}");
    // Whoever takes that back counts no more; what was told before stays.
    let results = people[29].get("/app/instrument-results");
    let id = results["results"]
        .as_array()
        .and_then(|all| all.last())
        .expect("three")["id"]
        .clone();
    let taken_back = people[29].send(
        "PUT",
        &format!("/app/instrument-results/{id}"),
        &json!({"may_count": false}),
    );
    assert_eq!(taken_back["may_count"], false);
    assert_eq!(basis(&people[1], false, 1)["basis"], "assumption");
    let before = people[1].get("/app/instrument-results")["results"][1]["id"].clone();
    assert_eq!(
        people[1].get(&format!("/app/instrument-results/{before}"))["scores"][0],
        told
    );
}

/// However often somebody answers: who asks for a result goes through no more than counts.
#[test]
fn of_an_account_one_result_counts_the_latest_that_was_said_of() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let path = "/app/instruments/working-together/results";
    let answer = |may_count: bool| {
        let body = json!({"answers": vec![2; 25], "may_count": may_count});
        ayu.send("POST", path, &body)["id"].as_i64().expect("kept")
    };
    let counts = |id: i64| ayu.get(&format!("/app/instrument-results/{id}"))["may_count"] == true;
    let (first, second, third) = (answer(true), answer(true), answer(false));
    assert_eq!([first, second, third].map(counts), [false, true, false]);
    let allow = |id: i64, may_count: bool| {
        let body = json!({"may_count": may_count});
        ayu.send("PUT", &format!("/app/instrument-results/{id}"), &body);
    };
    allow(first, true);
    assert_eq!([first, second, third].map(counts), [true, false, false]);
    allow(first, false);
    assert_eq!([first, second, third].map(counts), [false, false, false]);
    allow(third, true);
    allow(third, true);
    assert_eq!([first, second, third].map(counts), [false, false, true]);
}

/// Where nobody is asked, nobody's answers count, whatever a client says.
#[test]
fn nobody_counts_where_nobody_is_asked() {
    let server = TestServer::with(|settings, _| settings.policy.research = false);
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    assert_eq!(ayu.get("/app/me")["research"], false);
    let body = json!({"answers": vec![3; 25], "may_count": true});
    let result = ayu.send("POST", "/app/instruments/working-together/results", &body);
    assert_eq!(result["may_count"], false);
    let path = format!("/app/instrument-results/{}", result["id"]);
    let told = ayu.send("PUT", &path, &json!({"may_count": true}));
    assert_eq!(told["may_count"], false);
}
