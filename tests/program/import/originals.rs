//! Dumps of the original applications' tables.

use serde_json::json;

use super::{
    CULTURECONNECT, FACEOFMIND, FIRSTSTEP, FLASK_API, PROFILECARD, USERS, ask, import, reasons,
    reported, tally,
};
use crate::client::photo;
use crate::support::{Server, program, run_with};

#[test]
fn firststeps_accounts_types_and_photos() {
    let folder = tempfile::tempdir().unwrap();
    let photos = folder.path().join("photos");
    std::fs::create_dir(&photos).unwrap();
    std::fs::write(photos.join("User1820230614_1.jpg"), photo(3)).unwrap();
    let words = ["--photos-from", photos.to_str().unwrap()];
    let (report, code) = reported(import(folder.path(), "dump.sql", FIRSTSTEP, &words));
    assert_eq!(code, 1, "rows were rejected");
    assert_eq!(
        tally(&report, "auth_model"),
        [9, 6, 0, 0, 1, 2],
        "{report:#}"
    );
    assert_eq!(
        (&report["photos"], &report["questions"]),
        (&json!(1), &json!({"read": 2, "not_ours": 2}))
    );
    assert_eq!(
        report["passwords"],
        json!({"bcrypt": 1, "fast hash, now under bcrypt": 1, "pbkdf2": 1, "plain, now bcrypt": 2, "scrypt": 1})
    );
    assert!(
        report["tables"]
            .to_string()
            .contains("the sixteen types have texts of their own")
    );
    for (line, part) in [
        (27, "left out: mbti: it is none of the sixteen types"),
        (28, "rejected: email: it isn't an e-mail address"),
        (29, "rejected: password: it looks like a hash"),
        (30, "renamed: username: \"siti\" became User"),
        (31, "kept: it differs in: username, name"),
    ] {
        let told = reasons(&report, line);
        assert!(
            told.iter().any(|told| told.starts_with(part)),
            "{line}: {told:?} in {report:#}"
        );
    }
    let name: String = ask(
        folder.path(),
        "select front_name || '|' || last_name || '|' || role || '|' || status || '|' || created_at from accounts where email = 'brian@example.org'",
    );
    assert_eq!(
        name,
        "O'Brien ),(|; \\ Se\"án|admin|active|1686787200000000"
    );
    let server = Server::on(&folder.path().join("data"));
    let mut client = server.client();
    let body = json!({"email": "frnspry14@gmail.com", "password": super::PASSWORD});
    let signed_in = client.post("/api/login", &body).unwrap().success();
    let token = signed_in["loginResult"]["token"].as_str().unwrap();
    client.token = Some(token.to_owned());
    let profile = client.get("/api/profile").success()["profileResult"].clone();
    assert_eq!(
        (&profile["mbti"], &profile["name"], &profile["username"]),
        (
            &json!("INFJ"),
            &json!("Fransiscus Prayoga"),
            &json!("User1820230614")
        )
    );
    let picture = profile["profilePicture"].as_str().unwrap();
    assert!(picture.ends_with("User1820230614_1.jpg"), "{picture}");
    assert_eq!(
        client
            .get(picture.strip_prefix(&server.url).unwrap())
            .status,
        200
    );
}

#[test]
fn cultureconnects_copy() {
    let folder = tempfile::tempdir().unwrap();
    let (report, code) = reported(import(folder.path(), "dump.sql", CULTURECONNECT, &[]));
    assert_eq!(code, 0);
    assert_eq!(tally(&report, "users"), [4, 4, 0, 0, 0, 0], "{report:#}");
    assert!(reasons(&report, 29)[0].contains("username"), "{report:#}");
    assert_eq!(tally(&report, "sessions")[1], 0);
    assert_eq!(
        report["passwords"],
        json!({"bcrypt": 1, "none": 2, "pbkdf2": 1})
    );
    // Ids are kept; an account without a username gets one.
    let seven: i64 = ask(
        folder.path(),
        "select id from accounts where username = 'seven'",
    );
    let made: String = ask(folder.path(), "select username from accounts where id = 8");
    assert!(seven == 7 && made.starts_with("User8"), "{made}");
    let hash: String = ask(
        folder.path(),
        "select password_hash from accounts where id = 8",
    );
    assert_eq!(hash, "!");
}

