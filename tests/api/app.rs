//! Our own page's API.

mod admin;
mod admin_log;
mod admin_mails;
mod admin_users;
mod comparisons;
mod cookie;
mod guest_result;
mod instrument_consent;
mod instrument_statistics;
mod instruments;
mod leaving;
mod much;
mod own_instruments;
mod quiz;
mod responses;
mod results;
mod sessions;
mod shares;
mod sign_up;
mod statistics;

use firststep::domain::account::{AccountId, Role};
use firststep::store;
use serde_json::{Value, json};

use crate::common::{Ask, PASSWORD, Reply, SignedIn, TestServer};

/// A browser that is signed in.
pub struct Browser<'server> {
    pub server: &'server TestServer,
    /// The cookie's token.
    pub token: String,
    /// What proves that the page asks.
    pub csrf: String,
}

impl<'server> Browser<'server> {
    /// Somebody new, signed in by signing up.
    #[track_caller]
    pub fn sign_up(server: &'server TestServer, email: &str) -> Self {
        let reply = server.post("/app/sign-up").json(&newcomer(email)).send();
        Self::from(server, &reply.expect(200))
    }

    /// The first account of a server, which becomes an administrator's.
    #[track_caller]
    pub fn administrator(server: &'server TestServer) -> Self {
        let boss = Self::sign_up(server, "boss@example.com");
        let store = &server.app().store;
        let done = store.write(|tx| store::accounts::set_role(tx, AccountId(1), Role::Admin));
        done.expect("it is there");
        boss
    }

    /// An administrator where addresses are confirmed, made as on the command line.
    #[track_caller]
    pub fn invited_administrator(server: &'server TestServer) -> Self {
        server
            .post("/app/sign-up")
            .json(&newcomer("boss@example.com"))
            .send()
            .expect(200);
        server.sql("update accounts set role = 'admin', status = 'active' where email = 'boss@example.com'");
        Self::sign_in(server, "boss@example.com", PASSWORD)
    }

    /// Somebody known.
    #[track_caller]
    pub fn sign_in(server: &'server TestServer, name: &str, password: &str) -> Self {
        let body = json!({"name": name, "password": password});
        let reply = server.post("/app/sign-in").json(&body).send();
        Self::from(server, &reply.expect(200))
    }

    #[track_caller]
    pub fn from(server: &'server TestServer, reply: &Reply) -> Self {
        let cookie = reply.header("Set-Cookie").expect("a cookie");
        let name = cookie.strip_prefix("__Host-").unwrap_or(cookie);
        let rest = name.strip_prefix("firststep_session=").expect("its name");
        let token = rest.split(';').next().expect("a token").to_owned();
        let csrf = reply.json()["csrf"].as_str().expect("a proof").to_owned();
        Self {
            server,
            token,
            csrf,
        }
    }

    /// A request as the page sends it.
    pub fn ask(&self, method: &str, path: &str) -> Ask<'server> {
        self.with_cookie(method, path)
            .header("X-CSRF-Token", &self.csrf)
    }

    /// A request as another site could bring it about.
    pub fn with_cookie(&self, method: &str, path: &str) -> Ask<'server> {
        let cookie = format!("theme=dark; firststep_session={}", self.token);
        self.server.ask(method, path).header("Cookie", &cookie)
    }

    /// The same, as a client of the other APIs has it.
    pub fn bearer(&self) -> SignedIn {
        SignedIn {
            email: String::new(),
            username: String::new(),
            token: self.token.clone(),
        }
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Value {
        self.ask("GET", path).send().expect(200).json()
    }

    #[track_caller]
    pub fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        self.ask(method, path).json(body).send().expect(200).json()
    }
}

pub fn newcomer(email: &str) -> Value {
    json!({"email": email, "password": PASSWORD, "front_name": "Ayu", "last_name": "Lestari"})
}

/// The code of a fault with this status.
#[track_caller]
pub fn code(reply: &Reply, status: u16) -> String {
    let body = reply.clone().expect(status).json();
    body["error"]["code"].as_str().expect("a code").to_owned()
}
