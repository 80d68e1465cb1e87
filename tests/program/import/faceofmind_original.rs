//! A database that FaceofMind's own server made: posts without titles, suggestions on detections with several links,
//! reminders with dates, and no moment where its models have none.

use std::fmt::Write as _;

use serde_json::Value;

use super::{ask, exported, import, reasons, reported, tally};

/// As `pg_dump` writes it.
const DUMP: &str = include_str!("faceofmind-original.sql");

/// What each table has to come to: read, made (the first time) or same, rejected.
const TABLES: [(&str, u64, u64, u64); 10] = [
    ("users", 2, 2, 0),
    ("sessions", 2, 2, 0),
    ("emotion_detections", 2, 2, 0),
    ("facial_data", 2, 2, 0),
    ("voice_data", 1, 1, 0),
    ("wellness_suggestions", 4, 3, 1),
    ("feedback", 3, 2, 1),
    ("community_posts", 2, 2, 0),
    ("community_comments", 3, 2, 1),
    ("reminders", 2, 2, 0),
];

/// The same with `pg_dump --inserts`: each COPY's lines become statements.
fn with_inserts() -> String {
    let (mut text, mut start) = (String::new(), None);
    for line in DUMP.lines() {
        match (&start, line) {
            (_, "\\.") => start = None,
            (Some(start), row) => {
                let values: Vec<String> = row.split('\t').map(literal).collect();
                writeln!(text, "{start} VALUES ({});", values.join(", ")).unwrap();
            }
            (None, line) => match line.strip_prefix("COPY ") {
                Some(copy) => {
                    let (table, _) = copy.split_once(" FROM").unwrap();
                    start = Some(format!("INSERT INTO {table}"));
                }
                None => writeln!(text, "{line}").unwrap(),
            },
        }
    }
    text
}

fn literal(cell: &str) -> String {
    match cell {
        "\\N" => "NULL".to_owned(),
        "t" => "true".to_owned(),
        "f" => "false".to_owned(),
        cell => format!("'{}'", cell.replace('\'', "''").replace("\\n", "\n")),
    }
}

/// Each table as CSV, by its name.
fn as_csv() -> Vec<(String, String)> {
    let tables = DUMP.split("COPY public.").skip(1);
    let one = |table: &str| {
        let (head, rest) = table.split_once(" FROM stdin;\n").unwrap();
        let (name, columns) = head.split_once(" (").unwrap();
        let (rows, _) = rest.split_once("\\.").unwrap();
        let columns = columns.trim_end_matches(')').replace([' ', '"'], "");
        let rows = rows.lines().map(|row| {
            let cells = row.split('\t').map(|cell| match cell {
                "\\N" => String::new(),
                cell => format!("\"{}\"", cell.replace("\\n", "\n")),
            });
            cells.collect::<Vec<_>>().join(",") + "\n"
        });
        (
            name.to_owned(),
            format!("{columns}\n{}", rows.collect::<String>()),
        )
    };
    tables.map(one).collect()
}

#[track_caller]
fn judge(report: &Value, again: bool) {
    for (table, read, kept, rejected) in TABLES {
        let (made, same) = if again { (0, kept) } else { (kept, 0) };
        let expected = [read, made, same, 0, 0, rejected];
        assert_eq!(
            tally(report, table),
            expected,
            "{table}, again: {again}, {report:#}"
        );
    }
    let findings = report["findings"].to_string();
    for part in [
        "the session has other feedback",
        "none of the posts taken from these files has the number 9",
        "none of the detections taken from these files has the number 99",
        "url: it isn't a link to a web page",
        "url: it has more than 3 links",
    ] {
        assert!(findings.contains(part), "{part} in {report:#}");
    }
    assert_eq!(report["counts"]["rejected"], 3, "{report:#}");
}

