//! A sign-in that lasts.

use std::time::Duration;

use crate::domain::moment::Moment;

/// The family of our own page, in sessions and logs.
pub(crate) const PAGE: &str = "app";

/// A session's number: counts up from 1 and is never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionId(pub i64);

/// The device somebody signed in from, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    /// The `User-Agent`, cut to [`Device::MAX_AGENT`] characters.
    pub agent: String,
    /// The client's address.
    pub address: String,
}

impl Device {
    /// Most characters of a `User-Agent` that are kept.
    pub(crate) const MAX_AGENT: usize = 200;

    /// A device; what can't be printed is left out of the agent's name.
    #[must_use]
    pub(crate) fn new(agent: &str, address: String) -> Self {
        let agent = agent
            .chars()
            .filter(|letter| !letter.is_control())
            .take(Self::MAX_AGENT)
            .collect();
        Self { agent, address }
    }
}

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenUse {
    /// To act.
    Access,
    /// To be exchanged for the next pair of tokens.
    Refresh,
}

/// What a token says; the signer makes it and checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is for (`use`).
    pub token_use: TokenUse,
    /// The account's number (`sub`).
    pub account: i64,
    /// The session's number (`sid`).
    pub session: SessionId,
    /// The token's own random name (`jti`).
    pub id: String,
    /// When it was made (`iat`).
    pub issued_at: Moment,
    /// When it ends (`exp`).
    pub expires_at: Moment,
}

/// A token as its holder gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The token itself.
    pub text: String,
    /// When it ends.
    pub expires_at: Moment,
}

/// An access token and the refresh token that goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// To act with.
    pub access: Issued,
    /// To be exchanged for the next pair.
    pub refresh: Issued,
}

/// How long each half of a pair lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairLifetime {
    /// The access token.
    pub access: Duration,
    /// The refresh token, and the session unless it is refreshed.
    pub refresh: Duration,
}

impl PairLifetime {
    /// The same for a pair made at `begin`, but not beyond `end`.
    #[must_use]
    pub(crate) fn up_to(self, begin: Moment, end: Moment) -> Self {
        let left = end.since(begin);
        Self {
            access: self.access.min(left),
            refresh: self.refresh.min(left),
        }
    }
}
