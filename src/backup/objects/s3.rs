//! A place that is a prefix in a bucket of an S3-compatible store.
//!
//! rusty-s3 signs addresses and does no I/O; ureq asks. A signed address is as good as a key for its time: none is
//! ever shown or logged. An upload is one request, which the store takes whole or not at all.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use rusty_s3::actions::{DeleteObject, GetObject, PutObject, S3Action};
use rusty_s3::{Bucket, Credentials, UrlStyle};
use ureq::{Agent, Body};
use url::Url;

use super::client::agent;
use super::reply::{self, MOST_READ, PlaceFault, element, elements};
use crate::domain::operator_error::OperatorError;
use crate::platform::private_file;

/// How long a signed address is good: as long as the slowest upload takes to begin, not to end.
const GOOD_FOR: Duration = Duration::from_secs(15 * 60);
/// How often the same is asked while the store is away, and how long before the second time; each wait is twice as
/// long as the one before.
const TRIES: u32 = 5;
const FIRST_WAIT: Duration = Duration::from_millis(200);
/// Most bytes of an object that is written in one request, by S3's own rule.
const MOST_WRITTEN: u64 = 5 << 30;
/// Most bytes of a list's page: 1,000 names.
const MOST_PAGE: u64 = 4 << 20;

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

/// A prefix in a bucket.
#[derive(Clone)]
pub(crate) struct ObjectStore {
    bucket: Arc<Bucket>,
    keys: Arc<Credentials>,
    prefix: String,
    agent: Agent,
}

impl fmt::Debug for ObjectStore {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ObjectStore({self})")
    }
}

impl fmt::Display for ObjectStore {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "s3://{}/{}", self.bucket.name(), self.prefix)?;
        Ok(())
    }
}

