//! The photo's link: its name, its counter, and its end.

use crate::common::TestServer;
use crate::samples;

#[test]
fn the_counter_rises_and_never_falls_and_old_links_end() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let mut links: Vec<String> = Vec::new();
    for count in 1..=4 {
        let link = samples::uploaded(&server, &ann);
        let base = format!("{}/photos/", server.url());
        let (key, file) = link
            .strip_prefix(&base)
            .and_then(|rest| rest.split_once('/'))
            .expect("our link");
        assert_eq!(file, format!("{}_{count}.jpg", ann.username));
        assert!(key.len() >= 22 && !links.iter().any(|old| old.contains(key)));
        server.get(&link).send().expect(200);
        for old in &links {
            server.get(old).send().expect(404);
        }
        assert_eq!(server.photo_files().len(), 3, "one photo in three sizes");
        if count % 2 == 0 {
            let reply = server.delete("/api/deletephoto").token(&ann.token).send();
            let done = r#"{"error":false,"msg":"Foto profil berhasil dihapus"}"#;
            assert_eq!(reply.told(), (200, done.to_owned()));
            server.get(&link).send().expect(404);
            assert!(server.photo_files().is_empty());
        }
        links.push(link);
    }
}

#[test]
fn without_a_photo_there_is_none_to_delete() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    samples::uploaded(&server, &ann);
    let remove = || server.delete("/api/deletephoto").token(&ann.token).send();
    remove().expect(200);
    let expected = r#"{"error":true,"msg":"User saat ini tidak mempunyai foto profil"}"#;
    assert_eq!(remove().told(), (404, expected.to_owned()));
}

#[test]
fn the_link_follows_the_address_people_use() {
    let server = TestServer::with(|_, options| {
        options.public_url = Some("https://first.example".to_owned());
    });
    let ann = server.newcomer("ann@example.com");
    let link = samples::uploaded(&server, &ann);
    assert!(link.starts_with("https://first.example/photos/"), "{link}");
    let profile = server.get("/api/profile").token(&ann.token).send();
    assert_eq!(profile.json()["profileResult"]["profilePicture"], link);
    let dashboard = server.get("/api/dashboard").token(&ann.token).send();
    assert_eq!(dashboard.json()["dashboardResult"]["profilePicture"], link);
}
