//! Damaged, foreign and older databases.

use std::fs;
use std::path::Path;

use super::{Findings, change, mode, populated};
use crate::support::{Server, ask_database, eventually};

#[test]
fn a_damaged_page() {
    let (_folder, data) = populated();
    smash(&data.join("firststep.db"), "posts");
    let before = fs::read(data.join("firststep.db")).unwrap();
    Findings::of(&data).has(
        "integrity error",
        &["is damaged"],
        "firststep backup restore FILE --force",
    );
    assert!(fs::read(data.join("firststep.db")).unwrap() == before);
}

/// Overwrites the first page of a table, on disk.
pub fn smash(database: &Path, table: &str) {
    let sql = format!("select rootpage from sqlite_schema where name = '{table}'");
    let page: i64 = ask_database(database, &sql);
    let file = fs::OpenOptions::new().write(true).open(database).unwrap();
    let at = u64::try_from(page - 1).unwrap() * 4096;
    std::os::unix::fs::FileExt::write_all_at(&file, &[0xa5; 4096], at).unwrap();
}

#[test]
fn no_database_at_all() {
    let (_folder, data) = populated();
    fs::write(data.join("firststep.db"), "Dear diary, ".repeat(1000)).unwrap();
    Findings::of(&data).has("integrity error", &["not a database"], "backup restore");
    fs::write(data.join("firststep.db"), "").unwrap();
    Findings::of(&data).has("schema error", &["another program's"], "--db");
}

#[test]
fn an_index_that_lacks_a_row() {
    let (_folder, data) = populated();
    // Only the full check finds this; the one at the start doesn't.
    change(&data, "pragma writable_schema = on;
        update sqlite_schema set sql = 'create index posts_by_account on posts (account_id) where id < 0'
        where name = 'posts_by_account'");
    change(
        &data,
        "insert into posts (account_id, title, content, created_at, updated_at) values (1, 'a', 'b', 1, 1)",
    );
    change(
        &data,
        "pragma writable_schema = on;
        update sqlite_schema set sql = 'CREATE INDEX posts_by_account on posts (account_id)'
        where name = 'posts_by_account'",
    );
    Findings::of(&data).has("integrity error", &["posts_by_account"], "backup restore");
}

#[test]
fn rows_that_do_not_belong_together() {
    let (_folder, data) = populated();
    change(
        &data,
        "insert into drafts values (99, '[]', 1), (98, '[]', 1);
        update sqlite_sequence set seq = 0 where name = 'accounts'",
    );
    let says = [
        "2 rows of drafts without their accounts",
        "1 rows of accounts whose numbers",
    ];
    Findings::of(&data).only("rows error", &says, "backup restore");
}

#[test]
fn counts_that_are_wrong_until_the_next_start() {
    let (_folder, data) = populated();
    change(
        &data,
        "update counts set n = 7 where kind = 'photos'; delete from account_blocks",
    );
    let says = ["2 counts of accounts, results or photos are wrong"];
    Findings::of(&data).only("counts warning", &says, "next start");
    let server = Server::on(&data);
    let is_right = || {
        let wrong = Findings::of(&data).wrong();
        (!wrong.iter().any(|one| one.starts_with("counts"))).then_some(())
    };
    eventually("the counts are right", is_right);
    server.stop();
}

#[test]
fn schemas_of_other_times_and_other_people() {
    let (_folder, data) = populated();
    change(&data, "drop index posts_by_account");
    Findings::of(&data).only(
        "schema error",
        &["somebody changed it", "posts_by_account is missing"],
        "Undo",
    );
    change(&data, "pragma user_version = 999");
    Findings::of(&data).has("schema error", &["999", "newer FirstStep"], "newer program");

    let folder = tempfile::tempdir().unwrap();
    mode(folder.path(), 0o700);
    change(
        folder.path(),
        concat!(
            include_str!("../../../src/store/older/1.sql"),
            "; pragma user_version = 1"
        ),
    );
    mode(&folder.path().join("firststep.db"), 0o600);
    let told = Findings::of(folder.path());
    told.has("schema note", &["Version 1"], "brings it up to date");
    assert!(
        !told.wrong().iter().any(|wrong| wrong.ends_with("error")),
        "{:?}",
        told.wrong()
    );
}

#[test]
fn a_row_of_the_future_and_no_administrator() {
    let (_folder, data) = populated();
    change(
        &data,
        "update accounts set last_login_at = 4000000000000000, role = 'user'",
    );
    let told = Findings::of(&data);
    assert_eq!(told.wrong(), ["administrator note", "newest row warning"]);
    told.has(
        "newest row warning",
        &["2096-10-02", "days ahead"],
        "timedatectl",
    );
    told.has(
        "administrator note",
        &["No administrator"],
        "user create --admin",
    );
}
