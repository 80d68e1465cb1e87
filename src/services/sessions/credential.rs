//! What a client holds for its session: an access token, a pair of tokens, or a handle.

use std::time::Duration;

use crate::app::App;
use crate::domain::account::AccountId;
use crate::domain::moment::Moment;
use crate::domain::session::{Issued, Pair, PairLifetime, SessionId, Token, TokenUse};
use crate::platform::digest::sha256;
use crate::platform::random;
use crate::store::sessions::SessionKeys;

/// Made before its session, so that the session's row can name it.
pub struct Credential<Held> {
    /// What the session's row knows it by.
    pub(super) keys: SessionKeys,
    /// How long the session lasts.
    pub(super) lifetime: Duration,
    /// Makes what the client gets, once the session has its number.
    pub(super) issue: Issue<Held>,
}

pub(super) type Issue<Held> = Box<dyn FnOnce(&App, AccountId, SessionId, Moment) -> Held>;

/// An access token alone.
#[must_use]
pub fn access_token(lifetime: Duration) -> Credential<Issued> {
    let id = random::name();
    let keys = SessionKeys {
        access_id: Some(id.clone()),
        ..SessionKeys::default()
    };
    Credential {
        keys,
        lifetime,
        issue: Box::new(move |app, account, session, now| {
            let token = Token {
                token_use: TokenUse::Access,
                account: account.0,
                session,
                id,
                issued_at: now,
                expires_at: now.after(lifetime),
            };
            sign(app, &token)
        }),
    }
}

/// An access token and the refresh token that goes with it.
#[must_use]
pub fn token_pair(lifetime: PairLifetime) -> Credential<Pair> {
    let ids = [random::name(), random::name()];
    let [access_id, refresh_id] = ids.clone().map(Some);
    Credential {
        keys: SessionKeys {
            access_id,
            refresh_id,
            handle_hash: None,
        },
        lifetime: lifetime.refresh,
        issue: Box::new(move |app, account, session, now| {
            pair(app, account, session, ids, now, lifetime)
        }),
    }
}

/// A session id or a code that the family made; only its hash is kept.
#[must_use]
pub fn handle(text: String, lifetime: Duration) -> Credential<Issued> {
    let keys = SessionKeys {
        handle_hash: Some(sha256(text.as_bytes())),
        ..SessionKeys::default()
    };
    Credential {
        keys,
        lifetime,
        issue: Box::new(move |_, _, _, now| Issued {
            text,
            expires_at: now.after(lifetime),
        }),
    }
}

/// The two tokens of these names, made at `issued_at`.
pub(super) fn pair(
    app: &App,
    account: AccountId,
    session: SessionId,
    [access_id, refresh_id]: [String; 2],
    issued_at: Moment,
    lifetime: PairLifetime,
) -> Pair {
    let token = |token_use, id, lifetime| Token {
        token_use,
        account: account.0,
        session,
        id,
        issued_at,
        expires_at: issued_at.after(lifetime),
    };
    Pair {
        access: sign(app, &token(TokenUse::Access, access_id, lifetime.access)),
        refresh: sign(app, &token(TokenUse::Refresh, refresh_id, lifetime.refresh)),
    }
}

fn sign(app: &App, token: &Token) -> Issued {
    Issued {
        text: app.signer.sign(token),
        expires_at: token.expires_at,
    }
}
