//! The document walked through from sign-up to leaving, in each way of sending fields.

use serde_json::{Value, json};

use crate::common::{File, Reply, TestServer};
use crate::document::{Example, compact, firststep, hide};
use crate::samples;

const EMAIL: &str = "frnspry14@gmail.com";

/// The day that the document was written on, and its account's name there.
const DAY: &str = "20230614";
const USERNAME: &str = "User1820230614";

/// How the fields of a body travel.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Json,
    Urlencoded,
    Multipart,
}

/// Somebody on his way through the document.
struct Journey {
    server: TestServer,
    way: Way,
    examples: Vec<Example>,
    walked: Vec<&'static str>,
    token: String,
    /// Our day, where the document has its own.
    day: String,
}

#[test]
fn every_example_with_json_bodies() {
    walk(Way::Json);
}

#[test]
fn every_example_with_urlencoded_bodies() {
    walk(Way::Urlencoded);
}

#[test]
fn every_example_with_multipart_bodies() {
    walk(Way::Multipart);
}

fn walk(way: Way) {
    let mut journey = Journey::begin(way);
    journey.sign_up_and_in();
    journey.quiz();
    journey.photo();
    for name in ["Dashboard", "Profile"] {
        journey.step(name, &[]);
    }
    let passwords = [
        ("currrentPassword", "password123"),
        ("newPassword", "password456"),
    ];
    journey.step("Change Password", &passwords);
    for name in ["Delete Photo", "Delete User"] {
        journey.step(name, &[]);
    }
    let mut all: Vec<&str> = journey.examples.iter().map(|one| one.name).collect();
    all.sort_unstable();
    journey.walked.sort_unstable();
    assert_eq!(journey.walked, all, "each example was walked once");
}

impl Journey {
    /// Seventeen accounts before, so that ours is the document's eighteenth.
    fn begin(way: Way) -> Self {
        let server = TestServer::start();
        for number in 1..18 {
            server.register(&format!("a{number}@example.com"));
        }
        Self {
            server,
            way,
            examples: firststep(),
            walked: Vec::new(),
            token: String::new(),
            day: String::new(),
        }
    }

    fn sign_up_and_in(&mut self) {
        let who = [
            ("frontName", "Fransiscus"),
            ("lastName", "Prayoga"),
            ("email", EMAIL),
            ("password", "password123"),
        ];
        let today = || self.server.app().clock.now().compact_date();
        let before = today();
        let (example, reply) = self.ask("Register", &who);
        let days = [before, today()];
        assert_eq!(reply.expect(200).text(), example.response);
        let (example, reply) = self.ask("Login", &who[2..]);
        let reply = reply.expect(200);
        let result = reply.json()["loginResult"].clone();
        let token = result["token"].as_str().expect("a token");
        token.clone_into(&mut self.token);
        let username = result["username"].as_str().expect("a username");
        let day = username.strip_prefix("User18").expect("account 18");
        assert!(days.contains(&day.to_owned()), "{day} is today");
        day.clone_into(&mut self.day);
        let hidden = |text: &str| hide(text, "/loginResult/token");
        assert_eq!(
            hidden(&self.in_its_day(&reply.text())),
            hidden(&example.response)
        );
        self.walked.extend(["Register", "Login"]);
    }

