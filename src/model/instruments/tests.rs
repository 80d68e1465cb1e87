//! Folders that are right, and folders that lie.

mod limits;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::domain::language::Language;
use crate::model::instruments::source::{EXAMPLE, write_new};
use crate::model::instruments::{Checked, Instrument, check, load};

/// A new instrument's folder, after `change` has changed a file's JSON.
fn folder(file: &str, change: impl FnOnce(&mut Value)) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine");
    write_new(&path).expect("written");
    let file = path.join(file);
    let mut value =
        serde_json::from_str(&fs::read_to_string(&file).expect("a text")).expect("JSON");
    change(&mut value);
    fs::write(&file, value.to_string()).expect("written");
    folder
}

fn checked(folder: &TempDir) -> Checked {
    check(&folder.path().join("mine"))
}

/// What is told of such a folder, a line each.
fn told(file: &str, change: impl FnOnce(&mut Value)) -> Vec<String> {
    let folder = folder(file, change);
    let checked = checked(&folder);
    let is_wrong = checked.faults().next().is_some();
    assert_eq!(checked.instrument.is_none(), is_wrong);
    checked.remarks.iter().map(ToString::to_string).collect()
}

#[test]
fn ours_and_a_new_one_have_nothing_wrong_and_nothing_to_warn_of() {
    let ours = check(Path::new(EXAMPLE));
    assert_eq!(ours.remarks, []);
    let ours = ours.instrument.expect("it can be used");
    let content = ours.content();
    assert_eq!(
        (
            content.statements.len(),
            content.scales.len(),
            content.points
        ),
        (25, 5, 5)
    );
    for language in [Language::English, Language::Indonesian] {
        assert_eq!(
            ours.texts(language).expect("both languages").evidence,
            None,
            "it isn't validated"
        );
    }
    let new = folder("key.json", |_| ());
    let new = checked(&new);
    assert_eq!(new.remarks, []);
    assert_eq!(new.instrument.expect("it can be used").content().id, "mine");
}

#[test]
fn nothing_is_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    write_new(folder.path()).expect("it is empty");
    let refused = write_new(folder.path()).expect_err("it isn't any more");
    assert!(refused.to_string().contains("isn't empty"), "{refused}");
}

#[test]
fn each_thing_that_is_wrong_is_told_with_its_file_and_place() {
    for (file, change, expected) in WRONG {
        let told = told(file, change);
        assert!(
            told.iter().any(|one| one.contains(expected)),
            "{expected}: {told:?}"
        );
    }
}

type Change = fn(&mut Value);

