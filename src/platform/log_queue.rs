//! The log's way out. Lines wait in a bounded queue for a thread that writes them: a reader that stands
//! still (a terminal after Ctrl-S, a log driver that hangs, a full disk) stops nobody.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::private_file;

/// Most lines that wait, a few seconds' worth of a busy server's requests.
const LINES: usize = 8192;
/// Most bytes of them.
const BYTES: usize = 4 << 20;
/// Most bytes that are written at once; a line more may be among them.
const BATCH: usize = 16 << 10;
/// How long lines gather before the next are written: to wake the thread for each of them would cost a busy server more
/// than the line itself.
const GATHER: Duration = Duration::from_millis(2);
/// How often lost lines are told of.
const TELL: Duration = Duration::from_secs(1);

/// Lines that were lost since the program started.
static LOST: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// What the writing thread logs itself: it goes out at once, past the queue, which may be full.
    static OWN: std::cell::RefCell<Option<Vec<u8>>> = const { std::cell::RefCell::new(None) };
}

/// How many lines of the log were lost because whoever reads it stood still.
pub(crate) fn lost() -> u64 {
    LOST.load(SeqCst)
}

/// Where the log goes.
pub(crate) enum LogOutput {
    /// Standard error, or any other stream that isn't opened anew.
    Stream(Box<dyn Write + Send>),
    /// A file, which is opened anew when it is asked for, so that it can be moved away (log rotation).
    File(PathBuf, File),
}

impl LogOutput {
    /// A file, to be appended to. Its lines go behind those of others, also after it was emptied.
    pub(crate) fn file(path: &Path) -> io::Result<Self> {
        let file = private_file::open(path, File::options().append(true).create(true))?;
        Ok(Self::File(path.to_owned(), file))
    }

    fn write(&mut self, line: &[u8]) -> io::Result<()> {
        match self {
            Self::Stream(stream) => stream.write_all(line),
            Self::File(_, file) => file.write_all(line),
        }
    }

    fn reopen(&mut self) {
        let Self::File(path, _) = self else {
            return;
        };
        let shown = path.display().to_string();
        match Self::file(path) {
            Ok(anew) => {
                *self = anew;
                tracing::info!(file = shown, "the log file was opened anew");
            }
            Err(error) => {
                tracing::error!(%error, file = shown, "the log file can't be opened anew; the old one goes on");
            }
        }
    }
}

/// The queue's entrance. Each write is one line.
#[derive(Clone)]
pub(crate) struct LogQueue {
    lines: SyncSender<Vec<u8>>,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    waiting: AtomicUsize,
    bytes: AtomicUsize,
    reopen: AtomicBool,
}

impl LogQueue {
    /// Starts the thread that writes.
    pub(crate) fn start(output: LogOutput) -> io::Result<Self> {
        let (lines, queued) = sync_channel(LINES);
        let state = Arc::<State>::default();
        let mut writing = Writing {
            output,
            state: Arc::clone(&state),
            told: (lost(), Instant::now()),
        };
        thread::Builder::new()
            .name("log".into())
            .spawn(move || writing.run(&queued))?;
        Ok(Self { lines, state })
    }

    /// Opens the log's file anew before the next line.
    pub(crate) fn reopen(&self) {
        self.state.reopen.store(true, SeqCst);
        // Where the queue is full, the thread comes by anyway.
        let _ = self.lines.try_send(Vec::new());
    }

    /// Waits until all lines are written, for at most this long.
    pub(crate) fn flush(&self, limit: Duration) {
        let begun = Instant::now();
        while self.state.waiting.load(SeqCst) > 0 && begun.elapsed() < limit {
            thread::sleep(Duration::from_millis(1));
        }
    }

    fn push(&self, line: &[u8]) {
        let State { waiting, bytes, .. } = &*self.state;
        if bytes.fetch_add(line.len(), SeqCst) <= BYTES {
            waiting.fetch_add(1, SeqCst);
            match self.lines.try_send(line.to_vec()) {
                Ok(()) => return,
                Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                    waiting.fetch_sub(1, SeqCst);
                }
            }
        }
        bytes.fetch_sub(line.len(), SeqCst);
        LOST.fetch_add(1, SeqCst);
    }
}

