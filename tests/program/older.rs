//! Data of every earlier schema: a server starts on it, and its backup can be restored.

use std::fs;
use std::path::{Path, PathBuf};

use firststep::platform::digest::sha256;
use rusqlite::{Connection, params};
use serde_json::Value;

use crate::backup::{create, done_json, restore};
use crate::client::{PASSWORD, photo};
use crate::support::{Server, ask_database};

const KEY: &str = "abcdefghijklmnopqrstuvwx";
const EMAIL: &str = "sari@example.org";

/// The schemas that were released before today's, by their versions.
fn schemas() -> Vec<(i32, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/older");
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let schema = |path: PathBuf| {
        let version = path.file_stem().unwrap().to_str().unwrap().parse().unwrap();
        (version, fs::read_to_string(&path).unwrap())
    };
    entries.map(schema).collect()
}

/// A data folder of that version, with an account, a photo, a result and a post.
fn live_in(data: &Path, version: i32, schema: &str) {
    let photos = data.join("photos/ab");
    fs::create_dir_all(&photos).unwrap();
    let bytes = photo(1);
    for end in ["jpg", "256.jpg", "64.jpg"] {
        fs::write(photos.join(format!("{KEY}.{end}")), &bytes).unwrap();
    }
    let database = Connection::open(data.join("firststep.db")).unwrap();
    database.execute_batch(schema).unwrap();
    database
        .pragma_update(None, "user_version", version)
        .unwrap();
    let hash = bcrypt::hash(PASSWORD, 4).unwrap();
    let account =
        "insert into accounts (username, email, password_hash, mbti, photo_count, created_at)
                   values ('sari', ?1, ?2, 'INFJ', 1, 1700000000000000)";
    database.execute(account, params![EMAIL, hash]).unwrap();
    let size = i64::try_from(bytes.len() * 3).unwrap();
    let row =
        "insert into photos (account_id, key, file_name, hash, width, height, bytes, created_at)
               values (1, ?1, 'sari_1.jpg', ?2, 40, 30, ?3, 1700000000000000)";
    database
        .execute(row, params![KEY, sha256(&bytes), size])
        .unwrap();
    let chances = format!("[{}]", ["0.0625"; 16].join(","));
    let row = "insert into predictions (account_id, mbti, probabilities, answers_hash, model_hash, created_at)
               values (1, 'INFJ', ?1, 'a', 'b', 1700000000000000)";
    database.execute(row, [chances]).unwrap();
    let row = "insert into posts (account_id, title, content, created_at, updated_at)
               values (1, 'Hello', 'there', 1700000000000000, 1700000000000000)";
    database.execute(row, ()).unwrap();
    database.close().unwrap();
}

/// All of it exists, and the server works.
fn assert_intact(data: &Path) {
    let server = Server::on(data);
    let mut client = server.client();
    let answer = client.login(EMAIL).unwrap().success();
    client.token = answer["loginResult"]["token"].as_str().map(str::to_owned);
    let profile = client.get("/api/profile").success();
    assert!(profile.to_string().contains("INFJ"), "{profile}");
    let path = format!("/photos/{KEY}/sari_1.jpg");
    assert_eq!(client.get(&path).body, photo(1));
    let results: Value = client.get("/app/results").success();
    assert!(results.to_string().contains("INFJ"), "{results}");
    client.predict(&[1; 60]).unwrap().success();
    server.stop();
    let database = data.join("firststep.db");
    let title: String = ask_database(&database, "select title from posts");
    assert_eq!(title, "Hello");
    assert!(ask_database::<i32>(&database, "pragma user_version") > 1);
}

#[test]
fn a_server_starts_on_it() {
    let schemas = schemas();
    assert!(!schemas.is_empty());
    for (version, schema) in schemas {
        let folder = tempfile::tempdir().unwrap();
        live_in(folder.path(), version, &schema);
        assert_intact(folder.path());
    }
}

#[test]
fn a_backup_of_it_restores() {
    for (version, schema) in schemas() {
        let folder = tempfile::tempdir().unwrap();
        let (data, other) = (folder.path().join("data"), folder.path().join("other"));
        live_in(&data, version, &schema);
        let archive = create(&data);
        let kept: i32 = ask_database(&data.join("firststep.db"), "pragma user_version");
        assert_eq!(kept, version, "making a backup changes nothing");
        let told = done_json(restore(&archive, &other));
        assert_eq!(
            (&told["schema"], &told["photos"]),
            (&version.into(), &1.into())
        );
        assert_intact(&other);
        assert_intact(&data);
    }
}