#[test]
fn faceofminds_diary_and_community_in_whatever_order() {
    let folder = tempfile::tempdir().unwrap();
    for again in [false, true] {
        let (report, code) = reported(import(folder.path(), "dump.sql", FACEOFMIND, &[]));
        assert_eq!(code, 1);
        for (table, read, kept, rejected) in [
            ("users", 3, 3, 0),
            ("sessions", 2, 2, 0),
            ("emotion_detections", 2, 2, 0),
            ("facial_data", 3, 2, 1),
            ("voice_data", 1, 1, 0),
            ("wellness_suggestions", 2, 2, 0),
            ("feedback", 2, 1, 1),
            ("community_posts", 1, 1, 0),
            ("community_comments", 2, 1, 1),
            ("reminders", 1, 1, 0),
        ] {
            let (made, same) = if again { (0, kept) } else { (kept, 0) };
            assert_eq!(
                tally(&report, table),
                [read, made, same, 0, 0, rejected],
                "{table}, again: {again}, {report:#}"
            );
        }
        assert!(
            report.to_string().contains("moderator is no role here"),
            "{report:#}"
        );
        assert!(
            report.to_string().contains("url: it isn't a link"),
            "{report:#}"
        );
    }
    let whole: String = ask(
        folder.path(),
        "select group_concat(a.email || ' ' || a.status || ' ' || a.role, ', ') from accounts a",
    );
    assert_eq!(
        whole,
        "ayu@example.com active user, dewi@example.com inactive admin, mod@example.com suspended user"
    );
    let faces: i64 = ask(
        folder.path(),
        "select count(*) from facial_data f join detections d on d.id = f.detection_id join diary_sessions s on s.id = d.session_id where s.account_id = 11",
    );
    let comment: String = ask(
        folder.path(),
        "select p.content || '/' || c.content from comments c join posts p on p.id = c.post_id",
    );
    let under: i64 = ask(
        folder.path(),
        "select count(*) from suggestions where (facial_id is null) <> (voice_id is null)",
    );
    assert_eq!((faces, &*comment, under), (2, "Two\nlines/Well said;", 2));
    let reminder: i64 = ask(folder.path(), "select reminder_time from reminders");
    assert_eq!(reminder, 1_711_933_200_000_000);
}

#[test]
fn the_profile_cards_pictures_and_links_without_what_nobody_wrote() {
    let folder = tempfile::tempdir().unwrap();
    for again in [false, true] {
        let (report, _) = reported(import(
            folder.path(),
            "dump.sql",
            PROFILECARD,
            &["--from", "profile-card"],
        ));
        let (made, same) = if again { (0, 2) } else { (2, 0) };
        assert_eq!(
            tally(&report, "user"),
            [2, made, same, 0, 0, 0],
            "{report:#}"
        );
        assert_eq!(report["photos"], json!(u8::from(!again)), "{report:#}");
        let made = u64::from(!again);
        assert_eq!(
            tally(&report, "profile_card"),
            [2, made, 2 - made, 0, 0, 0],
            "{report:#}"
        );
        assert!(
            report.to_string().contains("facebook: it isn't a link"),
            "{report:#}"
        );
    }
    let cards: i64 = ask(folder.path(), "select count(*) from cards");
    let card: String = ask(
        folder.path(),
        "select occupation || '|' || home_address || '|' || coalesce(country, '-') || '|' || linkedin || '|' ||
                coalesce(facebook, '-') || '|' || coalesce(github, '-') || '|' || description from cards",
    );
    assert_eq!(cards, 1, "a card of placeholders is none");
    assert_eq!(
        card,
        "Baker|Rue d'Antibes 1|-|https://linkedin.com/in/marie|-|-|Bread, mostly"
    );
}

#[test]
fn flask_apis_documents_are_judged_as_when_they_are_sent() {
    let folder = tempfile::tempdir().unwrap();
    let (report, code) = reported(import(folder.path(), "users.jsonl", FLASK_API, &[]));
    assert_eq!(code, 1);
    assert_eq!(tally(&report, "users"), [3, 2, 0, 0, 0, 1], "{report:#}");
    // Their usernames were addresses: they sign in by those.
    assert_eq!(report["counts"]["renamed"], 2);
    assert!(
        reasons(&report, 2)[1].contains("played_games"),
        "{report:#}"
    );
    assert!(reasons(&report, 3)[0].starts_with("rejected"), "{report:#}");
    let name: String = ask(
        folder.path(),
        "select front_name || ' ' || last_name from accounts order by id limit 1",
    );
    let document: String = ask(folder.path(), "select document from documents");
    assert_eq!(name, "Kucing Cakep");
    assert!(
        document.contains("MOBILE LEGENDS") && document.contains("Sidoarjo"),
        "{document}"
    );
    assert!(!document.contains("fullname"), "{document}");
}

