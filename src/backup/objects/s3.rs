//! A place that is a prefix in a bucket of an S3-compatible store.
//!
//! rusty-s3 signs addresses and does no I/O; ureq asks. A signed address is as good as a key for its time: none is
//! ever shown or logged. An upload is one request, which the store takes whole or not at all.

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use rusty_s3::actions::{DeleteObject, GetObject, PutObject, S3Action};
use rusty_s3::{Bucket, Credentials, UrlStyle};
use ureq::{Agent, Body};
use url::Url;

use super::client::agent;
use super::kind::{Content, Keep, KeptFile, Kind, MOST_READ, PlaceFault};
use super::reply::{self, element, elements};
use crate::domain::operator_error::OperatorError;

/// How long a signed address is good: as long as the slowest upload takes to begin, not to end.
const GOOD_FOR: Duration = Duration::from_secs(15 * 60);
/// Most bytes of a list's page: 1,000 names.
const MOST_PAGE: u64 = 4 << 20;
const PAGE: Duration = Duration::from_secs(120);
/// Most pages of a list.
const MOST_PAGES: usize = 20_000;
/// The slowest that a store may send what is larger, in bytes a second: no copy could be kept by a slower line.
const SLOWEST: u64 = 16 << 10;

/// How to reach a store. `Debug` hides the keys.
#[derive(Clone, Default)]
pub(crate) struct S3Settings {
    /// Its address; Amazon's own without one.
    pub endpoint: Option<String>,
    /// The region that signatures name.
    pub region: Option<String>,
    /// Which key.
    pub access_key: Option<String>,
    /// Its secret part.
    pub secret_key: Option<String>,
    /// The token of a session that the key is of.
    pub session_token: Option<String>,
    /// The certificates that the store's must be signed by, as PEM; the public ones without it.
    pub ca: Option<PathBuf>,
    /// Whether the bucket's name goes into the host, as Amazon has it; an endpoint of one's own has it in the path.
    pub host_style: bool,
}

impl S3Settings {
    /// The region; stores without any take this one.
    pub(crate) fn region(&self) -> &str {
        self.region.as_deref().unwrap_or("us-east-1")
    }

    /// Whether the bucket's name goes into the path.
    pub(crate) fn path_style(&self) -> bool {
        self.endpoint.is_some() && !self.host_style
    }
}

impl fmt::Debug for S3Settings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "S3Settings({:?}, {})", self.endpoint, self.region())
    }
}

/// A prefix in a bucket. The keys show no secret in `Debug`.
#[derive(Debug, Clone)]
pub(crate) struct ObjectStore {
    bucket: Arc<Bucket>,
    keys: Arc<Credentials>,
    prefix: String,
    agent: Agent,
    /// How long a page or a small file may take to come.
    page: Duration,
}

impl fmt::Display for ObjectStore {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = self.prefix.trim_end_matches('/');
        write!(out, "s3://{}/{prefix}", self.bucket.name())
    }
}

impl ObjectStore {
    /// Opens `bucket/prefix`. Nothing is asked yet.
    pub(super) fn open(text: &str, settings: &S3Settings) -> Result<Self, OperatorError> {
        let (name, prefix) = text.split_once('/').unwrap_or((text, ""));
        let prefix = prefix.trim_matches('/');
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
        let strange = |part: &str| ["", ".", ".."].contains(&part);
        if name.is_empty()
            || !text.bytes().all(plain)
            || !prefix.is_empty() && prefix.split('/').any(strange)
        {
            return Err(OperatorError::new(
                format!("s3://{text} is no address of a bucket"),
                "It looks like s3://bucket/prefix, of letters, digits, -, _, . and /.",
            ));
        }
        let (Some(access), Some(secret)) = (&settings.access_key, &settings.secret_key) else {
            return Err(OperatorError::new(
                format!("There are no keys for s3://{text}"),
                "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
            ));
        };
        let keys = match &settings.session_token {
            Some(token) => Credentials::new_with_token(access, secret, token),
            None => Credentials::new(access, secret),
        };
        let bucket = bucket(name, settings);
        let bucket = bucket.map_err(|why| {
            OperatorError::new(
                format!("The endpoint of s3://{text} can't be used ({why})"),
                "Name it with --s3-endpoint, as in https://s3.example.org.",
            )
        })?;
        Ok(Self {
            bucket: Arc::new(bucket),
            keys: Arc::new(keys),
            prefix: format!("{prefix}/").trim_start_matches('/').to_owned(),
            agent: agent(settings.ca.as_deref())?,
            page: PAGE,
        })
    }