type Response = ureq::http::Response<Body>;

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
        let region = settings.region().to_owned();
        let style = if settings.path_style() {
            UrlStyle::Path
        } else {
            UrlStyle::VirtualHost
        };
        let bucket = endpoint(settings).and_then(|endpoint| {
            Bucket::new(endpoint, style, name.to_owned(), region).map_err(|error| error.to_string())
        });
        let bucket = bucket.map_err(|why| {
            OperatorError::new(
                format!("The endpoint of s3://{text} can't be used ({why})"),
                "Name it with --s3-endpoint, as in https://s3.example.org.",
            )
        })?;
        Ok(Self {
            bucket: Arc::new(bucket),
            keys: Arc::new(keys),
            prefix: prefix.to_owned(),
            agent: agent(settings.ca.as_deref())?,
        })
    }

    /// The bucket's name.
    pub(crate) fn bucket(&self) -> &str {
        self.bucket.name()
    }

    /// The key of a name in the bucket.
    pub(crate) fn key(&self, name: &str) -> String {
        if self.prefix.is_empty() {
            return name.to_owned();
        }
        format!("{}/{name}", self.prefix)
    }

    pub(super) fn create(&self, name: &str, bytes: &[u8]) -> Result<bool, PlaceFault> {
        let reply = self.ask(|| {
            let key = self.key(name);
            let mut action = PutObject::new(&self.bucket, Some(&*self.keys), &key);
            action.headers_mut().insert("if-none-match", "*");
            let request = self.agent.put(action.sign(GOOD_FOR).as_str());
            request.header("if-none-match", "*").send(bytes)
        })?;
        match reply.status().as_u16() {
            200..300 => Ok(true),
            // 409 is said to who tries at the same moment.
            409 | 412 => Ok(false),
            _ => Err(self.refusal(reply)),
        }
    }

    pub(super) fn put(&self, name: &str, bytes: &[u8]) -> Result<(), PlaceFault> {
        let reply = self.ask(|| self.agent.put(self.put_address(name).as_str()).send(bytes))?;
        self.good(reply).map(drop)
    }

    pub(super) fn put_file(&self, name: &str, from: &Path) -> Result<(), PlaceFault> {
        let failed = |error: io::Error| local(from, &error);
        let bytes = fs::metadata(from).map_err(failed)?.len();
        if bytes > MOST_WRITTEN {
            return Err(PlaceFault::Refused(OperatorError::new(
                format!(
                    "{} has {} GiB, and 5 are the most that go to {self} in one piece",
                    from.display(),
                    bytes >> 30
                ),
                "Keep it in a folder on another disk.",
            )));
        }
        let reply = self.ask(|| {
            // Each try begins at the beginning.
            let file = File::open(from).map_err(ureq::Error::from)?;
            self.agent.put(self.put_address(name).as_str()).send(file)
        })?;
        self.good(reply).map(drop)
    }

    fn put_address(&self, name: &str) -> Url {
        PutObject::new(&self.bucket, Some(&*self.keys), &self.key(name)).sign(GOOD_FOR)
    }

    pub(super) fn get(&self, name: &str) -> Result<Option<Vec<u8>>, PlaceFault> {
        let Some(mut reply) = self.open_object(name)? else {
            return Ok(None);
        };
        let bytes = reply
            .body_mut()
            .with_config()
            .limit(MOST_READ)
            .read_to_vec();
        bytes.map(Some).map_err(|error| self.away(&error))
    }

    pub(super) fn get_file(&self, name: &str, to: &Path) -> Result<bool, PlaceFault> {
        let mut wait = FIRST_WAIT;
        for _ in 1..TRIES {
            match self.get_file_once(name, to) {
                Err(PlaceFault::Away(_)) => thread::sleep(wait),
                other => return other,
            }
            let _ = fs::remove_file(to);
            wait *= 2;
        }
        self.get_file_once(name, to)
    }

    fn get_file_once(&self, name: &str, to: &Path) -> Result<bool, PlaceFault> {
        let failed = |error: io::Error| local(to, &error);
        let mut file = private_file::create(to).map_err(failed)?;
        let found = self.read(name, &mut file)?;
        file.sync_all().map_err(failed)?;
        if !found {
            let _ = fs::remove_file(to);
        }
        Ok(found)
    }

    /// Reads an object whole, or fails: what came of it then is of no use.
    pub(super) fn read(&self, name: &str, to: &mut impl io::Write) -> Result<bool, PlaceFault> {
        let Some(reply) = self.open_object(name)? else {
            return Ok(false);
        };
        let expected = reply.body().content_length();
        let copied = io::copy(&mut reply.into_body().into_reader(), to);
        let copied = copied.map_err(|error| self.away(&error))?;
        if expected.is_some_and(|expected| expected != copied) {
            return Err(self.away(&"the answer was cut short"));
        }
        Ok(true)
    }

    fn open_object(&self, name: &str) -> Result<Option<Response>, PlaceFault> {
        let key = self.key(name);
        let reply = self.ask(|| {
            let address = GetObject::new(&self.bucket, Some(&*self.keys), &key).sign(GOOD_FOR);
            self.agent.get(address.as_str()).call()
        })?;
        if reply.status().as_u16() == 404 {
            let (body, status) = text(reply);
            return match element(&body, "Code") {
                Some("NoSuchBucket") => Err(reply::refused(self, status, &body)),
                _ => Ok(None),
            };
        }
        self.good(reply).map(Some)
    }

    pub(super) fn list(&self, prefix: &str) -> Result<Vec<(String, u64)>, PlaceFault> {
        let (mut found, mut next) = (Vec::new(), None::<String>);
        let own = self.key("");
        loop {
            let reply = self.ask(|| {
                let mut action = GetObject::new(&self.bucket, Some(&*self.keys), "");
                let query = action.query_mut();
                query.insert("list-type", "2");
                query.insert("encoding-type", "url");
                query.insert("prefix", self.key(prefix));
                if let Some(next) = &next {
                    query.insert("continuation-token", next.clone());
                }
                self.agent.get(action.sign(GOOD_FOR).as_str()).call()
            })?;
            let mut reply = self.good(reply)?;
            let page = reply
                .body_mut()
                .with_config()
                .limit(MOST_PAGE)
                .read_to_string();
            let page = page.map_err(|error| self.away(&error))?;
            for object in elements(&page, "Contents") {
                let key = percent_decode_str(element(object, "Key").unwrap_or_default())
                    .decode_utf8_lossy();
                let bytes = element(object, "Size").and_then(|size| size.parse().ok());
                if let Some(name) = key.strip_prefix(&own) {
                    found.push((name.to_owned(), bytes.unwrap_or_default()));
                }
            }
            next = element(&page, "NextContinuationToken").map(unescaped);
            if next.is_none() {
                return Ok(found);
            }
        }
    }

    pub(super) fn remove(&self, name: &str) -> Result<(), PlaceFault> {
        let key = self.key(name);
        let reply = self.ask(|| {
            let address = DeleteObject::new(&self.bucket, Some(&*self.keys), &key).sign(GOOD_FOR);
            self.agent.delete(address.as_str()).call()
        })?;
        if reply.status().as_u16() == 404 {
            return Ok(());
        }
        self.good(reply).map(drop)
    }

    /// Asks, again for a while if the store is away. Every try is signed anew.
    fn ask(
        &self,
        once: impl Fn() -> Result<Response, ureq::Error>,
    ) -> Result<Response, PlaceFault> {
        let mut wait = FIRST_WAIT;
        for _ in 1..TRIES {
            match once() {
                Ok(reply) if !reply::is_passing(reply.status().as_u16()) => return Ok(reply),
                // What isn't the network's doing is not tried again.
                Err(error @ (ureq::Error::Tls(_) | ureq::Error::Rustls(_))) => {
                    return Err(self.away(&error));
                }
                Ok(_) | Err(_) => thread::sleep(wait),
            }
            wait *= 2;
        }
        once().map_err(|error| self.away(&error))
    }

    fn good(&self, reply: Response) -> Result<Response, PlaceFault> {
        if reply.status().is_success() {
            return Ok(reply);
        }
        Err(self.refusal(reply))
    }

    fn refusal(&self, reply: Response) -> PlaceFault {
        let (body, status) = text(reply);
        reply::refused(self, status, &body)
    }

    /// No address is in ureq's errors but that of one that can't be read, and ours can.
    fn away(&self, error: &dyn fmt::Display) -> PlaceFault {
        reply::unreachable(self, error)
    }
}

fn text(reply: Response) -> (String, u16) {
    let status = reply.status().as_u16();
    let mut body = String::new();
    let _ = reply
        .into_body()
        .into_reader()
        .take(MOST_READ)
        .read_to_string(&mut body);
    (body, status)
}

/// What XML stands for in a token.
fn unescaped(text: &str) -> String {
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    text.replace("&amp;", "&")
}

fn local(path: &Path, error: &io::Error) -> PlaceFault {
    PlaceFault::Refused(OperatorError::new(
        format!("{} can't be used ({error})", path.display()),
        "Check the space, the path and its permissions.",
    ))
}

fn endpoint(settings: &S3Settings) -> Result<Url, String> {
    let amazon = || format!("https://s3.{}.amazonaws.com", settings.region());
    let text = settings.endpoint.clone().unwrap_or_else(amazon);
    Url::parse(&text).map_err(|error| error.to_string())
}
