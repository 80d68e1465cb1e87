//! Litestream, started and watched.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::carrier;
use super::claiming::{taken_over, try_claim};
use super::pace::{ASKED, LATE, SOON};
use crate::app::App;
use crate::backup::replica::{Litestream, Notes, ReplicaSettings, latest};
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;
use crate::store::{self, Tx};

/// How long Litestream may take to carry everything. One that hangs is ended some ten seconds later.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often the server writes down that the copy is whole: a restored database is known to be no older.
const BEAT: Duration = Duration::from_secs(10);
/// How often to look who owns the copy: so long an old server goes on that another has taken over from.
const LOOK: Duration = Duration::from_secs(15);
/// A file that is written to the place to see whether that can be done.
const PROBE: &str = "probe";
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
    looked_at: Instant,
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
            looked_at: Instant::now(),
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
        if !stop.asked() {
            if self.looked_at.elapsed() > LOOK {
                self.looked_at = Instant::now();
                self.look();
            }
            self.ask(generation);
        }
        if self.child.is_some() { ASKED } else { SOON }
    }

    /// As which owner the copy is kept; claims it, where that couldn't be done before.
    fn owned(&self) -> Option<u32> {
        let status = self.app.replica.report()?;
        if status.taken_over || status.generation.is_some() {
            return status.generation;
        }
        try_claim(&self.app, &self.settings).unwrap_or_else(|fault| {
            self.tell(Some(OperatorError::from(fault).to_string()));
            None
        })
    }

    /// Looks whether another server has taken the copy over, or somebody has taken it away.
    fn look(&self) {
        let (app, place) = (&self.app, &self.settings.place);
        let own = self.notes.own_of(place);
        match latest(place) {
            // By its token: a store that knows no condition lets two take it at once, and one of them is the owner.
            Ok(Some(owner)) if own.is_some_and(|own| own.token != owner.token) => taken_over(app),
            // It is claimed again, or told that it can't be.
            Ok(None) => app.replica.change(|status| status.generation = None),
            _ => {}
        }
    }

    fn start(&mut self) {
        match Litestream::start(&self.settings, &self.notes, &self.app.source.db) {
            Ok(Some(child)) => self.child = Some(child),
            Ok(None) => {
                // Each try may hold writers up.
                self.not_before = Instant::now() + SOON * 2;
                let why = "Litestream isn't started yet: the one before hasn't ended, or something reads from the database for long (fuser says what)";
                self.tell(Some(why.to_owned()));
            }
            Err(error) => self.failed(format!("Litestream can't be started ({error})")),
        }
    }

    /// Asks whether everything is carried that was committed until now.
    fn ask(&mut self, generation: u32) {
        let Some(child) = &mut self.child else { return };
        let asked = self.app.clock.now();
        let ended = match child.ended() {
            Some(why) => format!("ended ({why})"),
            None => match child.sync(PATIENCE) {
                Ok(()) => return self.carried(asked, generation),
                Err(why) if child.answers() => return self.tell(Some(self.why(&why))),
                Err(_) if child.is_young() => return,
                Err(_) => "doesn't answer, and was ended".to_owned(),
            },
        };
        child.kill();
        self.child = None;
        self.failed(format!("Litestream {ended}; it is started again"));
    }

    /// Why it can't carry: as the place itself says, with a way out, or else as Litestream does.
    fn why(&self, said: &str) -> String {
        let probed = self.settings.place.put(PROBE, b"");
        let said = || format!("Litestream says: {said}");
        probed.map_or_else(|fault| OperatorError::from(fault).to_string(), |()| said())
    }

    /// Now and then it is written down: no copy that has it is older.
    fn carried(&mut self, asked: Moment, generation: u32) {
        self.failures = 0;
        self.app
            .replica
            .change(|status| status.whole_at = Some(asked));
        self.tell(None);
        if self.beat_at.is_none_or(|at| at.elapsed() >= BEAT) {
            self.beat_at = Some(Instant::now());
            let beat = move |tx: &Tx| store::replica::beat(tx, generation);
            // A full disk is told of by whoever writes.
            let _ = self.app.store.write(beat);
        }
    }

    /// It ended or couldn't be started: it is started again, later each time.
    fn failed(&mut self, problem: String) {
        self.app.replica.change(|status| status.restarts += 1);
        self.not_before = Instant::now() + SOON.saturating_mul(1 << self.failures.min(7)).min(LATE);
        self.failures += 1;
        self.tell(Some(problem));
    }

    /// Notes what is wrong, or that nothing is; what is news is logged.
    fn tell(&self, problem: Option<String>) {
        let before = self.app.replica.report().and_then(|status| status.problem);
        if before == problem {
            return;
        }
        if let Some(why) = &problem {
            tracing::warn!("the copy elsewhere falls behind: {why}");
        } else {
            tracing::info!("the copy elsewhere has everything");
        }
        self.app.replica.change(|status| status.problem = problem);
    }
}

/// The end of the server: the rest is carried away.
impl Drop for Watch {
    fn drop(&mut self) {
        let Some(child) = self.child.take() else {
            return;
        };
        let (mut held, deadline) = (None, Instant::now() + LAST_PHOTOS);
        let is_over = || Instant::now() > deadline;
        while carrier::some(&self.app, &self.settings, &mut held, &is_over) == Ok(true) {}
        match child.sync(PATIENCE) {
            Ok(()) => tracing::info!("the copy elsewhere has everything"),
            Err(why) => tracing::warn!("THE COPY ELSEWHERE LACKS THE LAST CHANGES: {why}"),
        }
    }
}
