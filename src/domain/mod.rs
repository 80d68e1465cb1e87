//! Floor 1: the product's nouns and rules. No I/O, no HTTP, no language.

pub mod account;
pub mod answers;
pub mod caller;
pub mod card;
pub mod code;
pub mod community;
pub mod diary;
pub mod draft;
pub mod email;
pub mod fault;
pub mod field;
pub mod language;
pub mod link;
pub mod moment;
pub mod name;
pub mod operator_error;
pub mod password;
pub mod persona;
pub mod photo;
pub mod query;
pub mod reminder;
pub mod result;
pub mod session;
pub mod text;
pub mod username;
