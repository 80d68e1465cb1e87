//! Malformed and malicious files.

use std::fs::File;
use std::io::Write as _;
use std::process::Command;

use super::{ask, import, import_lying, reported, tally};
use crate::failed_starts::{assert_contains, refused};
use crate::support::{Process, eventually, program, run};

/// The peak memory of a command, in KiB.
pub fn peak_of(command: Command) -> (u64, crate::support::Ended) {
    let (peak, _, ended) = used_by(command);
    (peak, ended)
}

/// Likewise, and how many milliseconds of a processor it took.
pub fn used_by(command: Command) -> (u64, u64, crate::support::Ended) {
    let ended = run(measured(command));
    let used = ended.stderr.lines().last().unwrap().split_once(' ');
    let [peak, millis] = used.map(|(peak, millis)| [peak, millis]).unwrap();
    (peak.parse().unwrap(), millis.parse().unwrap(), ended)
}

/// The command that runs another and says at its end what that took.
fn measured(mut command: Command) -> Command {
    let inner = std::mem::replace(&mut command, Command::new("python3"));
    let program = inner.get_program().to_owned();
    let words: Vec<_> = inner.get_args().map(ToOwned::to_owned).collect();
    // Linux counts in KiB; the shell itself is another process. The program ends with it: whoever waits in vain kills
    // the one that they started.
    let script = "import ctypes, resource, signal, subprocess, sys\n\
                  tied = lambda: ctypes.CDLL(None).prctl(1, signal.SIGKILL)\n\
                  done = subprocess.run(sys.argv[1:], preexec_fn=tied)\n\
                  used = resource.getrusage(resource.RUSAGE_CHILDREN)\n\
                  print(used.ru_maxrss, int((used.ru_utime + used.ru_stime) * 1000), file=sys.stderr)\n\
                  sys.exit(done.returncode)";
    command.args(["-c", script]).arg(program).args(words);
    command
}

/// A test that is over leaves no program behind, whatever it started it by.
#[test]
fn a_measured_program_ends_with_whoever_measures_it() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("id");
    let mut inner = Command::new("sh");
    inner.args(["-c", "echo $$ >\"$1\"; exec sleep 600", "sh"]);
    inner.arg(&mark);
    let measuring = Process::start(measured(inner));
    let id = eventually("it runs", || {
        let text = std::fs::read_to_string(&mark).ok()?;
        text.trim().parse::<u32>().ok()
    });
    drop(measuring);
    let status = format!("/proc/{id}/stat");
    eventually("it ends", || {
        let stat = std::fs::read_to_string(&status).unwrap_or_default();
        // A zombie has ended.
        (stat.is_empty() || stat.contains(") Z ")).then_some(())
    });
}

#[test]
fn what_holds_no_rows_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, part) in [
        ("dump.sql", &b"SQLite format 3\0 and more"[..], ".dump"),
        ("dump.sql", b"PGDMP\x01\x0e", "--format=plain"),
        ("users.csv", b"PK\x03\x04", "unpack"),
        ("users.csv", b"\xff\xfe\0\0e\0\0\0", "UTF-8"),
        ("users.json", b"\0\0\0\0", "isn't text"),
    ] {
        let command = import(folder.path(), name, bytes, &[]);
        let ended = run(command);
        assert_eq!(ended.status.code(), Some(1), "{ended:?}");
        assert_contains(&ended.stderr, &[name, part]);
        assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
    }
    for missing in ["no/such/file.sql", "."] {
        let mut command = program();
        command
            .args(["import", missing, "--data-dir"])
            .arg(folder.path().join("data"));
        let ended = run(command);
        assert_eq!(ended.status.code(), Some(1), "{ended:?}");
        assert_contains(&ended.stderr, &[missing, "can't be imported"]);
    }
}

/// Names and values of a file that somebody else wrote: none of them moves the reader's cursor or makes a line.
#[test]
fn what_a_terminal_would_obey_is_escaped() {
    let folder = tempfile::tempdir().unwrap();
    let dump = "INSERT INTO `us\x1b[2Jers` (`id`, `em\x1b]0;x\x07ail`) VALUES (1,'a');\n\
                INSERT INTO users (id, email, `co\x1b[1Alumn\nAll went well`) VALUES \
                (1,'a@example.org','x'),(2,'\x1b[31mb\u{202e}','x'),(3,'c@example.org');\n\
                \x1b[2Jthis is no SQL;\n";
    let csv = "email,is_active,\"od\x1b[2Jd\nAll went well\"\na@example.org,\"\x1b[2J\nAll went well\",1\n";
    for (name, text) in [("dump.sql", dump), ("users.csv", csv), ("a\x1b[2J.sql", "")] {
        let mut command = import(folder.path(), name, text, &[]);
        let words: Vec<_> = command.get_args().map(ToOwned::to_owned).collect();
        command = program();
        command.args(words.into_iter().filter(|word| word != "--json"));
        let ended = run(command);
        assert_eq!(ended.status.code(), Some(1), "{ended:?}");
        let said = ended.stdout + &ended.stderr;
        let obeyed = |letter: char| letter.is_control() && letter != '\n' || letter == '\u{202e}';
        assert!(!said.contains(obeyed), "{said:?}");
        assert!(
            !said.lines().any(|line| line.starts_with("All went well")),
            "{said}"
        );
        assert!(said.contains("\\u{1b}"), "{said}");
    }
}

