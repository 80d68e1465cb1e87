//! The figures against `model/statistics.json`, which `model/statistics_reference.py` makes. Here, since the nouns
//! read no files.

use serde::Deserialize;

use crate::domain::statistics::{
    Class, Figure, Layout, Report, Retest, Sheet, StatementFigures, Tally,
};

const REFERENCE: &str = include_str!("../../../model/statistics.json");

#[derive(Deserialize)]
struct Reference {
    sets: Vec<Set>,
}

#[derive(Deserialize)]
struct Set {
    name: String,
    lowest: i64,
    highest: i64,
    keys: Vec<(usize, i64)>,
    rows: Vec<String>,
    sides: String,
    statements: Statements,
    scales: Vec<Scale>,
    #[serde(default)]
    again: Vec<String>,
    #[serde(default)]
    retest: Vec<[f64; 4]>,
    all_sides: Option<f64>,
    #[serde(default)]
    between: Vec<(usize, usize, f64, f64, f64)>,
}

#[derive(Deserialize)]
struct Statements {
    omitted: Vec<u64>,
    mean: Vec<f64>,
    spread: Vec<f64>,
    floor: Vec<[f64; 3]>,
    ceiling: Vec<f64>,
}

#[derive(Deserialize)]
struct Scale {
    members: Vec<usize>,
    n: u64,
    mean: f64,
    spread: f64,
    alpha: [f64; 3],
    omega: [f64; 3],
    error: f64,
    median: f64,
    deciles: [f64; 9],
    item_rest: Vec<[f64; 3]>,
    alpha_without: Vec<f64>,
    language: Vec<[f64; 4]>,
    corrected: Vec<f64>,
}

impl Set {
    fn layout(&self) -> Layout {
        let keys: Vec<_> = self
            .keys
            .iter()
            .map(|(scale, sign)| Some((*scale, *sign > 0)))
            .collect();
        Layout::new(self.lowest, self.highest, &keys)
    }

    /// A row's answers: a digit from 1 for the lowest, a dot for none.
    fn answers(&self, row: &str) -> Vec<Option<i8>> {
        let answer = |letter: char| {
            let digit = letter.to_digit(10)?;
            i8::try_from(i64::from(digit) - 1 + self.lowest).ok()
        };
        row.chars().map(answer).collect()
    }

    fn tally<'row>(&self, rows: impl Iterator<Item = (&'row String, char)>) -> Tally {
        let mut tally = Tally::new(self.layout());
        for (row, side) in rows {
            self.add(&mut tally, row, side);
        }
        tally
    }

    /// Counts a row; the level that it reaches on each scale.
    fn add(&self, tally: &mut Tally, row: &str, side: char) -> Vec<Option<usize>> {
        tally.add(&Sheet {
            answers: &self.answers(row),
            milliseconds: &[],
            total_milliseconds: None,
            side: Some(usize::from(side == '1')),
            undetermined: false,
        })
    }

    fn report(&self) -> Report {
        self.tally(self.rows.iter().zip(self.sides.chars()))
            .report(30)
    }
}

fn reference() -> Reference {
    serde_json::from_str(REFERENCE).expect("as the script writes it")
}

#[track_caller]
fn near(what: &str, found: f64, expected: f64, within: f64) {
    assert!(
        (found - expected).abs() <= within,
        "{what}: {found}, not {expected}"
    );
}

#[track_caller]
fn is(what: &str, found: Figure, expected: f64) {
    near(what, found.value.expect(what), expected, 1e-6);
}

/// Closed forms; omega's fit ends at loadings that no optimiser can tell from the best.
#[track_caller]
fn ranges(what: &str, found: Figure, expected: &[f64], within: f64) {
    is(what, found, expected[0]);
    let ends = found.range.expect(what);
    near(what, ends[0], expected[1], within);
    near(what, ends[1], expected[2], within);
}

#[test]
fn statements_are_as_python_has_them() {
    for set in reference().sets {
        let report = set.report();
        for (at, statement) in report.statements.iter().enumerate() {
            let what = format!("{} statement {at}", set.name);
            assert_eq!(statement.omitted, set.statements.omitted[at], "{what}");
            is(&what, statement.mean, set.statements.mean[at]);
            is(&what, statement.spread, set.statements.spread[at]);
            ranges(&what, statement.floor, &set.statements.floor[at], 1e-6);
            is(&what, statement.ceiling, set.statements.ceiling[at]);
        }
    }
}

