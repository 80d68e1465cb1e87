//! The edge and the router joined: opens, serves, logs a line a request, stops.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rouille::{Request, Response};

use crate::app::App;
use crate::backup::{self, Schedule};
use crate::chores::Chores;
use crate::digest::hex;
use crate::domain::fault::Fault;
use crate::domain::trouble::Trouble;
use crate::edge::{self, Network, Refusal};
use crate::families;
use crate::http::cors::Cors;
use crate::http::router::{Answer, Router};
use crate::random;

/// How to serve.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub address: SocketAddr,
    /// The address people reach us at, without a slash at its end.
    pub public_url: Option<String>,
    /// Origins whose pages may call us.
    pub cors: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Most connections at once.
    pub max_connections: usize,
    /// Most connections of one client at once.
    pub max_per_client: usize,
}

/// A server at work.
pub struct Server {
    edge: edge::Handle,
    chores: Chores,
    app: Arc<App>,
}

impl Server {
    /// Listens and serves, on threads of its own.
    ///
    /// # Errors
    /// A sentence if the address can't be listened on.
    pub fn start(app: App, options: Options) -> Result<Self, Trouble> {
        edge::raise_fd_limit();
        let listener =
            listen(options.address).map_err(|error| cannot_listen(options.address, &error))?;
        let app = Arc::new(app);
        let router = Router::new(
            Arc::clone(&app),
            families::all(),
            Cors::new(options.cors),
            options.public_url,
        );
        let settings = edge::Settings {
            max_connections: options.max_connections,
            max_per_client: options.max_per_client,
            trusted_proxies: options.trusted_proxies,
            ..edge::Settings::default()
        };
        let edge = edge::serve(
            listener,
            settings,
            Arc::new(Service {
                router,
                names: Names::new(),
            }),
        )
        .map_err(|error| cannot_listen(options.address, &error))?;
        let chores = Chores::default();
        Ok(Self { edge, chores, app })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.edge.address()
    }

    /// Has backups made from now on.
    ///
    /// # Errors
    /// A sentence if the system starts no further thread.
    pub fn back_up(&mut self, schedule: Schedule) -> Result<(), Trouble> {
        backup::start(&mut self.chores, Arc::clone(&self.app), schedule).map_err(|error| {
            Trouble::new(
                format!("No thread for backups can be started ({error})"),
                "Try again, or start without --backup-every.",
            )
        })
    }

    /// What it serves, for who runs it in his own process.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Takes no more requests, finishes those under way within `limit`, and
    /// closes the database. Returns how many connections were cut off.
    #[must_use]
    pub fn stop(self, limit: Duration) -> usize {
        drop(self.chores);
        self.edge.shutdown(limit)
    }
}

/// Connections that may wait to be accepted; std's 128 make those of a burst
/// beyond it wait a second or more for their second try. The system may cap it.
const BACKLOG: i32 = 4096;

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    rustix::net::listen(&listener, BACKLOG)?;
    Ok(listener)
}

fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> Trouble {
    use std::io::ErrorKind::{AddrInUse, AddrNotAvailable, PermissionDenied};
    match error.kind() {
        AddrInUse => Trouble::new(
            format!("The address {address} is in use by another program"),
            "Stop that one, or choose another port, as in --port 8080.",
        ),
        AddrNotAvailable => Trouble::new(
            format!("This machine has no address {}", address.ip()),
            "Use --host 127.0.0.1 for this machine only, or --host 0.0.0.0 for the network.",
        ),
        PermissionDenied => Trouble::new(
            format!("The port {} is not open to you", address.port()),
            "Choose one above 1023, as in --port 8080.",
        ),
        _ => Trouble::new(
            format!("The address {address} can't be listened on ({error})"),
            "Choose another with --host and --port.",
        ),
    }
}

/// What stands behind the edge.
struct Service {
    router: Router,
    names: Names,
}

/// Names for requests: a random word of this run and a number, so that none
/// costs a call to the system.
struct Names {
    run: String,
    next: AtomicU64,
}

impl Names {
    fn new() -> Self {
        Self {
            run: hex(&random::bytes::<4>()),
            next: AtomicU64::new(1),
        }
    }

    /// The client's own name for the request, if it is one we can put into a
    /// log; or one of ours.
    fn of(&self, request: &Request) -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let sound = |id: &&str| (8..=64).contains(&id.len()) && id.bytes().all(plain);
        let given = request.header("X-Request-Id").filter(sound);
        given.map_or_else(|| self.next(), str::to_owned)
    }

    fn next(&self) -> String {
        format!(
            "{}-{:08x}",
            self.run,
            self.next.fetch_add(1, Ordering::Relaxed)
        )
    }
}

impl edge::Service for Service {
    fn body_limit(&self, method: &str, target: &str) -> u64 {
        self.router.body_limit(method, target)
    }

    fn respond(&self, request: &Request) -> Response {
        let start = Instant::now();
        let answer = self.router.answer(request);
        finish(
            answer,
            request.method(),
            *request.remote_addr(),
            start,
            self.names.of(request),
        )
    }

    fn refuse(
        &self,
        refusal: Refusal,
        method: Option<&str>,
        target: Option<&str>,
        client: SocketAddr,
    ) -> Response {
        let start = Instant::now();
        let mut answer = self
            .router
            .refuse(&fault_of(refusal), target.unwrap_or("/"));
        answer.response.status_code = refusal.status();
        finish(
            answer,
            method.unwrap_or("-"),
            client,
            start,
            self.names.next(),
        )
    }
}

const fn fault_of(refusal: Refusal) -> Fault {
    match refusal {
        Refusal::BodyTooLarge { limit } => Fault::BodyTooLarge { limit },
        Refusal::UriTooLong | Refusal::HeadTooLarge => Fault::HeadTooLarge,
        Refusal::Timeout => Fault::TooSlow,
        Refusal::Busy { retry_after } => Fault::Busy { retry_after },
        Refusal::Panic => Fault::Internal,
        Refusal::BadRequest(_)
        | Refusal::ExpectationFailed
        | Refusal::NotImplemented
        | Refusal::VersionNotSupported => Fault::MalformedRequest,
    }
}

/// Marks the response with the request's name and logs its line: the route's
/// pattern, never the path, which may carry what nobody should read.
fn finish(
    answer: Answer,
    method: &str,
    client: SocketAddr,
    start: Instant,
    id: String,
) -> Response {
    let mut response = answer.response;
    tracing::info!(
        id,
        method,
        route = answer.pattern,
        family = answer.family,
        status = response.status_code,
        ms = (start.elapsed().as_secs_f64() * 10_000.0).round() / 10.0,
        client = %client.ip(),
        "request"
    );
    response.headers.push(("X-Request-Id".into(), id.into()));
    response
}
