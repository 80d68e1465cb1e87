//! One connection: request, answer, and again.

use std::io::{self, BufRead, ErrorKind, Write};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

use rouille::{Request, Response};

use super::body::{RequestBody, over_budget};
use super::buffer::Buffered;
use super::coding::{self, ContentCoding};
use super::connection_limits::{ConnectionPermit, Socket};
use super::deadlines::{Deadline, Transport, is_worth_reading};
use super::event::Event;
use super::framing::Framing;
use super::head::{self, Head};
use super::refusal::{ReadError, Refusal, RefusedHead};
use super::reply::{self, ReplyOptions};
use super::state::EdgeState;
use super::workers::WATCHES;
use super::{EdgeSettings, chunks, forwarded};

/// Shutdown waits no longer than this for a client to close its side.
const LAST_LINGER: Duration = Duration::from_millis(500);

/// Who is served, and by which server. The permit is last, so that it is dropped last: shutdown exits once all
/// permits are returned, so everything else must be released before.
pub(super) struct Client {
    pub edge: Arc<EdgeState>,
    pub socket: Arc<Socket>,
    pub peer: SocketAddr,
    #[expect(dead_code, reason = "held, and released when dropped")]
    pub permit: ConnectionPermit,
}

/// The streams before the client, for the sake of its permit.
pub(super) struct Connection<S> {
    pub stream: Buffered<S>,
    local: Option<SocketAddr>,
    pub client: Client,
}

/// What waiting for a request came to.
enum Awaited {
    Request,
    /// Nothing yet, but there is time left.
    Nothing,
    /// None will come.
    End,
}

