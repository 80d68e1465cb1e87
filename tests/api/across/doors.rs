//! The families, as far as somebody comes and goes through them.

use serde_json::{Value, json};

use firststep::domain::query::Which;
use firststep::store;

use crate::common::{Ask, PASSWORD, Reply, TestServer, registration};

/// An account, found by its address.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: i64,
    pub email: String,
    /// Chosen, or made for who chose none.
    pub username: String,
}

impl Person {
    #[track_caller]
    pub fn find(server: &TestServer, name: &str) -> Self {
        let email = address(name);
        let found = server.app().store.read(|tx| {
            let id = store::accounts::id_of(tx, Which::Email(&email))?;
            store::accounts::get(tx, id.expect("it is there"))
        });
        let account = found.expect("it is read").expect("it is there");
        Self {
            id: account.id.0,
            email: account.email.to_string(),
            username: account.username.to_string(),
        }
    }
}

/// A family's ways in and out.
pub struct Door {
    pub family: &'static str,
    /// Asks for an account of this name.
    pub sign_up: fn(&TestServer, &str) -> Reply,
    /// Confirms its address, where that is asked for.
    pub confirm: Option<fn(&TestServer, &str)>,
    /// What somebody holds after signing in with this password, if he is let in.
    pub sign_in: fn(&TestServer, &Person, &str) -> Option<String>,
    /// The username or address of whoever holds this, if he is still known.
    pub whoami: fn(&TestServer, &str) -> Option<String>,
    /// Sets this password, with what is held.
    pub change_password: Option<fn(&TestServer, &Person, &str, &str)>,
    /// Deletes him: with what he holds, or what an administrator holds.
    pub delete: Option<fn(&TestServer, &Person, &str, &str)>,
}

/// In the order of the server's own list.
pub fn all() -> &'static [Door] {
    &[
        FIRSTSTEP,
        CULTURECONNECT,
        FLASKAPI,
        FACEOFMIND,
        PROFILECARD,
        APP,
    ]
}

const FIRSTSTEP: Door = Door {
    family: "firststep",
    sign_up: |server, name| {
        let body = registration(&address(name));
        server.post("/api/register").json(&body).send()
    },
    confirm: None,
    sign_in: |server, who, password| {
        let body = json!({"email": who.email, "password": password});
        let reply = server.post("/api/login").json(&body).send();
        text(&reply, "/loginResult/token", &[401])
    },
    whoami: |server, held| {
        let reply = server.get("/api/profile").token(held).send();
        text(&reply, "/profileResult/username", &[401])
    },
    change_password: Some(|server, _, held, new| {
        let body = json!({"currentPassword": PASSWORD, "newPassword": new});
        let ask = server.post("/api/changepassword").token(held);
        ask.json(&body).send().expect(200);
        // The session that changed it goes on; all others are over.
        server.get("/api/profile").token(held).send().expect(200);
    }),
    delete: Some(|server, who, held, _| {
        let path = format!("/api/users/{}", who.username);
        server.delete(&path).token(held).send().expect(200);
    }),
};

const CULTURECONNECT: Door = Door {
    family: "cultureconnect",
    sign_up: |server, name| {
        let body = json!({"username": name, "email": address(name), "password": PASSWORD});
        server.post("/auth/register").json(&body).send()
    },
    confirm: None,
    sign_in: |server, who, password| {
        let body = json!({"username": who.username, "password": password});
        let reply = server.post("/auth/login").json(&body).send();
        text(&reply, "/session_id", &[401, 403])
    },
    whoami: |server, held| {
        let reply = server.get(&format!("/users/{held}")).send();
        text(&reply, "/data/email", &[404])
    },
    change_password: None,
    delete: None,
};

const FLASKAPI: Door = Door {
    family: "flaskapi",
    sign_up: |server, name| {
        let body = json!({
            "name": "Ann Example", "username": name, "email": address(name),
            "password": PASSWORD, "password_confirm": PASSWORD,
        });
        server.post("/api/user").json(&body).send()
    },
    confirm: None,
    sign_in: |server, who, password| {
        let body = json!({"username": who.email, "password": password});
        let reply = server.post("/api/auth/login").json(&body).send();
        text(&reply, "/results/access_token", &[401, 403])
    },
    whoami: |server, held| {
        let reply = server.get("/api/user/me").token(held).send();
        text(&reply, "/results/username", &[401])
    },
    change_password: None,
    delete: Some(|server, who, _, admin| {
        let path = format!("/api/user/{}", who.username);
        server.delete(&path).token(admin).send().expect(200);
    }),
};

