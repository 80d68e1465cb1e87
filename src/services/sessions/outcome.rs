//! The metric of how sign-ins end.

use crate::app::App;
use crate::domain::fault::Fault;

/// Counts an attempt to sign in through this family.
pub(super) fn count<T>(app: &App, family: &str, ended: &Result<T, Fault>) {
    let outcome = match ended {
        Ok(_) => "ok",
        Err(Fault::WrongLogin | Fault::WrongCode) => "wrong",
        Err(Fault::SecondFactorNeeded | Fault::SecondFactorMissing) => "second_factor",
        Err(Fault::AccountInactive | Fault::AccountSuspended) => "closed_account",
        Err(Fault::TooManyTries { .. }) => "too_many_tries",
        Err(Fault::Busy { .. }) => "busy",
        Err(_) => "failed",
    };
    let counter = app.sign_ins_ended.with_label_values(&[family, outcome]);
    counter.inc();
}
