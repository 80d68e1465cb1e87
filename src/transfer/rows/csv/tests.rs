//! CSV is cut into its rows, and no row is lost without a word.

use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::transfer::rows::MAX_ROW;

fn all(text: impl AsRef<[u8]>) -> Vec<Result<FileRow, BadRow>> {
    let bytes = Bytes::new(Box::new(Cursor::new(text.as_ref().to_vec())));
    let mut rows = CsvRows::new(bytes, "users");
    std::iter::from_fn(|| rows.next(&mut |_| true)).collect()
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// The lines of the rows, and the reasons of those that are none.
fn told(text: &str) -> Vec<(u64, String)> {
    let rows = all(text).into_iter().map(|row| match row {
        Ok(row) => (row.line, String::new()),
        Err(bad) => (bad.line, bad.why),
    });
    rows.collect()
}

#[test]
fn quotes_lines_and_what_is_missing() {
    let rows = all("\u{feff}email,name\r\na@b.co,\"x, \"\"y\"\"\nz\"\n\nc@d.co,\\N\ne@f.co\n,q\n");
    let row = |at: usize| rows[at].as_ref().expect("a row");
    assert_eq!(row(0).header.columns, ["email", "name"]);
    assert_eq!(row(0).cells[1], text("x, \"y\"\nz"));
    assert_eq!((row(0).line, row(1).line, row(2).line), (2, 5, 6));
    assert!(row(0).spans_lines && !row(1).spans_lines);
    assert_eq!(row(1).cells[1], Cell::Null);
    assert_eq!(row(2).cells, [text("e@f.co"), Cell::Missing]);
    assert_eq!(row(3).cells[0], Cell::Null);
}

#[test]
fn lines_are_counted_whatever_ends_them() {
    for (file, expected) in [
        ("a,b\r\n\r\n1,\"x\r\ny\"\r\n3,4", [3, 5]),
        ("a,b\n\n1,\"x\ny\"\n3,4\n", [3, 5]),
        ("a,b\r\r1,x\r3,4\r", [3, 4]),
    ] {
        let lines: Vec<u64> = told(file).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, expected, "{file:?}");
    }
}

#[test]
fn other_separators() {
    for file in [
        "a;b\n1;2,5\n",
        "a\tb\n1\t2,5\n",
        "a|b\n1|2,5\n",
        "\"a,,,\";b\n1;2,5\n",
        "sep=;\r\na;b\r\n1;2,5\r\n",
        "\u{feff}SEP=;\na;b\n1;2,5\n",
        "\"sep=\t\"\na\tb\n1\t2,5\n",
        "sep=;\ra;b\r1;2,5\r",
    ] {
        let rows = all(file);
        assert_eq!(rows.len(), 1, "{file:?}");
        assert_eq!(rows[0].as_ref().expect("a row").cells[1], text("2,5"));
    }
    // A column may be called so.
    assert_eq!(all("sep=x\nb\n").len(), 1);
}

#[test]
fn a_quote_that_is_never_closed_is_told_with_its_line() {
    let file =
        "email,name\none@example.com,\"Budi\ntwo@example.com,Siti\nthree@example.com,Citra\n";
    let told = told(file);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, 2);
    assert!(told[0].1.contains("line 2 is never closed"), "{told:?}");
}

#[test]
fn a_quote_that_another_one_closes_costs_its_lines_alone() {
    let told = told("a,b\n1,\"x\n2,\"y\"\n3,z\n4,\"u\" v\n5,\"w\" \n");
    let reasons: Vec<&str> = told.iter().map(|(_, why)| &**why).collect();
    assert_eq!(
        told.iter().map(|told| told.0).collect::<Vec<_>>(),
        [2, 4, 5, 6]
    );
    assert!(
        reasons[0].contains("opens on line 2 closes on line 3"),
        "{told:?}"
    );
    assert!(reasons[2].contains("must be doubled"), "{told:?}");
    assert!(reasons[1].is_empty() && reasons[3].is_empty(), "{told:?}");
}

