//! What one address is mailed in a day, whichever accounts it is about.
//!
//! What is counted by the account alone is gone round by moving an account's address, or by several accounts that name
//! one. An address is known by an HMAC: nothing readable is kept of whom mails went to.

use crate::app::App;
use crate::auth::signer::Fingerprints;
use crate::domain::code::RecipientTotals;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::mail::mailbox;
use crate::store::{self, Tx};

/// What a mail is, as far as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A code for the account that has the address, or had it until lately.
    Code,
    /// Asked for by an account that hasn't the address.
    Asked,
    /// Tells of something that was done.
    Notice,
}

/// Counts mails by recipient; to be taken into a transaction.
#[derive(Clone)]
pub(super) struct Recipients(Fingerprints);

impl Recipients {
    pub(super) fn of(app: &App) -> Self {
        Self(app.signer.fingerprints("recipient"))
    }

    /// Counts one more mail to this address, if it may have one today; returns whether it may.
    pub(super) fn book(&self, tx: &Tx, to: &Email, sort: Sort) -> Result<bool, Fault> {
        let hash = self.0.of(&mailbox(to));
        let today = store::recipient_totals::today(tx, &hash)?;
        let (count, most) = match sort {
            Sort::Code => (today.mails, RecipientTotals::MAX_MAILS),
            Sort::Asked => (today.asked, RecipientTotals::MAX_ASKED),
            Sort::Notice => (today.notices, RecipientTotals::MAX_NOTICES),
        };
        if count >= most {
            return Ok(false);
        }
        let one = |of| u32::from(sort == of);
        let more = RecipientTotals {
            mails: one(Sort::Code),
            asked: one(Sort::Asked),
            notices: one(Sort::Notice),
        };
        store::recipient_totals::add(tx, &hash, &more)?;
        Ok(true)
    }
}
