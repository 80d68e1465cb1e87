//! What was seen and heard in a session, and what may help.

use serde_json::json;

use super::{Who, admin, invalid, newcomer, refused, told};
use crate::common::TestServer;

const ENDED: &str = "Session already ended";

fn scene() -> (TestServer, Who) {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    ann.make(&server, "/sessions/", &json!({}));
    (server, ann)
}

#[test]
fn a_detection_is_kept_whole() {
    let (server, ann) = scene();
    let body = json!({
        "facial_data": [
            {"emotion": " sad ", "suggestions": [
                {"suggestion": "Take a walk.", "url": "https://example.com/walks"}, {"suggestion": "Call a friend."}
            ]},
            {"emotion": "calm"}
        ],
        "voice_data": [{"content": "I slept badly.\r\nAgain.", "suggestions": [{"suggestion": "Rest.", "url": null}]}],
        "suggestions": [{"suggestion": "Talk.", "url": "https://a.example/x, https://b.example"}],
    });
    let expected = concat!(
        r#"{"id":1,"session_id":1,"created_at":"<time>","facial_data":["#,
        r#"{"id":1,"emotion":"sad","created_at":"<time>","suggestions":["#,
        r#"{"id":1,"suggestion":"Take a walk.","url":"https://example.com/walks","created_at":"<time>"},"#,
        r#"{"id":2,"suggestion":"Call a friend.","url":null,"created_at":"<time>"}]},"#,
        r#"{"id":2,"emotion":"calm","created_at":"<time>","suggestions":[]}],"voice_data":["#,
        r#"{"id":1,"content":"I slept badly.\nAgain.","created_at":"<time>","suggestions":["#,
        r#"{"id":3,"suggestion":"Rest.","url":null,"created_at":"<time>"}]}],"suggestions":["#,
        r#"{"id":4,"suggestion":"Talk.","url":"https://a.example/x,https://b.example","created_at":"<time>"}]}"#,
    );
    told(ann.post(&server, "/sessions/1/detections", &body), expected);
    told(ann.get(&server, "/sessions/1/detections/1"), expected);
    told(
        ann.get(&server, "/sessions/1/detections"),
        &format!("[{expected}]"),
    );
}

#[test]
fn an_empty_one_is_filled_piece_by_piece() {
    let (server, ann) = scene();
    let empty = r#"{"id":1,"session_id":1,"created_at":"<time>","facial_data":[],"voice_data":[],"suggestions":[]}"#;
    told(
        ann.post(&server, "/sessions/1/detections", &json!({})),
        empty,
    );
    let at = "/sessions/1/detections/1";
    let face = r#"{"id":1,"emotion":"happy","created_at":"<time>","suggestions":[]}"#;
    told(
        ann.post(
            &server,
            &format!("{at}/facial"),
            &json!({"emotion": "happy"}),
        ),
        face,
    );
    told(
        ann.get(&server, &format!("{at}/facial")),
        &format!("[{face}]"),
    );
    let voice = r#"{"id":1,"content":"Better today.","created_at":"<time>","suggestions":[]}"#;
    told(
        ann.post(
            &server,
            &format!("{at}/voice"),
            &json!({"content": "Better today."}),
        ),
        voice,
    );
    told(
        ann.get(&server, &format!("{at}/voice")),
        &format!("[{voice}]"),
    );
    let under_face =
        r#"{"id":1,"suggestion":"Keep on.","url":"http://example.com/","created_at":"<time>"}"#;
    let body = json!({"suggestion": "Keep on.", "url": "http://example.com/"});
    told(
        ann.post(&server, &format!("{at}/facial/1/suggestions"), &body),
        under_face,
    );
    let under_voice = r#"{"id":2,"suggestion":"Sing.","url":null,"created_at":"<time>"}"#;
    let body = json!({"suggestion": "Sing."});
    told(
        ann.post(&server, &format!("{at}/voice/1/suggestions"), &body),
        under_voice,
    );
    told(
        ann.get(&server, &format!("{at}/facial/1/suggestions")),
        &format!("[{under_face}]"),
    );
    told(
        ann.get(&server, &format!("{at}/voice/1/suggestions")),
        &format!("[{under_voice}]"),
    );
    let under_all = r#"{"id":3,"suggestion":"Rest.","url":null,"created_at":"<time>"}"#;
    let body = json!({"suggestion": "Rest."});
    told(
        ann.post(&server, &format!("{at}/suggestions"), &body),
        under_all,
    );
    told(
        ann.get(&server, &format!("{at}/suggestions")),
        &format!("[{under_all}]"),
    );
    let filled = empty
        .replace(
            r#""suggestions":[]"#,
            &format!(r#""suggestions":[{under_all}]"#),
        )
        .replace(
            r#""facial_data":[]"#,
            &format!(
                r#""facial_data":[{}]"#,
                face.replace("[]", &format!("[{under_face}]"))
            ),
        )
        .replace(
            r#""voice_data":[]"#,
            &format!(
                r#""voice_data":[{}]"#,
                voice.replace("[]", &format!("[{under_voice}]"))
            ),
        );
    told(ann.get(&server, at), &filled);
}

#[test]
fn a_page_of_many_has_each_with_its_own() {
    let (server, ann) = scene();
    ann.make(&server, "/sessions/", &json!({}));
    for at in 1..=6 {
        let session = 1 + at % 2;
        let body = json!({"facial_data": [{"emotion": format!("e{at}"), "suggestions": [{"suggestion": format!("s{at}")}]}]});
        ann.make(&server, &format!("/sessions/{session}/detections"), &body);
    }
    let list = ann
        .get(&server, "/sessions/1/detections?skip=1&limit=2")
        .expect(200)
        .json();
    let list: Vec<_> = list
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            let face = &one["facial_data"][0];
            (
                one["id"].clone(),
                face["emotion"].clone(),
                face["suggestions"][0]["suggestion"].clone(),
            )
        })
        .collect();
    assert_eq!(
        list,
        [
            (json!(4), json!("e4"), json!("s4")),
            (json!(6), json!("e6"), json!("s6"))
        ]
    );
}

