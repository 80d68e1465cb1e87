//! What somebody thought of a session: once, when it has ended.

use serde_json::json;

use super::{invalid, newcomer, refused, told};
use crate::common::{TestServer, at_once};

const PATH: &str = "/sessions/1/feedback";
const GIVEN: &str = "Feedback already given";

#[test]
fn once_and_when_it_has_ended() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    ann.make(&server, "/sessions/", &json!({}));
    let body = json!({"rating": 4, "comment": " Good.\nReally. "});
    refused(
        &ann.post(&server, PATH, &body),
        400,
        "Session not ended yet",
    );
    refused(&ann.get(&server, PATH), 404, "Feedback not found");
    ann.patch(&server, "/sessions/1/end").expect(200);
    let expected =
        r#"{"session_id":1,"rating":4,"comment":"Good.\nReally.","created_at":"<time>"}"#;
    told(ann.post(&server, PATH, &body), expected);
    told(ann.get(&server, PATH), expected);
    refused(&ann.post(&server, PATH, &json!({"rating": 1})), 400, GIVEN);
    told(ann.get(&server, PATH), expected);
}

#[test]
fn of_many_at_once_one_counts() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    ann.make(&server, "/sessions/", &json!({}));
    ann.patch(&server, "/sessions/1/end").expect(200);
    let statuses = at_once(5, |at| {
        ann.post(&server, PATH, &json!({"rating": at + 1})).status
    });
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count(),
        1,
        "{statuses:?}"
    );
    assert!(statuses.iter().all(|status| [200, 400].contains(status)));
}

#[test]
fn a_rating_is_one_to_five() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    ann.make(&server, "/sessions/", &json!({}));
    ann.patch(&server, "/sessions/1/end").expect(200);
    let place = || json!(["body", "rating"]);
    for rating in [json!(0), json!(6), json!(-1), json!(u64::MAX)] {
        let faults = [(place(), "Input should be 1, 2, 3, 4 or 5", "literal_error")];
        invalid(
            &ann.post(&server, PATH, &json!({"rating": rating})),
            &faults,
        );
    }
    for rating in [json!("five"), json!(4.5), json!(null), json!([5])] {
        let faults = [(place(), "Input should be a valid integer", "int_type")];
        invalid(
            &ann.post(&server, PATH, &json!({"rating": rating})),
            &faults,
        );
    }
    invalid(
        &ann.post(&server, PATH, &json!({"comment": "x"})),
        &[(place(), "Field required", "missing")],
    );
    // As a form has it, and with a comment of blanks.
    let ask = ann
        .ask(&server, "POST", PATH)
        .form(&[("rating", "5"), ("comment", "  ")]);
    told(
        ask.send(),
        r#"{"session_id":1,"rating":5,"comment":null,"created_at":"<time>"}"#,
    );
}
