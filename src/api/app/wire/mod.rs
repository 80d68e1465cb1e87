//! Every request and reply, field by field.

mod account;
mod admin;
mod card;
mod quiz;
mod result;

pub(crate) use account::{
    Account, ChangeAccount, ChangePassword, Guess, Leave, Me, Session, Sessions, SignIn, SignUp,
    Strength, mail_mode,
};
pub(crate) use admin::{Mail, Mails, Overview, User, Users};
pub(crate) use card::Card;
pub(crate) use quiz::{Both, Changes, Draft, Finish, Questions};
pub(crate) use result::{Brief, NewShare, Outcome, Results, Share, Shared, Shares, Sharing};

use schemars::JsonSchema;
use serde::Serialize;

/// That it is done.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Done {}
