//! Statistics of the questionnaire or of another instrument, for administrators; `firststep statistics --json` prints the same.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::language::Language;
use crate::domain::norms::Norms;
use crate::domain::persona::{DICHOTOMIES, Dichotomy};
use crate::domain::statistics::{
    self, LanguageFigures, Missing, Report, RetestFigures, ScaleFigures, StatementFigures,
};
use crate::model::instruments::Instrument;
use crate::services::statistics::{SIDES, Statistics as Found};

/// A reply to `GET /app/admin/statistics`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Statistics {
    /// Which other instrument they are of; null of the sixty statements.
    instrument: Option<OfInstrument>,
    /// The lowest answer and the highest.
    #[schemars(length(min = 2, max = 2))]
    ends: Vec<i64>,
    /// How many people are counted, each once: of the sixty with the first answers that they let the server keep, of another
    /// instrument with the latest. Somebody in a room without an account counts as somebody else each time.
    people: u64,
    /// Figures of fewer people than this are hidden.
    least: u64,
    /// How many answers aren't counted because whoever gave them had answered before; 0 of another instrument.
    again: u64,
    /// How many aren't because they were given to other statements than those of now, or to other versions of the instrument.
    other_questionnaires: i64,
    /// Whether it is known what the statements measure; without that there are no scales.
    has_key: bool,
    /// Whether it is a demo: its people are made up, except whoever has answered there as well.
    made_up: bool,
    /// The share of people whose result deserves no trust; of another instrument, who gave every statement the same answer.
    undetermined: Figure,
    /// The median of the seconds that all statements took.
    seconds: Figure,
    /// In the order of the questionnaire.
    statements: Vec<Statement>,
    /// The four pairs of letters, or the instrument's scales.
    scales: Vec<Scale>,
    /// The correlations between them.
    between: Vec<Between>,
    /// Null of another instrument: of each account the latest answers alone are kept for research.
    retest: Option<Retest>,
    /// The norms in force; null where there are none.
    norms: Option<NormsInForce>,
    /// The languages whose readers are compared.
    #[schemars(length(min = 2, max = 2))]
    languages: Vec<&'static str>,
}

/// An instrument, in the version that the figures are of.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StatisticsInstrument")]
struct OfInstrument {
    id: String,
    version: String,
    /// The SHA-256 of all that it is made of.
    hash: String,
}

impl From<&Instrument> for OfInstrument {
    fn from(instrument: &Instrument) -> Self {
        Self {
            id: instrument.content().id.clone(),
            version: instrument.content().version.clone(),
            hash: instrument.hash().to_owned(),
        }
    }
}

