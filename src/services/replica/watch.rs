//! Litestream, started and watched.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::carrier::Carrier;
use super::claiming::try_claim;
use super::pace::{ASKED, LATE, SOON};
use crate::app::App;
use crate::backup::replica::{Claim, Litestream, Notes, ReplicaSettings};
use crate::domain::moment::Moment;
use crate::platform::background_tasks::Stop;
use crate::store;

/// How long Litestream may take to carry everything. One that hangs is ended some ten seconds later.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often the server writes down that it is alive: a restored database is known to be no older.
const BEAT: Duration = Duration::from_secs(10);
/// How long the end of the server waits for photos that are left to be carried.
const LAST_PHOTOS: Duration = Duration::from_secs(10);

/// Litestream, watched.
pub(super) struct Watch {
    app: Arc<App>,
    settings: Arc<ReplicaSettings>,
    notes: Notes,
    child: Option<Litestream>,
    failures: u32,
    not_before: Instant,
    beat_at: Option<Instant>,
}

impl Watch {
    pub(super) fn new(app: Arc<App>, settings: Arc<ReplicaSettings>) -> Self {
        Self {
            notes: Notes::of(&app.folder),
            app,
            settings,
            child: None,
            failures: 0,
            not_before: Instant::now(),
            beat_at: None,
        }
    }

    pub(super) fn round(&mut self, stop: &Stop) -> Duration {
        let Some(generation) = self.owned() else {
            // What it would carry now is nobody's.
            if let Some(mut child) = self.child.take() {
                child.kill();
            }
            return SOON * 10;
        };
        if self.child.is_none() && Instant::now() >= self.not_before {
            self.start();
        }
        self.beat(generation);
        if !stop.asked() {
            self.ask();
        }
        if self.child.is_some() { ASKED } else { SOON }
    }

    /// As which owner the copy is kept; claims it, where that couldn't be done before.
    fn owned(&self) -> Option<u32> {
        let status = self.app.replica.report()?;
        if status.taken_over || status.generation.is_some() {
            return status.generation;
        }
        match try_claim(&self.app, &self.settings, false) {
            Claim::Ours(generation) => return Some(generation),
            Claim::TakenOver => {}
            Claim::Refused(error) | Claim::Away(error) => self.tell(error.to_string()),
        }
        None
    }

    fn start(&mut self) {
        match Litestream::start(&self.settings, &self.notes, &self.app.source.db) {
            Ok(Some(child)) => self.child = Some(child),
            Ok(None) => {
                // Each try may hold writers up.
                self.not_before = Instant::now() + SOON * 2;
                let why = "the one before hasn't ended, or something reads from the database for long (fuser says what)";
                self.tell(format!("Litestream isn't started yet: {why}"));
            }
            Err(error) => self.failed(format!("Litestream can't be started ({error})")),
        }
    }

    /// Asks whether everything is carried that was committed until now.
    fn ask(&mut self) {
        let Some(child) = &mut self.child else { return };
        let problem = if let Some(why) = child.ended() {
            format!("Litestream ended, and is started again ({why})")
        } else {
            let asked = self.app.clock.now();
            match child.sync(PATIENCE) {
                Ok(()) => return self.carried(asked),
                Err(why) if child.answers() => return self.tell(self.why(&why)),
                Err(_) if child.is_young() => return,
                Err(_) => {
                    "Litestream doesn't answer, and was ended; it is started again".to_owned()
                }
            }
        };
        child.kill();
        self.child = None;
        self.failed(problem);
    }

    /// Why it can't carry: as the place itself says, with a way out, or else as Litestream does.
    fn why(&self, said: &str) -> String {
        let status = self.app.replica.report();
        let away = status.and_then(|status| status.away);
        away.unwrap_or_else(|| format!("Litestream says: {said}"))
    }

    fn carried(&mut self, asked: Moment) {
        self.failures = 0;
        let mut is_first = false;
        self.app.replica.change(|status| {
            is_first = status.whole_at.is_none();
            status.whole_at = Some(asked);
        });
        if is_first {
            let _ = self.notes.set_whole_at(asked.seconds());
        }
        if self.app.replica.note(None) {
            tracing::info!("the copy elsewhere has everything");
        }
    }

    /// It ended or couldn't be started: it is started again, later each time.
    fn failed(&mut self, problem: String) {
        self.app.replica.change(|status| status.restarts += 1);
        self.not_before = Instant::now() + SOON.saturating_mul(1 << self.failures.min(7)).min(LATE);
        self.failures += 1;
        self.tell(problem);
    }

    fn tell(&self, problem: String) {
        let line = problem.clone();
        if self.app.replica.note(Some(problem)) {
            tracing::warn!("the copy elsewhere falls behind: {line}");
        }
    }

    /// Writes down that the server is alive, and up to when the copy is whole.
    fn beat(&mut self, generation: u32) {
        if self.beat_at.is_some_and(|at| at.elapsed() < BEAT) {
            return;
        }
        self.beat_at = Some(Instant::now());
        // A full disk is told of by whoever writes.
        let _ = self
            .app
            .store
            .write(move |tx| store::replica::beat(tx, generation));
        let status = self.app.replica.report();
        if let Some(whole) = status.and_then(|status| status.whole_at) {
            let _ = self.notes.set_whole_at(whole.seconds());
        }
    }
}

/// The end of the server: the rest is carried away.
impl Drop for Watch {
    fn drop(&mut self) {
        let Some(child) = self.child.take() else {
            return;
        };
        let mut carrier = Carrier::new(Arc::clone(&self.app), Arc::clone(&self.settings));
        let deadline = Instant::now() + LAST_PHOTOS;
        while carrier.some(&|| Instant::now() > deadline) == Ok(true) {}
        match child.sync(PATIENCE) {
            Ok(()) => {
                let _ = self.notes.set_whole_at(self.app.clock.now().seconds());
                tracing::info!("the copy elsewhere has everything");
            }
            Err(why) => tracing::warn!("THE COPY ELSEWHERE LACKS THE LAST CHANGES: {why}"),
        }
    }
}
