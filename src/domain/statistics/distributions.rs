//! The distributions of statistics: F, t and χ² with one degree of freedom.
//!
//! All come from the incomplete beta and gamma functions, by their continued fractions (W. H. Press et al., Numerical
//! Recipes, 6.2 and 6.4); quantiles by bisection, since there are few of them.

/// 95 % of a normal distribution lie within this many standard deviations.
pub(super) const NORMAL_95: f64 = 1.959_963_984_540_054;

/// Least difference from 0 that a continued fraction's parts keep.
const TINY: f64 = 1e-300;
/// A continued fraction has settled when a part changes it by no more.
const SETTLED: f64 = 1e-15;
/// Most parts: a fraction needs about the root of its larger parameter.
const PARTS: u32 = 20_000;

/// The logarithm of the gamma function, by Stirling's series.
fn ln_gamma(x: f64) -> f64 {
    const FAR: f64 = 15.0;
    let (mut far, mut shift) = (x, 0.0);
    while far < FAR {
        shift += far.ln();
        far += 1.0;
    }
    let inverse = 1.0 / far;
    let square = inverse * inverse;
    let series =
        inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)));
    let half_ln_tau = 0.5 * std::f64::consts::TAU.ln();
    (far - 0.5) * far.ln() - far + half_ln_tau + series - shift
}

/// The regularised incomplete beta function: the share of a beta distribution below `x`.
fn beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(a, b, x) / a
    } else {
        1.0 - front * beta_fraction(b, a, 1.0 - x) / b
    }
}

/// Lentz's method: the quotients of successive numerators and denominators, none of them 0.
struct Lentz {
    c: f64,
    d: f64,
    value: f64,
}

impl Lentz {
    /// Takes another part of the fraction; whether it changed anything.
    fn part(&mut self, numerator: f64, denominator: f64) -> bool {
        self.d = 1.0 / apart(denominator + numerator * self.d);
        self.c = apart(denominator + numerator / self.c);
        let change = self.c * self.d;
        self.value *= change;
        (change - 1.0).abs() > SETTLED
    }
}

fn apart(value: f64) -> f64 {
    if value.abs() < TINY { TINY } else { value }
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let first = 1.0 / apart(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = Lentz {
        c: 1.0,
        d: first,
        value: first,
    };
    for part in 1..PARTS {
        let m = f64::from(part);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        fraction.part(even, 1.0);
        if !fraction.part(odd, 1.0) {
            break;
        }
    }
    fraction.value
}

/// The value of F, with these degrees of freedom, below which this share lies.
pub(super) fn f_quantile(share: f64, above: f64, below: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    // As many halvings as a number has bits.
    for _ in 0..64 {
        let middle = f64::midpoint(low, high);
        if beta(above / 2.0, below / 2.0, middle) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    let x = f64::midpoint(low, high);
    below * x / (above * (1.0 - x))
}

/// Within so many standard errors 95 % of a t distribution lie.
pub(super) fn t_95(freedom: f64) -> f64 {
    f_quantile(0.95, 1.0, freedom).sqrt()
}

/// The share of a χ² distribution with one degree of freedom above this value.
pub(super) fn chi_square_above(value: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let (a, x) = (0.5, value / 2.0);
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut next) = (1.0 / a, 1.0 / a, a);
        while term > sum * SETTLED {
            next += 1.0;
            term *= x / next;
            sum += term;
        }
        return (1.0 - front * sum).clamp(0.0, 1.0);
    }
    let first = x + 1.0 - a;
    let mut fraction = Lentz {
        c: 1.0 / TINY,
        d: 1.0 / first,
        value: 1.0 / first,
    };
    for part in 1..PARTS {
        let m = f64::from(part);
        if !fraction.part(-m * (m - a), first + 2.0 * m) {
            break;
        }
    }
    (front * fraction.value).clamp(0.0, 1.0)
}
