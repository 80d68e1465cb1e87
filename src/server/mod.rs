//! The edge and the router joined: starts to serve, and stops.

pub(crate) mod certificate;
mod certificate_renewal;
mod listener;
mod metrics;
mod service;

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::backup::replica::ReplicaSettings;
use crate::doctor::health;
use crate::domain::operator_error::OperatorError;
use crate::edge::{self, Network};
use crate::platform::background_tasks::{BackgroundTasks, Stop};
use crate::server::certificate::Files;
use crate::services::backups::{self, Schedule};
use crate::services::replica;
use certificate_renewal::Renewal;
use listener::{METRICS, listen, listen_at_one, no_thread};
use metrics::endpoint;
pub(crate) use service::NEEDS_TLS;
use service::RouterService;

/// How to serve.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub address: SocketAddr,
    /// The ports to listen on instead, if another program has that one.
    pub spare_ports: RangeInclusive<u16>,
    /// The one of this machine's addresses that phones are shown, if it isn't the likeliest.
    pub phones_at: Option<IpAddr>,
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

/// A running server.
pub struct Server {
    edge: edge::RunningEdge,
    metrics: Option<edge::RunningEdge>,
    renewal: Option<Arc<Renewal>>,
    tasks: BackgroundTasks,
    /// Those that end after the last request.
    last: BackgroundTasks,
    app: Arc<App>,
}

impl Server {
    /// Listens and serves, on threads of its own.
    ///
    /// # Errors
    /// A sentence if an address can't be listened on or the certificate can't be used.
    pub fn start(mut app: App, options: Options) -> Result<Self, OperatorError> {
        edge::raise_fd_limit();
        app.public_url.clone_from(&options.public_url);
        app.listens_everywhere = options.address.ip().is_unspecified();
        app.phones_at = options.phones_at;
        let app = Arc::new(app);
        let mut tasks = BackgroundTasks::default();
        let renewal = options.tls.clone().map(|files| {
            let clock = Arc::clone(&app.clock);
            Renewal::begin(files, clock, &mut tasks)
        });
        let renewal = renewal.transpose()?;
        let listener = listen_at_one(options.address, options.spare_ports.clone())?;
        health::watch(&app).map_err(|error| no_thread(&error))?;
        // Before anything is served: metrics that were asked for are served, or nothing is.
        let scraped = options.metrics.map(|address| listen(address, METRICS));
        let scraped = scraped.transpose()?;
        let by_tls = options.tls.is_some();
        let service = Arc::new(RouterService::new(&app, options.cors.clone(), by_tls));
        let settings = settings(options, renewal.as_deref());
        let edge = edge::serve(listener, settings, Arc::clone(&service) as Arc<_>);
        let edge = edge.map_err(|error| no_thread(&error))?;
        let metrics = scraped.map(|listener| {
            let (requests, monitor) = (&service.requests, edge.monitor());
            let registry = metrics::registry(&app, requests, &monitor, renewal.as_ref());
            endpoint::serve(listener, registry).map_err(|error| no_thread(&error))
        });
        let metrics = metrics.transpose()?;
        Ok(Self {
            edge,
            metrics,
            renewal,
            tasks,
            last: BackgroundTasks::default(),
            app,
        })
    }

    /// Where it serves the metrics, if it does.
    #[must_use]
    pub(crate) fn metrics(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(edge::RunningEdge::address)
    }

    /// Reads the certificate's files again, if there is one; a pair that can't be used is logged and
    /// changes nothing. Returns whether there is one.
    pub(crate) fn renew_certificate(&self) -> bool {
        self.renewal.as_deref().map(Renewal::renew).is_some()
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.edge.address()
    }

    /// Makes backups on this schedule from now on.
    ///
    /// # Errors
    /// A sentence if the system starts no further thread.
    pub(crate) fn back_up(&mut self, schedule: Schedule) -> Result<(), OperatorError> {
        backups::start(&mut self.tasks, Arc::clone(&self.app), schedule).map_err(|error| {
            OperatorError::new(
                format!("No thread for backups can be started ({error})"),
                "Try again, or start without --backup-every.",
            )
        })
    }

    /// Keeps a copy elsewhere from now on.
    ///
    /// # Errors
    /// A sentence if the system starts no further thread.
    pub(crate) fn keep_copy(&mut self, settings: ReplicaSettings) -> Result<(), OperatorError> {
        let started = replica::start(&mut self.tasks, &mut self.last, &self.app, settings);
        started.map_err(|error| {
            OperatorError::new(
                format!("No thread for the copy can be started ({error})"),
                "Try again, or start without --replica.",
            )
        })
    }

    /// What it serves, for whoever runs it in a process of their own.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Runs `work` in the background: first after `first`, then each time after as long as it
    /// returned.
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
        let started = self.tasks.start(name, first, move |stop| work(&app, stop));
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
        drop(self.tasks);
        let cut = self.edge.shutdown(limit);
        // What was answered is carried away.
        drop(self.last);
        // Last, so that the end can still be scraped.
        if let Some(metrics) = self.metrics {
            let _ = metrics.shutdown(LAST_SCRAPE);
        }
        cut
    }
}

/// Whether this address could be listened on, or one of these ports; it is free again afterwards.
pub(crate) fn try_address(
    address: SocketAddr,
    spare_ports: RangeInclusive<u16>,
) -> Result<(), OperatorError> {
    listen_at_one(address, spare_ports).map(drop)
}

/// The same for that of the metrics.
pub(crate) fn try_metrics_address(address: SocketAddr) -> Result<(), OperatorError> {
    listen(address, METRICS).map(drop)
}

/// How long a scrape may still take once everything else has ended.
const LAST_SCRAPE: Duration = Duration::from_secs(1);

fn settings(options: Options, renewal: Option<&Renewal>) -> edge::EdgeSettings {
    edge::EdgeSettings {
        max_connections: options.max_connections,
        max_per_client: options.max_per_client,
        trusted_proxies: options.trusted_proxies,
        tls: renewal.map(Renewal::tls),
        ..edge::EdgeSettings::default()
    }
}
