//! What one person piles up, so that reading or adding to it holds everybody else up.

use serde_json::{Value, json};

use crate::common::TestServer;

#[test]
fn a_detection_stays_as_small_as_one_request_could_make_it() {
    let server = TestServer::start();
    let mallory = server.newcomer("mallory@example.com");
    let send = |path: &str, body: &Value| {
        let path = format!("/api/v1/sessions/{path}");
        server.post(&path).token(&mallory.token).json(body).send()
    };
    send("", &json!({})).expect(200);
    send("1/detections", &json!({"voice_data": [{"content": "a"}]})).expect(200);
    let voice = json!({"content": "ä".repeat(5000)});
    let suggestion = json!({"suggestion": "b".repeat(900), "url": format!("https://example.com/{}", "c".repeat(80))});
    // Ten kilobytes and one each: six and five fit into sixty-four.
    for _ in 0..6 {
        send("1/detections/1/voice", &voice).expect(200);
    }
    for at in 0..5 {
        let subject = ["", "/voice/1"][at % 2];
        send(&format!("1/detections/1{subject}/suggestions"), &suggestion).expect(200);
    }
    for (path, body) in [
        ("1/detections/1/voice", &voice),
        (
            "1/detections/1/facial",
            &json!({"emotion": "sad", "suggestions": [suggestion]}),
        ),
        ("1/detections/1/suggestions", &suggestion),
        ("1/detections/1/voice/1/suggestions", &suggestion),
    ] {
        let reply = send(path, body).expect(413).json();
        assert_eq!(reply["detail"], "Body larger than 65536 bytes", "{path}");
    }
    let whole = server
        .get("/api/v1/sessions/1/detections/1")
        .token(&mallory.token)
        .send();
    let whole = whole.expect(200).json();
    assert_eq!(
        whole["voice_data"].as_array().map(Vec::len),
        Some(7),
        "nothing was added"
    );
    assert_eq!(whole["facial_data"], json!([]));
}
