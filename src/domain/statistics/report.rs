//! The figures that come of what was counted.

use super::consistency::{alpha_figure, alpha_without, omega_figure};
use super::distributions::NORMAL_95;
use super::figure::{Figure, Missing};
use super::matched::{Class, Difference, holm};
use super::numbers::{people, real, size};
use super::products::{Covariances, Pairs, Products, fisher};
use super::retest::share;
use super::tally::{ScaleTally, StatementTally, Tally, scales_by_statement};
use super::timing::{median, ranked, total};

/// The fewest people of either language among whom statements are compared: with fewer, chance alone makes large
/// differences.
pub(crate) const LEAST_OF_A_LANGUAGE: u64 = 100;
/// Into how many parts a scale is cut to be drawn.
pub(crate) const BINS: usize = 13;

/// All figures.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Report {
    /// How many people answered.
    pub people: u64,
    /// Each statement.
    pub statements: Vec<StatementFigures>,
    /// Each scale.
    pub scales: Vec<ScaleFigures>,
    /// The correlation of two scales: the later one, the earlier one, and the figure.
    pub between: Vec<(usize, usize, Figure)>,
    /// The share of people whose result deserves no trust.
    pub undetermined: Figure,
    /// The median of the seconds that all statements took.
    pub seconds: Figure,
}

/// A statement's figures.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StatementFigures {
    /// How many people omitted it.
    pub omitted: u64,
    /// The share of people who gave each answer, from the lowest; none where these are too few.
    pub answers: Option<Vec<f64>>,
    /// The mean answer.
    pub mean: Figure,
    /// The standard deviation of the answers.
    pub spread: Figure,
    /// The share of people who gave the lowest answer.
    pub floor: Figure,
    /// The share who gave the highest.
    pub ceiling: Figure,
    /// The correlation with the sum of the scale's other statements, each answer as it speaks for the scale's high end;
    /// its range is Fisher's.
    pub item_rest: Figure,
    /// The alpha that the scale has without it.
    pub alpha_without: Figure,
    /// The median of the seconds that it took.
    pub seconds: Figure,
    /// How differently people of the second language answer it.
    pub language: LanguageFigures,
}

/// How differently people of two languages answer a statement, who stand alike on its scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LanguageFigures {
    /// How many people of each language.
    pub n: [u64; 2],
    /// The standardised mean difference, in steps of the answer.
    pub steps: Figure,
    /// The same over the statement's standard deviation.
    pub size: Figure,
    /// Mantel's χ².
    pub chi_square: Figure,
    /// The p value: how likely a χ² at least as large is where there is no difference, corrected for the number of
    /// statements.
    pub chance: Figure,
    /// How large it is; none without the rest.
    pub class: Option<Class>,
}

/// A scale's figures. Scores are mean answers, each as it speaks for the scale's high end.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScaleFigures {
    /// How many people omitted none of its statements.
    pub n: u64,
    /// How many statements it has.
    pub statements: usize,
    /// The mean score.
    pub mean: Figure,
    /// The standard deviation of the scores.
    pub spread: Figure,
    /// Cronbach's alpha.
    pub alpha: Figure,
    /// McDonald's omega.
    pub omega: Figure,
    /// The standard error of measurement, by alpha.
    pub error: Figure,
    /// If nothing but that error moves them, two scores of one person lie nearer together than this in 95 of 100 cases.
    pub change: Figure,
    /// The median score.
    pub median: Figure,
    /// Below which scores 10, 20, …, 90 % of the people are; none where these are too few.
    pub deciles: Option<[f64; 9]>,
    /// How many people are in each of [`BINS`] equal parts of the scale; none where they are too few.
    pub bins: Option<Vec<u64>>,
}

impl Tally {
    /// The figures of those counted, each of `least` people or more.
    #[must_use]
    pub(crate) fn report(&self, least: u64) -> Report {
        let scales: Vec<Whole<'_>> = self.scales.iter().map(Whole::of).collect();
        let figures = |at| self.scale(at, &scales[at], least);
        Report {
            people: self.people,
            statements: self.statement_figures(&scales, least),
            scales: (0..scales.len()).map(figures).collect(),
            between: self.between(least),
            undetermined: share(self.undetermined, self.people, least),
            seconds: self.total_time.median(least),
        }
    }

