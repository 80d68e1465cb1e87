//! The edge and the router joined: opens, serves, logs and counts each request, stops.

mod board;
pub(crate) mod certificate;
mod listening;
mod metrics;
mod page;
mod process;
mod renewal;
mod requests;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rouille::{Request, Response};

use crate::api;
use crate::app::App;
use crate::domain::fault::Fault;
use crate::domain::operator_error::OperatorError;
use crate::edge::{self, Network, ReadBody, ReadError, Refusal};
use crate::http::cors::Cors;
use crate::http::router::{Answer, Router};
use crate::platform::background_tasks::{BackgroundTasks, Stop};
use crate::platform::digest::hex;
use crate::platform::random;
use crate::server::certificate::Files;
use crate::services::backups::{self, Schedule};
use listening::{MAIN, METRICS, listen, no_thread};
use renewal::Renewal;
use requests::Requests;

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
    /// The certificate to speak TLS with; without one plain HTTP is spoken.
    pub tls: Option<Files>,
    /// Where to serve the metrics, if anywhere.
    pub metrics: Option<SocketAddr>,
}

/// A server at work.
pub struct Server {
    edge: edge::Handle,
    metrics: Option<edge::Handle>,
    renewal: Option<Arc<Renewal>>,
    chores: BackgroundTasks,
    app: Arc<App>,
}

impl Server {
    /// Listens and serves, on threads of its own.
    ///
    /// # Errors
    /// A sentence if an address can't be listened on or the certificate can't be used.
    pub fn start(app: App, options: Options) -> Result<Self, OperatorError> {
        edge::raise_fd_limit();
        let app = Arc::new(app);
        let mut chores = BackgroundTasks::default();
        let renewal = options.tls.clone().map(|files| {
            let clock = Arc::clone(&app.clock);
            Renewal::begin(files, clock, &mut chores)
        });
        let renewal = renewal.transpose()?;
        let listener = listen(options.address, MAIN)?;
        // Before anything is served: who asked for metrics shall not go without.
        let watched = options.metrics.map(|address| listen(address, METRICS));
        let watched = watched.transpose()?;
        let service = Arc::new(Service::new(&app, &options));
        let settings = settings(options, renewal.as_deref());
        let edge = edge::serve(listener, settings, Arc::clone(&service) as Arc<_>);
        let edge = edge.map_err(|error| no_thread(&error))?;
        let metrics = watched.map(|listener| {
            let (requests, watch) = (&service.requests, edge.monitor());
            let board = metrics::board(&app, requests, &watch, renewal.as_ref());
            page::serve(listener, board).map_err(|error| no_thread(&error))
        });
        let metrics = metrics.transpose()?;
        Ok(Self {
            edge,
            metrics,
            renewal,
            chores,
            app,
        })
    }

    /// Where it serves the metrics, if it does.
    #[must_use]
    pub(crate) fn metrics(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(edge::Handle::address)
    }

