//! One connection: request, answer, and again.

use std::io::{BufRead, Write};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::time::Duration;

use rouille::{Request, Response};

use super::body::{RequestBody, over_budget};
use super::buffer::Buffered;
use super::coding::{self, ContentCoding};
use super::connection_limits::Socket;
use super::deadlines::{Deadline, TimedSocket, Transport};
use super::framing::Framing;
use super::head::{self, Head};
use super::refusal::{ReadError, Refusal, RefusedHead};
use super::reply::{ReplyOptions, ReplyWriter};
use super::state::EdgeState;
use super::tls::{self, TlsStream};
use super::{EdgeSettings, Tls, chunks, forwarded};

/// Shutdown waits no longer than this for a client to close its side.
const LAST_LINGER: Duration = Duration::from_millis(500);

/// Serves one client until either side ends the connection.
pub(super) fn run(edge: &EdgeState, socket: &Arc<Socket>, peer: SocketAddr) {
    let stream = TimedSocket::new(Arc::clone(socket));
    match &edge.settings.tls {
        None => Connection::new(edge, socket, peer, stream).serve(),
        Some(tls) => handshake(edge, socket, peer, tls, stream),
    }
}

/// The TLS handshake, within the deadline of a head, and then the requests through it.
fn handshake(
    edge: &EdgeState,
    socket: &Socket,
    peer: SocketAddr,
    tls: &Tls,
    mut stream: TimedSocket,
) {
    let deadline = Deadline::fixed(edge.settings.head_deadline);
    stream.set_read_deadline(deadline);
    stream.set_write_deadline(deadline);
    socket.handshaking.store(true, SeqCst);
    // Idle before reading `draining`, so that shutdown can't miss this connection.
    socket.idle.store(true, SeqCst);
    if edge.draining.load(SeqCst) {
        return;
    }
    let Ok(Some(first)) = stream.peek() else {
        return;
    };
    if tls::is_plain(first) {
        socket.handshaking.store(false, SeqCst);
        return Connection::new(edge, socket, peer, stream).refuse_plain();
    }
    let Ok(stream) = TlsStream::new(tls, stream) else {
        return;
    };
    let mut connection = Connection::new(edge, socket, peer, stream);
    let result = connection.stream.transport.handshake();
    socket.handshaking.store(false, SeqCst);
    match result {
        Ok(()) => {
            edge.totals.handshakes.fetch_add(1, Relaxed);
            connection.serve();
        }
        Err(error) => {
            edge.totals.handshakes_failed.fetch_add(1, Relaxed);
            tracing::debug!(%error, client = %peer.ip(), "a TLS handshake failed");
            connection.close();
        }
    }
}

struct Connection<'a, S> {
    edge: &'a EdgeState,
    socket: &'a Socket,
    peer: SocketAddr,
    stream: Buffered<S>,
    writer: ReplyWriter,
}

impl<'a, S: Transport> Connection<'a, S> {
    fn new(edge: &'a EdgeState, socket: &'a Socket, peer: SocketAddr, transport: S) -> Self {
        Self {
            edge,
            socket,
            peer,
            stream: Buffered::new(transport),
            writer: ReplyWriter::default(),
        }
    }

    /// Request, answer, and again.
    fn serve(mut self) {
        let mut deadline = Deadline::fixed(self.settings().head_deadline);
        while self.await_request(deadline) && self.exchange() {
            deadline = Deadline::fixed(self.settings().idle_deadline);
            self.socket.kept.store(true, SeqCst);
        }
        if S::SECURE {
            // A close_notify tells the client that the server ended the stream, not a truncation attack.
            let socket = self.stream.transport.socket();
            socket.set_write_deadline(Deadline::fixed(LAST_LINGER));
            let _ = self.stream.transport.finish();
        }
    }

