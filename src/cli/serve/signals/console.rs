//! The events of Windows' console.

use std::sync::mpsc::{Receiver, channel};

use super::Told;

/// Those that came and weren't heard yet.
pub(in crate::cli::serve) struct Signals(Receiver<()>);

impl Signals {
    /// Ctrl-C and Ctrl-Break end the server in order. Of a console that is closed, or of somebody who signs off,
    /// Windows waits for no more than the event's handler: what was acknowledged is on the disk by then.
    pub(super) fn new() -> Result<Self, ctrlc::Error> {
        let (sender, receiver) = channel();
        ctrlc::set_handler(move || {
            // Nobody listens any more: it ends already.
            let _ = sender.send(());
        })?;
        Ok(Self(receiver))
    }

    /// Waits for the next.
    pub(super) fn next(&mut self) -> Told {
        let _ = self.0.recv();
        Told::Stop
    }
}
