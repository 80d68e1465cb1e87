//! Posts and comments. Every account may read them; their author and administrators may change and
//! delete them.

mod comments;
mod posts;

pub(crate) use comments::{add_comment, change_comment, comment, comments, delete_comment};
pub(crate) use posts::{add_post, change_post, delete_post, post, posts};

use crate::domain::account::AccountId;
use crate::domain::admin_log::Deed;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::store::{self, Tx};

/// Allows the author and administrators.
fn may_change(caller: Caller, writer: AccountId) -> Result<(), Fault> {
    if caller.may_act_on(writer) {
        Ok(())
    } else {
        Err(Fault::NotAllowed)
    }
}

/// Notes in the log of administrators that somebody else's writing was changed or deleted.
fn note(tx: &Tx, by: Caller, writer: AccountId, deed: Deed) -> Result<(), Fault> {
    if by.acts_on_another(writer) {
        store::admin_log::note(tx, by, deed, Some(writer), [None, None])?;
    }
    Ok(())
}
