//! Folders without write permission. Root may write anywhere, so where the tests run as root the
//! program runs as the user nobody.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::databases::populated;
use crate::failed_starts::{assert_contains, refused};

/// The user id of nobody on Linux.
const NOBODY: u32 = 65_534;

/// The program as a user who isn't root, in a folder that they may write to.
struct Unprivileged {
    folder: TempDir,
    program: PathBuf,
}

impl Unprivileged {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // They may not be able to read the build folder.
        let program = folder.path().join("firststep");
        fs::copy(env!("CARGO_BIN_EXE_firststep"), &program).unwrap();
        for path in [folder.path(), &program] {
            fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
        }
        Self { folder, program }
    }

    /// A folder or file with this mode, owned by them.
    fn owns(&self, name: &str, mode: u32) -> PathBuf {
        let path = self.folder.path().join(name);
        if self.folder.path().metadata().unwrap().uid() == 0 {
            chown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        path
    }

    fn serving(&self, data: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .args(["--port", "0", "--data-dir"])
            .arg(data);
        if self.folder.path().metadata().unwrap().uid() == 0 {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }
}

#[test]
fn a_folder_that_may_not_be_written() {
    let somebody = Unprivileged::new();
    fs::create_dir(somebody.folder.path().join("data")).unwrap();
    let data = somebody.owns("data", 0o500);
    let said = refused(somebody.serving(&data));
    assert_contains(&said, &[data.to_str().unwrap(), "Permission denied"]);
    let inside = data.join("deeper");
    assert_contains(
        &refused(somebody.serving(&inside)),
        &[inside.to_str().unwrap(), "--data-dir"],
    );
}

#[test]
fn a_database_that_may_not_be_written() {
    let somebody = Unprivileged::new();
    let (populated, database) = populated();
    for mode in [0o400, 0o000] {
        let copy = somebody.folder.path().join("people.db");
        let _ = fs::remove_file(&copy);
        fs::copy(&database, &copy).unwrap();
        let copy = somebody.owns("people.db", mode);
        let _ = fs::create_dir(somebody.folder.path().join("data"));
        let mut command = somebody.serving(&somebody.owns("data", 0o700));
        command.arg("--db").arg(&copy);
        assert_contains(
            &refused(command),
            &[copy.to_str().unwrap(), "permissions", "--db"],
        );
    }
    drop(populated);
}

#[test]
fn a_secret_that_may_not_be_read() {
    let somebody = Unprivileged::new();
    fs::write(somebody.folder.path().join("secret"), "x".repeat(64)).unwrap();
    fs::create_dir(somebody.folder.path().join("data")).unwrap();
    let secret = somebody.owns("secret", 0o000);
    let mut command = somebody.serving(&somebody.owns("data", 0o700));
    command.arg("--secret-file").arg(&secret);
    assert_contains(
        &refused(command),
        &[secret.to_str().unwrap(), "--secret-file"],
    );
}
