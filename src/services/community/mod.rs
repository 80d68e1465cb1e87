//! Posts and comments. Every account may read them; their author and administrators may change and
//! delete them.

mod comments;
mod posts;

pub(crate) use comments::{add_comment, change_comment, comment, comments, delete_comment};
pub(crate) use posts::{add_post, change_post, delete_post, post, posts};

use crate::domain::account::AccountId;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;

/// Allows the author and administrators.
fn may_change(caller: Caller, writer: AccountId) -> Result<(), Fault> {
    if caller.may_act_on(writer) {
        Ok(())
    } else {
        Err(Fault::NotAllowed)
    }
}
