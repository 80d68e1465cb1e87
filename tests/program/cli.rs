//! The command line: its help, and `firststep predict`.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::client::DOCUMENTED;
use crate::failed_starts::{self, assert_contains};
use crate::support::{Ended, Server, program, run, run_with};

/// Flags of `serve` that people rely on, and their variables.
const FLAGS: &[(&str, &str)] = &[
    ("listen", "FIRSTSTEP_LISTEN"),
    ("host", "HOST"),
    ("port", "PORT"),
    ("public-url", "FIRSTSTEP_PUBLIC_URL"),
    ("cors-origin", "FIRSTSTEP_CORS_ORIGIN"),
    ("trusted-proxy", "FIRSTSTEP_TRUSTED_PROXY"),
    ("data-dir", "FIRSTSTEP_DATA_DIR"),
    ("db", "FIRSTSTEP_DB"),
    ("photos", "FIRSTSTEP_PHOTOS"),
    ("model", "FIRSTSTEP_MODEL"),
    ("questions", "FIRSTSTEP_QUESTIONS"),
    ("instrument", "FIRSTSTEP_INSTRUMENT"),
    ("secret-key", "SECRET_KEY"),
    ("secret-file", "FIRSTSTEP_SECRET_FILE"),
    ("bcrypt-cost", "FIRSTSTEP_BCRYPT_COST"),
    ("token-lifetime", "FIRSTSTEP_TOKEN_LIFETIME"),
    ("backup-every", "FIRSTSTEP_BACKUP_EVERY"),
    ("backup-keep", "FIRSTSTEP_BACKUP_KEEP"),
    ("backup-dir", "FIRSTSTEP_BACKUP_DIR"),
    ("backup-passphrase-file", "FIRSTSTEP_BACKUP_PASSPHRASE_FILE"),
    ("threads", "FIRSTSTEP_THREADS"),
    ("check-every", "FIRSTSTEP_CHECK_EVERY"),
    ("log", "FIRSTSTEP_LOG"),
    ("log-level", "FIRSTSTEP_LOG_LEVEL"),
    ("log-file", "FIRSTSTEP_LOG_FILE"),
    ("smtp-user", "FIRSTSTEP_SMTP_USER"),
    ("smtp-from", "FIRSTSTEP_SMTP_FROM"),
    ("smtp-hello", "FIRSTSTEP_SMTP_HELLO"),
    ("smtp-tls", "FIRSTSTEP_SMTP_TLS"),
    ("smtp-ca", "FIRSTSTEP_SMTP_CA"),
];

fn with(arguments: &[&str]) -> Command {
    let mut command = program();
    command.args(arguments);
    command
}

fn help(arguments: &[&str]) -> String {
    let ended = run(with(arguments));
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    assert_eq!(ended.stderr, "");
    ended.stdout
}

fn predict(input: &str, arguments: &[&str]) -> Ended {
    let mut command = with(&["predict"]);
    command.args(arguments);
    run_with(command, input.as_bytes())
}

/// The error for answers that can't be used.
fn refused(input: &str) -> String {
    let ended = predict(input, &["-"]);
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert_eq!(ended.stdout, "");
    assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
    assert!(
        ended
            .stderr
            .starts_with("firststep: The answers in standard input can't be used: "),
        "{ended:?}"
    );
    ended.stderr
}

#[test]
fn each_command_explains_itself_with_examples() {
    for arguments in [
        &["--help"][..],
        &["serve", "--help"],
        &["predict", "--help"],
        &["user", "--help"],
        &["session", "--help"],
        &["mail", "--help"],
        &["doctor", "--help"],
        &["backup", "--help"],
        &["backup", "create", "--help"],
        &["backup", "verify", "--help"],
        &["backup", "list", "--help"],
        &["backup", "restore", "--help"],
    ] {
        let text = help(arguments);
        assert!(text.contains("Usage: firststep"), "{text}");
        assert!(
            text.contains("Examples:\n  firststep"),
            "{arguments:?}: {text}"
        );
    }
    assert_eq!(help(&["help", "serve"]), help(&["serve", "--help"]));
    assert!(help(&["--help"]).contains("Exit codes: 0 done, 1 "));
}

#[test]
fn each_flag_is_documented_with_its_variable() {
    let text = help(&["serve", "--help"]);
    let entries: Vec<&str> = text.split("\n      --").skip(1).collect();
    for entry in &entries {
        let about = entry.lines().nth(1).unwrap().trim();
        assert!(about.len() > 10 && entry.contains("[env: "), "--{entry}");
    }
    for (flag, variable) in FLAGS {
        let entry = entries
            .iter()
            .find(|entry| entry.starts_with(&format!("{flag} <")));
        let entry = entry.unwrap_or_else(|| panic!("--{flag} is missing in {text}"));
        assert!(entry.contains(&format!("[env: {variable}")), "--{entry}");
    }
}

