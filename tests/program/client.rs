//! A client of FirstStep's API.

use std::io::{Cursor, Read, Write as _};
use std::net::TcpStream;

use image::{ImageFormat, RgbImage};
use serde_json::{Value, json};
use ureq::http::{HeaderMap, Request};

use crate::support::GENEROUS;

pub const PASSWORD: &str = "a password for the tests";

/// The request of the document; its answer is class 7, INFJ.
pub const DOCUMENTED: &[i8] = &[
    0, 0, 1, 2, -1, 2, 1, 0, 1, 0, 0, 0, 3, 1, -1, 0, 0, 2, -1, 2, 0, 0, 0, 0, 3, 1, -2, 0, -3, -1,
    1, 0, -1, 0, -1, 3, 1, 2, 0, 1, 1, -2, -1, -1, -1, 0, 0, 0, -1, -1, 0, 1, 0, 0, 2, 0, 0, 1, 2,
    1,
];

const BOUNDARY: &str = "the-boundary-of-the-tests";

/// A client, signed in or not.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    pub url: String,
    pub token: Option<String>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&self.body)))
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .unwrap_or_else(|| panic!("no {name} in {:?}", self.headers))
            .to_str()
            .unwrap()
    }

    /// The answer's JSON, which must be a success.
    pub fn success(&self) -> Value {
        let body = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status, 200, "{body}");
        self.json()
    }
}

impl Client {
    pub fn new(url: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(GENEROUS));
        Self {
            agent: config.build().into(),
            url: url.to_owned(),
            token: None,
        }
    }

    /// The same client at the address of a restarted server.
    pub fn at(&self, url: &str) -> Self {
        Self {
            token: self.token.clone(),
            ..Self::new(url)
        }
    }

    /// A new account, signed in.
    pub fn sign_up(mut self, email: &str) -> Self {
        self.register(email).unwrap().success();
        let answer = self.login(email).unwrap().success();
        let token = answer["loginResult"]["token"].as_str().unwrap();
        self.token = Some(token.to_owned());
        self
    }

    pub fn register(&self, email: &str) -> Option<Answer> {
        let body =
            json!({"frontName": "Sari", "lastName": "Dewi", "email": email, "password": PASSWORD});
        self.post("/api/register", &body)
    }

    pub fn login(&self, email: &str) -> Option<Answer> {
        self.post("/api/login", &json!({"email": email, "password": PASSWORD}))
    }

    pub fn predict(&self, answers: &[i8]) -> Option<Answer> {
        self.post("/api/predict", &json!({"input": answers}))
    }

    pub fn upload(&self, photo: &[u8]) -> Option<Answer> {
        let (kind, body) = form(photo);
        self.send("POST", "/api/uploadphoto", &[("Content-Type", &kind)], body)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], Vec::new()).unwrap()
    }

    pub fn post(&self, path: &str, body: &Value) -> Option<Answer> {
        let kind = [("Content-Type", "application/json")];
        self.send("POST", path, &kind, body.to_string().into_bytes())
    }

    /// One request; `None` without a complete answer.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Option<Answer> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let response = self.agent.run(request.body(body).unwrap()).ok()?;
        let (head, mut body) = response.into_parts();
        Some(Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body: body.read_to_vec().ok()?,
        })
    }
}

/// The form of an upload: its content type and its bytes.
pub fn form(photo: &[u8]) -> (String, Vec<u8>) {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"photo_profile\"; filename=\"me.jpg\"\r\n\
         Content-Type: image/jpeg\r\n\r\n"
    );
    let foot = format!("\r\n--{BOUNDARY}--\r\n");
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    (kind, [head.as_bytes(), photo, foot.as_bytes()].concat())
}

/// A small JPEG, another one for each number.
pub fn photo(number: usize) -> Vec<u8> {
    let [.., red, green, blue] = number.to_be_bytes();
    let mut image = RgbImage::from_pixel(40, 30, [red, green, blue].into());
    image.put_pixel(7, 7, [255, 255, 255].into());
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// A connection for requests that are sent in pieces.
pub struct Raw(TcpStream);

impl Raw {
    /// Sends a head and waits for `100 Continue`: the request is running then.
    pub fn begin(address: &str, path: &str, headers: &[(&str, &str)], length: usize) -> Self {
        let headers = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"));
        let headers: String = headers.collect();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: {length}\r\n{headers}\r\n"
        );
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(GENEROUS)).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let mut asked = [0; 25];
        stream.read_exact(&mut asked).unwrap();
        assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
        Self(stream)
    }

    pub fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).unwrap();
    }

    /// The last answer on this connection, head and body, as text.
    pub fn answer(mut self) -> String {
        let mut text = String::new();
        self.0.read_to_string(&mut text).unwrap();
        text
    }
}