impl Write for LogQueue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let own = OWN.with_borrow_mut(|own| own.as_mut().map(|own| own.extend_from_slice(line)));
        if own.is_none() {
            self.push(line);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The thread that writes.
struct Writing {
    output: LogOutput,
    state: Arc<State>,
    /// How many lost lines were told of, and when.
    told: (u64, Instant),
}

impl Writing {
    fn run(&mut self, queued: &Receiver<Vec<u8>>) {
        loop {
            let line = match queued.recv_timeout(TELL) {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) => Vec::new(),
                Err(RecvTimeoutError::Disconnected) => return,
            };
            self.reopen_if_asked();
            if !line.is_empty() {
                self.write_batch(line, queued);
                self.reopen_if_asked();
                thread::sleep(GATHER);
            }
            self.tell();
        }
    }

    fn reopen_if_asked(&mut self) {
        if self.state.reopen.swap(false, SeqCst) {
            self.log(LogOutput::reopen);
        }
    }

    /// Writes this line and those that wait, up to the empty one that asks for the file to be opened anew.
    fn write_batch(&mut self, first: Vec<u8>, queued: &Receiver<Vec<u8>>) {
        let (mut batch, mut lines) = (first, 1);
        while batch.len() < BATCH
            && let Ok(line) = queued.try_recv()
            && !line.is_empty()
        {
            batch.extend(line);
            lines += 1;
        }
        if self.output.write(&batch).is_err() {
            LOST.fetch_add(lines, SeqCst);
        }
        self.state.bytes.fetch_sub(batch.len(), SeqCst);
        let lines = usize::try_from(lines).unwrap_or(usize::MAX);
        self.state.waiting.fetch_sub(lines, SeqCst);
    }

    fn write(&mut self, line: &[u8]) {
        if self.output.write(line).is_err() {
            LOST.fetch_add(1, SeqCst);
        }
    }

    /// Tells of lost lines, now that a line could be written again.
    fn tell(&mut self) {
        let (told, at) = self.told;
        let lines = lost().saturating_sub(told);
        if lines == 0 || at.elapsed() < TELL {
            return;
        }
        self.told = (told + lines, Instant::now());
        self.log(|_| {
            tracing::warn!(
                lines,
                "lines of the log were lost: whoever reads it stood still, or its disk was full"
            );
        });
    }

    /// Runs what logs, and writes what it logged, past the queue.
    fn log(&mut self, work: impl FnOnce(&mut LogOutput)) {
        OWN.set(Some(Vec::new()));
        work(&mut self.output);
        if let Some(line) = OWN.take().filter(|line| !line.is_empty()) {
            self.write(&line);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::*;

    /// A reader that takes a line only when it is told to.
    struct Standing {
        go: Receiver<()>,
        lines: Sender<Vec<u8>>,
    }

    impl Write for Standing {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            let _ = self.go.recv();
            let _ = self.lines.send(line.to_vec());
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_stands_still_stops_nobody_and_loses_what_is_too_much() {
        let ((go, waits), (lines, read)) = (channel(), channel());
        let standing = Standing { go: waits, lines };
        let queue = LogQueue::start(LogOutput::Stream(Box::new(standing))).expect("started");
        let before = lost();
        let all = LINES + BATCH;
        for number in 0..all {
            let line = format!("line {number}\n");
            queue
                .clone()
                .write_all(line.as_bytes())
                .expect("never an error");
        }
        let dropped = lost() - before;
        drop(go);
        queue.flush(Duration::from_secs(60));
        let written = read.try_iter().flatten().collect::<Vec<u8>>();
        let written = String::from_utf8(written).expect("text");
        assert!(written.starts_with("line 0\nline 1\n"));
        let kept = written.lines().count();
        assert!((LINES..all).contains(&kept), "{kept}");
        // Others that run at the same time lose lines as well.
        assert!(dropped >= (all - kept) as u64, "{dropped}");
    }

    #[test]
    fn long_lines_are_bounded_by_their_bytes() {
        let ((go, waits), (lines, _read)) = (channel(), channel());
        let standing = Standing { go: waits, lines };
        let queue = LogQueue::start(LogOutput::Stream(Box::new(standing))).expect("started");
        let before = lost();
        let long = vec![b'x'; BYTES / 4];
        for _ in 0..20 {
            queue.clone().write_all(&long).expect("never an error");
        }
        assert!(lost() - before >= 14);
        drop(go);
    }

    #[test]
    fn a_file_that_was_moved_away_is_opened_anew_and_private() {
        let folder = tempfile::tempdir().expect("a folder");
        let [path, moved] = ["log", "log.1"].map(|name| folder.path().join(name));
        let queue = LogQueue::start(LogOutput::file(&path).expect("a file")).expect("started");
        let write = |line: &[u8]| {
            queue.clone().write_all(line).expect("written");
            queue.flush(Duration::from_secs(60));
        };
        write(b"one\n");
        std::fs::rename(&path, &moved).expect("moved");
        write(b"two\n");
        queue.reopen();
        write(b"three\n");
        let read = |path: &Path| std::fs::read_to_string(path).expect("readable");
        assert_eq!(read(&moved), "one\ntwo\n");
        assert_eq!(read(&path), "three\n");
        // As `copytruncate` does.
        std::fs::write(&path, "").expect("emptied");
        write(b"four\n");
        assert_eq!(read(&path), "four\n");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = path.metadata().expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
