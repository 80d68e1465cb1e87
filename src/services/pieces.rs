//! Work in pieces, each a transaction, between which others write.

use crate::app::App;
use crate::domain::fault::Fault;
use crate::store::Tx;

/// Does this again and again until it says that it is done. Of all that go on, one piece at a time is under way, in
/// turn, so that many of them at once keep nobody waiting for long.
///
/// # Errors
/// What a piece returns: those before it are kept.
pub(super) fn in_pieces<T, F>(app: &App, piece: F) -> Result<T, Fault>
where
    T: Send + 'static,
    F: Fn(&Tx) -> Result<Option<T>, Fault> + Clone + Send + 'static,
{
    in_pieces_after(app, |_| Ok(()), piece)
}

/// The same, if it may begin, as is judged in the first transaction: what a caller came with may be in a piece.
///
/// # Errors
/// As [`in_pieces`], and why it may not begin.
pub(super) fn in_pieces_after<T, F>(
    app: &App,
    may_begin: impl FnOnce(&Tx) -> Result<(), Fault> + Send + 'static,
    piece: F,
) -> Result<T, Fault>
where
    T: Send + 'static,
    F: Fn(&Tx) -> Result<Option<T>, Fault> + Clone + Send + 'static,
{
    let first = piece.clone();
    let mut done = app.store.write(move |tx| {
        may_begin(tx)?;
        first(tx)
    })?;
    loop {
        if let Some(done) = done {
            return Ok(done);
        }
        let _permit = app.deleting.acquire();
        let next = piece.clone();
        done = app.store.write(move |tx| next(tx))?;
    }
}
