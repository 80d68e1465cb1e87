//! What stays reachable, or costs, that shouldn't: photos of suspended people, and judging passwords for nobody.

use serde_json::json;

use crate::common::{TestServer, at_once, eventually};
use crate::samples;

#[test]
fn the_link_to_a_suspended_persons_photo_ends() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let link = samples::uploaded(&server, &ann);
    server.get(&link).send().expect(200);
    for (status, expected) in [("suspended", 404), ("deactivated", 404), ("active", 200)] {
        server.sql(&format!("update accounts set status = '{status}'"));
        server.get(&link).send().expect(expected);
    }
}

/// Signs that stand for several letters each are the dearest to judge.
#[test]
fn sixty_passwords_at_once_are_not_all_judged() {
    let server = TestServer::start();
    let body = json!({"password": "4@8({[<369!|10$57%24@8({[<"});
    eventually("one is refused", || {
        let replies = at_once(60, |_| server.post("/app/strength").json(&body).send());
        let of = |status: u16| {
            replies
                .iter()
                .filter(|reply| reply.status == status)
                .count()
        };
        assert_eq!(of(200) + of(503), 60);
        assert!(of(200) >= 9, "{} judged", of(200));
        for reply in replies.iter().filter(|reply| reply.status == 503) {
            assert_eq!(reply.header("Retry-After"), Some("1"));
        }
        of(503) > 0
    });
    // Refused for now, not for good.
    server.post("/app/strength").json(&body).send().expect(200);
}
