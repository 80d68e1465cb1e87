//! The card, and the one picture that every family shows.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{ask, login, newcomer, profile, told};
use crate::common::{PASSWORD, Reply, TestServer};
use crate::samples::{self, jpeg, picture, png};

fn set(server: &TestServer, path: &str, code: &str, body: &Value) -> Reply {
    ask(server, "POST", path, code).json(body).send()
}

#[track_caller]
fn set_contact(server: &TestServer, code: &str, body: &Value) {
    let reply = set(server, "/setContactDetail", code, body);
    told(&reply, 200, "message", "Contact details set successfully");
}

#[track_caller]
fn set_links(server: &TestServer, code: &str, body: &Value) {
    let reply = set(server, "/setSocialLink", code, body);
    told(&reply, 200, "message", "Social links updated successfully");
}

/// The picture on the card, decoded.
#[track_caller]
fn image(server: &TestServer, code: &str) -> Vec<u8> {
    let card = profile(server, code);
    let text = card["Image"].as_str().expect("text");
    STANDARD.decode(text).expect("base64")
}

#[test]
fn what_is_given_is_set_and_the_rest_stays() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    let other = newcomer(&server, "dan@example.com", "dan");
    let untouched = profile(&server, &other);
    let mut expected = profile(&server, &code);
    let contact = "/setContactDetail";
    let links = "/setSocialLink";
    for (path, field, shown, value) in [
        (contact, "occupation", "Occupation", "Inginer ș"),
        (
            contact,
            "homeAddress",
            "HomeAddress",
            "5 Main Street\n\tfloor 2",
        ),
        (contact, "homeaddress", "HomeAddress", "6 Main Street"),
        (contact, "country", "Country", "România"),
        (contact, "county", "County", "Cluj"),
        (contact, "county", "County", ""),
        (contact, "pronouns", "Pronouns", "ea / a ei"),
        (contact, "pronouns", "Pronouns", ""),
        (
            links,
            "linkedIn",
            "LinkedIn",
            "https://linkedin.com/in/anapop",
        ),
        (links, "faceBook", "FaceBook", "http://facebook.com/ana"),
        (
            links,
            "gitHub",
            "GitHub",
            "https://github.com/ana?tab=repositories#x",
        ),
        (links, "instagram", "Instagram", "HTTPS://instagram.com/ana"),
        (links, "twitter", "Twitter", "https://twitter.com/ana"),
        (links, "youtube", "Youtube", "https://youtube.com/@ana"),
        (links, "youtube", "Youtube", ""),
        (
            links,
            "description",
            "Description",
            "Two\nlines \"quoted\" <b>& all</b> '; drop table cards; --",
        ),
    ] {
        let reply = set(&server, path, &code, &json!({field: value, "someday": 1}));
        assert_eq!(reply.status, 200, "{field}: {}", reply.text());
        expected[shown] = value.into();
        assert_eq!(profile(&server, &code), expected, "{field}");
    }
    // Null is nothing given, as is nothing at all.
    set_links(
        &server,
        &code,
        &json!({"gitHub": null, "description": null}),
    );
    set_contact(&server, &code, &json!({"country": null, "image": null}));
    set_links(&server, &code, &json!({}));
    set_contact(&server, &code, &json!({}));
    assert_eq!(profile(&server, &code), expected);
    assert_eq!(profile(&server, &other), untouched);
}

#[test]
fn one_picture_whoever_sets_it_and_whoever_shows_it() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let code = login(&server, "ann@example.com", PASSWORD);
    assert_eq!(profile(&server, &code)["Image"], "");
    // FirstStep's upload shows on the card: the very file behind its link.
    let link = samples::uploaded(&server, &ann);
    assert_eq!(
        image(&server, &code),
        server.get(&link).send().expect(200).body
    );
    // The card's picture shows in FirstStep, in the other's place.
    let red = STANDARD.encode(png(&picture(64, 48)));
    set_contact(&server, &code, &json!({"image": red, "country": "Italy"}));
    server.get(&link).send().expect(404);
    let shown = server.get("/api/profile").token(&ann.token).send().json();
    let next = shown["profileResult"]["profilePicture"]
        .as_str()
        .expect("a link");
    assert!(
        next.ends_with(&format!("/{}_2.jpg", ann.username)),
        "{next}"
    );
    let file = server.get(next).send().expect(200);
    assert_eq!(file.header("Content-Type"), Some("image/jpeg"));
    assert_eq!(image(&server, &code), file.body);
    assert_eq!(
        server.photo_files().len(),
        3,
        "one photo in its three sizes"
    );
    // Changing something else leaves it, and so does an empty one.
    set_contact(&server, &code, &json!({"county": "Cluj", "image": ""}));
    set_links(&server, &code, &json!({"twitter": ""}));
    assert_eq!(image(&server, &code), file.body);
    // FirstStep takes it away.
    server
        .delete("/api/deletephoto")
        .token(&ann.token)
        .send()
        .expect(200);
    assert_eq!(profile(&server, &code)["Image"], "");
    assert!(server.photo_files().is_empty());
}