/// What the rows came to, whatever they were read from.
#[track_caller]
fn look(folder: &std::path::Path) {
    let text = |sql: &str| -> String { ask(folder, sql) };
    assert_eq!(
        text(
            "select group_concat(id || (title is null) || content || created_at || (updated_at = created_at), '|') from posts"
        ),
        "11I took a walk today.17515152000000001|21I took a walk today.17515155000000000"
    );
    assert_eq!(
        text(
            "select group_concat(post_id || ' ' || account_id || ' ' || content, '|') from comments"
        ),
        "2 12 Same here.|1 11 Hugs\nfrom Cebu"
    );
    assert_eq!(
        text("select group_concat(s.detection_id || ' ' || coalesce(s.url, '-') || ' ' || (s.created_at = d.created_at), '|')
              from suggestions s join detections d on d.id = s.detection_id"),
        "31 https://youtube.com/watch?v=a,https://youtube.com/watch?v=b,https://example.com/c 1|32 - 1|32 \
         https://example.com/a,https://example.com/b,https://example.com/c 1"
    );
    assert_eq!(
        text("select group_concat(title || ' ' || coalesce(description, '-') || ' ' || reminder_time || ' ' || is_active, '|')
              from reminders"),
        "Breathe Five minutes 1754006400000000 1|Sleep - 1754092800000000 0"
    );
    assert_eq!(
        text(
            "select group_concat(session_id || ' ' || rating || ' ' || coalesce(comment, '-'), '|') from feedback"
        ),
        "21 5 That did me good.|22 4 -"
    );
    assert_eq!(
        text(
            "select (select created_at from facial_data where id = 41) || ' ' || (select created_at from voice_data)"
        ),
        "1751459400123456 1751459400123456"
    );
}

#[test]
fn a_dump_comes_in_and_changes_nothing_the_second_time() {
    for dump in [DUMP.to_owned(), with_inserts()] {
        let folder = tempfile::tempdir().unwrap();
        for again in [false, true] {
            let (report, code) = reported(import(folder.path(), "dump.sql", &dump, &[]));
            assert_eq!(code, 1, "rows were rejected: {report:#}");
            judge(&report, again);
        }
        look(folder.path());
    }
}

#[test]
fn each_rejected_row_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let (report, _) = reported(import(
        folder.path(),
        "dump.sql",
        DUMP,
        &["--from", "faceofmind"],
    ));
    let line = |part: &str| 1 + DUMP.lines().position(|line| line.contains(part)).unwrap() as u64;
    for (row, part) in [
        (
            "On second thought",
            "rejected: the session has other feedback",
        ),
        ("To a post that is gone", "rejected: none of the posts"),
        (
            "Of a detection that is gone",
            "rejected: none of the detections",
        ),
        ("83\tBreathe", "left out: url: it isn't a link"),
    ] {
        let told = reasons(&report, line(row));
        assert!(
            told.iter().any(|told| told.starts_with(part)),
            "{row}: {told:?}"
        );
    }
    // What no column of ours holds is told by table.
    let users = report["tables"].as_array().unwrap().iter();
    assert!(users.clone().all(
        |table| table["columns_passed_over"] == serde_json::json!([])
            || table["table"] == "alembic_version"
    ));
}

#[test]
fn tables_as_csv_files_come_in_together() {
    let folder = tempfile::tempdir().unwrap();
    let files = as_csv();
    for (name, text) in &files {
        std::fs::write(folder.path().join(format!("{name}.csv")), text).unwrap();
    }
    let mut command = crate::support::program();
    command.arg("import");
    for (name, _) in &files {
        command.arg(folder.path().join(format!("{name}.csv")));
    }
    command.args(["--json", "--bcrypt-cost", "10", "--data-dir"]);
    command.arg(folder.path().join("data"));
    let (report, code) = reported(command);
    assert_eq!(code, 1);
    judge(&report, false);
    look(folder.path());
}

#[test]
fn what_came_in_goes_out_and_comes_in_elsewhere() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    reported(import(one.path(), "dump.sql", DUMP, &[]));
    let whole = exported(one.path(), &["--with-hashes"]);
    assert!(
        whole.contains("\"title\":null") && whole.contains("\"detection_id\":31"),
        "{whole}"
    );
    let (report, code) = reported(import(other.path(), "all.jsonl", &whole, &[]));
    assert_eq!(
        (code, &report["counts"]),
        (0, &serde_json::json!({})),
        "{report:#}"
    );
    assert_eq!(exported(other.path(), &["--with-hashes"]), whole);
}
