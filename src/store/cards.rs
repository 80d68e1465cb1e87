//! The table `cards`: at most one row an account, made when something is first set.

use rusqlite::{Row, params};

use crate::domain::account::AccountId;
use crate::domain::card::Card;
use crate::domain::fault::Fault;
use crate::domain::text::Text;
use crate::store::Tx;

/// An account's card; blank if nothing was ever set.
pub(crate) fn get(tx: &Tx, account: AccountId) -> Result<Card, Fault> {
    let found = tx.first(
        "select occupation, home_address, country, county, linkedin, facebook, github, instagram, twitter,
                youtube, description
         from cards where account_id = ?1",
        [account.0],
        card,
    )?;
    Ok(found.unwrap_or_default())
}

fn card(row: &Row) -> rusqlite::Result<Card> {
    let text = |column: usize| -> rusqlite::Result<Option<Text>> {
        Ok(row.get::<_, Option<String>>(column)?.map(Text::stored))
    };
    Ok(Card {
        occupation: text(0)?,
        home_address: text(1)?,
        country: text(2)?,
        county: text(3)?,
        linkedin: text(4)?,
        facebook: text(5)?,
        github: text(6)?,
        instagram: text(7)?,
        twitter: text(8)?,
        youtube: text(9)?,
        description: text(10)?,
    })
}

/// Changes a card; what is `None` stays as it is.
///
/// # Errors
/// [`Fault::NoAccount`] if the account is gone.
pub(crate) fn change(tx: &Tx, account: AccountId, changes: &Card) -> Result<(), Fault> {
    let written = tx.execute(
        "insert into cards (account_id, occupation, home_address, country, county, linkedin, facebook, github,
                            instagram, twitter, youtube, description, updated_at)
         select id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 from accounts where id = ?1
         on conflict (account_id) do update set
             occupation   = coalesce(excluded.occupation, occupation),
             home_address = coalesce(excluded.home_address, home_address),
             country      = coalesce(excluded.country, country),
             county       = coalesce(excluded.county, county),
             linkedin     = coalesce(excluded.linkedin, linkedin),
             facebook     = coalesce(excluded.facebook, facebook),
             github       = coalesce(excluded.github, github),
             instagram    = coalesce(excluded.instagram, instagram),
             twitter      = coalesce(excluded.twitter, twitter),
             youtube      = coalesce(excluded.youtube, youtube),
             description  = coalesce(excluded.description, description),
             updated_at   = excluded.updated_at",
        params![
            account.0,
            text(changes.occupation.as_ref()),
            text(changes.home_address.as_ref()),
            text(changes.country.as_ref()),
            text(changes.county.as_ref()),
            text(changes.linkedin.as_ref()),
            text(changes.facebook.as_ref()),
            text(changes.github.as_ref()),
            text(changes.instagram.as_ref()),
            text(changes.twitter.as_ref()),
            text(changes.youtube.as_ref()),
            text(changes.description.as_ref()),
            tx.now.micros(),
        ],
    )?;
    if written == 0 {
        Err(Fault::NoAccount)
    } else {
        Ok(())
    }
}

fn text(text: Option<&Text>) -> Option<&str> {
    text.map(Text::as_str)
}
