//! `firststep doctor`

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::SystemTime;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::flags::{DataArgs, QuizArgs, S3Args, SmtpArgs};
use crate::cli::output::{pretty, print, printable};
use crate::doctor::{self, DataLocations, Finding, Level};
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;

/// Check the data and say how to repair what is wrong; the server may be running.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep doctor\n  \
        firststep doctor --data-dir /var/lib/firststep --json\n\n\
        It reads every page of the database and every photo, and changes nothing. \
        Each check ends in ok, note, warning or error. The exit code is 1 if there is an error.")]
pub(crate) struct DoctorCommand {
    /// Print JSON, for programs.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub quiz: QuizArgs,
    /// The folder of backups [default: backups in the data folder].
    #[arg(long, env = "FIRSTSTEP_BACKUP_DIR", value_name = "FOLDER")]
    pub backup_dir: Option<PathBuf>,
    #[command(flatten)]
    pub data: DataArgs,
    #[command(flatten)]
    pub mail: SmtpArgs,
    #[command(flatten)]
    pub s3: S3Args,
}

impl DoctorCommand {
    pub(super) fn run(self) -> Result<(), OperatorError> {
        let usual = self.data.locations();
        let locations = DataLocations {
            model: self.quiz.model,
            questions: self.quiz.questions,
            sends_mail: self.mail.smtp_host.is_some(),
            backups: self.backup_dir.unwrap_or(usual.backups),
            s3: self.s3.settings(),
            ..usual
        };
        let findings = doctor::examine(&locations, Moment::from(SystemTime::now()));
        print(&if self.json {
            pretty(&as_json(&findings))
        } else {
            as_text(&findings, wants_colours())
        });
        let errors = count(&findings, Level::Error);
        if errors == 0 {
            return Ok(());
        }
        let found = if errors == 1 { "an error" } else { "errors" };
        Err(OperatorError::new(
            format!(
                "The doctor found {found} in {errors} of {} things",
                findings.len()
            ),
            "The remedies are listed above.",
        ))
    }
}

/// Whether to print colours: on a terminal, unless NO_COLOR is set.
fn wants_colours() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty())
}

fn count(findings: &[Finding], level: Level) -> usize {
    findings
        .iter()
        .filter(|finding| finding.level == level)
        .count()
}

fn as_json(findings: &[Finding]) -> Value {
    let each = |finding: &Finding| {
        json!({
            "check": finding.check,
            "level": finding.level.word(),
            "says": finding.message,
            "mend": finding.remedy,
        })
    };
    json!({
        "healthy": count(findings, Level::Error) == 0,
        "errors": count(findings, Level::Error),
        "warnings": count(findings, Level::Warning),
        "version": env!("CARGO_PKG_VERSION"),
        "findings": findings.iter().map(each).collect::<Vec<_>>(),
    })
}

fn as_text(findings: &[Finding], colours: bool) -> String {
    let mut text = String::new();
    for finding in findings {
        let word = format!("{:<7}", finding.level.word());
        let word = if colours {
            painted(&word, finding.level)
        } else {
            word
        };
        let _ = writeln!(
            text,
            "  {word}  {:<14} {}",
            finding.check,
            printable(&finding.message)
        );
        if let Some(remedy) = &finding.remedy {
            let _ = writeln!(text, "{:26}-> {}", "", printable(remedy));
        }
    }
    let warnings = count(findings, Level::Warning);
    let errors = count(findings, Level::Error);
    let summary = match (errors, warnings) {
        (0, 0) => "All is well.".to_owned(),
        (errors, warnings) => format!("Errors: {errors}, warnings: {warnings}."),
    };
    let _ = writeln!(text, "\n{summary}");
    text
}

/// Bold, in a colour that both dark and light terminals show.
fn painted(word: &str, level: Level) -> String {
    let code = match level {
        Level::Ok => "32",
        Level::Note => "36",
        Level::Warning => "1;33",
        Level::Error => "1;31",
    };
    format!("\x1b[{code}m{word}\x1b[0m")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(level: Level, remedy: Option<&str>) -> Finding {
        Finding {
            check: "disk",
            level,
            message: "It is\nfull.".to_owned(),
            remedy: remedy.map(str::to_owned),
        }
    }

    #[test]
    fn a_line_each_with_what_to_do_below() {
        let findings = [
            found(Level::Ok, None),
            found(Level::Error, Some("Free some.")),
        ];
        let text = as_text(&findings, false);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "  ok       disk           It is\\nfull.");
        assert_eq!(lines[2].trim(), "-> Free some.");
        assert_eq!(lines[4], "Errors: 1, warnings: 0.");
        assert!(!text.contains('\x1b'));
        assert!(as_text(&findings, true).contains("\x1b[1;31merror  \x1b[0m"));
        assert!(as_text(&findings[..1], false).ends_with("\nAll is well.\n"));
        assert_eq!(as_json(&findings)["healthy"], json!(false));
    }
}