#[test]
fn variables_of_the_server_do_not_disturb_predicting() {
    let mut command = with(&["predict", "-"]);
    command
        .env("PORT", "8080")
        .env("HOST", "0.0.0.0")
        .env("SECRET_KEY", "short");
    let ended = run_with(command, json!(DOCUMENTED).to_string().as_bytes());
    assert!(ended.stdout.starts_with("INFJ"), "{ended:?}");
}

#[test]
fn the_help_shows_no_secret() {
    let mut command = with(&["serve", "--help"]);
    command.env("SECRET_KEY", "a-secret-that-nobody-should-see");
    command.env("FIRSTSTEP_BACKUP_PASSPHRASE", "a-secret-that-opens");
    assert!(!run(command).stdout.contains("a-secret-that"));
    let mut command = with(&["backup", "create", "--help"]);
    command.env("FIRSTSTEP_BACKUP_PASSPHRASE", "a-secret-that-opens");
    assert!(!run(command).stdout.contains("a-secret-that"));
}

#[test]
fn wrong_usage_ends_with_2_and_a_hint() {
    for arguments in [
        &["--port", "many"][..],
        &["--port", "65536"],
        &["--no-such-flag"],
        &["dance"],
        &["predict"],
        &["predict", "a.json", "b.json"],
        &["--bcrypt-cost", "9"],
        &["--bcrypt-cost", "16"],
        &["--host", "localhost"],
        &["--listen", "127.0.0.1"],
        &["--token-lifetime", "soon"],
        &["--public-url", "quiz.example"],
        &["--cors-origin", "https://app.example/path"],
        &["--cors-origin", "null"],
        &["--trusted-proxy", "10.0.0.0/33"],
        &["--log", "loud"],
        &["--log-level", "loud"],
        &["--threads", "0"],
        &["--backup-every", "1s"],
        &["--backup-keep", "0"],
        &["backup", "verify"],
    ] {
        let ended = run(with(arguments));
        assert_eq!(ended.status.code(), Some(2), "{arguments:?}: {ended:?}");
        assert_eq!(ended.stdout, "", "{arguments:?}");
        assert!(
            ended.stderr.starts_with("error: "),
            "{arguments:?}: {ended:?}"
        );
        assert!(ended.stderr.contains("--help"), "{arguments:?}: {ended:?}");
    }
}

#[test]
fn the_documented_answers_make_an_infj() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.json");
    let path = path.to_str().unwrap();
    let bare = json!(DOCUMENTED).to_string();
    let wrapped = json!({"input": DOCUMENTED}).to_string();
    let text = predict(&bare, &["-"]).stdout;
    assert!(text.starts_with("INFJ (class 7)\n"), "{text}");
    for form in [&bare, &wrapped] {
        assert_eq!(predict(form, &["-"]).stdout, text, "from standard input");
        std::fs::write(path, form).unwrap();
        assert_eq!(predict("", &[path]).stdout, text, "from a file");
    }
}