#[test]
fn cells_too_many_are_a_fault_unless_they_are_empty() {
    let rows = all("a,b\n1,2,,\n1,2,3\n,,\n \n4,  \"5\"\n");
    assert_eq!(
        rows[0].as_ref().expect("a row").cells,
        [text("1"), text("2")]
    );
    assert_eq!(
        rows[1].as_ref().expect_err("a cell too many").why,
        "it has 3 values for 2 columns"
    );
    assert_eq!(
        rows[2].as_ref().expect("a row").cells,
        [text("4"), text("5")]
    );
    assert_eq!(rows.len(), 3, "{rows:?}");
}

#[test]
fn a_row_over_the_limit_is_not_held_and_the_next_is_read() {
    let wide = "x".repeat(MAX_ROW + 100_000);
    for row in [
        format!("1,\"{wide}\""),
        format!("1,{wide}"),
        ",".repeat(MAX_ROW),
    ] {
        let rows = all(format!("a,b\n{row}\n3,4\n"));
        assert!(
            rows[0]
                .as_ref()
                .is_err_and(|bad| bad.why.contains("24 MiB"))
        );
        assert_eq!(rows[1].as_ref().expect("a row").line, 3);
    }
}

#[test]
fn a_file_that_cannot_be_read_to_its_end_is_no_short_file() {
    struct Failing(Cursor<Vec<u8>>);
    impl std::io::Read for Failing {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            match self.0.read(out)? {
                0 => Err(std::io::Error::other("the disk is gone")),
                count => Ok(count),
            }
        }
    }
    for file in ["a,b\n1,2\n", "a,b\n1,2\n3", "a,b\n1,2\n3,\"4"] {
        let bytes = Bytes::new(Box::new(Failing(Cursor::new(file.into()))));
        let mut rows = CsvRows::new(bytes, "users");
        let rows: Vec<_> = std::iter::from_fn(|| rows.next(&mut |_| true)).collect();
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert!(
            rows[1]
                .as_ref()
                .is_err_and(|bad| bad.why.contains("the disk is gone"))
        );
    }
}

proptest! {
    #[test]
    fn whatever_is_written_is_read(
        cells in proptest::collection::vec(proptest::collection::vec("[a-z,;\"\n\r\t ]{0,9}x", 3), 1..8),
        separator in prop::sample::select(&b",;\t|"[..]),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
        writer.write_record(["a", "b", "c"]).expect("written");
        for row in &cells {
            writer.write_record(row).expect("written");
        }
        let rows = all(writer.into_inner().expect("written"));
        let read: Vec<Vec<Cell>> = rows.into_iter().map(|row| row.expect("a row").cells).collect();
        let expected: Vec<Vec<Cell>> = cells.iter().map(|row| row.iter().map(|cell| text(cell)).collect()).collect();
        prop_assert_eq!(read, expected);
    }

    /// Every line of a file without line ends in quotes is a row, or told.
    #[test]
    fn every_line_is_a_row_or_told(lines in proptest::collection::vec("[a-z,\"]{0,12}x", 0..8)) {
        let file = format!("a,b\n{}\n", lines.join("\n"));
        let mut known = std::collections::BTreeSet::new();
        for row in all(&file) {
            let (from, to) = match row {
                Ok(row) => {
                    let inside = row.cells.iter().map(|cell| match cell {
                        Cell::Text(text) => text.matches('\n').count() as u64,
                        _ => 0,
                    });
                    (row.line, row.line + inside.sum::<u64>())
                }
                Err(bad) if bad.why.contains("is never closed") => (bad.line, u64::MAX),
                Err(bad) => {
                    let last = bad.why.split(' ').rev().find_map(|word| word.parse().ok());
                    (bad.line, last.filter(|_| bad.why.contains("line")).unwrap_or(bad.line))
                }
            };
            known.extend((2..lines.len() as u64 + 2).filter(|line| (from..=to).contains(line)));
        }
        prop_assert_eq!(known.len(), lines.len(), "{}", file);
    }

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200), signs in "[\",;\r\na]{0,60}") {
        all(bytes);
        all(signs);
    }
}
