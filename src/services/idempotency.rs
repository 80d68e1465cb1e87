//! Requests that carry an `Idempotency-Key`: done once, however often they are sent.
//!
//! The key is claimed in the transaction of the effect, so either both are on disk or neither. The reply
//! follows in a transaction of its own: it is made after the commit, from what was committed. A server that
//! ends between the two leaves a claim without a reply, and a retry is told so instead of doing it again.
//!
//! A key belongs to an account. Before there is one, at a sign-up, it belongs to the whole body: nobody gets
//! the reply without the password in it. As that makes a row of the database something to test passwords
//! against, the body goes through bcrypt first, as passwords do. Another body under the key is refused where it
//! comes from the same client network.
//!
//! Source: <https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header>.

use crate::app::App;
use crate::auth::reply_keys::ReplyKeys;
use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::store::claim::{Claim, claiming};
use crate::store::idempotency;

/// A request with a key.
pub(crate) struct KeyedRequest<'call> {
    /// The key.
    pub key: &'call str,
    /// Who asks; `None` for a sign-up.
    pub account: Option<AccountId>,
    /// The client's address.
    pub address: &'call str,
    /// Its method and its target.
    pub line: [&'call str; 2],
    /// The SHA-256 of its body.
    pub digest: &'call str,
}

/// The reply to such a request.
pub(crate) enum Reply {
    /// It was done now.
    First(Vec<u8>),
    /// It was done before: this is what was said then.
    Replayed(Vec<u8>),
}

/// How long the client of a request that is still under way is to wait, in seconds.
const SOON: u32 = 1;

/// Does `work`, unless it was done under this key before. What fails isn't kept: it had no effect, and may
/// be tried again under the same key.
///
/// A second request while the first is under way is refused: if it waited it would hold a thread and a
/// connection, and its client knows better how long it wants to.
///
/// # Errors
/// [`Fault::KeyInUse`] while it is under way, [`Fault::KeyReused`] for another request under the same key,
/// [`Fault::ReplyLost`] if it was done and its reply wasn't kept; [`Fault::Busy`] when too many wait to be
/// hashed; those of `work`.
pub(crate) fn once(
    app: &App,
    asked: &KeyedRequest,
    work: impl FnOnce() -> Result<Vec<u8>, Fault>,
) -> Result<Reply, Fault> {
    let keys = keys(app, asked)?;
    let in_use = Fault::KeyInUse { retry_after: SOON };
    let _begun = app.in_flight.begin(&keys.name).ok_or(in_use)?;
    if let Some(claimed) = app.store.read(|tx| idempotency::get(tx, &keys.name))? {
        if claimed.request != keys.request {
            return Err(Fault::KeyReused);
        }
        let reply = claimed.reply.and_then(|sealed| keys.unseal(&sealed));
        return reply.map(Reply::Replayed).ok_or(Fault::ReplyLost);
    }
    let place = (asked.address, asked.line[1], asked.key);
    let is_sign_up = asked.account.is_none();
    if is_sign_up
        && app
            .sign_up_keys
            .is_reused(place, &keys.name, app.clock.uptime())
    {
        return Err(Fault::KeyReused);
    }
    let claim = Claim {
        name: keys.name.clone(),
        request: keys.request.clone(),
        account: asked.account,
    };
    let (reply, is_claimed) = claiming(claim, work);
    let reply = reply?;
    if is_claimed {
        if is_sign_up {
            let now = app.clock.uptime();
            app.sign_up_keys.note(place, &keys.name, now);
        }
        keep(app, &keys, &reply);
    }
    Ok(Reply::First(reply))
}

/// What can't be kept is sent all the same: the effect is on disk.
fn keep(app: &App, keys: &ReplyKeys, reply: &[u8]) {
    let (name, sealed) = (keys.name.clone(), keys.seal(reply));
    let kept = app
        .store
        .write(move |tx| idempotency::keep(tx, &name, &sealed));
    if let Err(fault) = kept {
        tracing::warn!(?fault, "a reply couldn't be kept for a retry");
    }
}

fn keys(app: &App, asked: &KeyedRequest) -> Result<ReplyKeys, Fault> {
    let [method, target] = asked.line.map(str::as_bytes);
    let key = asked.key.as_bytes();
    let Some(AccountId(account)) = asked.account else {
        let salt = app.signer.derive("idempotency salt", &[key, target]);
        let body = app.hasher.stretch(asked.digest, salt)?;
        return Ok(ReplyKeys::new(&app.signer, &[key, &body], &[&body]));
    };
    let scope = [&account.to_le_bytes()[..], key];
    let request = [method, target, asked.digest.as_bytes()];
    Ok(ReplyKeys::new(&app.signer, &scope, &request))
}

/// Deletes the keys whose time is over.
pub(crate) fn sweep(app: &App) {
    match app.store.write(idempotency::sweep) {
        Ok(0) => {}
        Ok(swept) => tracing::info!(swept, "deleted idempotency keys of yesterday"),
        Err(fault) => tracing::warn!(?fault, "old idempotency keys couldn't be deleted"),
    }
}