#[rustfmt::skip] // one row a line
const WRONG: [(&str, Change, &str); 31] = [
    ("instrument.json", |all| all["points"] = json!(1), "instrument.json, points: it must be from 2 to 9, not 1"),
    ("instrument.json", |all| all["points"] = json!(10), "instrument.json, points: it must be from 2 to 9, not 10"),
    ("instrument.json", |all| all["points"] = json!(7), "en.json, points: there are 5 names; instrument.json says that there are 7 points"),
    ("instrument.json", |all| all["points"] = json!("5"), "points: it must be a whole number from 2 to 9, not a text"),
    ("instrument.json", |all| all["format"] = json!(2), "format: this program reads format 1 alone"),
    ("instrument.json", |all| all["id"] = json!("../etc"), "id: \"../etc\" can't be an id"),
    ("instrument.json", |all| all["version"] = json!(""), "version: it is empty"),
    ("instrument.json", |all| all["languages"] = json!(["en", "de"]), "languages[1]: the page speaks \"en\" and \"id\" alone"),
    ("instrument.json", |all| all["languages"] = json!([]), "languages: there is none"),
    ("instrument.json", |all| all["languages"] = json!(["en", "en"]), "languages[1]: en stands here more than once"),
    ("instrument.json", |all| all["scales"] = json!(["order", "order"]), "scales[1]: order stands here more than once"),
    ("instrument.json", |all| all["scales"] = json!([]), "scales: there are 0; an instrument has 1 to 20"),
    ("instrument.json", |all| all["scales"] = json!(["order", "mornings", "third"]), "key.json, third: no statement counts for this scale"),
    ("instrument.json", |all| all["titel"] = json!("x"), "instrument.json, titel: nothing of this name belongs here"),
    ("instrument.json", |all| *all = json!([]), "instrument.json: it must be an object, { … }, not a list"),
    ("key.json", |all| all[1]["statement"] = json!("mornings-1"), "key.json, [1].statement: mornings-1 stands in the key more than once"),
    ("key.json", |all| all[3]["sign"] = json!(2), "key.json, [3].sign: it must be 1"),
    ("key.json", |all| all[3]["sign"] = json!("+"), "key.json, [3].sign: it must be 1"),
    ("key.json", |all| all[2]["scale"] = json!("evenings"), "key.json, [2].scale: instrument.json has no scale evenings"),
    ("key.json", |all| { all[2].as_object_mut().expect("one").remove("scale"); }, "key.json, [2].scale: it is missing"),
    ("key.json", |all| { all.as_array_mut().expect("a list").truncate(4); }, "key.json: it has 4 statements; an instrument has 5 to 300"),
    ("key.json", |all| all[5]["statement"] = json!("order-4"), "id.json, statements.order-4: its text is missing in this language"),
    ("key.json", |all| all[5]["statement"] = json!("order-4"), "en.json, statements.order-3: key.json has nothing of this id"),
    ("id.json", |all| { all["statements"].as_object_mut().expect("one").remove("order-2"); }, "id.json, statements.order-2: its text is missing in this language"),
    ("id.json", |all| { all["scales"].as_object_mut().expect("one").remove("order"); }, "id.json, scales.order: its text is missing in this language"),
    ("en.json", |all| all["scales"]["order"]["low"] = json!(" "), "en.json, scales.order.low: it is empty"),
    ("en.json", |all| all["scales"]["order"]["ends"] = json!(["one"]), "en.json, scales.order.ends: it must have two words"),
    ("en.json", |all| all["statements"]["order-1"] = json!("x".repeat(301)), "it has 301 characters; 300 is the most"),
    ("en.json", |all| all["statements"]["order-1"] = json!("My desk\u{202e} is tidy."), "en.json, statements.order-1: it has a character that nobody sees, U+202E"),
    ("en.json", |all| all["title"] = json!("a\u{200b}b"), "en.json, title: it has a character that nobody sees, U+200B"),
    ("en.json", |all| all["points"][0] = json!(null), "en.json, points[0]: it must be a text in quotes, not null"),
];

#[test]
fn what_can_be_used_all_the_same_is_warned_of() {
    let one_statement = told("key.json", |all| all[5]["scale"] = json!("mornings"));
    assert_eq!(one_statement, [] as [&str; 0], "two and four");
    for (change, expected) in [
        (
            (|all: &mut Value| {
                for at in [1, 3] {
                    all[at]["scale"] = json!("mornings");
                }
            }) as Change,
            "key.json, order: this scale has one statement: nothing tells how reliable it is",
        ),
        (
            |all| all[2]["sign"] = json!(1),
            "key.json, mornings: all its statements count in one direction",
        ),
        (
            |all| {
                for at in [0, 4] {
                    all[at]["sign"] = json!(-1);
                }
            },
            "key.json, mornings: all its statements count in one direction",
        ),
    ] {
        let told = told("key.json", change);
        assert!(told[0].starts_with(expected), "{told:?}");
        assert_eq!(told.len(), 1, "{told:?}");
    }
    let told_of = |text: &str| told("en.json", |all| all["statements"]["order-1"] = json!(text));
    let markup = "it looks like HTML, and is shown letter by letter: texts are only text";
    assert_eq!(
        told_of("<b>My</b> desk"),
        [format!("en.json, statements.order-1: {markup}")]
    );
    assert_eq!(
        told_of("R&amp;B"),
        [format!("en.json, statements.order-1: {markup}")]
    );
    assert_eq!(told_of("2 < 3 & 4 > 3; fine"), [] as [&str; 0]);
    assert_eq!(
        told_of("I put everything back in its place."),
        ["en.json, statements.order-3: it says the same as order-1"]
    );
    let unread = told("instrument.json", |all| all["languages"] = json!(["en"]));
    assert_eq!(
        unread,
        ["id.json: nobody reads it: the languages in instrument.json don't name id"]
    );
}

