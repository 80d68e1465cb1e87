//! A server, and a client that sees every byte.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use firststep::edge::{EdgeSettings, RunningEdge, serve};

use crate::echo::Echo;

/// Longer than anything here takes, on however busy a machine.
pub const GENEROUS: Duration = Duration::from_secs(20);

/// The deadlines of [`hurried`] servers.
pub const SHORT: Duration = Duration::from_millis(300);
/// A whole request.
pub const HEALTH: &str = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";

/// EdgeSettings whose every deadline is [`SHORT`].
pub fn hurried() -> EdgeSettings {
    EdgeSettings {
        head_deadline: SHORT,
        idle_deadline: SHORT,
        body_grace: SHORT,
        write_grace: SHORT,
        linger: SHORT,
        ..EdgeSettings::default()
    }
}

pub struct Server {
    pub echo: &'static Echo,
    pub address: SocketAddr,
    pub handle: RunningEdge,
}

impl Server {
    pub fn start(settings: EdgeSettings) -> Self {
        let echo: &'static Echo = Box::leak(Box::default());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let handle = serve(listener, settings, Arc::new(echo)).unwrap();
        Self {
            echo,
            address: handle.address(),
            handle,
        }
    }

    pub fn client(&self) -> Client {
        Client::connect(self.address)
    }

    pub fn assert_healthy(&self) {
        let answer = self.client().ask(HEALTH);
        assert_eq!((answer.status, answer.text()), (200, "ok".into()));
    }
}

/// Tries until it holds; panics when it never does.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < GENEROUS, "in vain: {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// A client's byte stream: its socket, or TLS over it.
pub trait Transport: Read + Write + Send {}

impl<T: Read + Write + Send> Transport for T {}

pub struct Client {
    pub stream: TcpStream,
    transport: Box<dyn Transport>,
    unread: Vec<u8>,
}

impl Client {
    pub fn connect(address: SocketAddr) -> Self {
        Self::over(TcpStream::connect(address).unwrap(), |stream| {
            Box::new(stream)
        })
    }

    /// Over an open connection, and what wraps it.
    pub fn over(stream: TcpStream, wrap: impl FnOnce(TcpStream) -> Box<dyn Transport>) -> Self {
        stream.set_read_timeout(Some(GENEROUS)).unwrap();
        stream.set_write_timeout(Some(GENEROUS)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            transport: wrap(stream.try_clone().unwrap()),
            stream,
            unread: Vec::new(),
        }
    }

    /// Sends what can be sent: the server may have closed already.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.transport.write_all(bytes.as_ref());
        let _ = self.transport.flush();
    }

    pub fn ask(&mut self, request: impl AsRef<[u8]>) -> Answer {
        self.send(request);
        self.answer(false)
    }

    /// The status of the answer, if there is one.
    pub fn try_answer_to(&mut self, request: impl AsRef<[u8]>) -> Option<u16> {
        self.send(request);
        self.try_answer(false).map(|answer| answer.status)
    }

    pub fn stop_sending(&self) {
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// The next answer, whose body is left out if it answers a HEAD.
    pub fn answer(&mut self, head: bool) -> Answer {
        self.try_answer(head).expect("an answer, not the end")
    }

    pub fn try_answer(&mut self, head: bool) -> Option<Answer> {
        let mut answer = self.read_head()?;
        let chunked = answer.header("Transfer-Encoding").is_some();
        let length = answer
            .header("Content-Length")
            .map(|length| length.parse().unwrap());
        if head || matches!(answer.status, 100 | 204 | 304) {
            return Some(answer);
        }
        answer.body = match (chunked, length) {
            (true, None) => self.chunks()?,
            (false, Some(length)) => self.exactly(length)?,
            (false, None) => self.rest(),
            both => panic!("framed twice: {both:?}"),
        };
        Some(answer)
    }

    fn read_head(&mut self) -> Option<Answer> {
        let head = self.until(b"\r\n\r\n")?;
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().unwrap().strip_prefix("HTTP/1.1 ").unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_owned(), value.to_owned())
        };
        Some(Answer {
            status: status[..3].parse().unwrap(),
            headers: lines.map(header).collect(),
            body: Vec::new(),
        })
    }

    fn chunks(&mut self) -> Option<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = self.until(b"\r\n")?;
            let size = std::str::from_utf8(&line).unwrap().trim_end();
            let size = usize::from_str_radix(size, 16).unwrap();
            body.extend(self.exactly(size)?);
            assert_eq!(self.exactly(2)?, b"\r\n");
            if size == 0 {
                return Some(body);
            }
        }
    }

    fn until(&mut self, mark: &[u8]) -> Option<Vec<u8>> {
        loop {
            let found = self
                .unread
                .windows(mark.len())
                .position(|window| window == mark);
            if let Some(at) = found {
                return Some(self.unread.drain(..at + mark.len()).collect());
            }
            self.more()?;
        }
    }

    fn exactly(&mut self, count: usize) -> Option<Vec<u8>> {
        while self.unread.len() < count {
            self.more()?;
        }
        Some(self.unread.drain(..count).collect())
    }

    /// Everything up to the end of the connection.
    pub fn rest(&mut self) -> Vec<u8> {
        while self.more().is_some() {}
        std::mem::take(&mut self.unread)
    }

    /// Whether the server closes without sending more.
    pub fn is_closed(&mut self) -> bool {
        self.rest().is_empty()
    }

    /// `None` at the end; a connection that stays silent and open is a failure.
    fn more(&mut self) -> Option<()> {
        let mut bytes = [0; 16 << 10];
        match self.transport.read(&mut bytes) {
            Ok(0) => None,
            Ok(count) => {
                self.unread.extend(&bytes[..count]);
                Some(())
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                panic!("neither bytes nor the end")
            }
            Err(_) => None,
        }
    }
}
