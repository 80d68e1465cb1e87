//! Against scipy 1.17: `stats.f.ppf`, `stats.t.ppf(0.975, …)`, `stats.chi2.sf(…, 1)`.

use crate::domain::statistics::distributions::{chi_square_above, f_quantile, t_95};
use crate::domain::statistics::feldt;

/// The share, both degrees of freedom, and the quantile.
#[expect(clippy::unreadable_literal, reason = "as scipy prints them")]
const F: [[f64; 4]; 5] = [
    [0.025, 9.0, 126.0, 0.2950700938355384],
    [0.975, 29.0, 406.0, 1.6129885701549775],
    [0.5, 3.0, 4.0, 0.9405340763677557],
    [0.975, 319.0, 4466.0, 1.1678903058562093],
    [0.025, 99999.0, 1399986.0, 0.9909501591934156],
];
/// Degrees of freedom, and the quantile.
#[expect(clippy::unreadable_literal, reason = "as scipy prints them")]
const T: [[f64; 2]; 5] = [
    [1.0, 12.706204736174694],
    [2.0, 4.302652729749462],
    [9.0, 2.262157162798205],
    [49.0, 2.0095752371292392],
    [1000.0, 1.9623390808264083],
];
/// The value, and the share above it.
#[expect(clippy::unreadable_literal, reason = "as scipy prints them")]
const CHI_SQUARE: [[f64; 2]; 9] = [
    [1e-06, 0.9992021155721779],
    [0.1, 0.7518296340458492],
    [1.0, 0.31731050786291115],
    [2.9, 0.08857955257977622],
    [3.1, 0.07829229414640966],
    [3.841, 0.050013683763956804],
    [10.0, 0.001565402258002549],
    [40.0, 2.5396285894708634e-10],
    [700.0, 2.990226975124623e-154],
];

#[track_caller]
fn near(found: f64, expected: f64, within: f64) {
    assert!(
        (found - expected).abs() <= within * expected,
        "{found}, not {expected}"
    );
}

#[test]
fn distributions_are_scipys() {
    for [share, above, below, expected] in F {
        near(f_quantile(share, above, below), expected, 1e-7);
    }
    for [freedom, expected] in T {
        near(t_95(freedom), expected, 1e-8);
    }
    for [value, expected] in CHI_SQUARE {
        near(chi_square_above(value), expected, 1e-9);
    }
}

/// As `docs/instruments.md` has it; of one person or one statement there is none.
#[test]
fn an_alpha_of_thirty_people_is_rough() {
    let [low, high] = feldt(0.8, 30, 5).expect("a range");
    near(low, 0.659_17, 1e-4);
    near(high, 0.894_11, 1e-4);
    assert_eq!((feldt(0.8, 1, 5), feldt(0.8, 30, 1)), (None, None));
}
