//! Everything that is measured, on one board.

use std::sync::Arc;
use std::time::Duration;

use super::board::Board;
use super::process;
use super::renewal::Renewal;
use super::requests::Requests;
use crate::app::App;
use crate::doctor::health;
use crate::domain::moment::Moment;
use crate::edge::Monitor;
use crate::platform::cache::Cached;
use crate::platform::metrics;
use crate::platform::semaphore::Load;
use crate::store::statistics;

/// How long counted rows are good: a scrape each second costs no more than one in ten.
const FRESH: Duration = Duration::from_secs(10);

/// How long readiness is good: each answer writes to the disk, which may be a small box's card.
const REFRESHED: Duration = Duration::from_secs(30);

/// The board of a server.
pub(super) fn board(
    app: &Arc<App>,
    requests: &Requests,
    watch: &Monitor,
    renewal: Option<&Arc<Renewal>>,
) -> Board {
    let mut board = Board::default();
    requests
        .collectors()
        .into_iter()
        .for_each(|one| board.show(one));
    board.show(Box::new(app.sign_ins_ended.clone()));
    about(&mut board, app);
    work(&mut board, app);
    amounts(&mut board, app);
    mail(&mut board, app);
    keeping(&mut board, app);
    connections(&mut board, watch);
    if let Some(renewal) = renewal {
        certificate(&mut board, watch, renewal);
    }
    process::show(&mut board);
    board
}

fn about(board: &mut Board, app: &Arc<App>) {
    board.gauges(
        (
            "firststep_build_info",
            "Always 1; its label says what runs.",
        ),
        ("version", [env!("CARGO_PKG_VERSION")]),
        || [1],
    );
    let (app, known) = (Arc::clone(app), Cached::default());
    board.gauge(
        "firststep_ready",
        "1 when the database takes a write and the model answers, 0 when not; as of the last half minute.",
        move || {
            let ready = || health::ready(&app).is_ok();
            i64::from(known.get(app.clock.now(), REFRESHED, ready))
        },
    );
}

/// What waits, and what is being done.
fn work(board: &mut Board, app: &Arc<App>) {
    let meters = app.store.meters().clone();
    board.show(Box::new(meters.waiting));
    board.show(Box::new(meters.group));
    board.show(Box::new(meters.commit));
    board.show(Box::new(app.hasher.duration().clone()));
    let (hashing, decoding) = (Arc::clone(app), Arc::clone(app));
    let split = |Load { running, waiting }| [running, waiting];
    let states = ("state", ["running", "waiting"]);
    board.gauges(
        (
            "firststep_hashing",
            "Passwords being hashed, and waiting for it.",
        ),
        states,
        move || split(hashing.hasher.load()),
    );
    board.gauges(
        (
            "firststep_photo_decoding",
            "Photos being decoded, and waiting for it.",
        ),
        states,
        move || split(decoding.photos.load()),
    );
}

/// What is kept. Photos are counted by their rows: looking at each file would cost more.
fn amounts(board: &mut Board, app: &Arc<App>) {
    let accounts = metrics::gauge("firststep_accounts", "Accounts.");
    let photos = metrics::gauge("firststep_photos", "Photos.");
    let bytes = metrics::gauge(
        "firststep_photo_bytes",
        "Bytes of all photos, all sizes together, as of the last ten seconds.",
    );
    for gauge in [&accounts, &photos, &bytes] {
        board.show(Box::new(gauge.clone()));
    }
    let (reading, counted) = (Arc::clone(app), Cached::default());
    board.each_time(move || {
        let count = || reading.store.read(statistics::amounts);
        // What can't be read stays as it was; `firststep_ready` tells that something is wrong.
        if let Ok(now) = counted.get(reading.clock.now(), FRESH, count) {
            accounts.set(now.accounts);
            photos.set(now.photos);
            bytes.set(now.photo_bytes);
        }
    });
    let (database, log) = (Arc::clone(app), Arc::clone(app));
    board.gauge(
        "firststep_database_bytes",
        "Bytes of the database's file.",
        move || database.store.bytes()[0],
    );
    board.gauge(
        "firststep_database_wal_bytes",
        "Bytes of the log beside it, from which it is brought up to date now and then.",
        move || log.store.bytes()[1],
    );
}

fn mail(board: &mut Board, app: &Arc<App>) {
    let (app, counted) = (Arc::clone(app), Cached::<[usize; 2]>::default());
    board.gauges(
        (
            "firststep_mails",
            "Mails in the outbox: to be sent or read, and refused for good.",
        ),
        ("state", ["waiting", "refused"]),
        move || counted.get(app.clock.now(), FRESH, || app.mailer.count()),
    );
}

/// Whether the data is sound and kept elsewhere as well.
fn keeping(board: &mut Board, app: &Arc<App>) {
    let (sound, made, failing) = (Arc::clone(app), Arc::clone(app), Arc::clone(app));
    board.gauge(
        "firststep_database_damaged",
        "1 once damage was found in the database, which is only read from then on.",
        move || i64::from(sound.store.damage().is_some()),
    );
    board.gauge(
        "firststep_backup_timestamp_seconds",
        "When the server's latest good backup was made, in seconds since 1970; 0 without one.",
        move || made.backups.report().made_at.map_or(0, Moment::seconds),
    );
    board.gauge(
        "firststep_backup_failures",
        "How many backups in a row failed, up to now.",
        move || {
            let failed = failing.backups.report().failed;
            failed.map_or(0, |failed| i64::from(failed.in_a_row))
        },
    );
}

fn connections(board: &mut Board, watch: &Monitor) {
    let (open, accepted) = (watch.clone(), watch.clone());
    board.gauges(
        ("firststep_connections", "Open connections by what they do: agree on TLS, wait for a request, have one under way."),
        ("state", ["handshake", "idle", "busy"]),
        move || {
            let now = open.counts();
            [now.handshaking, now.idle, now.busy]
        },
    );
    board.counter(
        "firststep_connections_accepted_total",
        "Connections accepted, those turned away included.",
        move || accepted.counts().accepted,
    );
}

fn certificate(board: &mut Board, watch: &Monitor, renewal: &Arc<Renewal>) {
    let (done, failed, renewal) = (watch.clone(), watch.clone(), Arc::clone(renewal));
    board.counter(
        "firststep_tls_handshakes_total",
        "TLS handshakes done.",
        move || done.counts().handshakes,
    );
    board.counter(
        "firststep_tls_handshakes_failed_total",
        "TLS handshakes that came to nothing.",
        move || failed.counts().handshakes_failed,
    );
    board.gauge(
        "firststep_tls_certificate_expires_timestamp_seconds",
        "When the certificate that is shown ends, in seconds since 1970.",
        move || renewal.expires().seconds(),
    );
}