#[test]
fn broken_rows_are_told_by_their_lines_and_the_rest_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let mut dump = b"INSERT INTO users (id, email, password) VALUES (1,'a@example.org',NULL),(2,'b@example.org');\n".to_vec();
    dump.extend(b"INSERT INTO users (id, email, password) VALUES (99999999999999999999999999,'huge@example.org',NULL);\n");
    dump.extend(b"INSERT INTO users (id, email, password) VALUES (9223372036854775807,'max@example.org',NULL);\n");
    dump.extend(
        b"INSERT INTO users (id, email, name) VALUES (4,'latin@example.org','Andr\xe9');\n",
    );
    dump.extend(
        b"INSERT INTO users (id, email, name) VALUES (5,'bidi@example.org','a\xe2\x80\xaeb');\n",
    );
    dump.extend(
        b"INSERT INTO users (id, email, name) VALUES (6,'open@example.org','never closed);\n",
    );
    let (report, code) = reported(import(
        folder.path(),
        "dump.sql",
        dump,
        &["--format", "mysql"],
    ));
    assert_eq!(code, 1);
    assert_eq!(tally(&report, "users"), [7, 5, 0, 0, 0, 2], "{report:#}");
    for (line, part) in [
        (1, "2 values for 3 columns"),
        (4, "name: it isn't UTF-8"),
        (5, "control characters"),
        (6, "ends in the middle"),
    ] {
        assert!(
            super::reasons(&report, line)[0].contains(part),
            "{report:#}"
        );
    }
    // An id out of range doesn't move the next ids.
    assert!(ask::<i64>(folder.path(), "select max(id) from accounts") < 10);
}

#[test]
fn nonsense_of_every_kind_ends_with_a_report() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("empty.sql", ""),
        ("empty.csv", ""),
        ("empty.json", ""),
        ("a.sql", "INSERT INTO"),
        ("b.sql", "INSERT INTO users VALUES"),
        ("c.sql", "CREATE TABLE users ("),
        ("d.sql", "COPY users (email) FROM stdin;\na@example.org"),
        ("e.json", "[[[[[["),
        ("f.json", "{\"users\": [{\"email\": "),
        ("g.csv", "email\n\"open"),
        ("h.sql", "/* never closed"),
        ("i.jsonl", "}\n]\n\"\n"),
    ] {
        let ended = run(import(folder.path(), name, text, &[]));
        assert!(
            matches!(ended.status.code(), Some(0 | 1)),
            "{name}: {ended:?}"
        );
        assert!(
            serde_json::from_str::<serde_json::Value>(&ended.stdout).is_ok(),
            "{name}: {ended:?}"
        );
        assert!(!ended.stderr.contains("panicked"), "{name}: {ended:?}");
    }
    assert_eq!(
        ask::<i64>(folder.path(), "select count(*) from accounts"),
        0
    );
}

/// A row of a gigabyte is skipped without being held in memory.
#[test]
fn a_row_of_a_gigabyte_is_not_held() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dump.sql.gz");
    let mut packed =
        flate2::write::GzEncoder::new(File::create(&path).unwrap(), flate2::Compression::fast());
    packed
        .write_all(b"INSERT INTO users (id, email) VALUES (1,'")
        .unwrap();
    let block = vec![b'x'; 1 << 20];
    for _ in 0..1024 {
        packed.write_all(&block).unwrap();
    }
    packed.write_all(b"'),(2,'b@example.org');\n").unwrap();
    packed.finish().unwrap();
    let (peak, ended) = peak_of(import_lying(folder.path(), "dump.sql.gz"));
    assert!(peak < 100 * 1024, "{peak} KiB");
    assert_contains(&ended.stdout, &["24 MiB"]);
    assert_eq!(
        ask::<i64>(folder.path(), "select count(*) from accounts"),
        1
    );
}

#[test]
fn what_cannot_be_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program();
    command
        .args(["export", "--data-dir"])
        .arg(folder.path().join("nothing"));
    assert_contains(&refused(command), &["There is no database", "--data-dir"]);
    let mut command = program();
    command.args(["export", "--format", "csv", "--what", "everything"]);
    assert_contains(&refused(command), &["one table", "--what"]);
    reported(import(
        folder.path(),
        "users.csv",
        "email\na@example.org\n",
        &[],
    ));
    let ended = super::export(folder.path(), &["--to", "/proc/none/x.jsonl"]);
    assert_eq!(ended.status.code(), Some(1));
    assert_contains(&ended.stderr, &["/proc/none/x.jsonl", "can't be written"]);
}
