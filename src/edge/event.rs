//! What a connection waits for.

/// What a connection waits for.
#[derive(Clone, Copy)]
pub(super) enum Event {
    /// Something to read, or the client's end.
    Bytes,
    /// That those who asked before are answered, and the socket takes what is written to it.
    Turn,
}
