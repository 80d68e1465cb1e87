//! The accounts that an administrator found, as comma-separated values.

use std::fs::File;
use std::io::{self, Seek as _};

use crate::app::App;
use crate::domain::account::Account;
use crate::domain::admin_log::Deed;
use crate::domain::caller::Admin;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::persona::PersonaType;
use crate::domain::query::Search;
use crate::platform::{folder, private_file};
use crate::store;
use crate::transfer::formula::guarded;

const HEAD: [&str; 10] = [
    "id",
    "username",
    "email",
    "name",
    "role",
    "status",
    "mbti",
    "reliable",
    "created_at",
    "last_login_at",
];

/// How many are held in memory at once.
const PIECE: usize = 1000;

/// A file with the accounts that fit a search, in its order and as of one moment; it has no name on disk. The log of administrators says how
/// many they were.
///
/// # Errors
/// [`Fault::Busy`] when too many wait for exports, [`Fault::StorageFull`] or [`Fault::StorageFailing`].
pub(crate) fn users(app: &App, admin: Admin, search: &Search) -> Result<File, Fault> {
    let permit = app.exporting.acquire();
    let _permit = permit.ok_or(Fault::Busy { retry_after: 2 })?;
    let mut file = private_file::nameless(&app.folder).map_err(|error| failed(&error))?;
    let count = write(app, search, &file)?;
    app.store.write(move |tx| {
        let (by, count) = (admin.caller(), count.to_string());
        store::admin_log::note(tx, by, Deed::Listed, None, [None, Some(&count)])
    })?;
    file.rewind().map_err(|error| failed(&error))?;
    Ok(file)
}

fn write(app: &App, search: &Search, file: &File) -> Result<usize, Fault> {
    let mut out = csv::Writer::from_writer(io::BufWriter::new(file));
    let told = |error: csv::Error| failed(&error.into());
    out.write_record(HEAD).map_err(told)?;
    let mut count = 0;
    app.store.each_account(search, PIECE, |found| {
        count += found.len();
        let mut rows = found.iter().map(row);
        rows.try_for_each(|row| out.write_record(row).map_err(told))
    })?;
    out.flush().map_err(|error| failed(&error))?;
    Ok(count)
}

fn row(account: &Account) -> [String; 10] {
    let reliable = account.reliable().map(|is| is.to_string());
    let last_login = account.last_login_at.map(Moment::rfc3339);
    [
        account.id.0.to_string(),
        guarded(account.username.as_str()).into_owned(),
        guarded(account.email.as_str()).into_owned(),
        guarded(&account.name.joined()).into_owned(),
        account.role.word().to_owned(),
        account.status.word().to_owned(),
        account.mbti.map_or("", PersonaType::label).to_owned(),
        reliable.unwrap_or_default(),
        account.created_at.rfc3339(),
        last_login.unwrap_or_default(),
    ]
}

fn failed(error: &io::Error) -> Fault {
    tracing::error!(%error, "a list of accounts can't be written");
    folder::disk_fault(error)
}
