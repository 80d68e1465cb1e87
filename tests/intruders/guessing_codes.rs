//! Guessing at mailed codes of nobody, and between one's own.

use std::time::{Duration, Instant};

use serde_json::json;

use super::codes::{CAFE, NEW, post, proxied};
use super::mailbox::{only, take};

/// The least that an answer takes: slower machines only take longer. An account's answer is slower by a row and a
/// mail, far less than this.
#[test]
fn asking_for_nobody_and_guessing_at_nobody_take_their_time() {
    let server = proxied();
    let nobody = "nobody@example.com";
    let wrong = json!({"email": nobody, "otp": "123456", "new_password": NEW});
    for (path, body, status) in [
        ("request-password-reset", json!({"email": nobody}), 200),
        ("resend-otp", json!({"email": nobody}), 200),
        ("reset-password", wrong.clone(), 400),
        ("verify-otp", json!({"email": nobody, "otp": "123456"}), 400),
    ] {
        let begun = Instant::now();
        post(&server, CAFE, path, &body).expect(status);
        let taken = begun.elapsed();
        assert!(taken >= Duration::from_millis(100), "{path}: {taken:?}");
    }
}

#[test]
fn a_right_code_forgives_no_guesses_at_others() {
    let server = proxied();
    let mallory = "mallory@example.com";
    server.register(mallory);
    let guess = |name: String| {
        let body = json!({"email": name, "otp": "123456", "new_password": NEW});
        post(&server, CAFE, "reset-password", &body)
    };
    for number in 0..32 {
        guess(format!("victim{number}@example.com")).expect(400);
        server.advance(Duration::from_secs(11));
    }
    let body = json!({"email": mallory});
    post(&server, CAFE, "request-password-reset", &body).expect(200);
    let mine = only(take(&server, mallory));
    let body = json!({"email": mallory, "otp": mine.letters(), "new_password": NEW});
    post(&server, CAFE, "reset-password", &body).expect(200);
    server.advance(Duration::from_secs(11));
    guess("another@example.com".to_owned()).expect(400);
    guess("yetanother@example.com".to_owned()).expect(429);
}
