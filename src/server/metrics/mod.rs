//! Every metric that is exported, by its name; the place to add one.

pub(super) mod endpoint;
mod process;
mod registry;
pub(super) mod requests;

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::backup::replica::{Notes, ReplicaStatus};
use crate::doctor::health;
use crate::domain::moment::Moment;
use crate::edge::Monitor;
use crate::platform::cache::Cached;
use crate::platform::log_queue;
use crate::platform::metrics;
use crate::platform::semaphore::Load;
use crate::server::certificate_renewal::Renewal;
use crate::services::accounts;
use registry::MetricsRegistry;
use requests::RequestMetrics;

/// How long counted rows are reused: a scrape each second costs no more than one in ten seconds.
const FRESH: Duration = Duration::from_secs(10);

/// How long readiness is reused: each check writes to the disk, which may be a small computer's SD
/// card.
const REFRESHED: Duration = Duration::from_secs(30);

/// All metrics of a server.
pub(super) fn registry(
    app: &Arc<App>,
    requests: &RequestMetrics,
    monitor: &Monitor,
    renewal: Option<&Arc<Renewal>>,
) -> MetricsRegistry {
    let mut registry = MetricsRegistry::default();
    requests
        .collectors()
        .into_iter()
        .for_each(|metric| registry.add(metric));
    registry.add(Box::new(app.sign_ins_ended.clone()));
    about(&mut registry, app);
    work(&mut registry, app);
    amounts(&mut registry, app);
    mail(&mut registry, app);
    safety(&mut registry, app);
    copy(&mut registry, app);
    connections(&mut registry, monitor);
    if let Some(renewal) = renewal {
        certificate(&mut registry, monitor, renewal);
    }
    registry.counter(
        "firststep_log_lines_lost_total",
        "Lines of the log that were lost because whoever reads it stood still, or its disk was full.",
        log_queue::lost,
    );
    process::add(&mut registry);
    registry
}

fn about(registry: &mut MetricsRegistry, app: &Arc<App>) {
    registry.gauges(
        (
            "firststep_build_info",
            "Always 1; its label says what runs.",
        ),
        ("version", [env!("CARGO_PKG_VERSION")]),
        || [1],
    );
    let (app, known) = (Arc::clone(app), Cached::default());
    registry.gauge(
        "firststep_ready",
        "1 when the database takes a write and the model answers, 0 when not; as of the last half minute.",
        move || {
            let ready = || health::ready(&app).is_ok();
            i64::from(known.get(app.clock.uptime(), REFRESHED, ready))
        },
    );
}

/// Queues and work under way.
fn work(registry: &mut MetricsRegistry, app: &Arc<App>) {
    let meters = app.store.meters().clone();
    registry.add(Box::new(meters.waiting));
    registry.add(Box::new(meters.group));
    registry.add(Box::new(meters.commit));
    registry.add(Box::new(app.hasher.duration().clone()));
    let (hashing, decoding) = (Arc::clone(app), Arc::clone(app));
    let split = |Load { running, waiting }| [running, waiting];
    let states = ("state", ["running", "waiting"]);
    registry.gauges(
        (
            "firststep_hashing",
            "Passwords being hashed, and waiting for it.",
        ),
        states,
        move || split(hashing.hasher.load()),
    );
    registry.gauges(
        (
            "firststep_photo_decoding",
            "Photos being decoded, and waiting for it.",
        ),
        states,
        move || split(decoding.photos.load()),
    );
}

/// How much is stored. Photos are counted by their rows: looking at each file would cost more.
fn amounts(registry: &mut MetricsRegistry, app: &Arc<App>) {
    let people = metrics::gauge("firststep_accounts", "Accounts.");
    let photos = metrics::gauge("firststep_photos", "Photos.");
    let bytes = metrics::gauge(
        "firststep_photo_bytes",
        "Bytes of all photos, all sizes together, as of the last ten seconds.",
    );
    for gauge in [&people, &photos, &bytes] {
        registry.add(Box::new(gauge.clone()));
    }
    let (reading, counted) = (Arc::clone(app), Cached::default());
    registry.at_each_scrape(move || {
        let count = || accounts::amounts(&reading);
        // What can't be read stays as it was; `firststep_ready` shows that something is wrong.
        if let Ok(now) = counted.get(reading.clock.uptime(), FRESH, count) {
            people.set(now.accounts);
            photos.set(now.photos);
            bytes.set(now.photo_bytes);
        }
    });
    let (database, log) = (Arc::clone(app), Arc::clone(app));
    registry.gauge(
        "firststep_database_bytes",
        "Bytes of the database's file.",
        move || database.store.bytes()[0],
    );
    registry.gauge(
        "firststep_database_wal_bytes",
        "Bytes of SQLite's write-ahead log.",
        move || log.store.bytes()[1],
    );
}

