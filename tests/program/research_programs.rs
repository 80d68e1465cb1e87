//! What reckons from the research export: the programs that come with it, and the one that makes a model of it. They
//! find what the server's statistics say.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::failed_starts::assert_contains;
use crate::research::{PEOPLE, export, populated, sheets, statements};
use crate::support::{program, run};

/// An export with its programs in `scripts`.
fn exported(folder: &Path, people: usize) {
    let data = populated(folder, people);
    let [rows, scripts] =
        ["research.csv", "scripts"].map(|name| folder.join(name).display().to_string());
    let words = [
        "--what",
        "research",
        "--format",
        "csv",
        "--to",
        &rows,
        "--scripts",
        &scripts,
    ];
    export(&data, &words);
}

/// k / (k - 1) (1 - the statements' variances over the sum's), from the made-up answers themselves.
fn alpha(sheets: &[Vec<i64>], pair: &str) -> f64 {
    let statements = statements();
    let items: Vec<usize> = (0..60)
        .filter(|at| statements[*at]["dichotomy"] == pair)
        .collect();
    let value = |sheet: &[i64], at: usize| {
        f64::from(i32::try_from(sheet[at] * statements[at]["key"].as_i64().unwrap()).unwrap())
    };
    let variance = |values: Vec<f64>| {
        #[expect(clippy::cast_precision_loss, reason = "hundreds")]
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        values.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / (count - 1.0)
    };
    let single: f64 = items
        .iter()
        .map(|at| variance(sheets.iter().map(|sheet| value(sheet, *at)).collect()))
        .sum();
    let sums = sheets
        .iter()
        .map(|sheet| items.iter().map(|at| value(sheet, *at)).sum())
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "fifteen")]
    let k = items.len() as f64;
    k / (k - 1.0) * (1.0 - single / variance(sums))
}

/// One scale as a program prints it: scale, statements, people, alpha, omega.
struct Line {
    scale: String,
    people: usize,
    alpha: f64,
    omega: f64,
}

/// What a program prints of the export in a folder.
fn reckoned(interpreter: &str, script: &str, folder: &Path, more: &[&str]) -> Vec<Line> {
    let mut command = Command::new(interpreter);
    command.arg(folder.join("scripts").join(script));
    command.args(["research.csv", "scripts/codebook.csv"].map(|name| folder.join(name)));
    command.args(more);
    let ended = run(command);
    let lines = ended.done().lines().skip(1).map(|line| {
        let words: Vec<&str> = line.split(' ').collect();
        let number = |at: usize| words[at].parse().unwrap();
        Line {
            scale: words[0].to_owned(),
            people: words[2].parse().unwrap(),
            alpha: number(3),
            omega: number(4),
        }
    });
    lines.collect()
}

/// What the server's statistics say of the same people.
fn statistics(folder: &Path, reliable_only: bool) -> Value {
    let mut command = program();
    command
        .args(["statistics", "--json", "--data-dir"])
        .arg(folder.join("data"));
    command.args(reliable_only.then_some("--reliable-only"));
    serde_json::from_str(run(command).done()).unwrap()
}

/// A program finds the same people, alpha and omega as the server; alpha is what it is by its definition.
fn finds_what_is_there(interpreter: &str, script: &str) {
    let folder = tempfile::tempdir().unwrap();
    exported(folder.path(), PEOPLE);
    // The second answers are the first person's again; the last aren't reliable.
    let mut sheets = sheets(PEOPLE);
    sheets.remove(1);
    for (more, people) in [(&[][..], PEOPLE - 2), (&["--all"][..], PEOPLE - 1)] {
        let found = reckoned(interpreter, script, folder.path(), more);
        let scales: Vec<&str> = found.iter().map(|line| line.scale.as_str()).collect();
        assert_eq!(scales, ["EI", "SN", "TF", "JP"]);
        let said = statistics(folder.path(), more.is_empty());
        for (line, said) in found.iter().zip(said["scales"].as_array().unwrap()) {
            let value = |name: &str| said[name]["value"].as_f64().unwrap();
            assert_eq!(
                (line.people, &said["alpha"]["n"]),
                (people, &Value::from(people))
            );
            assert!(
                (line.alpha - value("alpha")).abs() < 1e-6,
                "{}: {} {said}",
                line.scale,
                line.alpha
            );
            assert!(
                (line.omega - value("omega")).abs() < 1e-6,
                "{}: {} {said}",
                line.scale,
                line.omega
            );
            let there = alpha(&sheets[..people], &line.scale);
            assert!(
                (line.alpha - there).abs() < 1e-6,
                "{}: {} {there}",
                line.scale,
                line.alpha
            );
            // One factor made the answers, so that both say the same but for chance.
            assert!(
                there > 0.7 && (line.omega - there).abs() < 0.02,
                "{}: {} {there}",
                line.scale,
                line.omega
            );
        }
    }
}

