//! A client of FirstStep's API.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use serde_json::{Value, json};
use ureq::http::Request;

use crate::server::GENEROUS;

const PASSWORD: &str = "a password for the tests";
const BOUNDARY: &str = "the-boundary-of-the-tests";

/// A client, signed in or not.
#[derive(Debug, Clone)]
pub struct Client {
    agent: ureq::Agent,
    pub url: String,
    pub token: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", self.text()))
    }

    /// The answer's JSON, which must be a success.
    #[track_caller]
    pub fn success(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text());
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

    /// The same user with a connection of their own, for the server at this address.
    pub fn at(&self, url: &str) -> Self {
        Self {
            token: self.token.clone(),
            ..Self::new(url)
        }
    }

    /// A new account, signed in.
    pub fn sign_up(mut self, email: &str) -> Self {
        self.register(email).success();
        let answer = self.login(email).success();
        self.token = answer["loginResult"]["token"].as_str().map(str::to_owned);
        self
    }

    pub fn register(&self, email: &str) -> Answer {
        self.post(
            "/api/register",
            &json!({"frontName": "Sari", "lastName": "Dewi", "email": email, "password": PASSWORD}),
        )
    }

    pub fn login(&self, email: &str) -> Answer {
        self.post("/api/login", &json!({"email": email, "password": PASSWORD}))
    }

    pub fn predict(&self, answers: &[i8]) -> Answer {
        self.post("/api/predict", &json!({"input": answers}))
    }

    pub fn upload(&self, photo: &[u8]) -> Answer {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"photo_profile\"; filename=\"me.jpg\"\r\n\
             Content-Type: image/jpeg\r\n\r\n"
        );
        let foot = format!("\r\n--{BOUNDARY}--\r\n");
        let body = [head.as_bytes(), photo, foot.as_bytes()].concat();
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.send("POST", "/api/uploadphoto", Some(&kind), body)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None, Vec::new())
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None, Vec::new())
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        let body = body.to_string().into_bytes();
        self.send("POST", path, Some("application/json"), body)
    }

    fn send(&self, method: &str, path: &str, kind: Option<&str>, body: Vec<u8>) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url));
        if let Some(kind) = kind {
            request = request.header("Content-Type", kind);
        }
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let answer = self.agent.run(request.body(body).unwrap());
        let mut answer = answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        Answer {
            status: answer.status().as_u16(),
            body: answer.body_mut().read_to_vec().unwrap(),
        }
    }
}

/// Answers, different for each number.
pub fn answers(mut number: usize) -> [i8; 60] {
    std::array::from_fn(|_| {
        let digit = i8::try_from(number % 7).unwrap() - 3;
        number /= 7;
        digit
    })
}

/// A small JPEG, different for each number.
pub fn photo(number: usize) -> Vec<u8> {
    let [.., red, green, blue] = number.to_be_bytes();
    let mut image = RgbImage::from_pixel(40, 30, [red, green, blue].into());
    image.put_pixel(7, 7, [255, 255, 255].into());
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}
