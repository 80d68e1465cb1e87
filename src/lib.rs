//! FirstStep: sign-up, profiles, photos and a personality quiz, served by one
//! binary over one SQLite file.
//!
//! # The map
//! The rooms (folders of `src`) stand on floors. A file imports from its own room and from rooms on
//! lower floors; no two rooms import each other, no files form a circle (`tests/api/floors/` proves it).
//!
//! 1. [`domain`]: nouns and rules; no I/O, no HTTP, no language. [`edge`]: sockets, heads, bodies,
//!    deadlines, connection limits; it knows no route.
//! 2. [`platform`]: clock, randomness, digests, folders, locks, background tasks, metrics, version.
//! 3. [`store`]: SQLite, the only place with SQL. [`model`]: the classifier and the quiz's texts.
//!    [`auth`]: password hashes, tokens, limits on guessing, the secret. [`mail`]: SMTP and the
//!    outbox. [`photos`]: files, decoding, thumbnails.
//! 4. [`backup`]: one file that holds a server: written, verified, restored.
//! 5. [`app`]: everything opened once (`App`), how (`Settings`), by which rules (`Policy`).
//! 6. [`services`]: what the product does, free functions over `App` that never see HTTP: accounts,
//!    sessions, personality, profiles, diary, community, backups.
//! 7. [`doctor`]: whether the data is well and how to mend it; health and readiness. [`transfer`]:
//!    other programs' data in, ours out (CSV, JSON, SQL dumps).
//! 8. [`http`]: a request becomes a typed call, a result a reply; the route table that serves is the
//!    one that documents.
//! 9. [`api`]: the API families, a folder each, and the site (pages, assets, docs). No family names
//!    another.
//! 10. [`server`]: edge and router joined; certificates, metrics page, one log line a request.
//! 11. [`cli`]: the whole command line, with the demo's made-up people.
//! 12. [`main`](../src/main.rs): parse, open, run, exit code.
//!
//! # Invariants
//! - A route is written once, in its family's table.
//! - A fault has no status and no language until a family's `errors` say it.
//! - All writes go through one thread and are on disk before they are answered.
//! - Whoever is signed in is a handler's parameter: without them it isn't reached.
//! - rouille is a library here, known to [`http`], [`edge`] and [`server`] alone.

pub mod api;
pub mod app;
pub mod auth;
pub mod backup;
pub mod cli;
pub mod doctor;
pub mod domain;
pub mod edge;
pub mod http;
pub mod mail;
pub mod model;
pub mod photos;
pub mod platform;
pub mod server;
pub mod services;
pub mod store;
pub mod transfer;
