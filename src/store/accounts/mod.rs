//! The table `accounts`.

mod change;
mod duplicate;
mod insert;
mod insert_imported;
mod read;

pub use change::{
    count_photo, delete, note_login, replace_hash, set_email, set_hash, set_mbti, set_names,
    set_role, set_status, set_username,
};
pub(crate) use insert::{NewAccount, insert};
pub(crate) use insert_imported::{ImportedAccount, insert_imported, known_emails, refresh};
pub(super) use read::columns;
pub use read::{
    LoginRecord, any_ever, count, decoy_hash, get, has_admin, id_of, list, login, search,
    signed_in_since,
};
