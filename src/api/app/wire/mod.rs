//! Every request and reply, field by field.

mod account;
mod admin;
mod card;
mod quiz;
mod result;

pub use account::{
    Account, ChangeAccount, ChangePassword, Guess, Leave, Me, Session, Sessions, SignIn, SignUp,
    Strength, mail_mode,
};
pub use admin::{Mail, Mails, Overview, User, Users};
pub use card::Card;
pub use quiz::{Both, Changes, Draft, Finish, Questions};
pub use result::{Brief, NewShare, Outcome, Results, Share, Shared, Shares, Sharing};

use schemars::JsonSchema;
use serde::Serialize;

/// That it is done.
#[derive(Serialize, JsonSchema)]
pub struct Done {}