#[test]
fn scales_are_as_python_has_them() {
    for set in reference().sets {
        let report = set.report();
        assert_eq!(report.scales.len(), set.scales.len());
        for (at, (found, expected)) in report.scales.iter().zip(&set.scales).enumerate() {
            let what = format!("{} scale {at}", set.name);
            assert_eq!(
                (found.n, found.statements),
                (expected.n, expected.members.len())
            );
            is(&what, found.mean, expected.mean);
            is(&what, found.spread, expected.spread);
            ranges(&what, found.alpha, &expected.alpha, 1e-6);
            ranges(&what, found.omega, &expected.omega, 1e-4);
            is(&what, found.error, expected.error);
            is(
                &what,
                found.change,
                expected.error * 1.959_963_984_540_054 * 2.0_f64.sqrt(),
            );
            is(&what, found.median, expected.median);
            for (found, expected) in found.deciles.expect("shown").iter().zip(expected.deciles) {
                near(&what, *found, expected, 1e-9);
            }
            for (place, member) in expected.members.iter().enumerate() {
                let statement = &report.statements[*member];
                ranges(&what, statement.item_rest, &expected.item_rest[place], 1e-6);
                is(
                    &what,
                    statement.alpha_without,
                    expected.alpha_without[place],
                );
            }
        }
        for ((one, other, figure), expected) in report.between.iter().zip(&set.between) {
            assert_eq!((*one, *other), (expected.0, expected.1));
            ranges(
                "between",
                *figure,
                &[expected.2, expected.3, expected.4],
                1e-6,
            );
        }
    }
}

#[test]
fn languages_are_compared_as_mantel_has_it() {
    for set in reference().sets {
        let report = set.report();
        for scale in &set.scales {
            for (place, member) in scale.members.iter().enumerate() {
                let found = report.statements[*member].language;
                let what = format!("{} statement {member}", set.name);
                let [steps, size, chi_square, _] = scale.language[place];
                is(&what, found.steps, steps);
                is(&what, found.size, size);
                is(&what, found.chi_square, chi_square);
                is(&what, found.chance, scale.corrected[place]);
            }
        }
    }
}

/// Those that the script moved in the second language, and which way.
#[test]
fn statements_that_behave_otherwise_are_found() {
    let set = &reference().sets[0];
    let report = set.report();
    let higher = |one: &StatementFigures| {
        let class = one.language.class.expect("compared");
        let steps = one.language.steps.value.expect("compared");
        (class != Class::Negligible).then_some(usize::from(steps > 0.0))
    };
    let moved = |at: usize| higher(&report.statements[at]);
    assert_eq!([4, 21, 38, 59].map(moved), [1, 0, 1, 0].map(Some));
    let found = report.statements.iter().filter(|one| higher(one).is_some());
    assert!(found.count() <= 6, "the others are as they were");
}

#[test]
fn two_times_are_compared_as_python_has_it() {
    let set = &reference().sets[0];
    let (mut tally, mut retest) = (Tally::new(set.layout()), Retest::new(&set.layout()));
    for (first, second) in set.rows.iter().zip(&set.again) {
        let [first, second] = [first, second].map(|row| {
            let levels = set.add(&mut tally, row, '0');
            levels
                .into_iter()
                .collect::<Option<Vec<_>>>()
                .expect("whole")
        });
        retest.add(&set.layout(), &first, &second);
    }
    let found = retest.figures(30);
    assert_eq!(found.n, 60);
    for (at, [correlation, low, high, same]) in set.retest.iter().enumerate() {
        ranges(
            "retest",
            found.correlations[at],
            &[*correlation, *low, *high],
            1e-6,
        );
        is("same side", found.same_side[at], *same);
    }
    is("all sides", found.all_sides, set.all_sides.expect("there"));
}

/// Whoever is counted when: but for omega's range, where people are dealt into groups.
#[test]
fn no_order_matters() {
    for set in reference().sets {
        let rows: Vec<_> = set.rows.iter().zip(set.sides.chars()).collect();
        let tally = set.tally(rows.into_iter().rev());
        let (mut found, mut expected) = (tally.report(30), set.report());
        for report in [&mut found, &mut expected] {
            report
                .scales
                .iter_mut()
                .for_each(|scale| scale.omega.range = None);
        }
        assert_eq!(found, expected);
    }
}
