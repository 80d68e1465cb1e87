//! `firststep --version`

use std::path::Path;
use std::process::Command;

use firststep::model::classifier::BUILT_IN;
use firststep::platform::digest::sha256;
use firststep::platform::version;

use crate::support::{program, run};

fn says(arguments: &[&str]) -> String {
    let mut command = program();
    command.args(arguments);
    let ended = run(command);
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    ended.stdout
}

#[test]
fn each_command_says_its_version() {
    let number = env!("CARGO_PKG_VERSION");
    assert_eq!(says(&["-V"]), format!("firststep {number}\n"));
    let whole = format!(
        "{number} (commit {}, model sha256 {})\n",
        version::COMMIT,
        sha256(BUILT_IN)
    );
    assert_eq!(says(&["--version"]), format!("firststep {whole}"));
    for command in ["serve", "predict"] {
        let text = says(&[command, "--version"]);
        assert_eq!(text, format!("firststep-{command} {whole}"));
    }
}

/// Only where there is a git commit: an archive has none, and a build may set another.
#[test]
fn the_commit_is_the_one_that_git_knows() {
    let (commit, changes) = version::COMMIT
        .split_once('+')
        .unwrap_or((version::COMMIT, "changes"));
    assert_eq!(changes, "changes");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !root.join(".git").exists() || option_env!("FIRSTSTEP_COMMIT").is_some() {
        return;
    }
    let mut git = Command::new("git");
    git.current_dir(root)
        .args(["rev-parse", "--short=12", "HEAD"]);
    let output = git.output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), commit);
}