#[test]
fn ten_thousand_statements_are_told_of_once() {
    let many: Vec<Value> = (0..10_000)
        .map(|at| json!({"statement": format!("s{at}"), "scale": "order", "sign": 1}))
        .collect();
    let told = told("key.json", |all| *all = json!(many));
    assert_eq!(
        told,
        ["key.json: it has 10000 statements; an instrument has 5 to 300"]
    );
}

#[test]
fn files_that_are_none() {
    let remark = |write: &dyn Fn(&Path)| {
        let folder = folder("key.json", |_| ());
        write(&folder.path().join("mine"));
        let checked = checked(&folder);
        assert!(checked.instrument.is_none());
        checked.remarks[0].to_string()
    };
    let with = |bytes: &'static [u8]| {
        remark(&move |path: &Path| fs::write(path.join("en.json"), bytes).expect("written"))
    };
    assert_eq!(
        with(b"{\n\"title\": \"\xff\"}"),
        "en.json, line 2: it isn't UTF-8; save it in that encoding"
    );
    assert!(with(b"{\"title\":\n }").starts_with("en.json, line 2, column 2: it isn't JSON ("));
    assert!(with(b"").contains("it isn't JSON"));
    assert_eq!(
        with(b"{\"a\": 1, \"a\": 2}"),
        "en.json, a: it stands here more than once"
    );
    assert_eq!(
        remark(&|path| fs::remove_file(path.join("key.json")).expect("gone")),
        "key.json: it is missing"
    );
    let deep =
        remark(&|path| fs::write(path.join("key.json"), "[".repeat(100_000)).expect("written"));
    assert!(
        deep.contains("it isn't JSON (recursion limit exceeded)"),
        "{deep}"
    );
    let huge =
        remark(&|path| fs::write(path.join("id.json"), " ".repeat(2 << 20)).expect("written"));
    assert_eq!(huge, "id.json: it is larger than 1024 KiB");
    let is_folder = remark(&|path| {
        fs::remove_file(path.join("id.json")).expect("gone");
        fs::create_dir(path.join("id.json")).expect("made");
    });
    assert_eq!(is_folder, "id.json: it is no file");
}

