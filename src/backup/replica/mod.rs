//! The copy that is kept elsewhere all the time: Litestream beside us carries the database, we the photos.
//!
//! In the place lie `owner-N.json`, which are made and never changed, `db-N` (Litestream's), `photos/` and, sealed, the
//! secret. Whoever made the highest owner's file owns the copy; making it is the only thing that two servers could
//! race for, and a store lets one win. Each owner has a folder of its own for the database, so that none writes into
//! another's. Nobody elects anybody: an operator starts another server, and the old one finds the higher number.

mod child;
mod config;
mod control;
mod drill;
mod notes;
mod owner;
mod photos;
mod record;
mod restore;

pub(crate) use child::{Litestream, become_litestream, check_version, not_here};
pub(crate) use config::{ReplicaSettings, check_path};
pub(crate) use drill::drill;
pub(crate) use notes::{DrillResult, Notes, OwnNote};
pub(crate) use owner::{claim, latest};
pub(crate) use photos::{Held, carry, held, missing};
pub(crate) use record::{ReplicaRecord, ReplicaStatus};
pub(crate) use restore::{Fetched, keep_secret, restore};