    fn between(&self, least: u64) -> Vec<(usize, usize, Figure)> {
        let pairs = (0..self.scales.len()).flat_map(|one| (0..one).map(move |other| (one, other)));
        let figure = |sums: &Pairs| {
            Figure::new(sums.n(), least, || {
                sums.correlation().ok_or(Missing::NoSpread)
            })
            .within(|value| fisher(sums.n(), value))
        };
        pairs
            .zip(&self.between)
            .map(|((one, other), sums)| (one, other, figure(sums)))
            .collect()
    }

    fn scale(&self, at: usize, whole: &Whole<'_>, least: u64) -> ScaleFigures {
        let statements = self.layout.size(at);
        let counts = &whole.tally.levels;
        let n = total(counts);
        let score = |level: f64| self.layout.mean_answer(at, level);
        let spread = whole.covariances.total().sqrt() / size(statements.max(1));
        let alpha = alpha_figure(&whole.products, &whole.covariances, least);
        let groups: Vec<_> = whole.tally.groups.iter().collect();
        let error = Figure::new(n, least, || {
            Ok(spread * (1.0 - alpha.value?).max(0.0).sqrt())
        });
        let change = NORMAL_95 * std::f64::consts::SQRT_2;
        let shown = n >= least.max(1);
        let decile = |tenth: u64| {
            ranked(
                counts.iter().copied(),
                (n * tenth).div_ceil(10).saturating_sub(1),
            )
        };
        ScaleFigures {
            n,
            statements,
            mean: Figure::new(n, least.max(1), || Ok(score(weighted(counts) / people(n)))),
            spread: Figure::new(n, least.max(2), || Ok(spread)),
            omega: omega_figure(&whole.products, &groups, &whole.covariances, least),
            error,
            change: Figure::new(n, least, || Ok(change * error.value?)),
            median: Figure::new(n, least, || {
                median(counts.iter().copied())
                    .map(score)
                    .ok_or(Missing::NotMeasured)
            }),
            deciles: shown.then(|| {
                let level = |tenth: u64| decile(tenth).unwrap_or_default();
                std::array::from_fn(|at| score(size(level(super::numbers::counted(at) + 1))))
            }),
            bins: shown.then(|| binned(counts)),
            alpha,
        }
    }

