//! Nobody, one, two, everybody the same: a reason, never something that is no number.

use proptest::prelude::*;

use super::add;
use crate::domain::statistics::{Figure, Layout, Missing, Report, Retest, Sheet, Tally};

/// Two scales of six statements with five answers, and one statement of none.
fn layout() -> Layout {
    let keys: Vec<_> = (0..13)
        .map(|at| (at < 12).then_some((at % 2, at % 3 > 0)))
        .collect();
    Layout::new(1, 5, &keys)
}

fn report(people: &[Vec<i8>], least: u64) -> Report {
    let mut tally = Tally::new(layout());
    for (at, one) in people.iter().enumerate() {
        let answers: Vec<_> = one.iter().map(|answer| Some(*answer)).collect();
        tally.add(&Sheet {
            answers: &answers,
            milliseconds: &[Some(1_500); 13],
            total_milliseconds: Some(20_000),
            side: Some(at % 2),
            undetermined: at % 5 == 0,
        });
    }
    tally.report(least)
}

/// Every figure there is.
fn figures(report: &Report) -> Vec<Figure> {
    let statements = report.statements.iter().flat_map(|one| {
        let language = one.language;
        [
            one.mean,
            one.spread,
            one.floor,
            one.ceiling,
            one.item_rest,
            one.alpha_without,
            one.seconds,
            language.steps,
            language.size,
            language.chi_square,
            language.chance,
        ]
    });
    let scales = report.scales.iter().flat_map(|one| {
        [
            one.mean, one.spread, one.alpha, one.omega, one.error, one.change, one.median,
        ]
    });
    let between = report.between.iter().map(|(_, _, figure)| *figure);
    statements
        .chain(scales)
        .chain(between)
        .chain([report.undetermined, report.seconds])
        .collect()
}

fn all_are_numbers(report: &Report) {
    for figure in figures(report) {
        let values = figure
            .value
            .into_iter()
            .chain(figure.range.into_iter().flatten());
        assert!(values.into_iter().all(f64::is_finite), "{figure:?}");
    }
    let deciles = report.scales.iter().filter_map(|one| one.deciles).flatten();
    let shares = report
        .statements
        .iter()
        .filter_map(|one| one.answers.clone())
        .flatten();
    assert!(deciles.chain(shares).all(f64::is_finite));
}

#[test]
fn of_fewer_than_the_least_nothing_is_told() {
    let people: Vec<_> = (0_i8..29)
        .map(|at| (0_i8..13).map(|one| (at % 5 * one) % 5 + 1).collect())
        .collect();
    for count in [0, 1, 2, 29] {
        let report = report(&people[..count], 30);
        assert!(
            figures(&report).iter().all(|figure| figure.value.is_err()),
            "{count}"
        );
        assert!(
            report
                .scales
                .iter()
                .all(|one| one.bins.is_none() && one.deciles.is_none())
        );
        assert!(report.statements.iter().all(|one| one.answers.is_none()));
        let mean = report.statements[0].mean;
        assert_eq!(
            (mean.n, mean.value),
            (count.try_into().expect("few"), Err(Missing::TooFew(30)))
        );
    }
}

#[test]
fn people_who_are_all_alike_have_means_and_nothing_else() {
    let alike: Vec<i8> = (0..13).map(|at| at % 5 + 1).collect();
    let report = report(&vec![alike; 300], 30);
    all_are_numbers(&report);
    for (at, statement) in report.statements.iter().enumerate() {
        let mean = statement.mean.value.expect("there");
        assert!((mean - [1.0, 2.0, 3.0, 4.0, 5.0][at % 5]).abs() < 1e-12);
        assert_eq!(statement.spread.value, Ok(0.0));
        let why = if at < 12 {
            Missing::NoSpread
        } else {
            Missing::NotMeasured
        };
        assert_eq!(statement.item_rest.value, Err(why));
        assert_eq!(statement.language.size.value, Err(why));
        assert_eq!(statement.language.class, None);
    }
    for scale in &report.scales {
        for figure in [scale.alpha, scale.omega, scale.error, scale.change] {
            assert_eq!(figure.value, Err(Missing::NoSpread));
        }
    }
    assert_eq!(report.between[0].2.value, Err(Missing::NoSpread));
}

