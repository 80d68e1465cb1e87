//! One client that keeps every place busy: others are served all the same.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

use serde_json::json;

use crate::common::{PASSWORD, TestServer, registration};

#[test]
fn a_flood_of_sign_ups_from_one_address_keeps_nobody_elsewhere_from_signing_in() {
    flood_from(|_| "203.0.113.7".to_owned());
}

/// Whoever has one IPv6 address has as many more as they want.
#[test]
fn nor_does_one_from_many_addresses_of_one_network() {
    flood_from(|one| format!("2001:db8::{one:x}"));
}

fn flood_from(address: impl Fn(usize) -> String + Sync) {
    let server = TestServer::with(|settings, options| {
        settings.bcrypt_cost = 7;
        options.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    });
    server.register("ann@example.com");
    // A hash each, whatever comes of it.
    let flood = |one| {
        let body = registration("ann@example.com");
        let asked = server.post("/api/register").json(&body);
        asked.header("X-Forwarded-For", &address(one)).send().status
    };
    let sign_in = || {
        let body = json!({"email": "ann@example.com", "password": PASSWORD});
        let asked = server.post("/api/login").json(&body);
        asked.header("X-Forwarded-For", "198.51.100.1").send()
    };
    let (is_over, is_refused) = (AtomicBool::new(false), AtomicBool::new(false));
    let threads = thread::available_parallelism().map_or(1, Into::into) * 24;
    thread::scope(|scope| {
        for one in 0..threads {
            let (flood, is_over, is_refused) = (&flood, &is_over, &is_refused);
            scope.spawn(move || {
                while !is_over.load(SeqCst) {
                    is_refused.fetch_or(flood(one) == 429, SeqCst);
                }
            });
        }
        let statuses: Vec<u16> = (0..5).map(|_| sign_in().status).collect();
        is_over.store(true, SeqCst);
        assert_eq!(statuses, [200; 5]);
    });
    assert!(is_refused.into_inner(), "the flood wasn't one");
}
