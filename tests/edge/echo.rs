//! A request handler for the tests.

use std::io::{self, Read};
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use firststep::edge::{ReadBody, ReadError, Refusal, RefusedHead, RequestHandler};
use rouille::{Request, Response, ResponseBody};

use crate::support::eventually;

/// What reached the handler, and what it waits for.
#[derive(Default)]
pub struct Echo {
    pub entered: AtomicUsize,
    pub released: AtomicBool,
    pub readers_dropped: AtomicUsize,
    pub served: Mutex<Vec<String>>,
}

impl RequestHandler for &'static Echo {
    fn respond(
        &self,
        request: &Request,
        _: SocketAddr,
        read_body: &mut ReadBody,
    ) -> Result<Response, ReadError> {
        if request.raw_url() == "/unread" {
            return Ok(Response::text("unread"));
        }
        let body = read_body(match request.raw_url() {
            "/big" => 8 << 20,
            "/none" => 0,
            "/early-panic" => panic!("as asked: before the body"),
            _ => 64 << 10,
        })?;
        self.entered.fetch_add(1, SeqCst);
        let response = self.answer(request, &body);
        self.served
            .lock()
            .unwrap()
            .push(request.raw_url().to_owned());
        Ok(response)
    }

    fn refuse(&self, refusal: Refusal, head: Option<&RefusedHead>, _: SocketAddr) -> Response {
        let method = head.map(|head| &*head.method);
        let target = head.map(|head| &*head.target);
        assert_ne!(target, Some("/panic?twice"), "as asked");
        let (method, target) = (method.unwrap_or("-"), target.unwrap_or("-"));
        Response::text(format!("refused {method} {target} {refusal:?}"))
    }
}

impl Echo {
    fn answer(&'static self, request: &Request, body: &[u8]) -> Response {
        match request.url().as_str() {
            "/health" => Response::text("ok"),
            "/secure" => Response::text(request.is_secure().to_string()),
            "/panic" => panic!("as asked"),
            "/who" => Response::text(request.remote_addr().to_string()),
            "/wait" => {
                eventually("release", || self.released.load(SeqCst));
                Response::text("waited")
            }
            "/stream" => with_data(ResponseBody::from_reader(&b"a stream"[..])),
            "/drip" => with_data(ResponseBody::from_reader((&b"ab"[..]).chain(&b"cd"[..]))),
            "/broken" => with_data(ResponseBody::from_reader((&b"half"[..]).chain(Broken))),
            "/short" => with_data(ResponseBody::from_reader_and_size(&b"half"[..], 100)),
            "/long" => with_data(ResponseBody::from_reader_and_size(
                Long(self, 64 << 20),
                64 << 20,
            )),
            "/endless" => with_data(ResponseBody::from_reader(Long(self, u64::MAX))),
            "/size" => Response::text("x".repeat(request.raw_query_string().parse().unwrap())),
            "/204" => Response::text("nothing").with_status_code(204),
            "/304" => Response::text("nothing").with_status_code(304),
            "/101" => Response::text("nothing").with_status_code(101),
            "/inject" => injecting(),
            "/headers" => Response::text(format!("{:?}", request.headers().collect::<Vec<_>>())),
            _ => Response::text(format!(
                "{} {} {}",
                request.method(),
                request.raw_url(),
                String::from_utf8_lossy(body)
            )),
        }
    }
}

fn with_data(data: ResponseBody) -> Response {
    Response {
        data,
        ..Response::text("")
    }
}

fn injecting() -> Response {
    Response::text("whole")
        .with_additional_header("X-Good", "1\t2")
        .with_additional_header("X-Lines", "a\r\nSet-Cookie: b=c")
        .with_additional_header("X-Lf", "a\nb")
        .with_additional_header("X-Cr", "a\rb")
        .with_additional_header("X-Nul", "a\0b")
        .with_additional_header("X-Na me", "a")
        .with_additional_header("X-Colon: a\r\nX-B", "a")
        .with_additional_header("", "a")
        .with_additional_header("Content-Length", "1")
        .with_additional_header("transfer-encoding", "chunked")
        .with_additional_header("Connection", "X-Good")
        .with_additional_header("Date", "never")
        .with_additional_header("Content-Range", "bytes 0-4/5")
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("as asked"))
    }
}

/// So many bytes; its drop is counted.
struct Long(&'static Echo, u64);

impl Read for Long {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = into
            .len()
            .min(usize::try_from(self.1).unwrap_or(usize::MAX));
        into[..count].fill(b'z');
        self.1 -= count as u64;
        Ok(count)
    }
}

impl Drop for Long {
    fn drop(&mut self) {
        self.0.readers_dropped.fetch_add(1, SeqCst);
    }
}
