//! Whether a model and statements belong together: agreeing with a statement speaks for what it is keyed to, and whoever
//! answers as the key has it for a type gets that type.

use std::fmt;

use crate::domain::answers::{Answers, COUNT};
use crate::domain::persona::{DICHOTOMIES, LABELS, PersonaType};
use crate::model::classifier::Classifier;
use crate::model::texts::QuestionSet;

/// What is found of a model with its statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PairFit {
    /// Each statement speaks for what it is keyed to, and each type's extreme answers get that type.
    Fits,
    /// The statements have no key, so that nothing can be said.
    Unkeyed,
    /// The model fails, or gives something that isn't sixteen chances.
    Silent,
    /// Agreeing with a statement speaks for another letter.
    Misplaced {
        /// The first such statement, from 0.
        statement: usize,
        /// What it is keyed to.
        meant: char,
        /// What it speaks for.
        got: char,
        /// How many there are.
        statements: usize,
    },
    /// Extreme answers get another type.
    Differs {
        /// The first type of which that is so.
        meant: PersonaType,
        /// The one that its answers get.
        got: PersonaType,
        /// Of how many of the sixteen that is so.
        types: usize,
    },
}

impl PairFit {
    /// Tries it.
    #[must_use]
    pub(crate) fn of(model: &Classifier, questions: &QuestionSet) -> Self {
        if questions.key().is_none() {
            return Self::Unkeyed;
        }
        match misplaced(model, questions) {
            Self::Fits => Self::of_types(model, questions),
            other => other,
        }
    }

    fn of_types(model: &Classifier, questions: &QuestionSet) -> Self {
        let (mut types, mut first) = (0, None);
        for meant in LABELS.into_iter().filter_map(PersonaType::from_label) {
            let Some(prediction) = model.predict(&extreme(questions, meant), None) else {
                return Self::Silent;
            };
            if prediction.persona != meant {
                types += 1;
                first.get_or_insert((meant, prediction.persona));
            }
        }
        first.map_or(Self::Fits, |(meant, got)| Self::Differs {
            meant,
            got,
            types,
        })
    }
}

/// By how much more than its own letter's chance another's may move with a statement. In a model that was made for them
/// its own moves by 0.3 and others hardly; one that moves nothing much fits where it stands.
const SLACK: f32 = 0.1;

/// What is found of the statements one by one, each agreed with alone.
fn misplaced(model: &Classifier, questions: &QuestionSet) -> PairFit {
    let chances = |answers: &Answers| {
        let prediction = model.predict(answers, None)?;
        Some(prediction.letters().map(|letter| letter.first_share))
    };
    let neutral = Answers::neutral();
    let Some(before) = chances(&neutral) else {
        return PairFit::Silent;
    };
    let (mut statements, mut first) = (0, None);
    for statement in 0..COUNT {
        let Some(key) = questions.keying(statement) else {
            continue;
        };
        let Some(after) = chances(&neutral.with(statement, 3)) else {
            return PairFit::Silent;
        };
        let moved: [f32; 4] = std::array::from_fn(|axis| after[axis] - before[axis]);
        let own = if key.toward_first {
            moved[key.axis]
        } else {
            -moved[key.axis]
        };
        let most = (0..4).max_by(|one, other| moved[*one].abs().total_cmp(&moved[*other].abs()));
        let most = most.unwrap_or_default();
        if moved[most].abs() - own > SLACK {
            statements += 1;
            first.get_or_insert((
                statement,
                pole(key.axis, key.toward_first),
                pole(most, moved[most] > 0.0),
            ));
        }
    }
    first.map_or(PairFit::Fits, |(statement, meant, got)| {
        PairFit::Misplaced {
            statement,
            meant,
            got,
            statements,
        }
    })
}

const fn pole(axis: usize, is_first: bool) -> char {
    let pair = DICHOTOMIES[axis];
    if is_first { pair.first } else { pair.second }
}

/// The answers of somebody who strongly agrees with all that speaks for a type, and strongly disagrees with all else.
fn extreme(questions: &QuestionSet, persona: PersonaType) -> Answers {
    let letters = persona.label().as_bytes();
    Answers::from_fn(|at| {
        questions.keying(at).map_or(0, |key| {
            let is_first = u32::from(letters[key.axis]) == u32::from(DICHOTOMIES[key.axis].first);
            if is_first == key.toward_first { 3 } else { -3 }
        })
    })
}

impl fmt::Display for PairFit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fits => write!(
                out,
                "whoever answers all {COUNT} statements as a type's key has it gets that type"
            ),
            Self::Unkeyed => out.write_str(
                "the statements have no key, so whether they fit the model can't be told",
            ),
            Self::Silent => {
                out.write_str("the model gives something that isn't sixteen probabilities")
            }
            Self::Misplaced {
                statement,
                meant,
                got,
                statements,
            } => write!(
                out,
                "agreeing with statement {} speaks for {got} by the model and for {meant} by its key, and of {COUNT} \
                 statements {statements} are so",
                statement + 1
            ),
            Self::Differs { meant, got, types } => write!(
                out,
                "whoever answers as the statements' key has it for {meant} gets {got} from the model, and of the 16 types \
                 {types} come out wrong"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Our statements, changed, for a model of their own.
    fn changed(change: impl FnOnce(&mut Vec<Value>)) -> QuestionSet {
        let mut file: Value =
            serde_json::from_str(include_str!("../../seed/questions.json")).expect("JSON");
        change(file["statements"].as_array_mut().expect("a list"));
        QuestionSet::parse(&file.to_string(), "changed.json").expect("statements")
    }

    fn fit(questions: &QuestionSet) -> PairFit {
        PairFit::of(&Classifier::built_in(), questions)
    }

    #[test]
    fn ours_fit() {
        assert_eq!(fit(&QuestionSet::built_in()), PairFit::Fits);
        assert_eq!(fit(&changed(|_| ())), PairFit::Fits);
    }

    #[test]
    fn a_key_that_is_turned_over_or_moved_is_seen() {
        let flipped = changed(|all| {
            for one in all.iter_mut().filter(|one| one["dichotomy"] == "TF") {
                one["key"] = json!(-one["key"].as_i64().expect("a sign"));
            }
        });
        let turned = PairFit::Misplaced {
            statement: 2,
            meant: 'T',
            got: 'F',
            statements: 15,
        };
        assert_eq!(fit(&flipped), turned);
        let moved = fit(&changed(|all| all[40..].reverse()));
        let PairFit::Misplaced {
            statement,
            statements,
            ..
        } = moved
        else {
            panic!("{moved:?}");
        };
        assert_eq!((statement, statements), (40, 20));
        // Two alone are seen as well.
        let PairFit::Misplaced { statements, .. } = fit(&changed(|all| all.swap(7, 9))) else {
            panic!("two in each other's place");
        };
        assert_eq!(statements, 2);
    }

    #[test]
    fn without_a_key_nothing_is_said() {
        let unkeyed = changed(|all| {
            for one in all {
                one["key"] = Value::Null;
            }
        });
        assert_eq!(fit(&unkeyed), PairFit::Unkeyed);
    }
}