#[test]
fn a_byte_order_mark_is_no_fault() {
    let folder = folder("key.json", |_| ());
    let file = folder.path().join("mine/en.json");
    let text = fs::read_to_string(&file).expect("a text");
    fs::write(&file, format!("\u{feff}{text}")).expect("written");
    assert_eq!(checked(&folder).remarks, []);
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_folder() {
    let folder = folder("key.json", |_| ());
    let mine = folder.path().join("mine");
    fs::rename(mine.join("en.json"), folder.path().join("secret.json")).expect("moved");
    std::os::unix::fs::symlink("../secret.json", mine.join("en.json")).expect("linked");
    let told = checked(&folder).remarks[0].to_string();
    assert_eq!(told, "en.json: it is a link that leads out of the folder");
    // One that stays inside is a file like others, and so is the folder's own.
    fs::remove_file(mine.join("en.json")).expect("gone");
    fs::rename(folder.path().join("secret.json"), mine.join("english.json")).expect("moved");
    std::os::unix::fs::symlink("english.json", mine.join("en.json")).expect("linked");
    assert_eq!(checked(&folder).remarks, []);
    std::os::unix::fs::symlink("mine", folder.path().join("other")).expect("linked");
    assert_eq!(check(&folder.path().join("other")).remarks, []);
}

#[test]
fn a_server_is_told_the_first_thing_that_is_wrong_and_how_many_more() {
    let bad = folder("key.json", |all| {
        all[0]["sign"] = json!(0);
        all[1]["sign"] = json!(0);
        all[2]["sign"] = json!(0);
    });
    let path = bad.path().join("mine");
    let refused = load(std::slice::from_ref(&path))
        .expect_err("it is wrong")
        .to_string();
    assert!(refused.contains(&path.display().to_string()), "{refused}");
    assert!(
        refused.contains("key.json, [0].sign: it must be 1"),
        "{refused}"
    );
    assert!(refused.contains("and 2 things more are wrong"), "{refused}");
    assert!(refused.contains("firststep instrument check"), "{refused}");
    let twice = load(&[EXAMPLE.into(), EXAMPLE.into()])
        .expect_err("one id")
        .to_string();
    assert!(
        twice.contains("Two instruments have the id working-together"),
        "{twice}"
    );
    let none = load(&["/nowhere".into()])
        .expect_err("no folder")
        .to_string();
    assert!(none.contains("it can't be opened"), "{none}");
    assert_eq!(load(&[EXAMPLE.into()]).expect("ours").len(), 1);
}

#[test]
fn what_is_written_down_is_the_same_when_it_is_read_and_lies_are_no_instrument() {
    let ours = check(Path::new(EXAMPLE)).instrument.expect("ours");
    let again = Instrument::written(ours.document()).expect("the same");
    assert_eq!(
        (again.content(), again.hash()),
        (ours.content(), ours.hash())
    );
    let lie = |change: fn(&mut Value)| {
        let mut document: Value = serde_json::from_str(ours.document()).expect("JSON");
        change(&mut document);
        Instrument::written(&document.to_string())
    };
    assert!(lie(|_| ()).is_some());
    assert!(lie(|all| all["points"] = json!(200)).is_none());
    assert!(lie(|all| all["statements"][0]["scale"] = json!(99)).is_none());
    assert!(
        lie(|all| {
            all["english"]["statements"]
                .as_array_mut()
                .expect("a list")
                .pop();
        })
        .is_none()
    );
    assert!(
        lie(|all| {
            all["english"]["scales"]
                .as_array_mut()
                .expect("a list")
                .pop();
        })
        .is_none()
    );
    assert!(lie(|all| all["format"] = json!(2)).is_none());
    assert!(Instrument::written("{").is_none());
}

/// How it is indented makes no other version; a letter does.
#[test]
fn a_version_is_what_is_said_not_how_it_is_written() {
    let hash = |folder: &TempDir| checked(folder).instrument.expect("good").hash().to_owned();
    let plain = hash(&folder("en.json", |_| ()));
    let again = folder("en.json", |_| ());
    let file = again.path().join("mine/en.json");
    let value: Value =
        serde_json::from_str(&fs::read_to_string(&file).expect("a text")).expect("JSON");
    fs::write(&file, serde_json::to_string_pretty(&value).expect("JSON")).expect("written");
    assert_eq!(hash(&again), plain);
    assert_ne!(
        hash(&folder("en.json", |all| all["title"] = json!("Another"))),
        plain
    );
    assert_ne!(
        hash(&folder("key.json", |all| all[0]["sign"] = json!(-1))),
        plain
    );
}

proptest! {
    /// Whatever lies in the files: an instrument, or something that is wrong with it; never neither.
    #[test]
    fn any_bytes_are_answered(file in 0_usize..4, bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let names = ["instrument.json", "key.json", "en.json", "id.json"];
        let folder = folder("key.json", |_| ());
        fs::write(folder.path().join("mine").join(names[file]), &bytes).expect("written");
        let checked = checked(&folder);
        prop_assert_eq!(checked.instrument.is_none(), checked.faults().next().is_some());
    }

    /// The same of files whose JSON is right, and one value isn't.
    #[test]
    fn any_value_in_any_place_is_answered(file in 0_usize..4, place in 0_usize..40, value in 0_usize..8) {
        let names = ["instrument.json", "key.json", "en.json", "id.json"];
        let odd = [json!(null), json!(true), json!(-1), json!(1e300), json!(""), json!("x"), json!([]), json!({})];
        let folder = folder(names[file], |all| {
            let mut places = Vec::new();
            pointers(all, String::new(), &mut places);
            let pointer = places[place % places.len()].clone();
            *all.pointer_mut(&pointer).expect("a place") = odd[value].clone();
        });
        let checked = checked(&folder);
        prop_assert_eq!(checked.instrument.is_none(), checked.faults().next().is_some());
    }
}

fn pointers(value: &Value, place: String, to: &mut Vec<String>) {
    match value {
        Value::Array(values) => {
            for (at, one) in values.iter().enumerate() {
                pointers(one, format!("{place}/{at}"), to);
            }
        }
        Value::Object(fields) => {
            for (name, one) in fields {
                pointers(one, format!("{place}/{name}"), to);
            }
        }
        _ => {}
    }
    to.push(place);
}