    fn statement_figures(&self, scales: &[Whole<'_>], least: u64) -> Vec<StatementFigures> {
        let scale_of = scales_by_statement(&self.layout);
        let languages = self.languages(&scale_of, least);
        let mut figures = Vec::with_capacity(self.statements.len());
        for (at, (tally, language)) in self.statements.iter().zip(languages).enumerate() {
            let scale = scale_of[at].map(|scale| {
                let place = self
                    .layout
                    .members(scale)
                    .iter()
                    .position(|one| one.statement == at);
                (&scales[scale], place.unwrap_or_default())
            });
            figures.push(self.statement(tally, scale, language, least));
        }
        figures
    }

    fn statement(
        &self,
        tally: &StatementTally,
        scale: Option<(&Whole<'_>, usize)>,
        language: LanguageFigures,
        least: u64,
    ) -> StatementFigures {
        let counts = &tally.answers;
        let n = total(counts);
        let lowest = real(self.layout.lowest().into());
        let of_scale = |value: &dyn Fn(&Covariances, usize) -> Result<f64, Missing>| match scale {
            None => Figure::missing(0, Missing::NotMeasured),
            Some((whole, place)) => Figure::new(whole.products.n(), least.max(2), || {
                value(&whole.covariances, place)
            }),
        };
        let rest = of_scale(&item_rest);
        StatementFigures {
            omitted: self.people - n,
            answers: (n >= least.max(1)).then(|| {
                counts
                    .iter()
                    .map(|count| people(*count) / people(n))
                    .collect()
            }),
            mean: Figure::new(
                n,
                least.max(1),
                || Ok(lowest + weighted(counts) / people(n)),
            ),
            spread: Figure::new(n, least.max(2), || Ok(deviation(counts))),
            floor: share(counts.first().copied().unwrap_or(0), n, least),
            ceiling: share(counts.last().copied().unwrap_or(0), n, least),
            item_rest: rest.within(|value| fisher(rest.n, value)),
            alpha_without: of_scale(&alpha_without),
            seconds: tally.times.median(least),
            language,
        }
    }

    /// For each statement how differently it is answered; the chances are corrected for all that are compared.
    fn languages(&self, scale_of: &[Option<usize>], least: u64) -> Vec<LanguageFigures> {
        let least = least.max(LEAST_OF_A_LANGUAGE);
        let compared = |(tally, scale): (&StatementTally, &Option<usize>)| {
            let Some(scale) = *scale else {
                return ([0; 2], Err(Missing::NotMeasured));
            };
            let sides = &self.scales[scale].sides;
            let n = sides.people();
            let found = if n.iter().any(|people| *people < least) {
                Err(Missing::TooFew(least))
            } else {
                tally.matched.difference(sides).ok_or(Missing::NoSpread)
            };
            (n, found)
        };
        let all: Vec<_> = self.statements.iter().zip(scale_of).map(compared).collect();
        let chances: Vec<f64> = all
            .iter()
            .filter_map(|(_, found)| found.ok())
            .map(|found| found.chance)
            .collect();
        let mut corrected = holm(&chances).into_iter();
        all.into_iter()
            .map(|(n, found)| {
                let chance = found.ok().and_then(|_| corrected.next());
                LanguageFigures::of(n, found, chance)
            })
            .collect()
    }
}

impl LanguageFigures {
    fn of(n: [u64; 2], found: Result<Difference, Missing>, corrected: Option<f64>) -> Self {
        let all = n[0] + n[1];
        let figure = |value: &dyn Fn(Difference) -> f64| Figure::new(all, 0, || found.map(value));
        Self {
            n,
            steps: figure(&|found| found.steps),
            size: figure(&|found| found.size),
            chi_square: figure(&|found| found.chi_square),
            chance: figure(&|found| corrected.unwrap_or(found.chance)),
            class: found
                .ok()
                .zip(corrected)
                .map(|(found, chance)| Class::of(found.size, chance)),
        }
    }
}

/// A scale's groups put together.
struct Whole<'tally> {
    tally: &'tally ScaleTally,
    products: Products,
    covariances: Covariances,
}

impl<'tally> Whole<'tally> {
    fn of(tally: &'tally ScaleTally) -> Self {
        let mut groups = tally.groups.iter();
        let mut products = groups.next().cloned().unwrap_or_else(|| Products::new(0));
        groups.for_each(|group| products.merge(group));
        Self {
            tally,
            covariances: products.covariances(),
            products,
        }
    }
}

/// The correlation of a statement with the sum of the others.
fn item_rest(of: &Covariances, at: usize) -> Result<f64, Missing> {
    if of.size() < 2 {
        return Err(Missing::TooFewStatements(2));
    }
    let own = of.at(at, at);
    let rest = of.total_without(at);
    if own > 0.0 && rest > 0.0 {
        let together = of.with_total(at) - own;
        Ok((together / (own.sqrt() * rest.sqrt())).clamp(-1.0, 1.0))
    } else {
        Err(Missing::NoSpread)
    }
}

/// The sum of the places of all.
fn weighted(counts: &[u64]) -> f64 {
    let sum: u128 = counts
        .iter()
        .zip(0_u128..)
        .map(|(count, at)| u128::from(*count) * at)
        .sum();
    real(i128::try_from(sum).unwrap_or(i128::MAX))
}

/// The standard deviation of the places of all.
fn deviation(counts: &[u64]) -> f64 {
    let (mut n, mut sum, mut squares) = (0_i128, 0_i128, 0_i128);
    for (count, at) in counts.iter().zip(0_i128..) {
        let count = i128::from(*count);
        n += count;
        sum += count * at;
        squares += count * at * at;
    }
    (real(n * squares - sum * sum) / real((n * (n - 1)).max(1))).sqrt()
}

/// The counts of levels in [`BINS`] equal parts.
pub(super) fn binned(counts: &[u64]) -> Vec<u64> {
    let mut bins = vec![0; BINS];
    for (level, count) in counts.iter().enumerate() {
        bins[level * BINS / counts.len()] += count;
    }
    bins
}
