//! An upload becomes three JPEGs (1024, 256 and 64 pixels), synced, then a row.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Multipart, State};
use image::codecs::jpeg::JpegEncoder;
use serde_json::{Value, json};

use crate::Site;
use crate::auth::Claims;
use crate::fault::Fault;

const SIZES: [u32; 3] = [1024, 256, 64];

pub async fn upload(State(site): State<Arc<Site>>, claims: Claims, mut form: Multipart) -> Result<Json<Value>, Fault> {
    let speaker = claims.clone();
    let account = site.store.read(move |db| speaker.account(db)).await?;
    let mut bytes = None;
    while let Some(field) = form.next_field().await? {
        if field.name() == Some("photo_profile") {
            bytes = Some(field.bytes().await?);
        }
    }
    let bytes = bytes.ok_or(Fault::BadInput)?;
    let name = claims_name(account)?;
    let kept = name.clone();
    {
        let _place = site.decoding.acquire().await?;
        let folder = site.photos.clone();
        tokio::task::spawn_blocking(move || keep(&folder, &kept, &bytes)).await??;
    }
    let new = name.clone();
    let replace = move |db: &rusqlite::Transaction| {
        claims.account(db)?;
        let mut old = db.prepare_cached("select photo from accounts where id = ?1")?;
        let old: Option<String> = old.query_row([account], |row| row.get(0))?;
        db.prepare_cached("update accounts set photo = ?2 where id = ?1")?
            .execute((account, new))?;
        Ok(old)
    };
    if let Some(old) = site.store.write(replace).await? {
        for size in SIZES {
            let _ = fs::remove_file(site.photos.join(format!("{size}-{old}")));
        }
    }
    let url = format!("{}/photos/{name}", site.base);
    Ok(Json(
        json!({"error": false, "msg": "Photo profile berhasil di-upload", "photo_url": url}),
    ))
}

fn claims_name(account: i64) -> Result<String, Fault> {
    let mut random = [0; 8];
    getrandom::fill(&mut random)?;
    Ok(format!("{account}_{:016x}.jpg", u64::from_ne_bytes(random)))
}

fn keep(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Fault> {
    let mut photo = image::load_from_memory(bytes).map_err(|_| Fault::BadInput)?;
    for size in SIZES {
        // `thumbnail` averages blocks: the fast way, as its documentation says.
        photo = photo.thumbnail(size, size);
        let mut jpeg = Vec::new();
        photo.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, 85))?;
        write(&folder.join(format!("{size}-{name}")), &jpeg)?;
    }
    Ok(File::open(folder)?.sync_all()?)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
