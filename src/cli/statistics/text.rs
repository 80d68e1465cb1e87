//! The figures as tables, with a sentence each on what they mean and what they don't.

use std::fmt::Write as _;

use crate::cli::demo::MADE_UP;
use crate::cli::output::printable;
use crate::domain::language::Language;
use crate::domain::statistics::{
    Class, Figure, Missing, RetestFigures, ScaleFigures, StatementFigures,
};
use crate::services::statistics::Statistics;

const SCALES: &str = "  mean, spread  of the mean answers, {high} for all that speaks for the {first}, {low} for the {second}. They tell where
                people see themselves, not where everybody does: nobody was drawn at random.
  alpha, omega  two estimates, from one sitting, of the part of the scores' variance that isn't error (reliability), each
                with its confidence interval of 95 %. High ones say neither that a scale measures one thing alone, nor
                that it measures what its name promises, nor that people answer the same another day.
  error         the standard error of measurement: how far one person's scores scatter around the one that very many
                such statements would give (a standard deviation).
  change        the reliable change: if nothing but the error moves them, two scores of one person lie nearer together
                than this in 95 of 100 cases. Where they don't, it doesn't say why.
";
const RETEST: &str = "  People who answered again after 14 to 180 days, with confidence intervals of 95 %. A correlation says whether people
  keep their order, not their score; the same letter counts which side of the middle the statements' sum is on, which
  chance alone makes the same for half where both letters are as frequent. Who comes back isn't everybody.
";
const BETWEEN: &str =
    "  Pearson's correlation, from -1 to 1, with its confidence interval of 95 %. Near 0 neither score foretells the other.
";
const STATEMENTS: &str = "  mean, spread  of the answers, from {low} to {high}.
  floor, top    the share of people who gave the lowest and the highest answer. Many at one end: it tells few apart.
  rest          its correlation with the rest of its scale (corrected item-total). Below .20, by custom, it adds
                little, below 0 its key may be the wrong way round. It doesn't say what the rest measures.
  alpha-        the alpha that the scale has without it.
  seconds       the median time it took.
  id-en         how many steps higher readers of Indonesian answer than readers of English who stand alike on the
                scale; A: negligible or not told from chance, B: slight to moderate, C: moderate to large (Mantel, and
                the classes of the Educational Testing Service). It doesn't say whether the wording or the people are
                the reason.
";

/// All of it.
pub(super) fn of(found: &Statistics) -> String {
    let mut text = head(found);
    let names = found.scale_names("/");
    if found.has_key {
        scales(&mut text, found, &names);
        between(&mut text, found, &names);
        if let Some(twice) = &found.retest {
            retest(&mut text, twice, &names);
        }
    } else {
        text.push_str("\nThe statements have no key: there are no scales.\n");
    }
    statements(&mut text, found);
    text
}

/// A text with the words for what the figures are of.
fn worded(text: &str, found: &Statistics) -> String {
    let [low, high] = found.ends;
    let [first, second] = if found.instrument.is_some() {
        ["high end", "low one"]
    } else {
        ["first letter", "second"]
    };
    text.replace("{low}", &low.to_string())
        .replace("{high}", &high.to_string())
        .replace("{first}", first)
        .replace("{second}", second)
}

/// Which other instrument it is of.
fn whose(found: &Statistics) -> String {
    let Some(instrument) = &found.instrument else {
        return String::new();
    };
    let title = instrument
        .texts(Language::English)
        .map_or("", |texts| texts.title.as_str());
    let content = instrument.content();
    format!(
        ": {} ({}, version {})",
        printable(title),
        printable(&content.id),
        printable(&content.version)
    )
}

fn head(found: &Statistics) -> String {
    let report = &found.report;
    let mut text = format!("Statistics of {} people{}\n", report.people, whose(found));
    if found.made_up {
        let _ = writeln!(text, "  {MADE_UP}");
    }
    let instrument = found.instrument.is_some();
    let undetermined = if instrument {
        "the same answer to every statement"
    } else {
        "answers that say too little, of people who may well have read them"
    };
    let counted = counted(found);
    let _ = writeln!(
        text,
        "  Each counts once, with {counted} Figures of fewer than {} people are hidden (–).",
        found.least
    );
    let _ = writeln!(
        text,
        "  undetermined  {} of {} people: {undetermined}",
        percent_ranged(&report.undetermined),
        report.undetermined.n
    );
    if !instrument {
        let _ = writeln!(
            text,
            "  time          {} in all, the median of {} people whose time is known",
            told(&report.seconds, |seconds| format!("{seconds:.0} s")),
            report.seconds.n
        );
    }
    if let Some((norms, _)) = &found.norms {
        let _ = writeln!(
            text,
            "  norms         version {}, of {} people, shown beside results since {}",
            norms.version,
            norms.people,
            norms.created_at.date()
        );
    }
    if let Err(why) = report.undetermined.value {
        let _ = writeln!(text, "  {}", sentence(why));
    }
    text
}

/// Which answers of somebody's count, and how many of others don't.
fn counted(found: &Statistics) -> String {
    let others = found.other_questionnaires;
    if found.instrument.is_some() {
        format!(
            "the latest answers that they let the server keep. Not counted: {others} to\n  other versions."
        )
    } else {
        format!(
            "the first answers that they let the server keep. Not counted: {} later ones, {others} to\n  other statements.",
            found.again
        )
    }
}

