//! Makes up a diary: sessions over two months, with what was seen and heard in them.

use std::time::Duration;

use serde::Deserialize;

use crate::domain::account::AccountId;
use crate::domain::diary::{NewReading, NewSuggestion, Source, Subject};
use crate::domain::dice::Dice;
use crate::domain::fault::Fault;
use crate::domain::text::Text;
use crate::store::{self, Tx};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The diary of somebody: a week each, the oldest first, this week last.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Moods {
    /// What is seen in a week's sessions, one after the other.
    weeks: Vec<Vec<String>>,
    /// What they say now and then.
    says: Vec<String>,
    /// What may do them good.
    helps: Vec<String>,
}

impl Moods {
    /// For how many days.
    pub(super) fn days(&self) -> u32 {
        7 * u32::try_from(self.weeks.len()).unwrap_or_default()
    }
}

/// Every other day a session in the evening.
const EVERY: u32 = 2;

/// Keeps a diary.
pub(super) fn keep(tx: &Tx, account: AccountId, moods: &Moods) -> Result<(), Fault> {
    let mut dice = Dice(account.0.unsigned_abs());
    let days = moods.days();
    for day in (1..days).step_by(EVERY as usize) {
        let week = &moods.weeks[(day / 7) as usize];
        let seen = |dice: &mut Dice| week[dice.roll(count(week)) as usize].clone();
        // An hour or two before this time of day.
        let start = tx
            .now
            .before(DAY * (days - day) + MINUTE * (60 + dice.roll(60)));
        let begin = tx.at(start);
        let session = store::diary::insert(&begin, account)?.id;
        for turn in 1..=1 + dice.roll(2) {
            let tx = begin.at(start.after(MINUTE * (4 * turn)));
            let detection = store::detections::insert(&tx, session)?;
            store::readings::insert(&tx, Source::Face, detection, reading(&seen(&mut dice)))?;
            if dice.roll(3) == 0 {
                let said = &moods.says[dice.roll(count(&moods.says)) as usize];
                store::readings::insert(&tx, Source::Voice, detection, reading(said))?;
            }
            if dice.roll(4) == 0 {
                let help = &moods.helps[dice.roll(count(&moods.helps)) as usize];
                let help = NewSuggestion {
                    text: text(help),
                    url: None,
                };
                store::suggestions::insert(&tx, Subject::Detection(detection), help)?;
            }
        }
        let end = begin.at(start.after(MINUTE * 15));
        store::diary::end(&end, session)?;
        if dice.roll(3) == 0 {
            store::feedback::insert(&end, session, 3 + i64::from(dice.roll(3)), None)?;
        }
    }
    Ok(())
}

fn count(list: &[String]) -> u32 {
    u32::try_from(list.len()).unwrap_or_default()
}

fn reading(of: &str) -> NewReading {
    NewReading {
        text: text(of),
        suggestions: Vec::new(),
    }
}

fn text(text: &str) -> Text {
    Text::stored(text.to_owned())
}
