//! What a client tells beside answers that may be kept for research.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::words::ByWord;
use crate::app::App;
use crate::domain::answers;
use crate::domain::fault::Fault;
use crate::domain::language::Language;
use crate::domain::response::{Order, Pace, Sitting};

/// Whether answers may be kept for research, and how they were given.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Research {
    /// Whether the answers may be kept for research, which their giver must have been asked. What follows is kept with
    /// them, and nothing of it without this: false unless it is given. Ignored where the server's operator collects nothing.
    pub consent: Option<bool>,
    /// How many milliseconds each statement was looked at, in the order of the answers; null where it isn't known.
    #[schemars(length(equal = answers::COUNT), inner(range(min = 0, max = Pace::MAX)))]
    pub milliseconds: Option<Vec<Option<i64>>>,
    /// The statements, from 0, in the order in which they were shown, each once; left out for their own. The answers
    /// stand in the statements' own order all the same.
    #[schemars(length(equal = answers::COUNT), inner(range(min = 0, max = answers::COUNT - 1)))]
    pub order: Option<Vec<i64>>,
    /// The language that they were shown in.
    pub language: Option<ByWord<Language>>,
    /// The answer to a statement beside them that asked to strongly agree (3) here.
    #[schemars(range(min = answers::MIN, max = answers::MAX))]
    pub attention: Option<i64>,
}

impl Research {
    /// What is to be kept with the answers, if they may be.
    ///
    /// # Errors
    /// [`Fault::Fields`] for a statement that is in `order` twice.
    pub(crate) fn sitting(self, app: &App) -> Result<Option<Sitting>, Fault> {
        if self.consent != Some(true) || !app.policy.research {
            return Ok(None);
        }
        let pace = self
            .milliseconds
            .map(|list| Pace::parse("milliseconds", &list));
        let order = self.order.map(|list| Order::parse("order", &list));
        Ok(Some(Sitting {
            pace: pace.transpose().map_err(Fault::Fields)?,
            order: order.transpose().map_err(Fault::Fields)?,
            language: self.language.map(|ByWord(language)| language),
            // Its bounds are in the shape.
            attention: self.attention.and_then(|answer| i8::try_from(answer).ok()),
        }))
    }
}