    /// Reads the certificate's files again; what can't be used changes nothing but the log.
    pub(crate) fn renew_certificate(&self) {
        if let Some(renewal) = &self.renewal {
            renewal.renew();
        }
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
    pub(crate) fn back_up(&mut self, schedule: Schedule) -> Result<(), OperatorError> {
        backups::start(&mut self.chores, Arc::clone(&self.app), schedule).map_err(|error| {
            OperatorError::new(
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

    /// Has `work` done again and again beside the requests: first after `first`,
    /// then after as long as it says itself each time.
    ///
    /// # Errors
    /// A sentence if the system starts no further thread.
    pub(crate) fn look_after(
        &mut self,
        name: &str,
        first: Duration,
        mut work: impl FnMut(&App, &Stop) -> Duration + Send + 'static,
    ) -> Result<(), OperatorError> {
        let app = Arc::clone(&self.app);
        let started = self.chores.start(name, first, move |stop| work(&app, stop));
        started.map_err(|error| {
            OperatorError::new(
                format!("A thread can't be started ({error})"),
                "End other programs of this user, or raise their limit.",
            )
        })
    }

    /// Takes no more requests, finishes those under way within `limit`, and
    /// closes the database. Returns how many connections were cut off.
    #[must_use]
    pub fn stop(self, limit: Duration) -> usize {
        drop(self.chores);
        let cut = self.edge.shutdown(limit);
        // Last, so that who watches sees the end coming; nobody is owed a page of them.
        if let Some(metrics) = self.metrics {
            let _ = metrics.shutdown(LAST_LOOK);
        }
        cut
    }
}

/// How long a page of metrics may still take once everything else has ended.
const LAST_LOOK: Duration = Duration::from_secs(1);

fn settings(options: Options, renewal: Option<&Renewal>) -> edge::EdgeSettings {
    edge::EdgeSettings {
        max_connections: options.max_connections,
        max_per_client: options.max_per_client,
        trusted_proxies: options.trusted_proxies,
        tls: renewal.map(Renewal::tls),
        ..edge::EdgeSettings::default()
    }
}

/// What stands behind the edge.
struct Service {
    router: Router,
    names: Names,
    requests: Requests,
}

impl Service {
    fn new(app: &Arc<App>, options: &Options) -> Self {
        let router = Router::new(
            Arc::clone(app),
            api::all(),
            Cors::new(options.cors.clone()),
            options.public_url.clone(),
        );
        Self {
            requests: Requests::new(router.labels()),
            router,
            names: Names::new(),
        }
    }

    /// Marks the response with the request's name, counts it and logs its line: the route's
    /// pattern, never the path, which may carry what nobody should read.
    fn finish(&self, answer: Answer, asked: &Asked, id: String) -> Response {
        let mut response = answer.response;
        let took = asked.start.elapsed();
        self.requests
            .count(answer.route.index(), response.status_code, took);
        tracing::info!(
            id,
            method = asked.method,
            route = answer.pattern,
            family = answer.family,
            status = response.status_code,
            ms = (took.as_secs_f64() * 10_000.0).round() / 10.0,
            client = %asked.client.ip(),
            "request"
        );
        response.headers.push(("X-Request-Id".into(), id.into()));
        response
    }
}

/// Who asked, how and when.
struct Asked<'text> {
    method: &'text str,
    client: SocketAddr,
    start: Instant,
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

impl edge::RequestHandler for Service {
    fn respond(&self, request: &Request, read_body: &mut ReadBody) -> Result<Response, ReadError> {
        let resolved = self.router.resolve(request);
        let body = read_body(self.router.body_limit(&resolved))?;
        let asked = Asked {
            method: request.method(),
            client: *request.remote_addr(),
            start: Instant::now(),
        };
        let answer = self.router.answer(request, resolved, body);
        Ok(self.finish(answer, &asked, self.names.of(request)))
    }

    fn refuse(
        &self,
        refusal: Refusal,
        method: Option<&str>,
        target: Option<&str>,
        client: SocketAddr,
    ) -> Response {
        let asked = Asked {
            method: method.unwrap_or("-"),
            client,
            start: Instant::now(),
        };
        self.requests.refused(refusal.reason());
        let fault = fault_of(refusal);
        let mut answer = self.router.refuse(&fault, target.unwrap_or("/"));
        if refusal == Refusal::NeedsTls {
            answer.response = Response::text(NEEDS_TLS);
        }
        answer.response.status_code = refusal.status();
        self.finish(answer, &asked, self.names.next())
    }
}

/// For people: a program that speaks plainly here was set up by one.
pub(crate) const NEEDS_TLS: &str =
    "This port speaks https: begin the address with https:// instead.\n";

const fn fault_of(refusal: Refusal) -> Fault {
    match refusal {
        Refusal::BodyTooLarge { limit } => Fault::BodyTooLarge { limit },
        Refusal::UriTooLong | Refusal::HeadTooLarge => Fault::HeadTooLarge,
        Refusal::Timeout => Fault::TooSlow,
        Refusal::Busy { retry_after, .. } => Fault::Busy { retry_after },
        Refusal::Panic => Fault::Internal,
        Refusal::BadRequest(_)
        | Refusal::NeedsTls
        | Refusal::ExpectationFailed
        | Refusal::NotImplemented
        | Refusal::VersionNotSupported => Fault::MalformedRequest,
    }
}
