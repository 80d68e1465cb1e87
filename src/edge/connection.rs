//! One connection: request, answer, and again.

use std::io::{BufRead, Write};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::time::Duration;

use rouille::{Request, Response};

use super::accept::Edge;
use super::body::{Body, no_room};
use super::pacer::{Pacer, Patience, Stream};
use super::refusal::{Refusal, Trouble};
use super::reply::{Manner, Writer};
use super::seats::Socket;
use super::tls::Session;
use super::wire::Wire;
use super::{Settings, Tls, chunks, forwarded, head, head::Head, terms::Framing, tls};

/// Shutdown waits no longer than this for a client to close its side.
const LAST_LINGER: Duration = Duration::from_millis(500);

/// Speaks with one client until either side has had enough.
pub(super) fn run(edge: &Edge, socket: &Arc<Socket>, peer: SocketAddr) {
    let pacer = Pacer::new(Arc::clone(socket));
    match &edge.settings.tls {
        None => Connection::new(edge, socket, peer, pacer).converse(),
        Some(tls) => greet(edge, socket, peer, tls, pacer),
    }
}

/// Agrees on TLS within the deadline of a head, and speaks through it.
fn greet(edge: &Edge, socket: &Socket, peer: SocketAddr, tls: &Tls, mut pacer: Pacer) {
    let patience = Patience::fixed(edge.settings.head_deadline);
    pacer.bear_reading(patience);
    pacer.bear_writing(patience);
    socket.greeting.store(true, SeqCst);
    // In this order: either we see the draining, or shutdown sees us idle.
    socket.idle.store(true, SeqCst);
    if edge.draining.load(SeqCst) {
        return;
    }
    let Ok(Some(first)) = pacer.peek() else {
        return;
    };
    if tls::is_plain(first) {
        socket.greeting.store(false, SeqCst);
        return Connection::new(edge, socket, peer, pacer).refuse_plain();
    }
    let Ok(session) = Session::new(tls, pacer) else {
        return;
    };
    let mut connection = Connection::new(edge, socket, peer, session);
    let greeted = connection.wire.stream.shake_hands();
    socket.greeting.store(false, SeqCst);
    match greeted {
        Ok(()) => {
            edge.counts.greeted.fetch_add(1, Relaxed);
            connection.converse();
        }
        Err(error) => {
            edge.counts.greetings_failed.fetch_add(1, Relaxed);
            tracing::debug!(%error, client = %peer.ip(), "a TLS handshake failed");
            connection.close();
        }
    }
}

struct Connection<'a, S> {
    edge: &'a Edge,
    socket: &'a Socket,
    peer: SocketAddr,
    wire: Wire<S>,
    writer: Writer,
}

impl<'a, S: Stream> Connection<'a, S> {
    fn new(edge: &'a Edge, socket: &'a Socket, peer: SocketAddr, stream: S) -> Self {
        Self {
            edge,
            socket,
            peer,
            wire: Wire::new(stream),
            writer: Writer::default(),
        }
    }

    /// Request, answer, and again.
    fn converse(mut self) {
        let mut patience = Patience::fixed(self.settings().head_deadline);
        while self.await_request(patience) && self.exchange() {
            patience = Patience::fixed(self.settings().idle_deadline);
        }
        if S::SECURE {
            // So that a client knows this end from one that somebody in between made.
            let pacer = self.wire.stream.pacer();
            pacer.bear_writing(Patience::fixed(LAST_LINGER));
            let _ = self.wire.stream.finish();
        }
    }

    /// Tells a client that speaks plainly that TLS is spoken here, once it has said what it wants.
    fn refuse_plain(mut self) {
        let patience = Patience::fixed(self.settings().head_deadline);
        if self.await_request(patience) {
            let (trouble, line) = match self.read_head() {
                Ok(head) => (Refusal::NeedsTls.into(), Some((head.method, head.target))),
                Err(trouble) => (trouble, None),
            };
            self.give_up(trouble, line.as_ref(), self.peer);
        }
    }

    fn settings(&self) -> &Settings {
        &self.edge.settings
    }

    /// Waits for the first byte of a request; `false` when none will come.
    fn await_request(&mut self, patience: Patience) -> bool {
        if !self.wire.unread().is_empty() {
            return true;
        }
        // In this order: either we see the draining, or shutdown sees us idle.
        self.socket.idle.store(true, SeqCst);
        self.wire.stream.pacer().bear_reading(patience);
        let came = !self.edge.draining.load(SeqCst) && matches!(self.wire.more(), Ok(1..));
        self.socket.idle.store(false, SeqCst);
        came
    }

    /// Reads one request and answers it; `false` when the connection is over.
    fn exchange(&mut self) -> bool {
        let writing = Patience::paced(self.settings().write_grace, self.settings().write_min_rate);
        self.wire.stream.pacer().bear_writing(writing);
        let head = match self.read_head() {
            Ok(head) => head,
            Err(trouble) => {
                let line = head::request_line(self.wire.unread());
                return self.give_up(trouble, line.as_ref(), self.peer);
            }
        };
        let peers = &self.settings().trusted_proxies;
        let client = forwarded::client(self.peer, &head.headers, peers);
        self.answer(head, client)
    }

