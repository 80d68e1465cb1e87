//! The examples in the description, held against the server.

use serde_json::{Value, json};

use super::schema::faults;
use super::{described, operation};
use crate::common::{PASSWORD, Reply, SignedIn, TestServer, registration};
use crate::routes;
use crate::samples;

/// The example request of an operation's body.
fn example(operation: &Value) -> Option<&Value> {
    let body = operation.get("requestBody")?;
    let schema = &body["content"].get("application/json")?["schema"];
    schema["examples"].get(0)
}

#[test]
fn every_body_of_fields_has_an_example_and_the_server_takes_it() {
    let server = TestServer::start();
    let document = described(&server);
    let mut token = String::new();
    let mut paths = Vec::new();
    for route in routes::of("firststep") {
        let operation = operation(&document, route.method, route.pattern);
        if operation["requestBody"]["content"]
            .get("application/json")
            .is_none()
        {
            continue;
        }
        let body = example(operation).unwrap_or_else(|| panic!("{} has none", route.pattern));
        let mut ask = route.ask(&server);
        if route.signed_in {
            ask = ask.token(&token);
        }
        let reply = ask.json(body).send();
        assert_eq!(reply.status, 200, "{}: {}", route.pattern, reply.text());
        if route.pattern == "/api/login" {
            let value = reply.json();
            value["loginResult"]["token"]
                .as_str()
                .expect("a token")
                .clone_into(&mut token);
        }
        paths.push(route.pattern);
    }
    assert_eq!(
        paths,
        [
            "/api/register",
            "/api/login",
            "/api/changepassword",
            "/api/predict"
        ]
    );
}

#[test]
fn every_body_of_json_shows_an_example() {
    let document = described(&TestServer::start());
    for route in routes::all() {
        let operation = operation(&document, route.method, route.pattern);
        let takes_json = operation["requestBody"]["content"]
            .get("application/json")
            .is_some();
        assert!(
            !takes_json || example(operation).is_some(),
            "{} {}",
            route.method,
            route.pattern
        );
    }
}

/// A reply has the fields that are described, and no others.
#[test]
fn every_success_is_as_described() {
    let server = TestServer::start();
    let document = described(&server);
    let judge = |method: &str, path: &str, reply: Reply| {
        let operation = operation(&document, method, path);
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{path}");
        let value = reply.expect(200).json();
        assert_eq!(faults(schema, &value, path), [""; 0]);
    };
    judge(
        "POST",
        "/api/register",
        server
            .post("/api/register")
            .json(&registration("ann@example.com"))
            .send(),
    );
    let body = json!({"email": "ann@example.com", "password": PASSWORD});
    judge(
        "POST",
        "/api/login",
        server.post("/api/login").json(&body).send(),
    );
    let ann = server.login("ann@example.com", PASSWORD);
    let look = |path: &str| server.get(path).token(&ann.token).send();
    for path in ["/api/dashboard", "/api/profile"] {
        judge("GET", path, look(path));
    }
    judge(
        "POST",
        "/api/predict",
        samples::predict_as_documented(&server, &ann),
    );
    let odd = server
        .post("/api/predict")
        .token(&ann.token)
        .json(&samples::all(0));
    judge("POST", "/api/predict", odd.send());
    judge(
        "POST",
        "/api/uploadphoto",
        samples::upload(&server, &ann, &samples::png(&samples::picture(40, 30))),
    );
    for path in [
        "/api/questions",
        "/api/personality",
        "/api/dashboard",
        "/api/profile",
        "/health",
    ] {
        judge("GET", path, look(path));
    }
    let body = json!({"currentPassword": PASSWORD, "newPassword": "password456"});
    let change = server
        .post("/api/changepassword")
        .token(&ann.token)
        .json(&body);
    judge("POST", "/api/changepassword", change.send());
    judge(
        "DELETE",
        "/api/deletephoto",
        server.delete("/api/deletephoto").token(&ann.token).send(),
    );
    let path = format!("/api/users/{}", ann.username);
    judge(
        "DELETE",
        "/api/users/{username}",
        server.delete(&path).token(&ann.token).send(),
    );
}

/// The fault a description shows under this name.
#[track_caller]
fn fault(document: &Value, method: &str, path: &str, name: &str) -> (u16, Value) {
    let responses = operation(document, method, path)["responses"]
        .as_object()
        .expect(path);
    let examples = |response: &Value| response["content"]["application/json"]["examples"].clone();
    // What can go wrong anywhere is told once a family; some routes tell it of their own.
    let is_own = responses
        .iter()
        .any(|(status, response)| status != "default" && examples(response).get(name).is_some());
    let told = responses.iter();
    let told = told.filter(|(status, _)| !is_own || *status != "default");
    let mut found = told.filter_map(|(status, response)| {
        let content = &response["content"]["application/json"];
        let example = content["examples"].get(name)?;
        assert_eq!(faults(&content["schema"], &example["value"], name), [""; 0]);
        let status = example["summary"].as_str().unwrap_or(status);
        Some((status.parse().expect("a status"), example["value"].clone()))
    });
    let first = found.next();
    assert!(found.next().is_none(), "{name} stands twice at {path}");
    first.unwrap_or_else(|| panic!("{name} is not described at {method} {path}"))
}

