//! The table `accounts`.

mod block;
mod change;
mod directory;
mod duplicate;
mod insert;
mod insert_imported;
mod read;
mod search;
mod sorted;

pub(crate) use change::{
    count_photo, note_login, replace_hash, set_email, set_hash, set_mbti, set_names, set_username,
};
pub use change::{delete, set_role, set_status};
pub(crate) use directory::Directory;
pub(crate) use duplicate::is_free;
pub(crate) use insert::{NewAccount, insert};
pub(crate) use insert_imported::{ImportedAccount, insert_imported, known_emails, refresh};
pub(super) use read::columns;
pub(crate) use read::{
    LoginRecord, any_ever, check_exists, count, has_admin, hash_from, highest_id, is_last_admin,
    login, signed_in_since,
};
pub use read::{get, id_of};
pub(crate) use search::{all_numbers, in_this_order, list, search};