#[test]
fn the_program_for_python_finds_what_the_statistics_say() {
    finds_what_is_there("python3", "reliability.py");
}

#[test]
#[ignore = "needs R: apt-get install --no-install-recommends r-base-core r-cran-psych; tests/run runs it where Rscript is"]
fn the_program_for_r_finds_what_the_statistics_say() {
    finds_what_is_there("Rscript", "reliability.R");
    // The made-up answers have four factors, one of each scale's.
    let folder = tempfile::tempdir().unwrap();
    exported(folder.path(), PEOPLE);
    let mut command = Command::new("Rscript");
    command.args([
        "scripts/reliability.R",
        "research.csv",
        "scripts/codebook.csv",
        "--factors",
    ]);
    let ended = run({
        command.current_dir(folder.path());
        command
    });
    let found: Vec<&str> = ended.done().lines().skip(5).collect();
    assert_eq!(
        found,
        [
            "factors that stand out from chance: 4",
            "EI 15 of 15",
            "SN 15 of 15",
            "TF 15 of 15",
            "JP 15 of 15",
        ]
    );
}

/// Python with what model/requirements-check.txt names; `tests/run` makes it.
const PYTHON: &str = "FIRSTSTEP_MODEL_PYTHON";

/// `model/train.py --from` on the export in a folder; nothing where its Python isn't there.
fn training(folder: &Path) -> Option<Command> {
    let Some(python) = env::var_os(PYTHON) else {
        let counts = env::var("CI").is_ok_and(|value| value == "true");
        assert!(!counts, "{PYTHON} is not set: run tests/run");
        eprintln!("skipped: {PYTHON} is not set; tests/run sets it");
        return None;
    };
    let mut command = Command::new(python);
    command.args(["-B", "model/train.py", "--period", "one day in May"]);
    command.arg("--from").arg(folder.join("research.csv"));
    command.arg("--out").arg(folder.join("own"));
    Some(command)
}

/// The short form: with a hundredth of the simulated people.
#[test]
fn a_model_is_made_of_real_answers_and_fits_the_statements() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mut command) = training(folder.path()) else {
        return;
    };
    exported(folder.path(), 560);
    command.args(["--people", "20000"]);
    // Some seconds of a processor, which a busy machine has only in minutes: no deadline.
    let ended = command.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    let wrong = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{wrong}");
    assert_contains(&said, &["558 people", "fold 5 of 5"]);
    let own = folder.path().join("own");
    let mut check = program();
    check.args(["model", "check", "--model"]);
    check.arg(own.join("personality.tflite"));
    assert!(run(check).done().starts_with("ok: "));
    let card = fs::read_to_string(own.join("README.md")).unwrap();
    let model = fs::read(own.join("personality.tflite")).unwrap();
    let hash = firststep::platform::digest::sha256(&model);
    assert_contains(
        &card,
        &[
            "558 people",
            "one day in May",
            "1 not reliable",
            "558 id",
            &hash,
        ],
    );
    // What it foretells of people it wasn't made of is nearer to them than what ours does.
    let figures: Value =
        serde_json::from_str(&fs::read_to_string(own.join("metrics.json")).unwrap()).unwrap();
    let mean = |name: &str| figures["held_out_people"][name]["mean"].as_f64().unwrap();
    assert!(mean("means_off") < mean("means_off_built_in"), "{card}");
    let off = |foretold: &str| (mean("halves_agree") - mean(foretold)).abs();
    assert!(
        off("halves_agree_foretold") < off("halves_agree_built_in"),
        "{card}"
    );
}

#[test]
fn of_fewer_than_five_hundred_people_no_model_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let Some(command) = training(folder.path()) else {
        return;
    };
    exported(folder.path(), PEOPLE);
    let ended = run(command);
    assert_eq!((ended.status.code(), &*ended.stdout), (Some(1), ""));
    assert_contains(
        &ended.stderr,
        &["118 people", "500 at the least. Nothing is written."],
    );
    assert!(!folder.path().join("own").exists());
}
