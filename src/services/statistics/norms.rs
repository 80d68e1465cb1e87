//! Norms of one's own people: set, cleared, and where somebody stands among them.

use crate::app::App;
use crate::domain::admin_log::Deed;
use crate::domain::answers::Answers;
use crate::domain::caller::Admin;
use crate::domain::fault::Fault;
use crate::domain::norms::{Norms, Place};
use crate::domain::response::ResponseFilter;
use crate::domain::statistics::{Layout, NormCounts};
use crate::model::instruments::Instrument;
use crate::services::statistics::collect::{collected, given, hash};
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

/// Sets norms: of everybody's first answers to the statements of now, or to another instrument, whose result deserves
/// trust.
pub(crate) fn set_norms(
    app: &App,
    admin: Admin,
    instrument: Option<&Instrument>,
) -> Result<NormsSet, Fault> {
    if instrument.is_none() && app.questions.key().is_none() {
        return Ok(NormsSet::NoKey);
    }
    let hash = hash(app, instrument).to_owned();
    let filter = ResponseFilter {
        reliable_only: true,
        questionnaire_hash: Some(hash.clone()),
        ..ResponseFilter::default()
    };
    // Counted before the transaction: it takes a second for a hundred thousand people.
    let collector = app
        .store
        .read_snapshot(|tx| collected(tx, app, instrument, &filter))?;
    let people = collector.tally.people();
    if people < NormCounts::LEAST {
        return Ok(NormsSet::TooFew(people));
    }
    let counts = collector.tally.norm_counts();
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
        None => norms(app, instrument)?
            .map(NormsSet::Set)
            .ok_or(Fault::Internal),
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
pub(crate) fn clear_norms(
    app: &App,
    admin: Admin,
    instrument: Option<&Instrument>,
) -> Result<bool, Fault> {
    let hash = hash(app, instrument).to_owned();
    app.store.write(move |tx| {
        let were_any = store::norms::clear(tx, &hash)?;
        if were_any {
            note(tx, admin, Deed::NormsCleared, None)?;
        }
        Ok(were_any)
    })
}

fn note(tx: &Tx, admin: Admin, deed: Deed, became: Option<&str>) -> Result<(), Fault> {
    store::admin_log::note(tx, admin.caller(), deed, None, [None, became])
}

/// The norms that are in force: of the statements of now, or of another instrument.
pub(crate) fn norms(app: &App, instrument: Option<&Instrument>) -> Result<Option<Norms>, Fault> {
    app.store
        .read(|tx| store::norms::in_force(tx, hash(app, instrument)))
}

/// Where answers to the statements of now stand, if there are norms.
pub(crate) fn place(app: &App, answers: &Answers) -> Result<Option<Place>, Fault> {
    let Some(key) = app.questions.key() else {
        return Ok(None);
    };
    let place = |norms: Norms| norms.place(&Layout::of(key), &answers.values().map(Some));
    Ok(norms(app, None)?.and_then(place))
}

/// Where answers to another instrument stand, if there are norms of this version of it. The same answer to every
/// statement stands nowhere.
pub(crate) fn place_among(
    app: &App,
    instrument: &Instrument,
    answers: &[u8],
) -> Result<Option<Place>, Fault> {
    if answers.windows(2).all(|pair| pair[0] == pair[1]) {
        return Ok(None);
    }
    let layout = Layout::of_instrument(instrument.key());
    let place = |norms: Norms| norms.place(&layout, &given(answers));
    Ok(norms(app, Some(instrument))?.and_then(place))
}
