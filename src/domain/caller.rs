//! The authenticated caller of a request.

use crate::domain::account::{AccountId, Role};
use crate::domain::fault::Fault;
use crate::domain::session::SessionId;

/// An authenticated person or program: by a session, or by running the command line on the machine.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// Their account.
    pub account: AccountId,
    /// What they may do.
    pub role: Role,
    /// The session of this request.
    pub session: SessionId,
}

impl Caller {
    /// The operator, for whom the command line acts.
    #[must_use]
    pub const fn operator() -> Self {
        Self {
            account: AccountId(0),
            role: Role::Admin,
            session: SessionId(0),
        }
    }

    /// Whether they are the operator, at the machine itself.
    #[must_use]
    pub(crate) fn is_operator(&self) -> bool {
        self.session == Self::operator().session
    }

    /// Whether they are an administrator.
    #[must_use]
    pub(crate) fn is_admin(&self) -> bool {
        self.role == Role::Admin
    }

    /// The caller as an administrator: the only place where that is checked.
    ///
    /// # Errors
    /// [`Fault::NotAllowed`] if they aren't one.
    pub(crate) fn admin(self) -> Result<Admin, Fault> {
        if self.is_admin() {
            Ok(Admin(self))
        } else {
            Err(Fault::NotAllowed)
        }
    }

    /// Whether what they do to this account they do by an administrator's right: it isn't their own.
    #[must_use]
    pub(crate) fn acts_on_another(&self, account: AccountId) -> bool {
        self.is_operator() || self.account != account
    }

    /// Whether they may act on this account: it is their own, or they are an administrator.
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
    /// The caller.
    #[must_use]
    pub(crate) const fn caller(self) -> Caller {
        self.0
    }
}
