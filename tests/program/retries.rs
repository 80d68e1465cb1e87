//! Requests with an `Idempotency-Key`, to a server that is killed in between: asked again under the same key,
//! nothing is done twice and nothing that was acknowledged is lost.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::json;

use crate::client::{Answer, Client};
use crate::support::{Server, ask_database, eventually};

const CLIENTS: usize = 4;
const ROUNDS: usize = 3;

fn post(client: &Client, key: &str) -> Option<Answer> {
    let body = json!({"title": "t", "content": key}).to_string();
    let headers = [
        ("Content-Type", "application/json"),
        ("Idempotency-Key", key),
    ];
    client.send("POST", "/api/v1/posts", &headers, body.into_bytes())
}

/// Posts until the server is gone; the keys, and whether each was answered.
fn write(client: &Client, name: &str, answered: &AtomicUsize) -> Vec<(String, bool)> {
    let mut sent = Vec::new();
    loop {
        let key = format!("{name}-{}", sent.len());
        let answer = post(client, &key);
        sent.push((key, answer.is_some()));
        let Some(answer) = answer else {
            return sent;
        };
        answer.success();
        answered.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn a_retry_after_a_kill_does_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::on(folder.path());
    let mut clients: Vec<Client> = (0..CLIENTS)
        .map(|at| server.client().sign_up(&format!("c{at}@example.com")))
        .collect();
    let mut posts = 0;
    for round in 0..ROUNDS {
        let answered = AtomicUsize::new(0);
        let sent: Vec<Vec<(String, bool)>> = thread::scope(|scope| {
            let threads: Vec<_> = clients
                .iter()
                .enumerate()
                .map(|(at, client)| {
                    let (answered, name) = (&answered, format!("{round}-{at}"));
                    scope.spawn(move || write(client, &name, answered))
                })
                .collect();
            eventually("they write", || {
                (answered.load(Ordering::SeqCst) > 20 + 7 * round).then_some(())
            });
            server.process.kill();
            threads.into_iter().map(|one| one.join().unwrap()).collect()
        });
        server = Server::on(folder.path());
        for (client, sent) in clients.iter_mut().zip(&sent) {
            *client = client.at(&server.url);
            // The last ones stand for all: what was answered long before the kill is on disk.
            for (key, was_answered) in sent.iter().rev().take(5) {
                let again = post(client, key).unwrap();
                let is_lost = again.status == 409 && !was_answered;
                assert!(is_lost || again.status == 200, "{key}: {}", again.status);
            }
            posts += sent.len();
        }
        let database = folder.path().join("firststep.db");
        let kept: u32 = ask_database(&database, "select count(*) from posts");
        assert_eq!(kept as usize, posts, "each key has one post");
        let distinct: u32 = ask_database(
            &database,
            "select count(distinct account_id || content) from posts",
        );
        assert_eq!(distinct as usize, posts);
    }
    server.stop();
}
