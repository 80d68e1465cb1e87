//! What came back.

use serde_json::Value;

/// Words that no fault may carry: they tell how the server is built, or where it lies.
const LEAKS: [&str; 9] = [
    "sqlite", "SQL", "rusqlite", "/tmp", "panicked", "src/", ".rs", "thread '", "bcrypt",
];

/// A whole reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// In the order they came in.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    /// A reply that no test may get past: none is ever a 500, and no fault tells of our insides.
    pub fn vetted(self) -> Self {
        assert_ne!(self.status, 500, "{self:?}");
        if self.status >= 400 {
            // The request's name is at random, and spells anything.
            let named = |(name, _): &&(String, String)| !name.eq_ignore_ascii_case("x-request-id");
            let headers: Vec<_> = self.headers.iter().filter(named).collect();
            let told = format!("{headers:?} {}", self.text());
            for leak in LEAKS {
                assert!(!told.contains(leak), "{leak:?} leaks: {told}");
            }
        }
        self
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("text")
    }

    /// The body as a JSON value, its content type checked.
    pub fn json(&self) -> Value {
        assert_eq!(self.header("Content-Type"), Some("application/json"));
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// A header, which may stand there once at the most.
    #[track_caller]
    pub fn header(&self, name: &str) -> Option<&str> {
        let named = |(known, _): &&(String, String)| known.eq_ignore_ascii_case(name);
        let mut found = self.headers.iter().filter(named);
        let first = found.next().map(|(_, value)| value.as_str());
        assert_eq!(found.next(), None, "{name} stands twice");
        first
    }

    /// Itself, if it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// Status and body in one, to compare with.
    pub fn told(&self) -> (u16, String) {
        (self.status, self.text())
    }
}
