//! Opening, checking, refreshing and ending sessions.
//!
//! A session's client holds one of three things: an access token, a pair of
//! access and refresh token, or a handle (an id or a code of which only the hash
//! is kept). Behind each is a row that can be ended at any time.

mod active;
mod authenticate;
mod credential;
mod open;
mod outcome;
mod prove;
mod refresh;

pub(crate) use active::{end_all, end_any, list_all};
pub use authenticate::authenticate_handle;
pub(crate) use authenticate::{
    authenticate, authenticate_long_handle, authenticate_saying_why, authenticate_to_set_up, end,
    end_others, end_own, list,
};
pub use credential::{Credential, access_token, handle, token_pair};
pub use open::{Grant, open, sign_in};
pub use prove::Attempt;
pub(crate) use refresh::refresh;