#[test]
fn when_the_session_has_ended_only_suggestions_follow() {
    let (server, ann) = scene();
    let body = json!({"facial_data": [{"emotion": "sad"}], "voice_data": [{"content": "Hm."}]});
    ann.make(&server, "/sessions/1/detections", &body);
    ann.patch(&server, "/sessions/1/end").expect(200);
    let at = "/sessions/1/detections";
    refused(&ann.post(&server, at, &body), 400, ENDED);
    refused(
        &ann.post(&server, &format!("{at}/1/facial"), &json!({"emotion": "x"})),
        400,
        ENDED,
    );
    refused(
        &ann.post(&server, &format!("{at}/1/voice"), &json!({"content": "x"})),
        400,
        ENDED,
    );
    ann.make(
        &server,
        &format!("{at}/1/facial/1/suggestions"),
        &json!({"suggestion": "Walk"}),
    );
    ann.make(
        &server,
        &format!("{at}/1/voice/1/suggestions"),
        &json!({"suggestion": "Walk"}),
    );
    ann.make(
        &server,
        &format!("{at}/1/suggestions"),
        &json!({"suggestion": "Walk"}),
    );
}

#[test]
fn what_hangs_elsewhere_isnt_there() {
    let (server, ann) = scene();
    let admin = admin(&server);
    let other = ann.make(&server, "/sessions/", &json!({}));
    let body = json!({"facial_data": [{"emotion": "sad"}]});
    ann.make(&server, "/sessions/1/detections", &body);
    ann.make(&server, "/sessions/1/detections", &body);
    let (none, nothing) = ("Detection not found", "Data not found");
    for path in [
        "/sessions/1/detections/9".to_owned(),
        format!("/sessions/{other}/detections/1"),
        "/sessions/1/detections/0".into(),
    ] {
        refused(&ann.get(&server, &path), 404, none);
        for list in [
            "facial",
            "voice",
            "suggestions",
            "facial/1/suggestions",
            "voice/1/suggestions",
        ] {
            refused(&ann.get(&server, &format!("{path}/{list}")), 404, none);
        }
        refused(
            &ann.post(&server, &format!("{path}/facial"), &json!({"emotion": "x"})),
            404,
            none,
        );
    }
    // Face 2 hangs on detection 2, and there is no voice.
    for path in ["1/facial/2", "1/voice/1", "2/facial/1", "1/facial/9"] {
        let path = format!("/sessions/1/detections/{path}/suggestions");
        refused(&ann.get(&server, &path), 404, nothing);
        refused(
            &ann.post(&server, &path, &json!({"suggestion": "x"})),
            404,
            nothing,
        );
    }
    for path in [
        "/sessions/1/detections/1",
        "/sessions/1/detections/1/facial",
        "/sessions/1/detections/1/facial/1/suggestions",
    ] {
        refused(&admin.get(&server, path), 404, "Session not found");
    }
}

#[test]
fn every_fault_is_named_at_its_place() {
    let (server, ann) = scene();
    let body = json!({
        "facial_data": [{"emotion": ""}, {"suggestions": [{"url": "javascript:alert(1)"}, {"suggestion": "x", "url": 7}]}],
        "voice_data": [{"content": "a\u{0}b"}, "x"],
    });
    let link = "Input should be a valid URL, with scheme http or https";
    let face = |rest: &[serde_json::Value]| {
        let mut place = vec![json!("body"), json!("facial_data")];
        place.extend_from_slice(rest);
        json!(place)
    };
    let faults = [
        (
            face(&[json!(0), json!("emotion")]),
            "String should have at least 1 character",
            "string_too_short",
        ),
        (
            face(&[json!(1), json!("emotion")]),
            "Field required",
            "missing",
        ),
        (
            face(&[
                json!(1),
                json!("suggestions"),
                json!(0),
                json!("suggestion"),
            ]),
            "Field required",
            "missing",
        ),
        (
            face(&[json!(1), json!("suggestions"), json!(0), json!("url")]),
            link,
            "url_parsing",
        ),
        (
            face(&[json!(1), json!("suggestions"), json!(1), json!("url")]),
            "Input should be a valid string",
            "string_type",
        ),
        (
            json!(["body", "voice_data", 0, "content"]),
            "Value error, control characters are not allowed",
            "value_error",
        ),
        (
            json!(["body", "voice_data", 1]),
            "Input should be a valid dictionary or object to extract fields from",
            "model_attributes_type",
        ),
    ];
    invalid(&ann.post(&server, "/sessions/1/detections", &body), &faults);
    let many = json!({"facial_data": vec![json!({"emotion": "x"}); 101], "voice_data": null});
    let faults = [
        (
            json!(["body", "facial_data"]),
            "List should have at most 100 items after validation",
            "too_long",
        ),
        (
            json!(["body", "voice_data"]),
            "Input should be a valid list",
            "list_type",
        ),
    ];
    invalid(&ann.post(&server, "/sessions/1/detections", &many), &faults);
    told(ann.get(&server, "/sessions/1/detections"), "[]");
}
