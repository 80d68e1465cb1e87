//! Results of the quiz.

use crate::domain::account::AccountId;
use crate::domain::answers::Answers;
use crate::domain::moment::Moment;
use crate::domain::persona::Prediction;

/// The number of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ResultId(pub i64);

/// A prediction that was kept.
#[derive(Debug, Clone)]
pub(crate) struct QuizResult {
    /// Its number.
    pub id: ResultId,
    /// Whose it is.
    pub account: AccountId,
    /// What the model said.
    pub prediction: Prediction,
    /// When.
    pub created_at: Moment,
}

/// How far a prediction would move if the answers did.
#[derive(Debug, Clone, Default)]
pub(crate) struct Insight {
    /// For each of the four pairs: the standard deviation of the first pole's
    /// chance, had every answer been a step lower, as it is, or a step higher.
    pub spreads: [f32; 4],
    /// What influenced it most, strongest first.
    pub influences: Vec<Influence>,
}

/// What one answer did to one letter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Influence {
    /// The statement, from 0.
    pub statement: usize,
    /// The answer it got.
    pub answer: i8,
    /// Which of the four pairs, from 0.
    pub axis: usize,
    /// The letter it speaks for.
    pub toward: char,
    /// By how much the chance of that letter is higher than with a neutral answer, from 0 to 1.
    pub shift: f32,
}

/// A kept prediction with the answers behind it, where they were kept.
#[derive(Debug, Clone)]
pub(crate) struct Explained {
    /// The prediction.
    pub outcome: QuizResult,
    /// The answers.
    pub answers: Option<Answers>,
}

/// The number of a share link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShareId(pub i64);

/// A link that shows a result.
#[derive(Debug, Clone)]
pub(crate) struct Share {
    /// Its number.
    pub id: ShareId,
    /// What it shows.
    pub outcome: QuizResult,
    /// Since when.
    pub created_at: Moment,
    /// Until when.
    pub expires_at: Moment,
}

impl Share {
    /// Most days a link lasts.
    pub(crate) const MAX_DAYS: i64 = 90;
}
