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
    /// The answers behind it, where they were kept.
    pub answers: Option<Answers>,
    /// The SHA-256 of the questionnaire that was answered; none is known of results of older programs.
    pub questionnaire_hash: Option<String>,
    /// When.
    pub created_at: Moment,
}

impl QuizResult {
    /// Most results in a list, the latest: lists are made whole in memory. All of them are in the export.
    pub(crate) const MOST_LISTED: i64 = 1000;
}

/// Which files a prediction came from: SHA-256 in hexadecimal.
#[derive(Debug, Clone)]
pub(crate) struct Provenance {
    /// Of the sixty answers, a byte each.
    pub answers: String,
    /// Of the model.
    pub model: String,
    /// Of the questionnaire.
    pub questionnaire: String,
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
    /// Most links of an account at once: they are listed whole.
    pub(crate) const MOST: i64 = 1000;
}