/// A figure.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StatisticsFigure")]
struct Figure {
    /// How many people it is of.
    n: u64,
    /// Null where there is none.
    value: Option<f64>,
    /// The lower end of its confidence interval of 95 %, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    /// The upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = Missing::WORDS))]
    reason: Option<&'static str>,
    /// How many people or statements there would have to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    least: Option<u64>,
    /// The reason as a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

impl From<statistics::Figure> for Figure {
    fn from(figure: statistics::Figure) -> Self {
        Self {
            n: figure.n,
            value: figure.value.ok(),
            low: figure.range.map(|[low, _]| low),
            high: figure.range.map(|[_, high]| high),
            reason: figure.value.err().map(Missing::word),
            least: figure.value.err().and_then(Missing::least),
            why: figure.value.err().map(sentence),
        }
    }
}

/// Why there is no figure, as a sentence.
fn sentence(missing: Missing) -> String {
    match missing {
        Missing::TooFew(least) => format!("There are fewer than {least} people."),
        Missing::NoSpread => "All gave the same, so nothing can be compared.".to_owned(),
        Missing::TooFewStatements(least) => {
            format!("The scale has fewer than {least} statements.")
        }
        Missing::NotMeasured => "It wasn't measured.".to_owned(),
        Missing::Unsettled => "The estimate didn't settle.".to_owned(),
    }
}

/// A statement's figures.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StatisticsStatement")]
struct Statement {
    /// How many people omitted it.
    omitted: u64,
    /// The share of people who gave each answer, from the lowest to the highest; null where they are too few.
    answers: Option<Vec<f64>>,
    /// The mean answer.
    mean: Figure,
    /// The standard deviation of the answers.
    spread: Figure,
    /// The share of people who gave the lowest answer.
    floor: Figure,
    /// The share who gave the highest.
    ceiling: Figure,
    /// The correlation with the sum of its scale's other statements, as the key has them (corrected item-total); its interval is
    /// Fisher's.
    item_rest: Figure,
    /// The alpha that the scale has without it.
    alpha_without: Figure,
    /// The median of the seconds that it took.
    seconds: Figure,
    language: LanguageDifference,
}

impl From<&StatementFigures> for Statement {
    fn from(found: &StatementFigures) -> Self {
        Self {
            omitted: found.omitted,
            answers: found.answers.clone(),
            mean: found.mean.into(),
            spread: found.spread.into(),
            floor: found.floor.into(),
            ceiling: found.ceiling.into(),
            item_rest: found.item_rest.into(),
            alpha_without: found.alpha_without.into(),
            seconds: found.seconds.into(),
            language: found.language.into(),
        }
    }
}

/// How differently readers of the second language answer a statement, who stand alike on its scale.
#[derive(Serialize, JsonSchema)]
struct LanguageDifference {
    /// How many people of each language.
    #[schemars(length(min = 2, max = 2))]
    n: Vec<u64>,
    /// The standardised mean difference (Dorans and Schmitt), in steps of the answer: above 0 those of the second language agree more.
    steps: Figure,
    /// The same over the statement's standard deviation.
    size: Figure,
    /// Mantel's χ² with one degree of freedom.
    chi_square: Figure,
    /// The p value: how likely a χ² at least as large is where there is no difference, corrected for the number of statements (Holm).
    chance: Figure,
    /// A: negligible, or not told from chance. B: slight to moderate. C: moderate to large. Null where it isn't told.
    #[schemars(extend("enum" = ["A", "B", "C", null]))]
    class: Option<&'static str>,
}

impl From<LanguageFigures> for LanguageDifference {
    fn from(found: LanguageFigures) -> Self {
        Self {
            n: found.n.to_vec(),
            steps: found.steps.into(),
            size: found.size.into(),
            chi_square: found.chi_square.into(),
            chance: found.chance.into(),
            class: found.class.map(statistics::Class::letter),
        }
    }
}

/// A scale's figures. Its scores are mean answers as the key has them: of the sixty 3 is all for the first letter, -3 all
/// for the second; of another instrument the highest answer is all for the high end.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StatisticsScale")]
struct Scale {
    /// Its name: both letters, or its id in the instrument.
    name: String,
    /// The first letter; null of another instrument.
    first: Option<char>,
    /// The second letter.
    second: Option<char>,
    /// How many statements it has.
    statements: usize,
    /// The mean score.
    mean: Figure,
    /// The standard deviation of the scores.
    spread: Figure,
    /// Cronbach's alpha; its interval is Feldt's.
    alpha: Figure,
    /// McDonald's omega, of one factor by maximum likelihood; its interval is a jackknife's.
    omega: Figure,
    /// The standard error of measurement, spread × √(1 - alpha).
    error: Figure,
    /// The reliable change, 1.96 × √2 × error: if nothing but the error moves them, two scores of one person lie nearer together in 95
    /// of 100 cases.
    change: Figure,
    /// The median score.
    median: Figure,
    /// The scores that 10, 20, …, 90 % of the people don't exceed; null where they are too few.
    deciles: Option<Vec<f64>>,
    /// The median score of the norms in force, if there are any.
    norm_median: Option<f64>,
    /// How many people are in each of 13 equal parts of the scale, from the second letter, or the low end, up; null where they are too few.
    bins: Option<Vec<u64>>,
}

impl Scale {
    fn of(
        name: String,
        letters: Option<&Dichotomy>,
        found: &ScaleFigures,
        norm_median: Option<f64>,
    ) -> Self {
        Self {
            name,
            first: letters.map(|pair| pair.first),
            second: letters.map(|pair| pair.second),
            statements: found.statements,
            mean: found.mean.into(),
            spread: found.spread.into(),
            alpha: found.alpha.into(),
            omega: found.omega.into(),
            error: found.error.into(),
            change: found.change.into(),
            median: found.median.into(),
            deciles: found.deciles.map(Vec::from),
            norm_median,
            bins: found.bins.clone(),
        }
    }
}

/// The correlation of two scales.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StatisticsBetween")]
struct Between {
    /// Their places among the scales, from 0.
    #[schemars(length(min = 2, max = 2))]
    scales: Vec<usize>,
    correlation: Figure,
}

/// People who answered twice, 14 to 180 days apart.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StatisticsRetest")]
struct Retest {
    n: u64,
    /// For each scale the correlation of both times; its interval is Fisher's.
    correlations: Vec<Figure>,
    /// For each scale the share of people who stay on the same side of its middle: of the sixty with the same letter, by the key. Its
    /// interval is Wilson's.
    same_letter: Vec<Figure>,
    /// The share who do on all.
    same_letters: Figure,
}

impl From<RetestFigures> for Retest {
    fn from(found: RetestFigures) -> Self {
        let all =
            |figures: Vec<statistics::Figure>| figures.into_iter().map(Figure::from).collect();
        Self {
            n: found.n,
            correlations: all(found.correlations),
            same_letter: all(found.same_side),
            same_letters: found.all_sides.into(),
        }
    }
}

/// Norms that results are shown beside.
#[derive(Serialize, JsonSchema)]
struct NormsInForce {
    version: i64,
    /// How many people they are of.
    people: u64,
    /// When they were set.
    #[schemars(extend("format" = "date-time"))]
    set_at: String,
}

impl From<&Norms> for NormsInForce {
    fn from(norms: &Norms) -> Self {
        Self {
            version: norms.version,
            people: norms.people,
            set_at: norms.created_at.rfc3339(),
        }
    }
}

impl From<Found> for Statistics {
    fn from(found: Found) -> Self {
        let names = found.scale_names("").into_iter().enumerate();
        let Report {
            people,
            statements,
            scales,
            between,
            undetermined,
            seconds,
        } = found.report;
        let correlation = |(one, other, figure): (usize, usize, statistics::Figure)| Between {
            scales: vec![other, one],
            correlation: figure.into(),
        };
        let norms = found.norms;
        let norm_median = |at: usize| norms.as_ref().and_then(|(_, medians)| *medians.get(at)?);
        let letters = |at: usize| DICHOTOMIES.get(at).filter(|_| found.instrument.is_none());
        let scale = |((at, name), figures)| Scale::of(name, letters(at), figures, norm_median(at));
        Self {
            instrument: found.instrument.as_ref().map(OfInstrument::from),
            ends: found.ends.to_vec(),
            people,
            least: found.least,
            again: found.again,
            other_questionnaires: found.other_questionnaires,
            has_key: found.has_key,
            made_up: found.made_up,
            undetermined: undetermined.into(),
            seconds: seconds.into(),
            statements: statements.iter().map(Statement::from).collect(),
            scales: names.zip(&scales).map(scale).collect(),
            norms: norms.as_ref().map(|(norms, _)| NormsInForce::from(norms)),
            between: between.into_iter().map(correlation).collect(),
            retest: found.retest.map(Retest::from),
            languages: SIDES.map(Language::tag).to_vec(),
        }
    }
}
