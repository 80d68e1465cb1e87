//! What a row says its account is called, and what it is called here.

use crate::domain::username::Username;
use crate::transfer::import::fields::{ColumnNames, Fields, problem_text};

const COLUMNS: ColumnNames = &["username", "login", "userlogin", "nickname"];
/// The username in a row. Nobody is rejected for theirs: whoever can't have it is given one.
pub(super) struct GivenName {
    /// As the row has it.
    text: String,
    /// Why it can't be had here, so far as the row tells.
    pub why_not: Option<String>,
}

impl GivenName {
    /// The columns that have it.
    pub(super) const COLUMNS: ColumnNames = COLUMNS;

    /// Reads it; the second is the name, if it can be had.
    pub(super) fn read(fields: &mut Fields) -> (Option<Self>, Option<Username>) {
        let given = match fields.text(COLUMNS) {
            Ok(given) => given.map_or("", |(_, text)| text.trim()),
            Err(why) => {
                fields.left_out.push(why);
                ""
            }
        };
        if given.is_empty() {
            return (None, None);
        }
        let parsed = Username::parse(given);
        let named = Self {
            text: given.to_owned(),
            why_not: parsed.as_ref().err().map(problem_text),
        };
        (Some(named), parsed.ok())
    }

    /// As the row has it, which is how other rows may refer to it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// For the report: what the account is called instead.
    pub(super) fn told(&self, called: &Username) -> Option<String> {
        // Quoted, so that what can't be seen or turns the line around is escaped.
        let given: String = self.text.chars().take(60).collect();
        let why = self.why_not.as_ref()?;
        Some(format!("username: {given:?} became {called}: {why}"))
    }
}
