//! Who asks.

use crate::domain::account::{AccountId, Role};
use crate::domain::session::SessionId;

/// Somebody who has proven who he is; made by nothing but a session's check.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// His account.
    pub account: AccountId,
    /// What he may do.
    pub role: Role,
    /// The session he speaks in.
    pub session: SessionId,
}

impl Caller {
    /// Whether he is an administrator.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.role == Role::Admin
    }

    /// Whether he may act on this account: his own, or an administrator's right.
    #[must_use]
    pub fn may_act_on(&self, account: AccountId) -> bool {
        self.account == account || self.is_admin()
    }
}
