//! The product's nouns and rules. No I/O, no HTTP, no language.

pub mod account;
pub mod answers;
pub mod caller;
pub(crate) mod card;
pub(crate) mod code;
pub(crate) mod community;
pub(crate) mod diary;
pub(crate) mod draft;
pub mod email;
pub(crate) mod emotion;
pub mod fault;
pub(crate) mod field;
pub(crate) mod language;
pub(crate) mod link;
pub mod moment;
pub(crate) mod name;
pub(crate) mod operator_error;
pub(crate) mod password;
pub mod persona;
pub(crate) mod photo;
pub mod query;
pub(crate) mod reminder;
pub(crate) mod result;
pub mod session;
pub(crate) mod text;
pub(crate) mod username;