    fn read_head(&mut self) -> Result<Head, Trouble> {
        let patience = Patience::fixed(self.settings().head_deadline);
        self.wire.stream.pacer().bear_reading(patience);
        let (mut blank_lines, mut seen) = (0, 0);
        loop {
            // Clients that end a body with a stray CRLF are old, but they live.
            while blank_lines < 2 && self.wire.unread().starts_with(b"\r\n") {
                self.wire.consume(2);
                (blank_lines, seen) = (blank_lines + 1, 0);
            }
            if let Some(end) = head::end(self.wire.unread(), seen)? {
                let head = head::parse(&self.wire.unread()[..end])?;
                self.wire.consume(end);
                return Ok(head);
            }
            seen = self.wire.unread().len();
            if self.wire.more()? == 0 {
                return Err(if seen == 0 {
                    Trouble::Gone
                } else {
                    Refusal::BadRequest("it ended early").into()
                });
            }
        }
    }

    /// Reads the body, once it is clear that there is room for it.
    fn read_body(
        &mut self,
        framing: Framing,
        awaits_continue: bool,
        limit: u64,
    ) -> Result<Body, Trouble> {
        let mut body = Body {
            bytes: Vec::new(),
            limit,
            share: self.edge.budget.share(),
        };
        if let Framing::Length(length) = framing {
            if length > body.limit {
                return Err(Refusal::BodyTooLarge { limit: body.limit }.into());
            } else if !self.edge.budget.has_room(length) {
                return Err(no_room().into());
            }
        }
        if awaits_continue && self.wire.unread().is_empty() {
            self.wire
                .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")
                .map_err(|_| Trouble::Gone)?;
        }
        let patience = Patience::paced(self.settings().body_grace, self.settings().body_min_rate);
        self.wire.stream.pacer().bear_reading(patience);
        match framing {
            Framing::Length(length) => body.append(&mut self.wire, length)?,
            Framing::Chunked => chunks::read(&mut self.wire, &mut body)?,
        }
        Ok(body)
    }

    /// Has the service answer; it asks for the body once it knows how long it may be.
    fn answer(&mut self, head: Head, client: SocketAddr) -> bool {
        let mut manner = Manner {
            bare: head.method == "HEAD",
            modern: head.modern,
            keep_alive: head.keep_alive,
        };
        let (framing, awaits_continue) = (head.framing, head.awaits_continue);
        let request = request::<S>(head, client);
        let (service, mut share) = (&self.edge.service, None);
        let mut unread = framing != Framing::Length(0);
        let mut read_body = |limit| {
            if !unread {
                return Ok(Vec::new());
            }
            let body = self.read_body(framing, awaits_continue, limit)?;
            unread = false;
            share = Some(body.share);
            Ok(body.bytes)
        };
        let respond = AssertUnwindSafe(|| service.respond(&request, &mut read_body));
        let answered = catch_unwind(respond).unwrap_or_else(|_| {
            tracing::error!(method = request.method(), "a handler panicked");
            Err(Refusal::Panic.into())
        });
        match answered {
            Ok(response) => {
                drop((request, share));
                // What is left of a body must not be taken for the next request.
                manner.keep_alive &= !unread;
                self.send(response, manner)
            }
            Err(trouble) => {
                let line = (request.method().to_owned(), request.raw_url().to_owned());
                self.give_up(trouble, Some(&line), client)
            }
        }
    }

    fn send(&mut self, response: Response, mut manner: Manner) -> bool {
        manner.keep_alive &= !self.edge.draining.load(SeqCst);
        match self.writer.send(&mut self.wire, response, manner) {
            Ok(true) => true,
            Ok(false) => self.close(),
            Err(error) => {
                tracing::debug!(%error, "an answer was not sent whole");
                false
            }
        }
    }

    /// Answers a refusal, if anybody is left to answer, and ends the connection.
    fn give_up(
        &mut self,
        trouble: Trouble,
        line: Option<&(String, String)>,
        client: SocketAddr,
    ) -> bool {
        let Trouble::Refused(refusal) = trouble else {
            return false;
        };
        let line = line.map(|(method, target)| (&**method, &**target));
        let response = self.edge.refuse(refusal, line, client);
        let bare = line.is_some_and(|(method, _)| method == "HEAD");
        let _ = self
            .writer
            .send(&mut self.wire, response, Manner::last(bare));
        self.close()
    }

    /// Ends the connection in a way that lets the client read the last answer.
    fn close(&mut self) -> bool {
        let draining = self.edge.draining.load(SeqCst);
        let most = if draining { LAST_LINGER } else { Duration::MAX };
        self.wire
            .linger(Patience::fixed(self.settings().linger.min(most)));
        false
    }
}

/// The head as rouille has it. The body goes to the service beside it: rouille would only let it
/// be copied out again.
fn request<S: Stream>(head: Head, client: SocketAddr) -> Request {
    let Head {
        method,
        target,
        headers,
        ..
    } = head;
    if S::SECURE {
        Request::fake_https_from(client, method, target, headers, Vec::new())
    } else {
        Request::fake_http_from(client, method, target, headers, Vec::new())
    }
}

impl Edge {
    /// The service's words for a refusal; bare ones if it panics over them.
    pub(crate) fn refuse(
        &self,
        refusal: Refusal,
        line: Option<(&str, &str)>,
        client: SocketAddr,
    ) -> Response {
        let (method, target) = line.unzip();
        let words = || self.service.refuse(refusal, method, target, client);
        let mut response =
            catch_unwind(AssertUnwindSafe(words)).unwrap_or_else(|_| Response::text(""));
        response.status_code = refusal.status();
        if let Refusal::Busy { retry_after, .. } = refusal {
            response = response.with_unique_header("Retry-After", retry_after.to_string());
        }
        response
    }
}
