//! Asks a running Litestream, by HTTP over the socket in its folder.

use std::io;
#[cfg(unix)]
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

/// Most bytes of an answer.
#[cfg(unix)]
const MOST: u64 = 64 << 10;
/// How long it may take to say that it lives.
const ALIVE: Duration = Duration::from_secs(5);

/// Has it carry away everything that is committed, and waits for that.
pub(super) fn sync(socket: &Path, db: &Path, patience: Duration) -> Result<(), String> {
    let (db, seconds) = (db.to_string_lossy(), patience.as_secs().max(1));
    let body = json!({"path": db, "wait": true, "timeout": seconds}).to_string();
    let answer = ask(socket, "POST /sync", &body, patience + ALIVE);
    let (status, body) = answer.map_err(|error| format!("it doesn't answer ({error})"))?;
    if status != 200 {
        return Err(body["error"].as_str().unwrap_or("it failed").to_owned());
    }
    if body["replicated_txid"].as_u64() < body["txid"].as_u64() {
        return Err("it has not carried everything yet".to_owned());
    }
    Ok(())
}

/// Whether it answers.
pub(super) fn answers(socket: &Path) -> bool {
    ask(socket, "GET /info", "", ALIVE).is_ok()
}

/// By HTTP/1.0: the answer ends with the connection.
#[cfg(unix)]
fn ask(socket: &Path, what: &str, body: &str, patience: Duration) -> io::Result<(u16, Value)> {
    let mut stream = std::os::unix::net::UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(ALIVE))?;
    let length = body.len();
    write!(
        stream,
        "{what} HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )?;
    let mut reply = String::new();
    stream.take(MOST).read_to_string(&mut reply)?;
    parse(&reply).ok_or(io::ErrorKind::InvalidData.into())
}

#[cfg(not(unix))]
fn ask(_: &Path, _: &str, _: &str, _: Duration) -> io::Result<(u16, Value)> {
    Err(io::ErrorKind::Unsupported.into())
}

fn parse(reply: &str) -> Option<(u16, Value)> {
    let (head, body) = reply.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read() {
        let (status, body) = parse("HTTP/1.0 200 OK\r\nA: b\r\n\r\n{\"txid\": 7}\n").unwrap();
        assert_eq!((status, body["txid"].as_u64()), (200, Some(7)));
        assert_eq!(
            parse("HTTP/1.0 404 Not Found\r\n\r\n404 page").unwrap(),
            (404, Value::Null)
        );
        assert_eq!(parse("nonsense"), None);
    }
}
