//! Verbs: sign up, change, leave.

mod change_password;
mod codes;
mod delete;
mod find;
mod register;
mod set_up;
mod update;

pub use change_password::{change_password, set_password};
pub use codes::{request_reset, request_verification, reset_password, send_verification, verify};
pub use delete::delete;
pub(crate) use find::reach;
pub use find::{count, find, is_taken, list, list_openly, signed_in_since, view};
pub use register::{SignUp, register, register_by_mail};
pub use set_up::{offer_set_up, set_up};
pub use update::{Changes, update};

use crate::app::App;
use crate::domain::fault::Fault;
use crate::domain::password::Password;
use crate::hasher::Full;

/// The hasher's full queue, as a caller is told.
impl From<Full> for Fault {
    fn from(full: Full) -> Self {
        Self::Busy {
            retry_after: full.retry_after,
        }
    }
}

/// Refuses a password that is easy to guess, if such are to be refused.
fn check_strength(app: &App, password: &Password) -> Result<(), Fault> {
    // zxcvbn's scale is 0 to 4; from 3 on a password is "safely unguessable".
    let weak = || zxcvbn::zxcvbn(password.reveal(), &[]).score() < zxcvbn::Score::Three;
    if app.policy.strict_passwords && weak() {
        Err(Fault::WeakPassword)
    } else {
        Ok(())
    }
}
