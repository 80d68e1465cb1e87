//! Norms of one's own people: set, cleared, and where somebody stands among them.

use crate::app::App;
use crate::domain::admin_log::Deed;
use crate::domain::answers::Answers;
use crate::domain::caller::Admin;
use crate::domain::fault::Fault;
use crate::domain::norms::{Norms, Place};
use crate::domain::response::ResponseFilter;
use crate::domain::statistics::{Layout, NormCounts};
use crate::services::statistics::collect::Collector;
use crate::store::{self, Tx};

/// What became of norms that were to be set.
#[derive(Debug)]
pub(crate) enum NormsSet {
    /// They are in force.
    Set(Norms),
    /// There are too few people whose result deserves trust: so many.
    TooFew(u64),
    /// They would differ from those of this version by too few people, whose answers that would tell.
    TooNear(i64),
    /// Nothing is known of what the statements measure.
    NoKey,
}

/// Sets norms: of everybody's first answers to the statements of now whose result deserves trust.
pub(crate) fn set_norms(app: &App, admin: Admin) -> Result<NormsSet, Fault> {
    let Some(key) = app.questions.key() else {
        return Ok(NormsSet::NoKey);
    };
    let hash = app.questions.hash();
    let filter = ResponseFilter {
        reliable_only: true,
        questionnaire_hash: Some(hash.to_owned()),
        ..ResponseFilter::default()
    };
    // Counted before the transaction: it takes a second for a hundred thousand people.
    let collector = app
        .store
        .read_snapshot(|tx| Collector::of(tx, Layout::of(key), &filter))?;
    let people = collector.tally.people();
    if people < NormCounts::LEAST {
        return Ok(NormsSet::TooFew(people));
    }
    let counts = collector.tally.norm_counts();
    let hash = hash.to_owned();
    let near = app.store.write(move |tx| {
        let near = near(tx, &hash, &counts)?;
        if near.is_none() {
            store::norms::insert(tx, &hash, people, &counts)?;
            note(tx, admin, Deed::NormsSet, Some(&people.to_string()))?;
        }
        Ok(near)
    })?;
    match near {
        Some(version) => Ok(NormsSet::TooNear(version)),
        None => norms(app)?.map(NormsSet::Set).ok_or(Fault::Internal),
    }
}

/// The norms from which these would differ by a few people, also among those that are cleared: anybody may have noted
/// where answers stood among them.
fn near(tx: &Tx, hash: &str, counts: &NormCounts) -> Result<Option<i64>, Fault> {
    let few = |one: &Norms| (1..NormCounts::APART).contains(&counts.apart(&one.counts));
    let before = store::norms::all(tx, hash)?;
    Ok(before.iter().find(|one| few(one)).map(|one| one.version))
}

/// Clears them; returns whether there were any.
pub(crate) fn clear_norms(app: &App, admin: Admin) -> Result<bool, Fault> {
    app.store.write(move |tx| {
        let were_any = store::norms::clear(tx)?;
        if were_any {
            note(tx, admin, Deed::NormsCleared, None)?;
        }
        Ok(were_any)
    })
}

fn note(tx: &Tx, admin: Admin, deed: Deed, became: Option<&str>) -> Result<(), Fault> {
    store::admin_log::note(tx, admin.caller(), deed, None, [None, became])
}

/// The norms that are in force.
pub(crate) fn norms(app: &App) -> Result<Option<Norms>, Fault> {
    app.store
        .read(|tx| store::norms::in_force(tx, app.questions.hash()))
}

/// Where answers to the statements of now stand, if there are norms.
pub(crate) fn place(app: &App, answers: &Answers) -> Result<Option<Place>, Fault> {
    let Some(key) = app.questions.key() else {
        return Ok(None);
    };
    Ok(norms(app)?.and_then(|norms| norms.place(key, answers)))
}
