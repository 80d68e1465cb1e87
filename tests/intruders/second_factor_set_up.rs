//! Setting the second factor up and taking it away: what ends with it, what stays, and what is kept of it.

use std::time::Duration;

use serde_json::{Value, json};

use super::mailbox::{Mail, take};
use super::second_factor::{ANN, Guarded, ann, guard, sign_in, texts};
use crate::app::{Browser, code};
use crate::common::{Authenticator, PASSWORD, TestServer};

#[test]
fn switching_it_on_and_off_ends_all_other_sessions_and_is_told_by_mail() {
    let server = TestServer::start();
    let page = Browser::sign_up(&server, ANN);
    let phone = server.login(ANN, PASSWORD);
    let alive = |token: &str| server.get("/api/profile").token(token).send().status;
    let ann = guard(page);
    assert_eq!(alive(&phone.token), 401);
    ann.page.get("/app/answers");
    let [mail] = <[_; 1]>::try_from(take(&server, ANN)).expect("one mail");
    assert!(
        mail.text().contains("was just switched on"),
        "{}",
        mail.text()
    );
    let (_, password) = ann.app_password("Phone");
    let phone = server.login(ANN, &password);
    assert_eq!(alive(&phone.token), 200);
    let off = |password: &str, code: &str| {
        let body = json!({"password": password, "code": code});
        ann.page
            .ask("DELETE", "/app/second-factor")
            .json(&body)
            .send()
    };
    assert_eq!(
        code(&off("not the password", &ann.next_code()), 403),
        "wrong_password"
    );
    assert_eq!(
        code(&off(PASSWORD, &ann.app.wrong(&server)), 400),
        "wrong_code"
    );
    assert_eq!(alive(&phone.token), 200, "nothing was done");
    take(&server, ANN);
    off(PASSWORD, &ann.next_code()).expect(200);
    assert_eq!(alive(&phone.token), 401);
    ann.page.get("/app/answers");
    let mails = take(&server, ANN);
    // That of the app password may come late.
    let off_mails = mails.iter().map(Mail::text);
    let off_mails = off_mails.filter(|text| text.contains("was just switched off"));
    assert_eq!(off_mails.count(), 1, "{mails:?}");
    // As if there never had been one.
    let body = json!({"email": ANN, "password": password});
    server.post("/api/login").json(&body).send().expect(401);
    server.login(ANN, PASSWORD);
    sign_in(&server, PASSWORD, None).expect(200);
    assert_eq!(
        ann.page.get("/app/second-factor"),
        json!({"on_since": null, "recovery_codes": 0, "app_passwords": []})
    );
    assert_eq!(code(&off(PASSWORD, &ann.next_code()), 400), "wrong_code");
}

#[test]
fn a_mailed_reset_takes_nothing_of_it_away() {
    let server = TestServer::start();
    let ann = ann(&server);
    take(&server, ANN);
    let body = json!({"email": ANN});
    let ask = server.post("/api/v1/auth/request-password-reset");
    ask.json(&body).send().expect(200);
    let [mail] = <[_; 1]>::try_from(take(&server, ANN)).expect("one mail");
    let body = json!({"email": ANN, "otp": mail.digits(), "new_password": "password456"});
    let ask = server.post("/api/v1/auth/reset-password").json(&body);
    ask.send().expect(200);
    ann.page.ask("GET", "/app/answers").send().expect(401);
    assert_eq!(
        code(&sign_in(&server, "password456", None), 403),
        "second_factor_needed"
    );
    sign_in(&server, "password456", Some(&ann.next_code())).expect(200);
}

#[test]
fn an_offer_is_for_its_own_session_and_for_half_an_hour() {
    let server = TestServer::start();
    let page = Browser::sign_up(&server, ANN);
    let ask = |page: &Browser, password: &str| {
        let body = json!({"password": password});
        page.ask("POST", "/app/second-factor/offer")
            .json(&body)
            .send()
    };
    assert_eq!(code(&ask(&page, "not the password"), 403), "wrong_password");
    let offer = ask(&page, PASSWORD).expect(200).json();
    let app = Authenticator::new(offer["secret"].as_str().expect("a secret"));
    assert!(
        offer["link"]
            .as_str()
            .expect("a link")
            .starts_with("otpauth://totp/FirstStep:ann%40")
    );
    let rows = texts(&offer["qr_code"]);
    assert!(rows.len() >= 33 && rows.iter().all(|row| row.len() == rows.len()));
    let switch_on = |page: &Browser, sealed: &Value, code: &str| {
        let body = json!({"offer": sealed, "code": code});
        page.ask("POST", "/app/second-factor").json(&body).send()
    };
    let other = Browser::sign_in(&server, ANN, PASSWORD);
    let bea = Browser::sign_up(&server, "bea@example.com");
    for (page, sealed, typed) in [
        (&other, offer["offer"].clone(), app.code(&server)),
        (&bea, offer["offer"].clone(), app.code(&server)),
        (&page, json!("bm90aGluZw"), app.code(&server)),
        (&page, json!("!"), app.code(&server)),
        (&page, offer["offer"].clone(), app.wrong(&server)),
    ] {
        assert_eq!(
            code(&switch_on(page, &sealed, &typed), 400),
            "wrong_code",
            "{sealed}"
        );
    }
    server.advance(Duration::from_secs(30 * 60));
    let late = switch_on(&page, &offer["offer"], &app.code(&server));
    assert_eq!(code(&late, 400), "wrong_code");
    let ann = guard(page);
    // It is on: there is nothing to offer.
    assert_eq!(code(&ask(&ann.page, PASSWORD), 403), "not_allowed");
}

#[test]
fn neither_secret_nor_codes_are_readable_in_the_database_or_an_export() {
    let server = TestServer::start();
    let page = Browser::sign_up(&server, ANN);
    let body = json!({"password": PASSWORD});
    let offer = page.send("POST", "/app/second-factor/offer", &body);
    let secret = offer["secret"].as_str().expect("a secret");
    let app = Authenticator::new(secret);
    let body = json!({"offer": offer["offer"], "code": app.code(&server)});
    let told = page.send("POST", "/app/second-factor", &body);
    let recovery_codes = texts(&told["recovery_codes"]);
    let ann = Guarded {
        page,
        app,
        recovery_codes,
    };
    let (_, password) = ann.app_password("My phone");
    let export = ann.page.ask("GET", "/app/export").send().expect(200).body;
    let mut kept = export.clone();
    for suffix in ["", "-wal"] {
        let path = format!("{}{suffix}", server.database().display());
        kept.extend(std::fs::read(path).unwrap_or_default());
    }
    let holds = |bytes: &[u8], word: &str| memchr::memmem::find(bytes, word.as_bytes()).is_some();
    assert!(holds(&kept, "My phone") && holds(&export, "My phone"));
    let bare = |text: &str| text.replace(['-', ' '], "");
    let mut words = vec![
        secret.to_owned(),
        bare(secret),
        password.clone(),
        bare(&password),
    ];
    words.push(bare(&password).to_uppercase());
    words.extend(ann.recovery_codes.iter().cloned());
    words.extend(ann.recovery_codes.iter().map(|code| bare(code)));
    for word in words {
        assert!(!holds(&kept, &word), "{word}");
    }
    for column in ["secret", "hash"] {
        assert!(!holds(&export, &format!("\"{column}\"")), "{column}");
    }
}