fn mail(registry: &mut MetricsRegistry, app: &Arc<App>) {
    let (app, counted) = (Arc::clone(app), Cached::<[usize; 3]>::default());
    registry.gauges(
        (
            "firststep_mails",
            "Mails in the outbox: to be sent or read, waiting for another try, and set aside.",
        ),
        ("state", ["waiting", "delayed", "refused"]),
        move || counted.get(app.clock.uptime(), FRESH, || app.mailer.count()),
    );
}

/// Whether the database is intact and backed up.
fn safety(registry: &mut MetricsRegistry, app: &Arc<App>) {
    let (sound, made, failing) = (Arc::clone(app), Arc::clone(app), Arc::clone(app));
    registry.gauge(
        "firststep_database_damaged",
        "1 once damage was found in the database, which is served read-only from then on.",
        move || i64::from(sound.store.damage().is_some()),
    );
    registry.gauge(
        "firststep_backup_timestamp_seconds",
        "When the server's latest good backup was made, in seconds since 1970; 0 without one.",
        move || made.backups.report().made_at.map_or(0, Moment::seconds),
    );
    registry.gauge(
        "firststep_backup_failures",
        "How many backups in a row failed, up to now.",
        move || {
            let failed = failing.backups.report().failed;
            failed.map_or(0, |failed| i64::from(failed.in_a_row))
        },
    );
}

/// The copy elsewhere, where one is kept.
fn copy(registry: &mut MetricsRegistry, app: &Arc<App>) {
    if app.replica.report().is_none() {
        return;
    }
    let mut add = |name, help, read: fn(&ReplicaStatus, &App) -> i64| {
        let app = Arc::clone(app);
        registry.gauge(name, help, move || {
            let status = app.replica.report();
            status.map_or(0, |status| read(&status, &app))
        });
    };
    add(
        "firststep_replica_behind_seconds",
        "How long ago the copy elsewhere was last known to hold everything.",
        |status, app| {
            let behind = status.behind(app.clock.now());
            i64::try_from(behind.as_secs()).unwrap_or(i64::MAX)
        },
    );
    add(
        "firststep_replica_restarts",
        "How often Litestream had to be started again since the server's start.",
        |status, _| status.restarts.into(),
    );
    add(
        "firststep_replica_photos_left",
        "Photos that are left to be carried to the copy, or to be removed there.",
        |status, _| i64::try_from(status.photos_left).unwrap_or(i64::MAX),
    );
    add(
        "firststep_replica_taken_over",
        "1 once another server has taken the copy over; this one is read-only then.",
        |status, _| status.taken_over.into(),
    );
    add(
        "firststep_replica_drill_timestamp_seconds",
        "When the way back from the copy was last tried, in seconds since 1970; 0 if never.",
        |_, app| Notes::of(&app.folder).drill().map_or(0, |drill| drill.at),
    );
    add(
        "firststep_replica_drill_failed",
        "1 if that try failed.",
        |_, app| {
            let drill = Notes::of(&app.folder).drill();
            drill.is_some_and(|drill| drill.problem.is_some()).into()
        },
    );
}

fn connections(registry: &mut MetricsRegistry, monitor: &Monitor) {
    let (open, accepted) = (monitor.clone(), monitor.clone());
    registry.gauges(
        ("firststep_connections", "Open connections by what they do: agree on TLS, wait for a request, have one under way."),
        ("state", ["handshake", "idle", "busy"]),
        move || {
            let now = open.counts();
            [now.handshaking, now.idle, now.busy]
        },
    );
    registry.counter(
        "firststep_connections_accepted_total",
        "Connections accepted, those turned away included.",
        move || accepted.counts().accepted,
    );
}

fn certificate(registry: &mut MetricsRegistry, monitor: &Monitor, renewal: &Arc<Renewal>) {
    let (done, failed, renewal) = (monitor.clone(), monitor.clone(), Arc::clone(renewal));
    registry.counter(
        "firststep_tls_handshakes_total",
        "TLS handshakes done.",
        move || done.counts().handshakes,
    );
    registry.counter(
        "firststep_tls_handshakes_failed_total",
        "TLS handshakes that came to nothing.",
        move || failed.counts().handshakes_failed,
    );
    registry.gauge(
        "firststep_tls_certificate_expires_timestamp_seconds",
        "When the certificate that is shown ends, in seconds since 1970.",
        move || renewal.expires().seconds(),
    );
}