    /// The prediction shows two fields, and the questions a list: the rest may follow them.
    fn quiz(&mut self) {
        let (example, reply) = self.ask("Predict", &[]);
        let start = example.response.strip_suffix('}').expect("an object");
        assert_eq!(start, r#"{"predicted_class":7,"predicted_label":"INFJ""#);
        let rest = reply.expect(200).text();
        let rest = rest.strip_prefix(start).expect("these two, in this order");
        assert!(rest.starts_with([',', '}']), "{rest}");
        let (example, reply) = self.ask("Question", &[]);
        let reply = reply.expect(200);
        let questions = reply.json()["questions"].clone();
        assert_eq!(questions.as_array().map(Vec::len), Some(60));
        let ours = (reply.text()).replace(
            &questions.to_string(),
            &json!(["questions appear here"]).to_string(),
        );
        assert_eq!(ours, example.response);
        self.walked.extend(["Predict", "Question"]);
        self.step("Personality", &[]);
    }

    fn photo(&mut self) {
        let example = self.example("Upload Photo");
        assert_eq!(
            example.fields,
            ["photo_profile"],
            "the document names the field"
        );
        self.step("Upload Photo", &[]);
    }

    /// Asks for an example and expects the document's own reply.
    #[track_caller]
    fn step(&mut self, name: &'static str, values: &[(&str, &str)]) {
        let (example, reply) = self.ask(name, values);
        let ours = self.in_its_day(&reply.expect(200).text());
        assert_eq!(ours, example.response, "{name}");
        self.walked.push(name);
    }

    fn example(&self, name: &str) -> Example {
        let found = self.examples.iter().find(|example| example.name == name);
        found.expect(name).clone()
    }

    /// Sends what the document shows, with the token where it wants one. The bare path and the
    /// one with a slash at its end take turns.
    fn ask(&self, name: &str, values: &[(&str, &str)]) -> (Example, Reply) {
        let example = self.example(name);
        let named: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
        let in_the_call = ["Predict", "Upload Photo"].contains(&name);
        assert!(in_the_call || named == example.fields, "{name}");
        let username = USERNAME.replace(DAY, &self.day);
        let mut path = example.path.replace("<string:username>", &username);
        if self.walked.len() % 2 == 1 {
            path.push('/');
        }
        let mut ask = self.server.ask(example.method, &path);
        if example.signed_in {
            ask = ask.token(&self.token);
        }
        let reply = match (name, self.way) {
            ("Upload Photo", _) => {
                let photo = samples::jpeg(&samples::picture(40, 30));
                ask.multipart(&[], &[File::photo(&photo)])
            }
            ("Predict", Way::Json) => ask.body("application/json", example.request().expect("it")),
            ("Predict", way) => fields(ask, way, &answers(&example)),
            _ if values.is_empty() => ask,
            (_, way) => fields(ask, way, values),
        };
        (example, reply.send())
    }

    /// Our text as it would have been on the document's day, under the document's address.
    fn in_its_day(&self, text: &str) -> String {
        let ours = USERNAME.replace(DAY, &self.day);
        let mut text = text.replace(&ours, USERNAME);
        let base = format!("{}/photos/", self.server.url());
        if let Some((before, link)) = text.split_once(&base) {
            let (key, file) = link.split_once('/').expect("a key and a file");
            assert!(key.len() >= 22, "a key that nobody guesses: {key}");
            text = format!("{before}your/url/{file}");
        }
        text
    }
}

fn fields<'server>(
    ask: crate::common::Ask<'server>,
    way: Way,
    values: &[(&str, &str)],
) -> crate::common::Ask<'server> {
    match way {
        Way::Json => {
            let pairs = values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
            ask.json(&Value::Object(pairs.collect()))
        }
        Way::Urlencoded => ask.form(values),
        Way::Multipart => ask.multipart(values, &[]),
    }
}

/// The documented answers as a form sends them: the field sixty times.
fn answers(example: &Example) -> Vec<(&'static str, &'static str)> {
    let request: Value = serde_json::from_str(&example.request().expect("it")).expect("JSON");
    let input = request["input"].as_array().expect("a list");
    let word = |answer: &Value| -> &'static str {
        let words = ["-3", "-2", "-1", "0", "1", "2", "3"];
        let at = answer.as_i64().expect("a whole number") + 3;
        words[usize::try_from(at).expect("-3 to 3")]
    };
    input.iter().map(|answer| ("input", word(answer))).collect()
}

/// The document to the letter, its own misprint and all, as seen in the types' texts.
#[test]
fn the_personality_is_the_documents_to_the_letter() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    samples::predict_as_documented(&server, &ann);
    let reply = server.get("/api/personality").token(&ann.token).send();
    let expected = r#"{"acronym":"Introversion Intuition Feeling Judging","description":"INFJ adalah tipe yang penuh empati, visioner, dan terdorong oleh nilai-nilai. Anda cenderung peka terhadap kebutuhan orang lain dan berdedikasi untuk membantu meningkatkan dunia.","job":"Profesi yang mungkin cocok sebagai konsultan, pengembang organisasi, atau penulis.","mbti":"INFJ"}"#;
    assert_eq!(reply.told(), (200, expected.to_owned()));
    assert_eq!(compact(expected), expected);
}
