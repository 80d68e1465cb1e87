//! A request in the making, sent through a plain client.

use serde_json::Value;
use ureq::http::{Request, Response};
use ureq::{Agent, Body};

use super::form::{File, multipart, urlencoded};
use super::{GENEROUS, Reply, journal};

/// A client that tells every status as it is and follows no redirect.
pub fn agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .allow_non_standard_methods(true)
        .timeout_global(Some(GENEROUS));
    config.build().new_agent()
}

/// A request.
#[must_use]
pub struct Ask<'server> {
    agent: &'server Agent,
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl<'server> Ask<'server> {
    pub(super) fn new(agent: &'server Agent, method: &str, url: String) -> Self {
        Self {
            agent,
            method: method.to_owned(),
            url,
            headers: Vec::new(),
            body: None,
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Speaks for whoever holds this token.
    pub fn token(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    /// These bytes under this content type.
    pub fn body(mut self, kind: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.body = Some(bytes.into());
        self.header("Content-Type", kind)
    }

    pub fn json(self, value: &Value) -> Self {
        self.body("application/json", value.to_string())
    }

    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        self.body("application/x-www-form-urlencoded", urlencoded(fields))
    }

    pub fn multipart(self, fields: &[(&str, &str)], files: &[File]) -> Self {
        let (kind, body) = multipart(fields, files);
        self.body(&kind, body)
    }

    /// Sends it and reads the whole reply, whatever its status.
    #[track_caller]
    pub fn send(self) -> Reply {
        let mut request = Request::builder().method(&*self.method).uri(&self.url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let answer = match self.body {
            Some(body) => self.agent.run(request.body(body).expect("a request")),
            None => self.agent.run(request.body(()).expect("a request")),
        };
        let reply = read(answer.expect("a reply")).vetted();
        journal::note(&self.method, &self.url, reply.status);
        reply
    }
}

fn read(mut response: Response<Body>) -> Reply {
    let headers = response.headers().iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.as_str().to_owned(), value.into_owned())
    });
    Reply {
        status: response.status().as_u16(),
        headers: headers.collect(),
        body: response.body_mut().read_to_vec().expect("the whole body"),
    }
}
