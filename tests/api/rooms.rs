//! Rooms: a group takes the quiz, or another questionnaire, together.

mod answering;
mod hosting;
mod instruments;
mod joining;
mod pictures;
mod research;

use serde_json::{Value, json};

use crate::app::Browser;
use crate::common::{Ask, Reply, TestServer};

/// Opens a room and tells its code.
#[track_caller]
pub fn open(host: &Browser, plan: &Value) -> String {
    let reply = host.ask("POST", "/rooms").json(plan).send().expect(201);
    reply.json()["code"].as_str().expect("a code").to_owned()
}

/// A phone with a seat in a room.
pub struct Phone<'server> {
    server: &'server TestServer,
    code: String,
    cookie: String,
}

impl<'server> Phone<'server> {
    /// Joins.
    #[track_caller]
    pub fn join(server: &'server TestServer, code: &str, body: &Value) -> Self {
        let reply = server
            .post(&format!("/rooms/{code}/seats"))
            .json(body)
            .send();
        Self::from(server, code, &reply.expect(200))
    }

    #[track_caller]
    fn from(server: &'server TestServer, code: &str, reply: &Reply) -> Self {
        let cookie = reply.header("Set-Cookie").expect("a cookie");
        let cookie = cookie.split(';').next().expect("its value").to_owned();
        let code = code.to_owned();
        Self {
            server,
            code,
            cookie,
        }
    }

    /// A request to what lies under the room's path.
    pub fn ask(&self, method: &str, below: &str) -> Ask<'server> {
        self.server
            .ask(method, &format!("/rooms/{}/{below}", self.code))
            .header("Cookie", &self.cookie)
    }

    pub fn answer(&self, changes: &Value) -> Reply {
        let ask = self.ask("PATCH", "seat/answers");
        ask.json(&json!({"changes": changes})).send()
    }

    /// Answers all sixty, and finishes; its type.
    #[track_caller]
    pub fn finish(&self, answers: impl Fn(i64) -> i64) -> String {
        let changes: Vec<Value> = (0..60)
            .map(|at| json!({"statement": at, "answer": answers(at)}))
            .collect();
        self.answer(&json!(changes)).expect(200);
        let seat = self.ask("POST", "seat/result").send().expect(200).json();
        seat["result"]["mbti"].as_str().expect("a type").to_owned()
    }

    #[track_caller]
    pub fn seat(&self) -> Value {
        self.ask("GET", "seat").send().expect(200).json()
    }
}

/// How the host's room stands.
#[track_caller]
pub fn live(host: &Browser, code: &str) -> Value {
    host.get(&format!("/rooms/{code}/live"))
}

/// Answers that differ from person to person, in no pattern.
pub fn sample(person: i64) -> impl Fn(i64) -> i64 {
    move |at| {
        let mixed = (at + 1) * 7919 + (person + 1) * 104_729;
        mixed * mixed / 1009 % 7 - 3
    }
}
