//! Who asks.

use crate::domain::account::{AccountId, Role};
use crate::domain::fault::Fault;
use crate::domain::session::SessionId;

/// Somebody who has proven who he is: by a session, or by sitting at the machine.
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
    /// Whoever runs the machine: the command line works for him.
    #[must_use]
    pub const fn operator() -> Self {
        Self {
            account: AccountId(0),
            role: Role::Admin,
            session: SessionId(0),
        }
    }

    /// Whether he is an administrator.
    #[must_use]
    pub(crate) fn is_admin(&self) -> bool {
        self.role == Role::Admin
    }

    /// Himself as an administrator: the one place where that is checked.
    ///
    /// # Errors
    /// [`Fault::NotAllowed`] if he isn't one.
    pub(crate) fn admin(self) -> Result<Admin, Fault> {
        if self.is_admin() {
            Ok(Admin(self))
        } else {
            Err(Fault::NotAllowed)
        }
    }

    /// Whether he may act on this account: his own, or an administrator's right.
    #[must_use]
    pub(crate) fn may_act_on(&self, account: AccountId) -> bool {
        self.account == account || self.is_admin()
    }
}

/// A caller who is an administrator; made by [`Caller::admin`] alone, so what
/// takes one can't be reached without the right.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Admin(Caller);

impl Admin {
    /// Who he is.
    #[must_use]
    pub(crate) const fn caller(self) -> Caller {
        self.0
    }
}
