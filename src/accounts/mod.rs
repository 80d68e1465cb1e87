//! Verbs: sign up, sign in, change, leave.

mod change_password;
mod delete;
mod register;
mod sign_in;
mod view;

pub use change_password::change_password;
pub use delete::delete;
pub use register::{SignUp, register};
pub use sign_in::{SignedIn, sign_in};
pub use view::view;

use crate::domain::fault::Fault;
use crate::hasher::Full;

/// The hasher's full queue, as a caller is told.
impl From<Full> for Fault {
    fn from(full: Full) -> Self {
        Self::Busy {
            retry_after: full.retry_after,
        }
    }
}
