//! The diary: sessions, and what was seen and heard in them.

use crate::domain::account::AccountId;
use crate::domain::field::Problem;
use crate::domain::link::Links;
use crate::domain::moment::Moment;
use crate::domain::text::Text;

/// The number of a session of the diary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DiaryId(pub i64);

/// The number of a detection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct DetectionId(pub i64);

/// The number of a reading, counted for faces and voices apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ReadingId(pub i64);

/// A session of the diary.
#[derive(Debug, Clone)]
pub(crate) struct DiarySession {
    /// Its number.
    pub id: DiaryId,
    /// Whose it is.
    pub account: AccountId,
    /// When it began.
    pub start_time: Moment,
    /// When it ended, if it has.
    pub end_time: Option<Moment>,
}

/// What a reading is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    /// A face: its emotion.
    Face,
    /// A voice: what it said.
    Voice,
}

impl Source {
    /// Most characters of a reading's text.
    #[must_use]
    pub(crate) const fn longest(self) -> u64 {
        match self {
            Self::Face => 50,
            Self::Voice => 5000,
        }
    }

    /// Reads a reading's text.
    ///
    /// # Errors
    /// As [`Text::line`], and [`Problem::Empty`].
    pub(crate) fn parse(self, text: &str) -> Result<Text, Problem> {
        match self {
            Self::Face => Text::line(text, self.longest())?.filled(),
            Self::Voice => Text::lines(text, self.longest())?.filled(),
        }
    }
}

/// What was detected at one moment of a session.
#[derive(Debug, Clone)]
pub(crate) struct Detection {
    /// Its number.
    pub id: DetectionId,
    /// The session it belongs to.
    pub session: DiaryId,
    /// When it was kept.
    pub created_at: Moment,
    /// What was seen.
    pub faces: Vec<Reading>,
    /// What was heard.
    pub voices: Vec<Reading>,
    /// What may help with all of it.
    pub suggestions: Vec<Suggestion>,
}

impl Detection {
    /// Most bytes of its texts, with what a request has around each: as many as one request may have.
    pub(crate) const MAX_BYTES: u64 = 64 * 1024;
}

/// One thing seen or heard.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    /// Its number.
    pub id: ReadingId,
    /// The emotion seen, or the words heard.
    pub text: Text,
    /// When it was kept.
    pub created_at: Moment,
    /// What may help.
    pub suggestions: Vec<Suggestion>,
}

/// What a suggestion is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// A detection as a whole.
    Detection(DetectionId),
    /// One thing seen or heard.
    Reading(Source, ReadingId),
}

/// Something that may do the person good.
#[derive(Debug, Clone)]
pub(crate) struct Suggestion {
    /// Its number.
    pub id: i64,
    /// What to do.
    pub text: Text,
    /// Where to read more.
    pub url: Option<Links>,
    /// When it was kept.
    pub created_at: Moment,
}

/// A detection to be.
#[derive(Debug, Clone)]
pub(crate) struct NewDetection {
    /// What was seen.
    pub faces: Vec<NewReading>,
    /// What was heard.
    pub voices: Vec<NewReading>,
    /// What may help with all of it.
    pub suggestions: Vec<NewSuggestion>,
}

/// A reading to be.
#[derive(Debug, Clone)]
pub(crate) struct NewReading {
    /// The emotion seen, or the words heard.
    pub text: Text,
    /// What may help.
    pub suggestions: Vec<NewSuggestion>,
}

/// A suggestion to be.
#[derive(Debug, Clone)]
pub(crate) struct NewSuggestion {
    /// What to do.
    pub text: Text,
    /// Where to read more.
    pub url: Option<Links>,
}

impl NewSuggestion {
    /// Most characters of its text.
    pub(crate) const LONGEST: u64 = 1000;
}

/// What somebody thought of a session.
#[derive(Debug, Clone)]
pub(crate) struct Feedback {
    /// The session.
    pub session: DiaryId,
    /// 1 to 5.
    pub rating: i64,
    /// In words.
    pub comment: Option<Text>,
    /// When it was given.
    pub created_at: Moment,
}

impl Feedback {
    /// The worst rating.
    pub(crate) const MIN_RATING: i64 = 1;
    /// The best rating.
    pub(crate) const MAX_RATING: i64 = 5;
    /// Most characters of the comment.
    pub(crate) const LONGEST: u64 = 2000;
}
