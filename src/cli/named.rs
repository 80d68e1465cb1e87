//! The account that a name on the command line means.

use crate::app::App;
use crate::cli::output::fault_error;
use crate::domain::account::AccountId;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::domain::operator_error::OperatorError;
use crate::services::accounts;

/// The account with this username or e-mail address. A name that fits two accounts is refused: nobody's account is
/// changed instead of another's.
pub(super) fn named(app: &App, name: &str) -> Result<AccountId, OperatorError> {
    let admin = Caller::operator().admin().map_err(fault_error)?;
    let found = accounts::named(app, admin, name).map_err(fault_error)?;
    match found[..] {
        [] => Err(fault_error(Fault::NoAccount)),
        [one] => Ok(one),
        _ => Err(OperatorError::new(
            format!("{name} is one account's e-mail address and another's username"),
            "See both with firststep user list --search, and name the first by its username or the other by its address.",
        )),
    }
}
