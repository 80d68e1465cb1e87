//! FirstStep: sign-up, profiles, photos and a personality quiz, served by one
//! binary over one SQLite file.
//!
//! # The map
//! Each folder of `src` is a room (a module), on a numbered floor (a layer). A file imports from its own
//! room and from rooms on lower floors. No two rooms import each other, and no files import each other
//! in a circle; the tests in `tests/api/floors/` read this map and prove it.
//!
//! 1. [`domain`]: nouns and rules; no I/O, no HTTP, no language. [`edge`]: sockets, request heads and
//!    bodies, deadlines, connection limits; it knows no route.
//! 2. [`platform`]: clock, random numbers, digests, folders, locks, background tasks, metrics, version.
//! 3. [`store`]: SQLite, the only room with SQL. [`model`]: the classifier and the quiz's texts.
//!    [`auth`]: password hashes, tokens, limits on guessing, the secret. [`mail`]: SMTP and the
//!    outbox. [`photos`]: files, decoding, thumbnails.
//! 4. [`backup`]: one file that holds a server: written, verified, restored; places elsewhere (folders, S3 stores),
//!    and the copy that is kept there all the time, with Litestream.
//! 5. [`app`]: everything opened once (`App`), how (`Settings`), by which rules (`Policy`).
//! 6. [`services`]: what the product does, as free functions over `App` that never see HTTP: accounts,
//!    sessions, personality, instruments, profiles, diary, community, rooms, statistics, backups, idempotency.
//! 7. [`doctor`]: whether the data is well and how to mend it; health and readiness. [`transfer`]:
//!    import of other programs' data, export of ours (CSV, JSON, SQL dumps).
//! 8. [`http`]: a request becomes a typed call, a result a reply; the route table that serves is the
//!    one that documents.
//! 9. [`api`]: the API families, a folder each, and the site (pages, assets, docs). No family imports
//!    another.
//! 10. [`server`]: edge and router joined; TLS certificates, the metrics page, one log line a request.
//! 11. [`cli`]: the whole command line, with the demo's made-up people.
//! 12. [`main`](../src/main.rs): parse, open, run, exit code.
//!
//! # One request
//! A worker of the edge reads the head; the router looks its route up once; the body is read within
//! that route's limit. Extractors turn credentials into a `Caller` and the body into a typed value. The
//! handler calls one service, which does slow work (bcrypt, image, inference) before it opens one
//! transaction. `Ok` leaves through the family's `wire` types, a `Fault` through its `errors`.
//!
//! # Where to change what
//! - A rule of a noun (password, username, card): its file in `domain/`. A new kind of problem with a
//!   field: `domain/field.rs`, its sentence in `api/faults.rs`, and for the operator in
//!   `cli/user/input.rs` and `transfer/import/fields.rs`.
//! - A JSON field of a family: `api/<family>/wire`. A route: the family's table of routes. A family: a
//!   folder in `api/` and its line in `api/mod.rs`; pages of other origins may call it if its
//!   `any_origin` says so. What a value may be written as instead of its type: `http/coercion.rs`.
//! - Something that can go wrong: `domain/fault.rs`, with its status and English sentence in
//!   `api/faults.rs`. What a family says otherwise: `api/<family>/errors.rs` (FirstStep speaks
//!   Indonesian, all others English).
//! - A column: `schema.sql` beside `src`, a step in `store/steps/` and `store/migrations.rs` (with the
//!   schema before it in `store/older/`), the noun in `domain/`, the table's file in `store/`. Exports
//!   follow; the import has its insert in `store/imported.rs` and its reader in `transfer/import/`.
//! - A route that may be asked again after a lost reply: `.idempotent(…)` in its family's table; its first
//!   write must be the effect that may not happen twice. How: `services/idempotency.rs`.
//! - A table that the import knows: `transfer/import/sheet.rs` recognises it, `prepare.rs` and `run.rs`
//!   read and write it, in the order of `kind.rs`.
//! - A column of people that the import knows: `transfer/import/accounts.rs`; one of rights, or one whose
//!   words for nothing differ, `meaning.rs` beside it. A format of files: a reader in `transfer/rows/`.
//! - A limit or deadline of connections: `edge/settings.rs`. A metric: `server/metrics/mod.rs`.
//! - A flag: `cli/flags/` by subject, or the command's own file in `cli/`; what it decides:
//!   `app/policy.rs` (where the default stands again, and a test compares), `app/settings.rs`, or
//!   `server/mod.rs` for what concerns sockets. Which variables count: `cli/environment.rs`.
//! - A screen of the page: its line in `static/app/main.js`, and in `http/typed_address.rs` for whoever types its
//!   address. The mark: `static/icon.svg`, of which `.ci/icons` draws the PNGs.
//! - What the page says of a type: `static/app/portraits-en.json` and `portraits-id.json`; what the APIs say:
//!   `seed/types.json`. A type's emblem and colours: `static/app/emblem.js` and `base.css`.
//! - What an instrument's folder may hold: its file in `model/instruments/`; how it is scored:
//!   `domain/instrument/`. Both count among what `docs/instruments.md` says.
//! - Something that administrators do: `domain/admin_log.rs` has its word, `store::admin_log::note` writes it in the same
//!   transaction, `static/app/admin-deeds.js` says it.
//! - A figure of the statistics, of the sixty and of other instruments: `domain/statistics/report.rs` and the file it
//!   names, `api/app/wire/statistics.rs`, `cli/statistics/text.rs`, `static/app/statistics-*.js`, with its reference in
//!   `model/statistics_reference.py`. Whose answers count: `services/statistics/collect.rs`.
//! - The sizes of photos: `photos/size.rs`. Headers that every reply has: `http/security_headers.rs`.
//!
//! # Invariants
//! - A route is written once, in its family's table.
//! - A fault has no status and no language until a family's `errors` give it one.
//! - All writes go through one thread and are on disk before they are answered.
//! - Whoever is signed in is a handler's parameter: without it the handler isn't reached.
//! - rouille is a library here, used by [`http`], [`edge`] and [`server`] alone.
//!
//! # Glossary
//! - **App password**: what an account with a second factor signs in with where no code can be asked for.
//! - **Batch**: people who come into a group's pictures together, so that none is ever of one person.
//! - **Caller**: the account and session that a request's credentials prove.
//! - **Claim**: the row of an `Idempotency-Key`, written in the transaction of what its request did.
//! - **Block**: 128 accounts with consecutive numbers, counted in a row of their own (`account_blocks`).
//! - **Client network**: what limits count by: an IPv4 address, or an IPv6 /64.
//! - **Decoy hash**: some account's password hash, verified for a name that nobody has, so that the time
//!   of an answer doesn't tell which names exist.
//! - **Deed**: what an administrator or the operator did, as the log of administrators has it.
//! - **Directory**: what administrators search of accounts, held in memory (`store/accounts/directory.rs`).
//! - **Extractor**: reads one parameter of a handler from the request (`FromCall`).
//! - **Family**: one published API with its own paths, reply shapes and language.
//! - **Fault**: something that can go wrong in a request, named by its situation.
//! - **Handle**: an opaque session id or code that a client holds; the database keeps its hash alone.
//! - **Norms**: how many people of this server reached each score of each scale; results are shown among them.
//! - **Operator**: whoever runs the server. An `OperatorError` tells them what is wrong and what to do.
//! - **Instrument**: another questionnaire than the sixty statements, scored by its key alone.
//! - **Orphan**: a row whose parent row is gone, or a file that no row names.
//! - **Outbox**: the folder in which mail waits to be sent, or to be read where no mail server is set.
//! - **Recovery code**: stands for a code of the second factor when its app is lost, once.
//! - **Room**: where a group takes the quiz, or another instrument, together. Its host has an account, who sits in it has a **seat**.
//! - **Set-up key**: the secret in the link that makes the first administrator.
//! - **Wire type**: the shape of a request or a reply as a family's document prints it.

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
