//! Bad input: the documented or the right 4xx, in the family's shape and words, never a 500
//! ([`crate::common::Reply::vetted`] looks at every reply), never a hint.

mod answers;
mod bodies;
mod codings;
mod fields;
mod forms;
mod leaving;
mod methods;
mod paths;
mod races;
mod sign_in;
mod sql;
mod tokens;

use serde_json::json;

use crate::common::Reply;

/// FirstStep's refusal, to the byte.
#[track_caller]
fn refused(reply: &Reply, status: u16, sentence: &str) {
    let expected = json!({"error": true, "msg": sentence}).to_string();
    assert_eq!(reply.told(), (status, expected));
    assert_eq!(reply.header("Content-Type"), Some("application/json"));
    assert_eq!(reply.header("Cache-Control"), Some("no-store"));
}

const UNREADABLE: &str = "Isi permintaan tidak dapat dibaca";
const NO_TOKEN: &str = "token tidak ada";
const BAD_TOKEN: &str = "Token invalid";
const WRONG_LOGIN: &str = "Login gagal, silahkan coba lagi !!!";
const NOT_ALLOWED: &str = "Anda tidak memiliki izin untuk menghapus pengguna ini";
const NO_PATH: &str = "Alamat tidak ditemukan";

/// What every reply is looked at for, [`Reply::vetted`] does find.
#[test]
fn failures_and_leaks_would_be_seen() {
    let reply = |status, body: &str| Reply {
        status,
        headers: vec![("x-request-id".to_owned(), "SQLite".to_owned())],
        body: body.into(),
    };
    let passes = |reply: Reply| std::panic::catch_unwind(|| reply.vetted()).is_ok();
    assert!(passes(reply(400, "Email sudah digunakan")));
    assert!(passes(reply(200, "a page may speak of SQLite")));
    assert!(!passes(reply(500, "")));
    for leak in [
        "sqlite: UNIQUE failed",
        "near \"x\": SQL logic error",
        "/tmp/x/firststep.db",
        "thread 'main' panicked",
        "src/app.rs:7",
    ] {
        assert!(!passes(reply(400, leak)), "{leak}");
    }
}
