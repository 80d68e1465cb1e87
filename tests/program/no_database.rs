//! What the commands do where no server has been yet.

use crate::failed_starts::{assert_contains, refused};
use crate::support::{done, program, run};

#[test]
fn where_there_is_no_server_nothing_is_made_but_the_first_account() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for words in [
        &["user", "list"][..],
        &["user", "show", "ayu"],
        &["user", "status", "ayu", "active"],
        &["session", "list"],
        &["session", "end", "1"],
        &["export"],
        &["backup", "create"],
    ] {
        let mut command = program();
        command.args(words).arg("--data-dir").arg(&data);
        let said = refused(command);
        assert!(said.contains("There is no database"), "{words:?}: {said}");
        assert!(!data.exists(), "{words:?}");
    }
    // A data folder before the first start, which somebody may well ask about.
    let fresh = folder.path().join("fresh");
    std::fs::create_dir(&fresh).unwrap();
    for what in ["user", "session"] {
        let mut command = program();
        command
            .args([what, "list", "--json", "--data-dir"])
            .arg(&fresh);
        let ended = run(command);
        assert_eq!((ended.status.code(), &*ended.stdout), (Some(0), "[]\n"));
        assert_contains(&ended.stderr, &["no database in"]);
        assert_eq!(std::fs::read_dir(&fresh).unwrap().count(), 0);
    }
    let mut create = program();
    create.args(["user", "create", "--email", "ayu@example.org", "--data-dir"]);
    create.arg(&data);
    done(create);
    assert!(data.join("firststep.db").exists());
}