/// A server with Ann, and a way to hold its replies against the description.
struct Scene {
    server: TestServer,
    document: Value,
    ann: SignedIn,
}

impl Scene {
    fn set() -> Self {
        let server = TestServer::start();
        let document = described(&server);
        let ann = server.newcomer("ann@example.com");
        Self {
            server,
            document,
            ann,
        }
    }

    #[track_caller]
    fn judge(&self, method: &str, path: &str, name: &str, reply: &Reply) {
        let given = (reply.status, reply.json());
        assert_eq!(
            given,
            fault(&self.document, method, path, name),
            "{name} at {path}"
        );
    }

    #[track_caller]
    fn posts(&self, path: &str, name: &str, body: &Value) {
        let ask = self.server.post(path).token(&self.ann.token);
        self.judge("POST", path, name, &ask.json(body).send());
    }
}

#[test]
fn faults_of_accounts_are_told_as_described() {
    let scene = Scene::set();
    scene.posts(
        "/api/register",
        "EmailTaken",
        &registration("ann@example.com"),
    );
    let body = json!({"email": "ann@example.com", "password": "wrong"});
    scene.posts("/api/login", "WrongLogin", &body);
    let body = json!({"currentPassword": "wrong", "newPassword": "password456"});
    scene.posts("/api/changepassword", "WrongCurrentPassword", &body);
    for path in ["/api/deleteuser/", "/api/users/"] {
        let ask = scene
            .server
            .delete(&format!("{path}Somebody"))
            .token(&scene.ann.token);
        scene.judge(
            "DELETE",
            &format!("{path}{{username}}"),
            "NotAllowed",
            &ask.send(),
        );
    }
}

#[test]
fn faults_of_credentials_are_told_as_described() {
    let scene = Scene::set();
    for route in routes::of("firststep")
        .iter()
        .filter(|route| route.signed_in)
    {
        let without = route.ask(&scene.server).send();
        scene.judge(route.method, route.pattern, "NoCredentials", &without);
        let bad = route.ask(&scene.server).token("x").send();
        scene.judge(route.method, route.pattern, "InvalidCredentials", &bad);
    }
}

#[test]
fn faults_of_the_quiz_and_the_photo_are_told_as_described() {
    let scene = Scene::set();
    let ask = |method: &str, path: &str| scene.server.ask(method, path).token(&scene.ann.token);
    scene.judge(
        "GET",
        "/api/personality",
        "NoPrediction",
        &ask("GET", "/api/personality").send(),
    );
    scene.judge(
        "DELETE",
        "/api/deletephoto",
        "NoPhoto",
        &ask("DELETE", "/api/deletephoto").send(),
    );
    let reply = ask("GET", "/api/questions?lang=x").send();
    scene.judge("GET", "/api/questions", "Fields", &reply);
    let upload = "/api/uploadphoto";
    scene.judge("POST", upload, "PhotoMissing", &ask("POST", upload).send());
    let text = samples::upload(&scene.server, &scene.ann, b"a text");
    scene.judge("POST", upload, "PhotoNotAnImage", &text);
    let whole = samples::jpeg(&samples::picture(40, 30));
    let cut = samples::upload(&scene.server, &scene.ann, &whole[..200]);
    scene.judge("POST", upload, "PhotoBroken", &cut);
    scene.judge(
        "POST",
        upload,
        "WrongContentType",
        &ask("POST", upload).json(&json!({})).send(),
    );
    let large = samples::upload(&scene.server, &scene.ann, &vec![0; (8 << 20) + 1]);
    scene.judge("POST", upload, "BodyTooLarge", &large);
    let lost = scene.server.get("/photos/x/x.jpg").send();
    scene.judge("GET", "/photos/{key}/{file}", "NoPhoto", &lost);
    for (pattern, path) in [
        ("/static/{file}", "/static/x"),
        ("/static/docs/{file}", "/static/docs/x"),
    ] {
        scene.judge("GET", pattern, "NoSuchPath", &scene.server.get(path).send());
    }
}

#[test]
fn faults_of_bodies_are_told_as_described() {
    let scene = Scene::set();
    for path in [
        "/api/register",
        "/api/login",
        "/api/changepassword",
        "/api/predict",
    ] {
        let ask = || scene.server.post(path).token(&scene.ann.token);
        let broken = ask().body("application/json", "{").send();
        scene.judge("POST", path, "UnreadableBody", &broken);
        let kind = ask().body("text/plain", "{}").send();
        scene.judge("POST", path, "WrongContentType", &kind);
        let large = ask().body("application/json", vec![b' '; 65_537]).send();
        scene.judge("POST", path, "BodyTooLarge", &large);
    }
}
