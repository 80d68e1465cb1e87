//! Every request and reply, field by field.

mod account;
mod address;
mod admin;
mod admin_log;
mod admin_user;
mod card;
mod comparison;
mod instrument;
mod quiz;
mod result;
mod second_factor;
mod statistics;

pub(crate) use account::{
    Account, ChangeAccount, ChangePassword, Me, PasswordAgain, SessionEntry, Sessions, SignIn,
    SignUp, Strength, StrengthQuery, mail_mode,
};
pub(crate) use address::{
    ConfirmAddress, FormerAddress, FormerAddresses, GiveBack, RequestAddress, UndoAddress, Undone,
};
pub(crate) use admin::{MailSummary, Mails, Overview, User, Users};
pub(crate) use admin_log::AdminLog;
pub(crate) use admin_user::{InviteUser, MailSentAgain, SetByLink, UserDetails};
pub(crate) use card::Card;
pub(crate) use comparison::{
    AgreeToCompare, AskToCompare, Comparison, ComparisonList, ComparisonSummary, Invitation,
    NewComparison,
};
pub(crate) use instrument::{
    FinishInstrument, InstrumentEntry, InstrumentList, InstrumentResult, InstrumentResults,
    InstrumentSummary, LetCount,
};
pub(crate) use quiz::{
    AnswerChanges, Bilingual, Draft, Finish, FinishAsGuest, Questions, QuizCode, Responses,
    Withdrawn,
};
pub(crate) use result::{
    CreateShare, FullResult, NewShare, ResultSummary, Results, Share, ShareList, SharedResult,
};
pub(crate) use second_factor::{
    FirstCode, MakeAppPassword, NewAppPassword, Offer, PasswordAndCode, RecoveryCodes, SecondFactor,
};
pub(crate) use statistics::Statistics;

use schemars::JsonSchema;
use serde::Serialize;

/// A success without data.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Done {}