    /// The bucket's name.
    pub(crate) fn bucket(&self) -> &str {
        self.bucket.name()
    }

    /// The key of a name in the bucket.
    pub(crate) fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// An answer, if it is a good one; `None` if what was asked for isn't there, or is there already although it was to be new.
    fn answer(
        &self,
        reply: Result<ureq::http::Response<Body>, ureq::Error>,
    ) -> Result<Option<Body>, PlaceFault> {
        let (head, mut body) = reply.map_err(|error| self.away(&error))?.into_parts();
        if head.status.is_success() {
            return Ok(Some(body));
        }
        let mut said = String::new();
        let _ = body.as_reader().take(MOST_READ).read_to_string(&mut said);
        match (head.status.as_u16(), element(&said, "Code")) {
            (404, code) if code != Some("NoSuchBucket") => Ok(None),
            // 409 is said to who tries at the same moment.
            (409 | 412, _) => Ok(None),
            (status, _) => Err(reply::refused(self, status, &said)),
        }
    }

    /// A store that sends a few bytes now and then is never silent: what it sends is to be here in time.
    fn get(&self, action: &GetObject, patience: Duration) -> Result<Option<Body>, PlaceFault> {
        let request = self.agent.get(action.sign(GOOD_FOR).as_str());
        let request = request.config().timeout_recv_body(Some(patience)).build();
        self.answer(request.call())
    }

    /// No address is in ureq's errors but that of one that can't be read, and ours can.
    fn away(&self, why: &dyn fmt::Display) -> PlaceFault {
        PlaceFault::Away(OperatorError::new(
            format!("{self} can't be reached ({why})"),
            "Check the network and --s3-endpoint.",
        ))
    }

    /// A page of a list: of what comes after this key.
    fn page(&self, prefix: &str, after: &str) -> Result<String, PlaceFault> {
        let mut action = GetObject::new(&self.bucket, Some(&*self.keys), "");
        let query = action.query_mut();
        query.insert("list-type", "2");
        query.insert("encoding-type", "url");
        query.insert("prefix", self.key(prefix));
        if !after.is_empty() {
            query.insert("start-after", after.to_owned());
        }
        let reply = self.get(&action, self.page)?;
        let mut reply = reply.ok_or_else(|| reply::refused(self, 404, ""))?;
        let body = reply.with_config().limit(MOST_PAGE);
        body.read_to_string().map_err(|error| self.away(&error))
    }
}

impl Kind for ObjectStore {
    fn write(&self, name: &str, content: &Content, only_new: bool) -> Result<bool, PlaceFault> {
        let key = self.key(name);
        let action = PutObject::new(&self.bucket, Some(&*self.keys), &key);
        let mut request = self.agent.put(action.sign(GOOD_FOR).as_str());
        if only_new {
            request = request.header("if-none-match", "*");
        }
        let reply = self.answer(match content {
            Content::Bytes(bytes) => request.send(*bytes),
            Content::File(path) => request.send(File::open(path).map_err(|why| self.away(&why))?),
        })?;
        match reply {
            None if !only_new => Err(reply::refused(self, 409, "")),
            written => Ok(written.is_some()),
        }
    }