impl<S: Transport + Send + 'static> Connection<S> {
    pub(super) fn new(client: Client, transport: S) -> Self {
        Self {
            stream: Buffered::new(transport),
            local: None,
            client,
        }
    }

    /// Request, answer, and again; the next has to come by then. Where none has come yet it waits without a thread.
    pub(super) fn serve(mut self, mut until: Instant) {
        loop {
            match self.await_request(until) {
                Awaited::Request if self.exchange() => {
                    until = Instant::now() + self.settings().idle_deadline;
                    self.client.socket.kept.store(true, SeqCst);
                    // Whoever asks again at once is behind those who asked before.
                    if WATCHES && !self.stream.is_drained() {
                        return self.wait_turn(until);
                    }
                    if WATCHES && self.is_idle() {
                        return self.wait_idle(until);
                    }
                }
                Awaited::Nothing => return self.wait_idle(until),
                Awaited::Request | Awaited::End => break,
            }
        }
        if S::SECURE {
            // A close_notify tells the client that the server ended the stream, not a truncation attack.
            let socket = self.stream.transport.socket();
            socket.set_write_deadline(Deadline::fixed(LAST_LINGER));
            let _ = self.stream.transport.finish();
        }
    }

    /// Whether it may wait for the next request: a server that ends waits for none.
    fn is_idle(&self) -> bool {
        // Before reading `draining`, so that shutdown can't miss this connection.
        self.client.socket.idle.store(true, SeqCst);
        !self.client.edge.draining.load(SeqCst)
    }

    /// Goes on once a byte comes.
    fn wait_idle(mut self, until: Instant) {
        self.stream.release();
        self.wait(Event::Bytes, until);
    }

    /// Goes on with what has been received, in turn, and once the client takes the answer: who sends many requests in one
    /// go would else keep a worker's place for all of them.
    fn wait_turn(self, until: Instant) {
        self.wait(Event::Turn, until);
    }

    fn wait(self, event: Event, until: Instant) {
        let workers = Arc::clone(&self.client.edge.workers);
        let socket = Arc::clone(&self.client.socket);
        workers.watch(socket, event, until, Box::new(move || self.serve(until)));
    }

    /// Answers a plain HTTP request on a TLS port, once its head has arrived.
    pub(super) fn refuse_plain(mut self, until: Instant) {
        // Its first byte has been seen.
        if let Awaited::Request = self.await_request(until) {
            let (error, line) = match self.read_head() {
                Ok(head) => (Refusal::NeedsTls.into(), Some((head.method, head.target))),
                Err(error) => (error, None),
            };
            self.refuse(error, line.map(RefusedHead::of_line), self.client.peer);
        }
    }

    pub(super) fn settings(&self) -> &EdgeSettings {
        &self.client.edge.settings
    }

    /// The address that the client connected to.
    fn local_address(&mut self) -> SocketAddr {
        *self.local.get_or_insert_with(|| {
            let unknown = SocketAddr::from(([127, 0, 0, 1], 0));
            let local = self.client.socket.stream.local_addr().unwrap_or(unknown);
            SocketAddr::new(local.ip().to_canonical(), local.port())
        })
    }

    /// The first bytes of a request, if they are here; without workers that watch it waits for them.
    fn await_request(&mut self, until: Instant) -> Awaited {
        if !self.stream.unread().is_empty() {
            return Awaited::Request;
        }
        let left = until.saturating_duration_since(Instant::now());
        let patience = if WATCHES { Duration::ZERO } else { left };
        self.stream
            .transport
            .socket()
            .set_read_deadline(Deadline::fixed(patience));
        if !self.is_idle() {
            return Awaited::End;
        }
        if !WATCHES && self.stream.is_drained() && !self.awaits_bytes(until) {
            return Awaited::End;
        }
        let filled = self.stream.fill();
        if WATCHES && filled.as_ref().is_err_and(is_timeout) && !left.is_zero() {
            return Awaited::Nothing;
        }
        self.client.socket.idle.store(false, SeqCst);
        match filled {
            Ok(1..) if !self.client.socket.evicted.load(SeqCst) => Awaited::Request,
            _ => Awaited::End,
        }
    }

    /// Whether to read on, once there is something to read: not on a connection that made room, or of a server that ends.
    fn awaits_bytes(&self, until: Instant) -> bool {
        let Client { edge, socket, .. } = &self.client;
        let of_no_use = || edge.draining.load(SeqCst) || socket.evicted.load(SeqCst);
        is_worth_reading(&socket.stream, until, of_no_use)
    }

    /// Reads one request and answers it; `false` when the connection is over.
    fn exchange(&mut self) -> bool {
        let writing =
            Deadline::with_min_rate(self.settings().write_grace, self.settings().write_min_rate);
        self.stream.transport.socket().set_write_deadline(writing);
        let head = match self.read_head() {
            Ok(head) => head,
            Err(error) => {
                let line = head::request_line(self.stream.unread());
                return self.refuse(error, line.map(RefusedHead::of_line), self.client.peer);
            }
        };
        let peers = &self.settings().trusted_proxies;
        let client = forwarded::client(self.client.peer, &head.headers, peers);
        self.answer(head, client)
    }

    fn read_head(&mut self) -> Result<Head, ReadError> {
        let deadline = Deadline::fixed(self.settings().head_deadline);
        self.stream.transport.socket().set_read_deadline(deadline);
        let (mut blank_lines, mut seen) = (0, 0);
        loop {
            // Some old clients send one CRLF too many after a body (RFC 9112, 2.2).
            while blank_lines < 2 && self.stream.unread().starts_with(b"\r\n") {
                self.stream.consume(2);
                (blank_lines, seen) = (blank_lines + 1, 0);
            }
            if let Some(end) = head::end(self.stream.unread(), seen)? {
                let head = head::parse(&self.stream.unread()[..end])?;
                self.stream.consume(end);
                return Ok(head);
            }
            seen = self.stream.unread().len();
            if self.stream.fill()? == 0 {
                return Err(if seen == 0 {
                    ReadError::Disconnected
                } else {
                    Refusal::BadRequest("it ended early").into()
                });
            }
        }
    }

    /// Reads the body, once it is clear that there is room for it.
    fn read_body(
        stream: &mut Buffered<S>,
        edge: &EdgeState,
        (framing, awaits_continue): (Framing, bool),
        limit: u64,
        client: SocketAddr,
    ) -> Result<RequestBody, ReadError> {
        let mut body = RequestBody {
            bytes: Vec::new(),
            limit,
            reservation: edge.budget.reservation(client.ip()),
        };
        if let Framing::Length(length) = framing {
            if length > body.limit {
                return Err(Refusal::BodyTooLarge { limit: body.limit }.into());
            } else if !body.reservation.has_room(length) {
                return Err(over_budget().into());
            }
        }
        if awaits_continue && stream.unread().is_empty() {
            stream
                .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")
                .map_err(|_| ReadError::Disconnected)?;
        }
        let EdgeSettings {
            body_grace,
            body_min_rate,
            ..
        } = edge.settings;
        let deadline = Deadline::with_min_rate(body_grace, body_min_rate);
        stream.transport.socket().set_read_deadline(deadline);
        match framing {
            Framing::Length(length) => body.append(stream, length)?,
            Framing::Chunked => chunks::read(stream, &mut body)?,
        }
        Ok(body)
    }

    /// Has the handler answer; it asks for the body once it knows how long it may be.
    fn answer(&mut self, head: Head, client: SocketAddr) -> bool {
        let mut options = ReplyOptions {
            head_only: head.method == "HEAD",
            http11: head.http11,
            keep_alive: head.keep_alive,
        };
        let announced = (head.framing, head.awaits_continue);
        let codings = ContentCoding::all(&head.headers);
        let local = self.local_address();
        let request = request::<S>(head, client);
        let (stream, edge) = (&mut self.stream, &*self.client.edge);
        let mut reservation = None;
        let mut unread = announced.0 != Framing::Length(0);
        let mut read_body = |limit| {
            if !unread {
                return Ok(Vec::new());
            }
            // Refused before the client is told to go on with a body that can't be read.
            let codings = codings.as_deref().map_err(|refusal| *refusal)?;
            let body = Self::read_body(stream, edge, announced, limit, client)?;
            unread = false;
            let body = coding::decode(body, codings)?;
            reservation = Some(body.reservation);
            Ok(body.bytes)
        };
        let respond = AssertUnwindSafe(|| edge.handler.respond(&request, local, &mut read_body));
        let answered = catch_unwind(respond).unwrap_or_else(|_| {
            tracing::error!(method = request.method(), "a handler panicked");
            Err(Refusal::Panic.into())
        });
        match answered {
            Ok(response) => {
                drop((request, reservation));
                // What is left of a body must not be taken for the next request.
                options.keep_alive &= !unread;
                self.send(response, options)
            }
            Err(error) => {
                let head = RefusedHead {
                    method: request.method().to_owned(),
                    target: request.raw_url().to_owned(),
                    origin: request.header("Origin").map(str::to_owned),
                };
                self.refuse(error, Some(head), client)
            }
        }
    }

    fn send(&mut self, response: Response, mut options: ReplyOptions) -> bool {
        options.keep_alive &= !self.client.edge.draining.load(SeqCst);
        match reply::send(&mut self.stream, response, options) {
            Ok(true) => true,
            Ok(false) => self.close(),
            Err(error) => {
                tracing::debug!(%error, "an answer was not sent whole");
                false
            }
        }
    }

    /// Answers a refusal, unless the client has disconnected, and ends the connection.
    fn refuse(&mut self, error: ReadError, head: Option<RefusedHead>, client: SocketAddr) -> bool {
        let ReadError::Refused(refusal) = error else {
            return false;
        };
        let response = self.client.edge.refuse(refusal, head.as_ref(), client);
        let head_only = head.is_some_and(|head| head.method == "HEAD");
        let options = ReplyOptions::final_reply(head_only);
        let _ = reply::send(&mut self.stream, response, options);
        self.close()
    }

    /// Ends the connection so that the client can read the last answer.
    pub(super) fn close(&mut self) -> bool {
        let draining = self.client.edge.draining.load(SeqCst);
        let most = if draining { LAST_LINGER } else { Duration::MAX };
        self.stream
            .linger(Deadline::fixed(self.settings().linger.min(most)));
        false
    }
}

fn is_timeout(error: &io::Error) -> bool {
    error.kind() == ErrorKind::TimedOut
}

/// The head as rouille has it. The body goes to the handler beside it: rouille would only let it
/// be copied out again.
fn request<S: Transport>(head: Head, client: SocketAddr) -> Request {
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
