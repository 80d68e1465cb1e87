//! Photos on their way out: who sees them, and what caches are told.

use crate::common::{Reply, TestServer};
use crate::samples;

/// The key and the file's name of a link.
fn parts(link: &str) -> (String, String) {
    let (rest, file) = link.rsplit_once('/').expect("a file");
    let (_, key) = rest.rsplit_once('/').expect("a key");
    (key.to_owned(), file.to_owned())
}

#[track_caller]
fn no_photo(reply: &Reply) {
    let expected = r#"{"error":"There is no such photo."}"#;
    assert_eq!(reply.told(), (404, expected.to_owned()));
}

#[test]
fn caches_keep_it_and_nobody_reads_it_as_anything_else() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let link = samples::uploaded(&server, &ann);
    let mut tags = Vec::new();
    for query in ["?size=1024", "?size=256", "?size=64"] {
        let reply = server.get(&(link.clone() + query)).send().expect(200);
        for (name, value) in [
            ("Content-Type", "image/jpeg"),
            ("Cache-Control", "private, max-age=31536000, immutable"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
        ] {
            assert_eq!(reply.header(name), Some(value));
        }
        let tag = reply.header("ETag").expect("a tag").to_owned();
        assert!(
            tag.starts_with('"') && tag.ends_with('"') && tag.len() > 34,
            "strong: {tag}"
        );
        assert!(!tags.contains(&tag), "each size has its own");
        tags.push(tag);
    }
    assert_eq!(server.get(&link).send().header("ETag"), Some(&*tags[0]));
}

#[test]
fn who_has_it_gets_304() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let link = samples::uploaded(&server, &ann);
    let tag = server
        .get(&link)
        .send()
        .header("ETag")
        .expect("a tag")
        .to_owned();
    let ask = |tags: &str| server.get(&link).header("If-None-Match", tags).send();
    for tags in [&*tag, &format!("W/{tag}"), &format!("\"x\", {tag}"), "*"] {
        let reply = ask(tags);
        assert_eq!((reply.status, reply.body.len()), (304, 0), "{tags}");
        assert_eq!(reply.header("ETag"), Some(&*tag));
        let keep = "private, max-age=31536000, immutable";
        assert_eq!(reply.header("Cache-Control"), Some(keep));
    }
    for tags in [
        "\"x\"",
        "",
        &tag.replace("-1024", "-256"),
        tag.trim_matches('"'),
    ] {
        assert_eq!(ask(tags).status, 200, "{tags}");
    }
    // Another picture has another tag; the same one again, the same.
    let again = server.get(&samples::uploaded(&server, &ann)).send();
    assert_eq!(again.header("ETag"), Some(&*tag));
    let other = samples::jpeg(&samples::picture(41, 30));
    let other = samples::link(&samples::upload(&server, &ann, &other));
    assert_ne!(server.get(&other).send().header("ETag"), Some(&*tag));
}

#[test]
fn head_tells_all_but_the_picture() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let link = samples::uploaded(&server, &ann);
    let path = link.strip_prefix(&server.url()).expect("ours");
    for query in ["", "?size=64"] {
        let target = path.to_owned() + query;
        let get = server.raw("GET", &target).send().expect(200);
        let head = server.raw("HEAD", &target).send().expect(200);
        assert!(head.body.is_empty());
        let length = get.body.len().to_string();
        assert_eq!(head.header("Content-Length"), Some(&*length));
        for name in ["ETag", "Content-Type", "Cache-Control"] {
            assert_eq!(head.header(name), get.header(name));
        }
    }
}

#[test]
fn other_sizes_are_refused() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let link = samples::uploaded(&server, &ann);
    for size in [
        "0",
        "",
        "63",
        "-64",
        "064",
        "64px",
        "9999999999999999999999",
        "full",
        "%00",
        "64%20",
    ] {
        let reply = server.get(&format!("{link}?size={size}")).send();
        let expected = r#"{"error":"`size` must be one of 1024, 256, 64."}"#;
        assert_eq!(reply.told(), (400, expected.to_owned()), "{size}");
    }
    for query in ["?", "?sizes=1", "?x=%zz", "?size=64&size=0"] {
        server.get(&format!("{link}{query}")).send().expect(200);
    }
}

/// The key is the right to look: half a link is none, and a guess isn't either.
#[test]
fn only_the_whole_link_leads_to_it() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let bob = server.newcomer("bob@example.com");
    let (key, file) = parts(&samples::uploaded(&server, &ann));
    let (his_key, his_file) = parts(&samples::uploaded(&server, &bob));
    let last = if key.ends_with('A') { "B" } else { "A" };
    let next = format!("{}{last}", &key[..key.len() - 1]);
    for (key, file) in [
        (&*key, &*his_file),
        (&his_key, &file),
        (&key, &file.to_lowercase()),
        (&key, &file.replace("_1", "_2")),
        (&key, "x.jpg"),
        (&key, &format!("{key}.jpg")),
        (&key, &format!("{key}.64.jpg")),
        (&next, &file),
        (&key[1..], &file),
        (&key.to_lowercase(), &file),
        (&format!("{key}%20"), &file),
        ("AAAAAAAAAAAAAAAAAAAAAAAA", &file),
        ("..", &file),
        ("%2e%2e", &file),
        ("..%2f..%2ffirststep.db", &file),
        ("%27%20or%201=1--", &file),
        ("*", "*"),
        (&key, ".."),
    ] {
        no_photo(&server.raw("GET", &format!("/photos/{key}/{file}")).send());
    }
    for target in [
        format!("/photos/{key}"),
        format!("/photos/{key}/"),
        format!("/photos/{key}//"),
        format!("/photos//{file}"),
        format!("/photos/{key}/{file}/x"),
        format!("/photos/{key}%2F{file}"),
        format!("/photos/{key}/{file}%00"),
        "/photos/".to_owned(),
        "/photos".to_owned(),
    ] {
        let reply = server.raw("GET", &target).send();
        let expected = r#"{"error":"There is nothing at this address."}"#;
        assert_eq!(reply.told(), (404, expected.to_owned()), "{target}");
    }
    server
        .get(&format!("/photos/{key}/{file}"))
        .send()
        .expect(200);
    server
        .get(&format!("/photos/{key}/{file}/"))
        .send()
        .expect(200);
}

/// Files lost behind the server's back are no 500.
#[test]
fn a_lost_file_is_no_photo() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let link = samples::uploaded(&server, &ann);
    for file in server.photo_files() {
        std::fs::remove_file(file).expect("it was there");
    }
    no_photo(&server.get(&link).send());
    server
        .delete("/api/deletephoto")
        .token(&ann.token)
        .send()
        .expect(200);
}

/// Display P3 and sRGB have the same red of (234, 51, 35) and (255, 0, 0): the file of a phone.
#[test]
fn colours_are_those_that_the_profile_says() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let reply = samples::upload(&server, &ann, include_bytes!("p3.jpg"));
    let link = samples::link(&reply.expect(200));
    let shown = server.get(&link).send().expect(200);
    let image = image::load_from_memory(&shown.body)
        .expect("a JPEG")
        .into_rgb8();
    let found = image.get_pixel(image.width() / 2, image.height() / 2).0;
    let near = |(found, wanted): (&u8, u8)| found.abs_diff(wanted) <= 3;
    assert!(found.iter().zip([255, 0, 0]).all(near), "{found:?}");
}