    /// Answers a plain HTTP request on a TLS port, once its head has arrived.
    fn refuse_plain(mut self) {
        let deadline = Deadline::fixed(self.settings().head_deadline);
        if self.await_request(deadline) {
            let (error, line) = match self.read_head() {
                Ok(head) => (Refusal::NeedsTls.into(), Some((head.method, head.target))),
                Err(error) => (error, None),
            };
            self.refuse(error, line.map(RefusedHead::of_line), self.peer);
        }
    }

    fn settings(&self) -> &EdgeSettings {
        &self.edge.settings
    }

    /// The address that the client connected to.
    fn local_address(&self) -> SocketAddr {
        let unknown = SocketAddr::from(([127, 0, 0, 1], 0));
        let local = self.socket.stream.local_addr().unwrap_or(unknown);
        SocketAddr::new(local.ip().to_canonical(), local.port())
    }

    /// Waits for the first byte of a request; `false` when none will come.
    fn await_request(&mut self, deadline: Deadline) -> bool {
        if !self.stream.unread().is_empty() {
            return true;
        }
        // Idle before reading `draining`, so that shutdown can't miss this connection.
        self.socket.idle.store(true, SeqCst);
        self.stream.transport.socket().set_read_deadline(deadline);
        let came = !self.edge.draining.load(SeqCst) && matches!(self.stream.fill(), Ok(1..));
        self.socket.idle.store(false, SeqCst);
        came
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
                return self.refuse(error, line.map(RefusedHead::of_line), self.peer);
            }
        };
        let peers = &self.settings().trusted_proxies;
        let client = forwarded::client(self.peer, &head.headers, peers);
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
        &mut self,
        (framing, awaits_continue): (Framing, bool),
        limit: u64,
        client: SocketAddr,
    ) -> Result<RequestBody, ReadError> {
        let mut body = RequestBody {
            bytes: Vec::new(),
            limit,
            reservation: self.edge.budget.reservation(client.ip()),
        };
        if let Framing::Length(length) = framing {
            if length > body.limit {
                return Err(Refusal::BodyTooLarge { limit: body.limit }.into());
            } else if !body.reservation.has_room(length) {
                return Err(over_budget().into());
            }
        }
        if awaits_continue && self.stream.unread().is_empty() {
            self.stream
                .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")
                .map_err(|_| ReadError::Disconnected)?;
        }
        let deadline =
            Deadline::with_min_rate(self.settings().body_grace, self.settings().body_min_rate);
        self.stream.transport.socket().set_read_deadline(deadline);
        match framing {
            Framing::Length(length) => body.append(&mut self.stream, length)?,
            Framing::Chunked => chunks::read(&mut self.stream, &mut body)?,
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
        let (handler, mut reservation) = (&self.edge.handler, None);
        let mut unread = announced.0 != Framing::Length(0);
        let mut read_body = |limit| {
            if !unread {
                return Ok(Vec::new());
            }
            // Refused before the client is told to go on with a body that can't be read.
            let codings = codings.as_deref().map_err(|refusal| *refusal)?;
            let body = self.read_body(announced, limit, client)?;
            unread = false;
            let body = coding::decode(body, codings)?;
            reservation = Some(body.reservation);
            Ok(body.bytes)
        };
        let respond = AssertUnwindSafe(|| handler.respond(&request, local, &mut read_body));
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
        options.keep_alive &= !self.edge.draining.load(SeqCst);
        match self.writer.send(&mut self.stream, response, options) {
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
        let response = self.edge.refuse(refusal, head.as_ref(), client);
        let head_only = head.is_some_and(|head| head.method == "HEAD");
        let _ = self.writer.send(
            &mut self.stream,
            response,
            ReplyOptions::final_reply(head_only),
        );
        self.close()
    }

    /// Ends the connection so that the client can read the last answer.
    fn close(&mut self) -> bool {
        let draining = self.edge.draining.load(SeqCst);
        let most = if draining { LAST_LINGER } else { Duration::MAX };
        self.stream
            .linger(Deadline::fixed(self.settings().linger.min(most)));
        false
    }
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
