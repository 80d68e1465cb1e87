//! Why the edge refuses a request, and why reading one stops.

use std::io;

/// Why the edge answers a request by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// 400: framing or syntax that isn't allowed; the text names the rule.
    BadRequest(&'static str),
    /// 400: plain HTTP on a TLS port.
    NeedsTls,
    /// 408: the head or the body did not arrive in time.
    Timeout,
    /// 413: the body is longer than its route allows.
    BodyTooLarge {
        /// Bytes the route allows.
        limit: u64,
    },
    /// 414: a target of over 8 KiB.
    UriTooLong,
    /// 415: a content coding other than gzip and deflate.
    UnsupportedCoding,
    /// 417: an `Expect` other than `100-continue`.
    ExpectationFailed,
    /// 431: over 16 KiB of head or over 64 headers.
    HeadTooLarge,
    /// 500: the handler panicked.
    Panic,
    /// 501: CONNECT, or a transfer coding other than `chunked`.
    NotImplemented,
    /// 503: too many connections, or no room for the body.
    Busy {
        /// Seconds until a retry makes sense; sent as `Retry-After`.
        retry_after: u32,
        /// Which limit is reached.
        over_limit: OverLimit,
    },
    /// 505: neither HTTP/1.1 nor HTTP/1.0.
    VersionNotSupported,
}

/// The limit that is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverLimit {
    /// Connections in all.
    Connections,
    /// Connections of this client's network.
    Client,
    /// Bytes of bodies.
    Bodies,
}

impl Refusal {
    /// The reason, as the metrics' label.
    #[must_use]
    pub(crate) const fn reason(&self) -> &'static str {
        match self {
            Self::BadRequest(_) => "bad_request",
            Self::NeedsTls => "needs_tls",
            Self::Timeout => "timeout",
            Self::BodyTooLarge { .. } => "body_too_large",
            Self::UriTooLong => "uri_too_long",
            Self::UnsupportedCoding => "content_coding",
            Self::ExpectationFailed => "expectation",
            Self::HeadTooLarge => "head_too_large",
            Self::Panic => "panic",
            Self::NotImplemented => "not_implemented",
            Self::VersionNotSupported => "version",
            Self::Busy { over_limit, .. } => match over_limit {
                OverLimit::Connections => "connections",
                OverLimit::Client => "client_connections",
                OverLimit::Bodies => "body_budget",
            },
        }
    }

    /// The HTTP status that is sent.
    #[must_use]
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::BadRequest(_) | Self::NeedsTls => 400,
            Self::Timeout => 408,
            Self::BodyTooLarge { .. } => 413,
            Self::UriTooLong => 414,
            Self::UnsupportedCoding => 415,
            Self::ExpectationFailed => 417,
            Self::HeadTooLarge => 431,
            Self::Panic => 500,
            Self::NotImplemented => 501,
            Self::Busy { .. } => 503,
            Self::VersionNotSupported => 505,
        }
    }
}

/// What is known of a request that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedHead {
    /// Its method.
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    /// Its `Origin`, which tells which page asks; `None` too where the headers could not be read.
    pub origin: Option<String>,
}

impl RefusedHead {
    /// Of a request line alone.
    pub(super) fn of_line((method, target): (String, String)) -> Self {
        Self {
            method,
            target,
            origin: None,
        }
    }
}

/// Why reading a request stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadError {
    /// The client is told why.
    Refused(Refusal),
    /// The connection is broken: there is nobody to answer.
    Disconnected,
}

impl From<Refusal> for ReadError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::TimedOut => Refusal::Timeout.into(),
            // The client may have closed its sending half only, and still read.
            io::ErrorKind::UnexpectedEof => Refusal::BadRequest("it ended early").into(),
            _ => Self::Disconnected,
        }
    }
}