#[test]
fn a_statement_that_all_answer_alike_takes_omega_alone_away() {
    let mut people: Vec<Vec<i8>> = (0_i8..60)
        .map(|at| {
            (0_i8..13)
                .map(|one| (at % 7 * (one + 3) / 4 + at / 7) % 5 + 1)
                .collect()
        })
        .collect();
    for one in &mut people {
        one[0] = 3;
    }
    let report = report(&people, 30);
    all_are_numbers(&report);
    assert!(report.scales[0].alpha.value.is_ok());
    assert_eq!(report.scales[0].omega.value, Err(Missing::NoSpread));
    assert!(report.scales[1].omega.value.is_ok());
}

#[test]
fn short_scales_say_so() {
    let layout = Layout::new(0, 1, &[Some((0, true)), Some((1, true)), Some((1, true))]);
    let mut tally = Tally::new(layout);
    for at in 0..40 {
        add(&mut tally, &[Some(at % 2), Some(at % 3 % 2), Some(at / 20)]);
    }
    let report = tally.report(10);
    assert_eq!(
        report.scales[0].alpha.value,
        Err(Missing::TooFewStatements(2))
    );
    assert_eq!(
        report.statements[0].item_rest.value,
        Err(Missing::TooFewStatements(2))
    );
    assert!(report.scales[1].alpha.value.is_ok());
    assert_eq!(
        report.scales[1].omega.value,
        Err(Missing::TooFewStatements(3))
    );
    assert_eq!(
        report.statements[1].alpha_without.value,
        Err(Missing::TooFewStatements(3))
    );
}

/// A language of fewer people than are compared hides the comparison, not the rest.
#[test]
fn languages_are_compared_among_a_hundred_of_each_at_least() {
    let mut tally = Tally::new(layout());
    for at in 0_i8..125 {
        let answers: Vec<_> = (0_i8..13)
            .map(|one| Some((at / 5 + at % 5 * one) % 5 + 1))
            .collect();
        for copy in 0..2 {
            let side = usize::from(copy == 0 && at < 99);
            let sheet = Sheet {
                answers: &answers,
                milliseconds: &[],
                total_milliseconds: None,
                side: Some(side),
                undetermined: false,
            };
            tally.add(&sheet);
        }
    }
    let report = tally.report(30);
    let language = report.statements[0].language;
    assert_eq!(
        (language.n, language.size.value),
        ([151, 99], Err(Missing::TooFew(100)))
    );
    assert_eq!(
        report.statements[0].seconds.value,
        Err(Missing::NotMeasured)
    );
    assert!(report.statements[0].mean.value.is_ok());
}

#[test]
fn two_equal_times_agree_wholly() {
    let layout = layout();
    let mut retest = Retest::new(&layout);
    assert_eq!(retest.figures(10).all_sides.value, Err(Missing::TooFew(10)));
    for at in 0..30 {
        retest.add(&layout, &[at % 24, 12], &[at % 24, 12]);
    }
    let found = retest.figures(10);
    let whole = found.correlations[0].value.expect("there");
    assert!((whole - 1.0).abs() < 1e-12, "{whole}");
    assert_eq!(found.correlations[1].value, Err(Missing::NoSpread));
    assert_eq!(found.all_sides.value, Ok(1.0));
    assert!(
        found
            .all_sides
            .range
            .is_some_and(|[low, high]| low < 0.9 && high > 0.999)
    );
}

proptest! {
    /// Whatever anybody answers, and however many they are.
    #[test]
    fn no_figure_is_no_number(people in prop::collection::vec(prop::collection::vec(1_i8..=5, 13), 0..60), least in 0_u64..12) {
        all_are_numbers(&report(&people, least));
    }

    /// Where nearly all answer alike, variances come near to nothing.
    #[test]
    fn nor_is_any_of_nearly_equal_people(odd in prop::collection::vec((0_usize..300, 0_usize..13, 1_i8..=5), 0..4)) {
        let mut people = vec![vec![3_i8; 13]; 300];
        for (who, what, answer) in odd {
            people[who][what] = answer;
        }
        all_are_numbers(&report(&people, 10));
    }
}