fn scales(text: &mut String, found: &Statistics, names: &[String]) {
    let width = names.iter().map(String::len).max().unwrap_or(0);
    let _ = writeln!(
        text,
        "\nScales\n  {:width$}       n   mean spread  alpha             omega              error change",
        ""
    );
    for (name, scale) in names.iter().zip(&found.report.scales) {
        let ScaleFigures {
            mean,
            spread,
            alpha,
            omega,
            error,
            change,
            ..
        } = scale;
        let _ = writeln!(
            text,
            "  {name:width$}  {:>6} {:>6} {:>6}  {:<17} {:<17}  {:>6} {:>6}",
            scale.n,
            two(mean),
            two(spread),
            ranged(alpha),
            ranged(omega),
            two(error),
            two(change)
        );
    }
    reasons(
        text,
        found
            .report
            .scales
            .iter()
            .flat_map(|scale| [scale.alpha, scale.omega]),
    );
    text.push_str(&worded(SCALES, found));
}

fn between(text: &mut String, found: &Statistics, names: &[String]) {
    if names.len() < 2 {
        return;
    }
    text.push_str("\nScales with each other\n");
    for (one, other, figure) in &found.report.between {
        let (one, other) = (&names[*one], &names[*other]);
        let _ = writeln!(text, "  {other} with {one}  {}", ranged(figure));
    }
    text.push_str(BETWEEN);
}

fn retest(text: &mut String, retest: &RetestFigures, names: &[String]) {
    let width = names.iter().map(String::len).max().unwrap_or(0);
    let _ = writeln!(text, "\nAnswered twice: {} people", retest.n);
    let figures = retest.correlations.iter().zip(&retest.same_side);
    for (name, (correlation, same)) in names.iter().zip(figures) {
        let _ = writeln!(
            text,
            "  {name:width$}  correlation {:<17}  same letter {}",
            ranged(correlation),
            percent_ranged(same)
        );
    }
    let _ = writeln!(
        text,
        "  All four letters the same: {}",
        percent_ranged(&retest.all_sides)
    );
    text.push_str(RETEST);
}

fn statements(text: &mut String, found: &Statistics) {
    let all: &[StatementFigures] = &found.report.statements;
    let width = all.len().to_string().len().max(2);
    let _ = writeln!(
        text,
        "\nStatements\n{:width$}      n   mean spread  floor    top   rest alpha- seconds  id-en",
        ""
    );
    for (at, one) in all.iter().enumerate() {
        let class = one.language.class.map_or("", Class::letter);
        let _ = writeln!(
            text,
            "  {:>width$} {:>5} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>7}  {:>5} {class}",
            at + 1,
            one.mean.n,
            two(&one.mean),
            two(&one.spread),
            percent(&one.floor),
            percent(&one.ceiling),
            two(&one.item_rest),
            two(&one.alpha_without),
            told(&one.seconds, |seconds| format!("{seconds:.1}")),
            two(&one.language.steps)
        );
    }
    let compared = all
        .iter()
        .flat_map(|one| [one.item_rest, one.language.size, one.seconds]);
    reasons(text, compared);
    if let Some([first, second]) = all.iter().map(|one| one.language.n).max() {
        let _ = writeln!(
            text,
            "  id-en compares {second} readers of Indonesian with {first} of English."
        );
    }
    text.push_str(&worded(STATEMENTS, found));
}

/// Why some aren't there, each reason once.
fn reasons(text: &mut String, figures: impl Iterator<Item = Figure>) {
    let mut told = Vec::new();
    for why in figures.filter_map(|figure| figure.value.err()) {
        if !told.contains(&why) {
            told.push(why);
            let _ = writeln!(text, "  – {}", sentence(why));
        }
    }
}

fn sentence(why: Missing) -> String {
    match why {
        Missing::TooFew(least) => format!(
            "There are fewer than {least} people (of each language, where both are compared)."
        ),
        Missing::NoSpread => "All answered alike, so nothing can be compared.".to_owned(),
        Missing::TooFewStatements(least) => format!("A scale has fewer than {least} statements."),
        Missing::NotMeasured => "It wasn't measured.".to_owned(),
        Missing::Unsettled => "The estimate didn't settle.".to_owned(),
    }
}

fn told(figure: &Figure, write: impl Fn(f64) -> String) -> String {
    figure.value.map_or_else(|_| "–".to_owned(), write)
}

fn two(figure: &Figure) -> String {
    told(figure, hundredths)
}

/// With two decimals; minus nothing is nothing.
fn hundredths(value: f64) -> String {
    format!("{:.2}", (value * 100.0).round() / 100.0 + 0.0)
}

fn percent(figure: &Figure) -> String {
    told(figure, |share| format!("{:.0} %", share * 100.0))
}

/// A share with its range.
fn percent_ranged(figure: &Figure) -> String {
    let range = figure
        .range
        .map(|[low, high]| format!(" ({:.0}–{:.0} %)", low * 100.0, high * 100.0));
    percent(figure) + &range.unwrap_or_default()
}

fn ranged(figure: &Figure) -> String {
    let range = figure
        .range
        .map(|[low, high]| format!(" ({}–{})", hundredths(low), hundredths(high)));
    two(figure) + &range.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minus_nothing_is_nothing() {
        let figure = Figure {
            n: 40,
            value: Ok(-0.004),
            range: Some([-0.2, -0.0]),
        };
        assert_eq!(two(&figure), "0.00");
        assert_eq!(ranged(&figure), "0.00 (-0.20–0.00)");
    }
}
