//! Tokens: HS256, and a session's row behind each.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use jsonwebtoken::{Algorithm, Header, Validation, decode, encode};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use crate::Site;
use crate::fault::Fault;

const LIFETIME: i64 = 30 * 24 * 60 * 60;

#[derive(Clone, Serialize, Deserialize)]
pub struct Claims {
    pub sub: String,
    pub sid: i64,
    pub jti: String,
    pub iat: i64,
    pub exp: i64,
}

/// The claims of a token that we signed and that hasn't expired; its session is yet to be looked up.
impl FromRequestParts<Arc<Site>> for Claims {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Fault> {
        let header = parts.headers.get(AUTHORIZATION).ok_or(Fault::NoToken)?;
        let token = header.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
        let rules = Validation::new(Algorithm::HS256);
        let data = decode::<Self>(token.ok_or(Fault::BadToken)?, &site.check, &rules);
        Ok(data.map_err(|_| Fault::BadToken)?.claims)
    }
}

impl Claims {
    pub fn new(account: i64) -> Result<Self, Fault> {
        let mut random = [0; 16];
        getrandom::fill(&mut random)?;
        let iat = now();
        Ok(Self {
            sub: account.to_string(),
            sid: 0,
            jti: random.iter().map(|byte| format!("{byte:02x}")).collect(),
            iat,
            exp: iat + LIFETIME,
        })
    }

    pub fn sign(&self, site: &Site) -> Result<String, Fault> {
        Ok(encode(&Header::new(Algorithm::HS256), self, &site.sign)?)
    }

    /// The account that speaks: the session must stand and be this token's, the account be active.
    pub fn account(&self, db: &Connection) -> Result<i64, Fault> {
        let mut find = db.prepare_cached(
            "select a.id from sessions s join accounts a on a.id = s.account_id
             where s.id = ?1 and s.token_id = ?2 and a.id = ?3 and s.expires_at > ?4 and a.status = 'active'",
        )?;
        let account: i64 = self.sub.parse().map_err(|_| Fault::BadToken)?;
        let found = find.query_row(params![self.sid, self.jti, account, now()], |row| row.get(0));
        found.optional()?.ok_or(Fault::BadToken)
    }
}

pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
