//! Browsers keep to TLS by whatever the program answers.

use crate::certificates::Place;
use crate::failed_starts::assert_contains;
use crate::support::line_after;

#[test]
fn refusals_keep_browsers_to_tls_too() {
    let place = Place::new();
    let server = place.serve();
    // Refused before a route is looked up.
    let long = format!("X-Long: {}", "x".repeat(17_000));
    let told = place.curl(&server, "/livez", &["-i", "-H", &long]);
    assert_eq!(told.status.code(), Some(0), "{}", told.stderr);
    assert_contains(&told.stdout, &["431 "]);
    let kept = line_after(&told.stdout, "Strict-Transport-Security:");
    assert_eq!(kept, "max-age=31536000");
    server.stop();
}