const FACEOFMIND: Door = Door {
    family: "faceofmind",
    sign_up: |server, name| {
        let body = json!({
            "email": address(name), "password": PASSWORD, "first_name": "Ann", "last_name": "Example",
        });
        server.post("/api/v1/auth/register").json(&body).send()
    },
    confirm: Some(|server, name| {
        let body = json!({"email": address(name), "otp": code(server, &address(name))});
        let ask = server.post("/api/v1/auth/verify-otp").json(&body);
        ask.send().expect(200);
    }),
    sign_in: |server, who, password| {
        let body = json!({"email": who.email, "password": password});
        let reply = server.post("/api/v1/auth/login").json(&body).send();
        text(&reply, "/access_token", &[400, 401, 403])
    },
    whoami: |server, held| {
        let reply = server.get("/api/v1/auth/me").token(held).send();
        text(&reply, "/email", &[400, 401, 403])
    },
    change_password: Some(|server, who, _, new| {
        let body = json!({"email": who.email});
        let ask = server
            .post("/api/v1/auth/request-password-reset")
            .json(&body);
        ask.send().expect(200);
        let otp = code(server, &who.email);
        let body = json!({"email": who.email, "otp": otp, "new_password": new});
        let ask = server.post("/api/v1/auth/reset-password").json(&body);
        ask.send().expect(200);
    }),
    delete: Some(|server, who, _, admin| {
        let path = format!("/api/v1/users/{}", who.id);
        let reply = server.delete(&path).token(admin).send();
        assert!([200, 204].contains(&reply.status), "{}", reply.text());
    }),
};

const PROFILECARD: Door = Door {
    family: "profilecard",
    sign_up: |server, name| {
        let mut body = registration(&address(name));
        body["firstName"] = "Ann".into();
        body["username"] = name.into();
        server.post("/creare-cont").json(&body).send()
    },
    confirm: None,
    sign_in: |server, who, password| {
        let body = json!({"email": who.email, "password": password});
        let reply = server.post("/login").json(&body).send();
        text(&reply, "/message", &[202, 403])
    },
    whoami: |server, held| {
        let ask = server.get("/getProfile").header("Authorization", held);
        text(&ask.send(), "/Email", &[401])
    },
    change_password: Some(|server, _, held, new| {
        let body = json!({"currentPassword": PASSWORD, "newPassword": new});
        let ask = server.post("/changePassword").header("Authorization", held);
        ask.json(&body).send().expect(200);
        let ask = server.get("/getProfile").header("Authorization", held);
        ask.send().expect(200);
    }),
    delete: Some(|server, _, held, _| {
        let ask = server
            .delete("/deleteAccount")
            .header("Authorization", held);
        ask.send().expect(200);
    }),
};

/// Our own page: what is held is its cookie.
const APP: Door = Door {
    family: "app",
    sign_up: |server, name| {
        let body = json!({
            "email": address(name), "password": PASSWORD, "front_name": "Ann", "last_name": "Example",
        });
        server.post("/app/sign-up").json(&body).send()
    },
    confirm: None,
    sign_in: |server, who, password| {
        let body = json!({"name": who.username, "password": password});
        let reply = server.post("/app/sign-in").json(&body).send();
        if [401, 403].contains(&reply.status) {
            return None;
        }
        Some(cookie(&reply.expect(200)))
    },
    whoami: |server, held| {
        let reply = paged(server.get("/app/me"), held).send().expect(200);
        let name = reply.json()["account"]["username"].clone();
        // The other routes agree with what it says.
        let status = if name.is_null() { 401 } else { 200 };
        paged(server.get("/app/answers"), held)
            .send()
            .expect(status);
        name.as_str().map(str::to_owned)
    },
    change_password: Some(|server, _, held, new| {
        let body = json!({"current": PASSWORD, "new": new});
        let ask = paged(server.post("/app/password"), held).json(&body);
        ask.send().expect(200);
        paged(server.get("/app/answers"), held).send().expect(200);
    }),
    delete: Some(|server, _, held, _| {
        let ask = paged(server.delete("/app/account"), held);
        let reply = ask.json(&json!({"password": PASSWORD})).send().expect(200);
        assert_eq!(cookie(&reply), "", "the cookie goes, too");
    }),
};

/// The token in the cookie that a reply sets.
#[track_caller]
pub fn cookie(reply: &Reply) -> String {
    let header = reply.header("Set-Cookie").expect("a cookie");
    let rest = header.strip_prefix("firststep_session=").expect("its name");
    rest.split(';').next().unwrap_or_default().to_owned()
}

/// A request as our page sends it.
pub fn paged<'server>(ask: Ask<'server>, held: &str) -> Ask<'server> {
    ask.header("Cookie", &format!("firststep_session={held}"))
        .header("X-CSRF-Token", &firststep::http::cookie::csrf(held))
}

fn address(name: &str) -> String {
    format!("{name}@example.com")
}

/// The text at this place of a success; nothing of one of these refusals.
#[track_caller]
fn text(reply: &Reply, pointer: &str, refusals: &[u16]) -> Option<String> {
    if refusals.contains(&reply.status) {
        return None;
    }
    let value = reply.clone().expect(200).json();
    let text = value.pointer(pointer).and_then(Value::as_str);
    Some(text.expect(pointer).to_owned())
}

/// The code in the last mail to this address, which is then thrown away.
#[track_caller]
fn code(server: &TestServer, email: &str) -> String {
    let outbox = server.database().with_file_name("outbox");
    for entry in std::fs::read_dir(outbox).expect("the outbox") {
        let path = entry.expect("a mail").path();
        let mail = std::fs::read_to_string(&path).expect("text");
        if !mail.contains(&format!("To: {email}\r\n")) {
            continue;
        }
        std::fs::remove_file(path).expect("it goes");
        let (_, text) = mail.split_once("\r\n\r\n").expect("a text");
        return text.trim_start().chars().take(6).collect();
    }
    panic!("no mail to {email}");
}
