//! What is kept for research in a demo, so that its statistics have something to show: the answers of its people, those of
//! a crowd that nothing else is known of, as of rooms that are gone, and what its people answered of another questionnaire.

use std::time::Duration;

use crate::app::App;
use crate::cli::demo::answers;
use crate::domain::account::AccountId;
use crate::domain::answers::COUNT;
use crate::domain::dice::Dice;
use crate::domain::fault::Fault;
use crate::domain::instrument::{AnswerSheet, Counts, Keyed, Score};
use crate::domain::language::Language;
use crate::domain::response::{Given, Pace, Respondent, Sitting};
use crate::services::personality::NewResult;
use crate::store::{self, Tx};

/// How many the crowd is: of each language more than are needed to compare them.
const CROWD: u64 = 222;
/// Over how many hours they came.
const HOURS: u32 = 60 * 24;
/// By how much people's leanings and their single answers lie apart, in halves of the scale.
const LEAN: f32 = 0.4;
const SLIP: f32 = 0.46;

/// How somebody answered: some seconds a statement.
pub(super) fn sitting(dice: &mut Dice, language: Language) -> Sitting {
    let mut seconds = || Some(i64::from(1_500 + dice.roll(3_000) + dice.roll(3_000)));
    let times: [Option<i64>; COUNT] = std::array::from_fn(|_| seconds());
    Sitting {
        pace: Pace::parse("milliseconds", &times).ok(),
        language: Some(language),
        ..Sitting::default()
    }
}

/// The crowd's answers, each with how long ago they were given.
pub(super) fn crowd(app: &App) -> Result<Vec<(Duration, Given)>, Fault> {
    if !app.policy.research {
        return Ok(Vec::new());
    }
    let one = |number: u64| {
        let mut dice = Dice(number << 50);
        let answers = answers::of_anybody(app, &mut dice);
        let language = if number <= CROWD / 2 {
            Language::Indonesian
        } else {
            Language::English
        };
        let ago = Duration::from_secs(60 * 60) * dice.roll(HOURS);
        let sitting = sitting(&mut dice, language);
        Ok((
            ago,
            NewResult::of(app, &answers)?.given(app, &answers, sitting),
        ))
    };
    (1..=CROWD).map(one).collect()
}

/// Keeps them.
pub(super) fn keep_crowd(tx: &Tx, crowd: &[(Duration, Given)]) -> Result<(), Fault> {
    crowd.iter().try_for_each(|(ago, given)| {
        let then = tx.at(tx.now.before(*ago));
        store::responses::insert(&then, Respondent::default(), given).map(drop)
    })
}

/// What somebody answered of another questionnaire.
pub(super) struct Other {
    hash: String,
    document: String,
    sheet: AnswerSheet,
    scores: Vec<Score>,
    counts: Option<Counts>,
}

impl Other {
    /// Of the first that is offered; the same number gives the same answers.
    pub(super) fn of(app: &App, number: u32, language: Language) -> Option<Self> {
        let instrument = app.instruments.first()?;
        let key = instrument.key();
        let mut dice = Dice(u64::from(number) << 20);
        let leanings: Vec<f32> = (0..instrument.content().scales.len())
            .map(|_| LEAN * dice.normal())
            .collect();
        let half = f32::from(key.points() - 1) / 2.0;
        let mut answer = |one: &Keyed| {
            let sign = if one.toward_high { 1.0 } else { -1.0 };
            let wanted = half * (1.0 + sign * leanings[one.scale] + SLIP * dice.normal());
            let points = (1..=i64::from(key.points())).zip(0_u8..);
            let reached = points.filter(|(_, above)| f32::from(*above) - 0.5 <= wanted);
            reached.map(|(point, _)| point).last().unwrap_or(1)
        };
        let answers: Vec<i64> = key.statements().iter().map(&mut answer).collect();
        let sheet = key.sheet("answers", &answers).ok()?;
        Some(Self {
            hash: instrument.hash().to_owned(),
            document: instrument.document().to_owned(),
            scores: key.scores(&sheet, &[]),
            sheet,
            counts: app.policy.research.then_some(Counts {
                language: Some(language),
            }),
        })
    }

    /// Keeps it.
    pub(super) fn keep(&self, tx: &Tx, account: AccountId) -> Result<(), Fault> {
        let version = (self.hash.as_str(), self.document.as_str());
        let (sheet, scores) = (&self.sheet, &self.scores);
        store::instrument_results::insert(tx, account, version, sheet, scores, self.counts)
            .map(drop)
    }
}
