//! Exchanging a refresh token for the next pair.

use std::time::Duration;

use crate::app::App;
use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::session::{Pair, PairLifetime, Token, TokenUse};
use crate::platform::random;
use crate::services::sessions::credential::pair;
use crate::store::sessions::Refreshable;
use crate::store::{self, Tx};

/// For this long after an exchange the same token is given the same pair
/// again: its client may have lost the answer.
const GRACE: Duration = Duration::from_secs(10);

/// How long a session lasts, however often it is refreshed: then its owner signs in again.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The ids of the pair to issue, and the moment it was made.
type Names = ([String; 2], Moment);

/// The next pair. A refresh token is good once, and in the family it was given in: no lifetime grows in
/// another. One that is used again later was stolen, so the whole session ends.
///
/// # Errors
/// [`Fault::InvalidCredentials`] if it isn't ours or is no refresh token,
/// [`Fault::ExpiredCredentials`] if its time is over, its session has ended,
/// or it was used before.
pub(crate) fn refresh(
    app: &App,
    text: &str,
    family: &'static str,
    lifetime: PairLifetime,
) -> Result<(AccountId, Pair), Fault> {
    let token = app.signer.read(text, app.clock.now())?;
    if token.token_use != TokenUse::Refresh {
        return Err(Fault::InvalidCredentials);
    }
    let (account, session) = (AccountId(token.account), token.session);
    // Ending a session must be committed as well: the fault is returned afterwards.
    let idle = app.policy.idle_lifetime;
    let ((names, issued_at), end) = app
        .store
        .write(move |tx| {
            let known = store::sessions::refreshable(tx, &token, family, idle)?;
            known.map_or(Ok(None), |known| exchange(tx, &known, &token, lifetime))
        })?
        .ok_or(Fault::ExpiredCredentials)?;
    Ok((
        account,
        pair(
            app,
            account,
            session,
            names,
            issued_at,
            lifetime.up_to(issued_at, end),
        ),
    ))
}

fn exchange(
    tx: &Tx,
    session: &Refreshable,
    token: &Token,
    lifetime: PairLifetime,
) -> Result<Option<(Names, Moment)>, Fault> {
    // One of a longer lifetime isn't cut by being refreshed.
    let end = session.created_at.after(LONGEST.max(lifetime.refresh));
    if session.refresh_id == token.id {
        let names = [random::name(), random::name()];
        let expires_at = tx.now.after(lifetime.refresh).min(end);
        store::sessions::rotate(tx, token.session, &names[0], &names[1], expires_at)?;
        return Ok(Some(((names, tx.now), end)));
    }
    if let Some(again) = successor(session, token, tx.now) {
        return Ok(Some((again, end)));
    }
    store::sessions::end(tx, token.session)?;
    Ok(None)
}

/// The pair that this token was exchanged for a moment ago.
fn successor(session: &Refreshable, token: &Token, now: Moment) -> Option<Names> {
    let refreshed_at = session.refreshed_at?;
    let is_previous = session.previous_refresh_id.as_deref() == Some(token.id.as_str());
    let names = [session.access_id.clone(), session.refresh_id.clone()];
    // Either way: a clock that was set back doesn't make the moment longer.
    let is_recent = refreshed_at.before(GRACE) <= now && now <= refreshed_at.after(GRACE);
    (is_previous && is_recent).then_some((names, refreshed_at))
}
