//! FirstStep: sign-up, profiles, photos and a personality quiz, served by one
//! binary over one SQLite file.
//!
//! # The map
//! The modules stand in floors; a file imports only from floors below its own
//! (`tests/api/floors.rs` proves it).
//!
//! 1. [`domain`]: nouns and rules. No I/O, no HTTP, no language.
//! 2. The outside world, a module each: [`store`] (SQLite, the only place
//!    with SQL), [`photos`] (files), [`classifier`] (the model), [`signer`]
//!    (JWT), [`hasher`] (bcrypt), [`rows`] (other programs' files), [`archive`] (a backup's file),
//!    [`mailer`] (SMTP and the outbox), [`limiter`] (who may try again when), [`failures`] (who didn't
//!    get in), [`seed`] (texts), [`secret`], [`set_up_key`], [`certificate`] (TLS), [`policy`] (what
//!    whoever runs the server decided), and what they share: [`clock`], [`chores`] (what comes round by
//!    itself), [`digest`], [`folder`], [`gate`], [`lock`], [`meter`] (what they measure themselves with),
//!    [`random`], [`recent`], [`version`] (what this build is).
//! 3. [`app`], everything above opened once, and the verbs over it, free
//!    functions that never see HTTP: [`accounts`], [`sessions`],
//!    [`personality`], [`profiles`], [`diary`], [`community`],
//!    [`backup`], [`care`] (whether the data is well), [`health`], [`demo`] (made-up people),
//!    [`import`] (others' data), [`export`].
//! 4. [`http`]: a request becomes a typed call, a result a reply; the route
//!    table that serves is the one that documents.
//! 5. [`families`]: the published APIs, thin edges of one folder each. No
//!    family names another.
//! 6. [`edge`]: sockets to rouille's `Request`, rouille's `Response` to
//!    sockets; it knows no route. [`server`] joins it with the router,
//!    [`cli`] reads the command line.
//!
//! # Invariants
//! - A route is written once, in its family's table.
//! - A fault has no status and no language until a family's `words` say it.
//! - All writes go through one thread and are on disk before they are answered.
//! - Whoever is signed in is a handler's parameter: without him it isn't reached.
//! - rouille is a library here, known to [`http`], [`edge`] and [`server`] alone.

pub mod accounts;
pub mod app;
pub mod archive;
pub mod backup;
pub mod care;
pub mod certificate;
pub mod chores;
pub mod classifier;
pub mod cli;
pub mod clock;
pub mod community;
pub mod demo;
pub mod diary;
pub mod digest;
pub mod domain;
pub mod edge;
pub mod export;
pub mod failures;
pub mod families;
pub mod folder;
pub mod gate;
pub mod hasher;
pub mod health;
pub mod http;
pub mod import;
pub mod limiter;
pub mod lock;
pub mod mailer;
pub mod meter;
pub mod personality;
pub mod photos;
pub mod policy;
pub mod profiles;
pub mod random;
pub mod recent;
pub mod rows;
pub mod secret;
pub mod seed;
pub mod server;
pub mod sessions;
pub mod set_up_key;
pub mod signer;
pub mod store;
pub mod version;
