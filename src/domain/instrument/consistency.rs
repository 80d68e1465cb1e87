//! How well the statements of a scale go together among the people who answered them.

/// What is known of a scale from its own respondents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Consistency {
    /// How many people that is.
    pub people: usize,
    /// Cronbach's alpha; unknown where everybody has the same score.
    pub alpha: Option<f32>,
    /// The standard error of measurement of a score, in keyed answers from -1 to 1.
    pub error: f32,
}

impl Consistency {
    /// Of fewer people nothing is told: a figure of theirs would say more of them than of the scale.
    pub(crate) const FEWEST: usize = 30;
    /// Only the latest are looked at: no further ones would move the figures that are shown.
    pub(crate) const MOST: usize = 2000;

    /// From everybody's keyed answers to the scale's statements; nothing of too few people or of one statement.
    ///
    /// By Hoyt's analysis of variance: what is left of an answer beside its person's and its statement's mean is error.
    /// Alpha and the error come from the same table, so that they can't contradict each other: the error is the spread
    /// of scores times the root of 1 - alpha. An answer can't be nearer to the truth than half a step, so that a
    /// group that answers alike makes no error of zero.
    pub(super) fn of(rows: &[Vec<f64>], step: f64) -> Option<Self> {
        let statements = rows.first().map_or(0, Vec::len);
        if rows.len() < Self::FEWEST || statements < 2 {
            return None;
        }
        let (people, count) = (number(rows.len()), number(statements));
        let of_people: Vec<f64> = rows.iter().map(|row| mean(row)).collect();
        let of_statements: Vec<f64> = (0..statements)
            .map(|at| rows.iter().map(|row| row[at]).sum::<f64>() / people)
            .collect();
        let all = mean(&of_people);
        let between =
            count * of_people.iter().map(|one| (one - all).powi(2)).sum::<f64>() / (people - 1.0);
        let left: f64 = rows
            .iter()
            .zip(&of_people)
            .flat_map(|(row, person)| {
                row.iter()
                    .zip(&of_statements)
                    .map(move |(answer, statement)| (answer - person - statement + all).powi(2))
            })
            .sum();
        let within = left / ((people - 1.0) * (count - 1.0));
        let rounding = step * step / 12.0;
        Some(Self {
            people: rows.len(),
            alpha: (between > NOTHING).then(|| narrow(1.0 - within / between)),
            error: narrow((within.max(rounding) / count).sqrt()),
        })
    }
}

/// Sums of squares that are smaller come from rounding.
const NOTHING: f64 = 1e-12;

/// How many, for arithmetic: there are never more than some thousands.
pub(super) fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The mean; 0 of nothing.
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / number(values.len().max(1))
}

/// What is shown and kept has no more digits than that.
#[expect(clippy::cast_possible_truncation, reason = "digits that nobody reads")]
pub(super) const fn narrow(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thirty made-up people.
    fn rows() -> Vec<Vec<f64>> {
        let answer = |person: usize, statement: usize| {
            let raw = (person * 7 + statement * 3 + person * statement) % 5;
            let lean = person % 5;
            number((raw + 2 * lean) / 3) / 2.0 - 1.0
        };
        (0..30)
            .map(|person| (0..4).map(|at| answer(person, at)).collect())
            .collect()
    }

    /// Alpha as Cronbach wrote it, k / (k - 1) * (1 - sum of the statements' variances / variance of the sum).
    #[test]
    fn alpha_and_error_are_those_of_the_textbook() {
        let rows = rows();
        let found = Consistency::of(&rows, 0.5).expect("thirty people");
        let variance = |values: &[f64]| {
            let middle = mean(values);
            values.iter().map(|one| (one - middle).powi(2)).sum::<f64>()
                / (number(values.len()) - 1.0)
        };
        let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<f64>>();
        let sums: Vec<f64> = rows.iter().map(|row| row.iter().sum()).collect();
        let parts: f64 = (0..4).map(|at| variance(&column(at))).sum();
        let alpha = 4.0 / 3.0 * (1.0 - parts / variance(&sums));
        let error = variance(&sums).sqrt() / 4.0 * (1.0 - alpha).sqrt();
        assert!(
            (f64::from(found.alpha.expect("they differ")) - alpha).abs() < 1e-6,
            "{alpha}"
        );
        assert!((f64::from(found.error) - error).abs() < 1e-6, "{error}");
        assert_eq!(found.people, 30);
    }

    #[test]
    fn nothing_is_told_of_few_people_and_of_one_statement() {
        assert_eq!(Consistency::of(&rows()[..29], 0.5), None);
        assert_eq!(Consistency::of(&[], 0.5), None);
        assert_eq!(Consistency::of(&vec![vec![1.0]; 40], 0.5), None);
    }

    #[test]
    fn people_who_all_answer_alike_make_neither_a_number_that_is_none_nor_an_error_of_zero() {
        let found = Consistency::of(&vec![vec![0.5; 5]; 40], 0.5).expect("forty people");
        assert_eq!(found.alpha, None);
        assert!(found.error > 0.06 && found.error < 0.07, "{}", found.error);
    }
}