#[test]
fn pictures_come_in_any_of_their_spellings() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    let encoded = STANDARD.encode(jpeg(&picture(31, 17)));
    set_contact(&server, &code, &json!({"image": encoded}));
    let first = image(&server, &code);
    let lines: Vec<&[u8]> = encoded.as_bytes().chunks(76).collect();
    for text in [
        format!("data:image/jpeg;base64,{encoded}"),
        // What it says of itself doesn't count.
        format!("data:text/html;charset=utf-8;base64,{encoded}"),
        encoded.trim_end_matches('=').to_owned(),
        String::from_utf8(lines.join(&b"\r\n"[..])).expect("text"),
    ] {
        set_contact(&server, &code, &json!({"image": text}));
        assert_eq!(image(&server, &code), first);
        let form = ask(&server, "POST", "/setContactDetail", &code).form(&[("image", &text)]);
        form.send().expect(200);
    }
    assert_eq!(server.photo_files().len(), 3);
}

#[test]
fn a_large_picture_fits_and_one_too_large_does_not() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    let mut bytes = jpeg(&picture(200, 100));
    bytes.resize(8 << 20, 0);
    let body = |bytes: &[u8]| json!({"image": STANDARD.encode(bytes)});
    set_contact(&server, &code, &body(&bytes));
    bytes.push(0);
    let reply = set(&server, "/setContactDetail", &code, &body(&bytes));
    told(&reply, 413, "error", "The body may have 8 MiB at most");
}

#[test]
fn what_is_no_picture_changes_nothing() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    set_contact(
        &server,
        &code,
        &json!({"image": STANDARD.encode(jpeg(&picture(20, 20)))}),
    );
    let before = profile(&server, &code);
    let good = jpeg(&picture(300, 300));
    for (bytes, sentence) in [
        (
            &b"GIF89a"[..],
            "image has the format GIF, it must be a JPEG or a PNG",
        ),
        (b"%PDF-1.7", "image must be a JPEG or a PNG"),
        (
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            "image must be a JPEG or a PNG",
        ),
        (&good[..good.len() / 3], "image is damaged or incomplete"),
    ] {
        let body = json!({"image": STANDARD.encode(bytes), "country": "Italy"});
        let reply = set(&server, "/setContactDetail", &code, &body);
        told(&reply, 400, "error", sentence);
    }
    for text in [
        "not base64!",
        "data:image/png,abc",
        "a",
        "é",
        "====",
        "/9j_",
    ] {
        let body = json!({"image": text, "country": "Italy"});
        let reply = set(&server, "/setContactDetail", &code, &body);
        told(&reply, 400, "error", "image is not base64");
    }
    let body = json!({"image": STANDARD.encode(&good), "country": "a\u{202e}b"});
    let reply = set(&server, "/setContactDetail", &code, &body);
    told(&reply, 400, "error", "country has control characters");
    assert_eq!(profile(&server, &code), before);
    assert_eq!(server.photo_files().len(), 3);
}

#[test]
fn a_deleted_accounts_picture_goes_with_it() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    let body = json!({"image": STANDARD.encode(jpeg(&picture(20, 20))), "country": "Italy"});
    set_contact(&server, &code, &body);
    assert_eq!(server.photo_files().len(), 3);
    let reply = ask(&server, "DELETE", "/deleteAccount/", &code).send();
    told(&reply, 200, "message", "Account deleted successfully");
    assert!(server.photo_files().is_empty());
}