#[test]
fn the_json_has_sixteen_chances_and_four_letters() {
    let ended = predict(&json!(DOCUMENTED).to_string(), &["--json", "-"]);
    assert_eq!((ended.status.code(), &*ended.stderr), (Some(0), ""));
    let said: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(
        (&said["predicted_class"], &said["predicted_label"]),
        (&json!(7), &json!("INFJ"))
    );
    let chances = said["probabilities"].as_object().unwrap();
    let sum: f64 = chances
        .values()
        .map(|chance| chance.as_f64().unwrap())
        .sum();
    assert_eq!(chances.len(), 16);
    assert!((sum - 1.0).abs() < 1e-5, "{sum}");
    let most = chances
        .iter()
        .max_by(|one, other| one.1.as_f64().partial_cmp(&other.1.as_f64()).unwrap());
    assert_eq!(most.unwrap().0, "INFJ");
    let letters = said["letters"].as_array().unwrap();
    let word: String = letters
        .iter()
        .map(|letter| letter["letter"].as_str().unwrap())
        .collect();
    assert_eq!(word, "INFJ");
    for letter in letters {
        let margin = letter["margin"].as_f64().unwrap();
        let chance = letter["probability"].as_f64().unwrap();
        assert!(
            (0.0..=1.0).contains(&margin) && (margin - (2.0 * chance - 1.0)).abs() < 1e-5,
            "{letter}"
        );
    }
    assert_eq!(said["reliable"], json!(true));
    assert_eq!(said["model_sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn answers_without_care_are_said_to_be_so() {
    let ended = predict(&json!(vec![2; 60]).to_string(), &["-"]);
    assert!(
        ended.stdout.contains("Not reliable: all answers the same."),
        "{ended:?}"
    );
}

#[test]
fn wrong_answers_are_refused_by_their_place() {
    let at = |place: usize, value: Value| {
        let mut answers = json!(DOCUMENTED);
        answers[place] = value;
        refused(&answers.to_string())
    };
    assert!(at(12, json!(4)).contains("answer 13 is not between -3 and 3"));
    assert!(at(59, json!(-4)).contains("answer 60 is not between -3 and 3"));
    assert!(at(0, json!(i64::MIN)).contains("answer 1 is not between"));
    assert!(at(41, json!(1.5)).contains("answer 42 is 1.5, not a whole number"));
    assert!(at(7, json!("x")).contains("answer 8 is \"x\", not a whole number"));
    assert!(at(8, json!(null)).contains("answer 9 is null"));
    assert!(at(9, json!(u64::MAX)).contains("answer 10 "));
}

#[test]
fn a_wrong_count_and_no_list_are_refused() {
    for count in [0, 59, 61] {
        let said = refused(&json!(vec![0; count]).to_string());
        assert!(
            said.contains(&format!("there are {count}, not 60")),
            "{said}"
        );
    }
    for nonsense in [
        "",
        "hello",
        "{}",
        "7",
        "[1,2",
        "{\"input\": 7}",
        "\u{feff}",
        &"[".repeat(9999),
    ] {
        let said = refused(nonsense);
        assert!(said.contains("aren't a JSON list"), "{said}");
    }
}

#[test]
fn a_value_as_long_as_the_file_is_not_repeated_whole() {
    let mut answers = json!(DOCUMENTED);
    answers[3] = json!("x\n".repeat(5000));
    let said = refused(&answers.to_string());
    assert!(
        said.contains("answer 4 is") && said.len() < 500,
        "{} bytes",
        said.len()
    );
}

#[test]
fn files_that_are_not_there_or_no_text_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.json");
    let binary = folder.path().join("binary.json");
    std::fs::write(&binary, [0xff; 100]).unwrap();
    for path in [missing.as_path(), binary.as_path(), folder.path()] {
        let ended = predict("", &[path.to_str().unwrap()]);
        assert_eq!(ended.status.code(), Some(1), "{ended:?}");
        assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
        assert!(ended.stderr.contains(path.to_str().unwrap()), "{ended:?}");
    }
}

/// As `firststep … | head` closes it, but sooner.
#[test]
fn nobody_reading_is_no_trouble() {
    let answers = json!(DOCUMENTED).to_string();
    for arguments in [
        &["predict", "-"][..],
        &["predict", "--json", "-"],
        &["--help"],
        &["--version"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("answers.json");
        std::fs::write(&input, &answers).unwrap();
        let mut command = with(arguments);
        command.stdin(std::fs::File::open(input).unwrap());
        command.stdout(writer).stderr(Stdio::piped());
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
        assert!(
            output.status.code().is_some(),
            "{arguments:?}: {output_status}",
            output_status = output.status
        );
    }
}

#[test]
fn a_healthcheck_tells_by_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let check = |address: &str| {
        let mut command = program();
        command.args(["healthcheck", "--address", address]);
        run(command)
    };
    let address = server.address().to_owned();
    let well = check(&address);
    assert_eq!((well.status.code(), &*well.stderr), (Some(0), ""));
    server.stop();
    let gone = check(&address);
    assert_eq!(gone.status.code(), Some(1));
    assert_contains(&gone.stderr, &["Nothing answers", &address, "--address"]);
}

#[test]
fn completions_and_manual_pages_are_printed() {
    for (words, part) in [
        (&["completions", "bash"][..], "_firststep"),
        (&["completions", "zsh"], "#compdef firststep"),
        (&["completions", "fish"], "complete -c firststep"),
        (&["man"], ".TH firststep 1"),
        (&["man", "user"], "reset\\-password"),
        (&["man", "backup"], "restore"),
        (&["man", "serve"], "FIRSTSTEP_DATA_DIR"),
        (&["man", "user", "create"], ".TH firststep-user-create 1"),
    ] {
        let mut command = program();
        command.args(words);
        let ended = run(command);
        assert_eq!(ended.status.code(), Some(0), "{words:?}: {}", ended.stderr);
        assert_contains(&ended.stdout, &[part]);
        // No page refers to one that can't be made.
        assert!(!ended.stdout.contains("\\-help(1)"), "{words:?}");
    }
    let mut command = program();
    command.args(["man", "nothing"]);
    assert_contains(
        &failed_starts::refused(command),
        &["no command nothing", "--help"],
    );
}
