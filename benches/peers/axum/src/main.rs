//! The same endpoints as an expert would write them with axum 0.8, tokio and rusqlite.
//!
//! It stands for the best one gets from the usual Rust stack: a signed-in read checks the token,
//! the session's row and the account's status, then reads the profile, all on a pooled reader with
//! cached statements; a write is one IMMEDIATE transaction on the one writing connection, WAL with
//! `synchronous=FULL`; bcrypt and photos run behind semaphores of as many places as cores; each
//! request gets its log line. Blocking work goes to tokio's blocking threads, as tokio's guide says
//! (`inline` instead runs the short reads where they are asked for, which some experts do).
//!
//! It skips: the model's inference (a prediction answers a fixed type; the writes are the same),
//! group commit (one commit a write), security headers, limits and deadlines of connections, most
//! validation, Indonesian and four other API families.
//!
//! `peer-axum serve PORT FOLDER COST LOG-LEVEL spawn|inline` or `peer-axum hash-time COST THREADS SECONDS`

mod accounts;
mod auth;
mod fault;
mod hash_time;
mod log;
mod photo;
mod predict;
mod store;

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::serve::ListenerExt as _;
use axum::{Json, Router};
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::{Value, json};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// What every handler shares.
struct Site {
    store: store::Store,
    sign: EncodingKey,
    check: DecodingKey,
    cost: u32,
    /// Places for what takes a whole core: passwords, and apart from them photos.
    hashing: Semaphore,
    decoding: Semaphore,
    photos: PathBuf,
    base: String,
}

fn main() -> Outcome<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["serve", port, folder, cost, level, reads] => {
            log::start(level);
            let reads = match reads {
                "inline" => store::Reads::Inline,
                _ => store::Reads::Spawned,
            };
            serve(port.parse()?, Path::new(folder), cost.parse()?, reads)
        }
        ["hash-time", cost, threads, seconds] => hash_time::run(cost.parse()?, threads.parse()?, seconds.parse()?),
        _ => Err("see the head of benches/peers/axum/src/main.rs".into()),
    }
}

#[tokio::main]
async fn serve(port: u16, folder: &Path, cost: u32, reads: store::Reads) -> Outcome<()> {
    let cores = std::thread::available_parallelism()?.get();
    let photos = folder.join("photos");
    std::fs::create_dir_all(&photos)?;
    let secret = b"a secret of the benchmark, thirty-two bytes or more";
    let site = Arc::new(Site {
        store: store::Store::open(&folder.join("peer.db"), cores * 4, reads)?,
        sign: EncodingKey::from_secret(secret),
        check: DecodingKey::from_secret(secret),
        cost,
        hashing: Semaphore::new(cores),
        decoding: Semaphore::new(cores),
        photos,
        base: format!("http://127.0.0.1:{port}"),
    });
    let routes = Router::new()
        .route("/health", get(health))
        .route("/api/register", post(accounts::register))
        .route("/api/login", post(accounts::login))
        .route("/api/profile", get(accounts::profile))
        .route("/api/predict", post(predict::predict))
        .route(
            "/api/uploadphoto",
            post(photo::upload).layer(DefaultBodyLimit::max(8 << 20)),
        )
        .layer(axum::middleware::from_fn(log::line))
        .with_state(site);
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let mut told_to_stop = signal(SignalKind::terminate())?;
    tokio::select! {
        ended = axum::serve(listener, routes) => ended?,
        _ = told_to_stop.recv() => {}
    }
    Ok(())
}

async fn health() -> Json<Value> {
    Json(json!({"status": "healthy", "message": "API is running"}))
}