#[test]
fn any_table_with_addresses_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let (report, code) = reported(import(folder.path(), "people.csv", USERS, &[]));
    assert_eq!(code, 1);
    assert_eq!(tally(&report, "people"), [4, 2, 0, 0, 0, 2], "{report:#}");
    assert!(
        reasons(&report, 4)[0].contains("Email: it is missing"),
        "{report:#}"
    );
    assert!(
        reasons(&report, 5)[0].contains("4 values for 7 columns"),
        "{report:#}"
    );
    assert!(
        report["tables"][0]["columns_passed_over"] == json!(["Shoe Size"]),
        "{report:#}"
    );
    let status: String = ask(
        folder.path(),
        "select group_concat(username || ' ' || status, ', ') from accounts",
    );
    let city: String = ask(
        folder.path(),
        "select document ->> '$.profile.city' from documents where account_id = 2",
    );
    assert_eq!(
        (&*status, &*city),
        ("rina active, tono deactivated", "Sido;arjo")
    );
}

#[test]
fn a_dump_comes_through_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program();
    command
        .args([
            "import",
            "-",
            "--json",
            "--from",
            "faceofmind",
            "--data-dir",
        ])
        .arg(folder.path().join("data"));
    let ended = run_with(command, FACEOFMIND.as_bytes());
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(
        tally(&report, "community_comments"),
        [2, 1, 0, 0, 0, 1],
        "{report:#}"
    );
    // Of two applications' tables in one dump only those of the given application are imported.
    let both = [FACEOFMIND, FIRSTSTEP].concat();
    let (report, _) = reported(import(
        folder.path(),
        "both.sql",
        both,
        &["--from", "firststep"],
    ));
    assert_eq!(
        tally(&report, "community_comments"),
        [2, 0, 0, 0, 0, 0],
        "{report:#}"
    );
    assert_eq!(tally(&report, "auth_model")[1], 6, "{report:#}");
}

#[test]
fn the_questions_are_written_for_serving() {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<String> = (1..=60)
        .map(|number| format!("({number},'Statement {number}; (really)')"))
        .collect();
    let dump = format!(
        "INSERT INTO `questions` (id, question_text) VALUES {};",
        rows.join(",")
    );
    let file = folder.path().join("questions.json");
    let words = ["--questions-to", file.to_str().unwrap()];
    let (report, code) = reported(import(folder.path(), "dump.sql", dump, &words));
    assert_eq!((code, &report["questions"]["read"]), (0, &json!(60)));
    let mut serving = crate::support::serving(&folder.path().join("data"));
    serving.arg("--questions").arg(&file);
    let server = Server::start(serving);
    let client = server.client().sign_up("sari@example.org");
    let questions = client.get("/api/questions").success()["questions"].clone();
    assert_eq!(questions[59], "Statement 60; (really)");
}

/// Nobody is forgotten because a column is empty.
#[test]
fn a_reminder_of_which_nothing_is_said_is_on() {
    let folder = tempfile::tempdir().unwrap();
    let users = "email,password\nsari@example.org,a password of hers\n";
    assert_eq!(
        reported(import(folder.path(), "users.csv", users, &[])).1,
        0
    );
    let sari = "sari@example.org,2099-01-01T08:00:00Z";
    let text = format!(
        "email,reminder_time,title,is_active\n{sari},Breathe,\n{sari},Walk,no\n{sari},Rest,yes\n"
    );
    let words = ["--table", "reminders"];
    let (report, code) = reported(import(folder.path(), "reminders.csv", text, &words));
    assert_eq!((tally(&report, "reminders")[1], code), (3, 0), "{report:#}");
    let sql = "select group_concat(title || ' ' || is_active, ', ' order by title) from reminders";
    let kept: String = ask(folder.path(), sql);
    assert_eq!(kept, "Breathe 1, Rest 1, Walk 0");
}
