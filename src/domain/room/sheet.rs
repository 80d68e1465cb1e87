//! What one person in a room has answered.

use crate::domain::answers::{Answers, COUNT};
use crate::domain::draft::Change;

/// The answers, as they are kept: a digit from 1 (the first point) up for each statement, a dot where there is none yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet(Vec<Option<u8>>);

impl Sheet {
    /// The point in the middle of the seven of the sixty, whose answers are from -3 to 3. Another questionnaire's answers
    /// are its points.
    pub(crate) const MIDDLE: i8 = 4;

    /// None of so many statements is answered.
    #[must_use]
    pub(crate) fn empty(statements: usize) -> Self {
        Self(vec![None; statements])
    }

    /// Reads what [`Self::text`] wrote; what can't be read counts as not answered.
    #[must_use]
    pub(crate) fn stored(text: &str) -> Self {
        let point = |letter: u8| (b'1'..=b'9').contains(&letter).then(|| letter - b'0');
        Self(text.bytes().map(point).collect())
    }

    /// The sheet as text.
    #[must_use]
    pub(crate) fn text(&self) -> String {
        let letter = |point: &Option<u8>| point.map_or('.', |point| char::from(b'0' + point));
        self.0.iter().map(letter).collect()
    }

    /// How many statements there are.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The answers in the order of the statements, where a middle of 0 leaves them points.
    #[must_use]
    pub(crate) fn answers(&self, middle: i8) -> Vec<Option<i8>> {
        let answer = |point: &Option<u8>| point.map(|point| point.cast_signed() - middle);
        self.0.iter().map(answer).collect()
    }

    /// How many statements are answered.
    #[must_use]
    pub(crate) fn answered(&self) -> usize {
        self.0.iter().flatten().count()
    }

    /// Makes these changes in their order, which are within their bounds: the last one of a statement wins.
    pub(crate) fn change(&mut self, changes: &[Change], middle: i8) {
        for change in changes {
            if let Some(answer) = self.0.get_mut(change.statement) {
                *answer = change.answer.map(|value| (value + middle).unsigned_abs());
            }
        }
    }

    /// All answers to the sixty, if none is missing.
    #[must_use]
    pub(crate) fn complete(&self) -> Option<Answers> {
        let whole = self.whole().filter(|points| points.len() == COUNT)?;
        let answer = |at: usize| i8::try_from(whole[at]).map(|point| point - Self::MIDDLE);
        Some(Answers::from_fn(|at| answer(at).unwrap_or_default()))
    }

    /// All points, if none is missing.
    #[must_use]
    pub(crate) fn whole(&self) -> Option<Vec<i64>> {
        self.0.iter().map(|point| point.map(i64::from)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_read_as_it_was_written() {
        let mut sheet = Sheet::empty(COUNT);
        let change = |statement, answer| {
            Change::parse("changes", 0, statement, answer).expect("within its bounds")
        };
        let changes = [
            change(0, Some(-3)),
            change(59, Some(3)),
            change(30, Some(0)),
        ];
        sheet.change(&changes, Sheet::MIDDLE);
        let text = sheet.text();
        assert_eq!((text.len(), &text[..2], &text[59..]), (60, "1.", "7"));
        assert_eq!(Sheet::stored(&text), sheet);
        assert_eq!((sheet.answered(), sheet.complete()), (3, None));
        let whole = Sheet::stored(&"7".repeat(60));
        assert_eq!(whole.complete().map(|all| all.values()[59]), Some(3));
        assert_eq!(Sheet::stored("x0 .."), Sheet::empty(5));
    }

    #[test]
    fn another_questionnaires_answers_are_its_points() {
        let mut sheet = Sheet::empty(5);
        let change = Change::parse_within("changes", 0, (4, Some(9)), (5, [1, 9])).expect("fits");
        sheet.change(&[change], 0);
        assert_eq!(sheet.text(), "....9");
        assert_eq!(sheet.answers(0)[4], Some(9));
        let whole = Sheet::stored("12345");
        assert_eq!(whole.whole(), Some(vec![1, 2, 3, 4, 5]));
        assert_eq!(whole.complete(), None, "no sixty");
    }
}