    /// Reads an object whole, or so much of it, or fails: what came of it then is of no use.
    fn read(
        &self,
        name: &str,
        most: u64,
        to: &mut dyn io::Write,
    ) -> Result<Option<u64>, PlaceFault> {
        let key = self.key(name);
        let action = GetObject::new(&self.bucket, Some(&*self.keys), &key);
        let patience = self.page + Duration::from_secs(most / SLOWEST);
        let Some(body) = self.get(&action, patience)? else {
            return Ok(None);
        };
        let expected = body.content_length();
        let copied = io::copy(&mut body.into_reader().take(most), to);
        let copied = copied.map_err(|error| self.away(&error))?;
        if expected.is_some_and(|expected| expected.min(most) != copied) {
            return Err(self.away(&"the answer was cut short"));
        }
        Ok(Some(copied))
    }

    /// By keys, which come in their order: a store that leads back to where we were, or on and on, would else have us ask
    /// for ever.
    fn list(&self, prefix: &str, keep: &mut Keep) -> Result<(), PlaceFault> {
        let (own, mut last) = (self.key(""), String::new());
        for _ in 0..MOST_PAGES {
            let page = self.page(prefix, &last)?;
            let before = last.clone();
            for object in elements(&page, "Contents") {
                let key = element(object, "Key").unwrap_or_default();
                last = percent_decode_str(key).decode_utf8_lossy().into_owned();
                let bytes = element(object, "Size").and_then(|size| size.parse().ok());
                if let (Some(name), Some(bytes)) = (last.strip_prefix(&own), bytes) {
                    let name = name.to_owned();
                    keep(KeptFile { name, bytes })?;
                }
            }
            if element(&page, "IsTruncated") != Some("true") {
                return Ok(());
            }
            if last <= before {
                break;
            }
        }
        Err(PlaceFault::endless(self))
    }

    fn remove(&self, name: &str) -> Result<(), PlaceFault> {
        let key = self.key(name);
        let address = DeleteObject::new(&self.bucket, Some(&*self.keys), &key).sign(GOOD_FOR);
        self.answer(self.agent.delete(address.as_str()).call())
            .map(drop)
    }
}

/// The bucket of this name, or why there can't be one.
fn bucket(name: &str, settings: &S3Settings) -> Result<Bucket, String> {
    let region = settings.region();
    let style = if settings.path_style() {
        UrlStyle::Path
    } else {
        UrlStyle::VirtualHost
    };
    let amazon = || format!("https://s3.{region}.amazonaws.com");
    let endpoint = settings.endpoint.clone().unwrap_or_else(amazon);
    let endpoint = Url::parse(&endpoint).map_err(|error| error.to_string())?;
    let bucket = Bucket::new(endpoint, style, name.to_owned(), region.to_owned());
    bucket.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    #[test]
    fn what_drips_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let settings = S3Settings {
            endpoint: Some(format!(
                "http://{}",
                listener.local_addr().expect("an address")
            )),
            access_key: Some("key".to_owned()),
            secret_key: Some("secret".to_owned()),
            ..S3Settings::default()
        };
        let mut store = ObjectStore::open("bucket", &settings).expect("a store");
        store.page = Duration::from_millis(200);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let mut client = io::BufReader::new(client);
                while io::BufRead::read_line(&mut client, &mut String::new())
                    .is_ok_and(|read| read > 2)
                {}
                let mut client = client.into_inner();
                let _ = client.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                // Each byte comes long before the store counts as silent.
                while client.write_all(b"x").is_ok() {
                    thread::sleep(Duration::from_millis(5));
                }
            }
        });
        let mut got = Vec::new();
        let read = store.read("file", 1000, &mut got);
        assert!(matches!(read, Err(PlaceFault::Away(_))), "{read:?}");
        assert!(!got.is_empty() && got.len() < 1000, "{}", got.len());
        assert!(matches!(
            store.list("", &mut |_| Ok(())),
            Err(PlaceFault::Away(_))
        ));
    }
}
