//! What root's commands leave in a data folder that belongs to a service.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::backup::{contents, create, restore};
use crate::support::{Server, done, program};

/// Some user without rights.
const SERVICE: u32 = 12_345;

/// A folder that belongs to a service; `None` unless the tests run as root.
fn of_a_service() -> Option<TempDir> {
    let folder = tempfile::tempdir().unwrap();
    if folder.path().metadata().unwrap().uid() != 0 {
        eprintln!("skipped: only root has chores to do");
        return None;
    }
    chown(folder.path(), Some(SERVICE), Some(SERVICE)).unwrap();
    Some(folder)
}

#[track_caller]
fn assert_all_the_services(folder: &Path) {
    for path in contents(folder).keys() {
        let metadata = path.symlink_metadata().unwrap();
        let owner = (metadata.uid(), metadata.gid());
        assert_eq!(owner, (SERVICE, SERVICE), "{}", path.display());
        assert_eq!(
            metadata.permissions().mode() & 0o077,
            0,
            "{}",
            path.display()
        );
    }
}

fn user(data: &Path, words: &[&str]) -> Command {
    let mut command = program();
    command
        .args(["user", "--bcrypt-cost", "10", "--data-dir"])
        .arg(data);
    command.args(words);
    command
}

#[test]
fn what_root_makes_belongs_to_the_folders_owner() {
    let Some(folder) = of_a_service() else {
        return;
    };
    let data = folder.path().join("data");
    done(user(&data, &["create", "--email", "ayu@example.org"]));
    assert_all_the_services(folder.path());
    let file = create(&data);
    assert_all_the_services(folder.path());
    let mut again = restore(&file, &data);
    again.arg("--force");
    done(again);
    assert_all_the_services(folder.path());
    let sheet = folder.path().join("users.csv");
    fs::write(&sheet, "email,password\nbudi@example.org,password123\n").unwrap();
    chown(&sheet, Some(SERVICE), Some(SERVICE)).unwrap();
    fs::set_permissions(&sheet, fs::Permissions::from_mode(0o600)).unwrap();
    let mut import = program();
    import
        .args(["import", "--bcrypt-cost", "10", "--data-dir"])
        .arg(&data)
        .arg(&sheet);
    done(import);
    // As root, too: whoever tries a server with sudo once.
    let server = Server::on(&data);
    server.client().sign_up("sari@example.org");
    server.stop();
    assert_all_the_services(folder.path());
}
