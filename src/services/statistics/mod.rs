//! What the answers that people let us keep tell of the questionnaire, or of another instrument. Administrators alone
//! see it.

mod collect;
mod norms;
#[cfg(test)]
mod reference_tests;

pub(crate) use collect::SIDES;
pub(crate) use norms::{NormsSet, clear_norms, norms, place, place_among, set_norms};

use crate::app::App;
use crate::domain::caller::Admin;
use crate::domain::fault::{Fault, Resource};
use crate::domain::field::{FieldFault, Problem};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::norms::Norms;
use crate::domain::persona::{DICHOTOMIES, Dichotomy};
use crate::domain::response::ResponseFilter;
use crate::domain::room::{Room, RoomCode};
use crate::domain::statistics::{Layout, Report, RetestFigures};
use crate::domain::text::Text;
use crate::model::instruments::Instrument;
use crate::store::{self, Tx};

use collect::{collected, hash};

/// Whose answers are counted: of those that fit all that is named.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// To another instrument than the sixty.
    pub instrument: Option<Instrument>,
    /// Answered in this language.
    pub language: Option<Language>,
    /// Given in the room with this code.
    pub room: Option<RoomCode>,
    /// By the team of this name in it.
    pub team: Option<String>,
    /// At this moment or later.
    pub from: Option<Moment>,
    /// Before this moment.
    pub until: Option<Moment>,
    /// Only those that deserve trust.
    pub reliable_only: bool,
}

/// What was found.
#[derive(Debug)]
pub(crate) struct Statistics {
    /// Which other instrument than the sixty they are of.
    pub instrument: Option<Instrument>,
    /// The lowest and the highest answer.
    pub ends: [i64; 2],
    /// The figures.
    pub report: Report,
    /// People who answered twice; none of another instrument, of which each account lets one set of answers be kept.
    pub retest: Option<RetestFigures>,
    /// How many answers weren't counted because their giver had answered before.
    pub again: u64,
    /// How many weren't because they are to other statements than those of now.
    pub other_questionnaires: i64,
    /// Of how many people a figure is at the least.
    pub least: u64,
    /// The norms that are in force, if any are, and their median on each scale.
    pub norms: Option<(Norms, Vec<Option<f64>>)>,
    /// Whether the statements have a key; without one there are no scales.
    pub has_key: bool,
    /// Whether it is a demo, whose people are made up.
    pub made_up: bool,
}

impl Statistics {
    /// What the scales are called: of the sixty by the letters of their poles with this between them.
    pub(crate) fn scale_names(&self, between: &str) -> Vec<String> {
        let pair = |pair: &Dichotomy| format!("{}{between}{}", pair.first, pair.second);
        let own = self.instrument.as_ref();
        own.map_or_else(
            || DICHOTOMIES.iter().map(pair).collect(),
            |instrument| instrument.content().scales.clone(),
        )
    }
}

/// The statistics of the answers that are asked for.
///
/// # Errors
/// [`Fault::NotFound`] for a room that isn't there or didn't answer that, [`Fault::Fields`] for a team that it hasn't,
/// [`Fault::Busy`] when too many wait for theirs.
pub(crate) fn statistics(app: &App, _: Admin, asked: &Asked) -> Result<Statistics, Fault> {
    let _permit = app
        .counting
        .acquire()
        .ok_or(Fault::Busy { retry_after: 2 })?;
    let least = app.policy.statistics_least;
    let instrument = asked.instrument.as_ref();
    app.store.read_snapshot(|tx| {
        let filter = filter(tx, app, asked)?;
        let collector = collected(tx, app, instrument, &filter)?;
        let norms = store::norms::in_force(tx, hash(app, instrument))?;
        let layout = collector.tally.layout();
        Ok(Statistics {
            instrument: asked.instrument.clone(),
            ends: [layout.lowest(), layout.highest()],
            norms: norms.map(|norms| with_medians(norms, layout)),
            report: collector.tally.report(least),
            retest: instrument
                .is_none()
                .then(|| collector.retest.figures(least)),
            again: collector.again,
            other_questionnaires: others(tx, instrument, &filter)?,
            least,
            has_key: instrument.is_some() || app.questions.key().is_some(),
            made_up: app.policy.demo,
        })
    })
}

/// How many that fit otherwise are to other statements, or to other versions of the instrument.
fn others(tx: &Tx, instrument: Option<&Instrument>, filter: &ResponseFilter) -> Result<i64, Fault> {
    if let Some(instrument) = instrument {
        return store::counted_results::count_of_others(tx, &instrument.content().id, filter);
    }
    let everybody = ResponseFilter {
        questionnaire_hash: None,
        ..filter.clone()
    };
    let all = store::responses::count(tx, &everybody)?;
    Ok(all - store::responses::count(tx, filter)?)
}

fn with_medians(norms: Norms, layout: &Layout) -> (Norms, Vec<Option<f64>>) {
    let median = |scale| Some(layout.mean_answer(scale, norms.counts.median(scale)?));
    let medians = (0..layout.scales()).map(median).collect();
    (norms, medians)
}

fn filter(tx: &Tx, app: &App, asked: &Asked) -> Result<ResponseFilter, Fault> {
    let room = asked
        .room
        .as_ref()
        .map(|code| store::rooms::by_code(tx, code))
        .transpose()?;
    let other = |room: &Room| room.plan.instrument.is_some() != asked.instrument.is_some();
    if room.as_ref().is_some_and(other) {
        return Err(Fault::NotFound(Resource::Room));
    }
    let team = match (&asked.team, &room) {
        (None, _) => None,
        (Some(_), None) => return Err(FieldFault::query("room", Problem::Missing).into()),
        (Some(name), Some(room)) => Some(team(&room.plan.teams, name)?),
    };
    Ok(ResponseFilter {
        language: asked.language,
        room: room.map(|room| room.id),
        team,
        from: asked.from,
        until: asked.until,
        reliable_only: asked.reliable_only,
        questionnaire_hash: Some(hash(app, asked.instrument.as_ref()).to_owned()),
    })
}

fn team(teams: &[Text], name: &str) -> Result<usize, Fault> {
    let names = || teams.iter().map(|team| team.as_str().to_owned()).collect();
    let found = teams.iter().position(|team| team.as_str() == name.trim());
    found.ok_or_else(|| FieldFault::query("team", Problem::NotOneOf(names())).into())
}
