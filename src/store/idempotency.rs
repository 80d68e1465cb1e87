//! The table `idempotency_keys`.

use std::time::Duration;

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::store::Tx;
use crate::store::claim::Claim;

/// How long a key is kept.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
/// Most keys of an account: its oldest go before their time. A retry comes within seconds or minutes.
const MOST: i64 = 200;

/// A request that took effect.
pub(crate) struct Claimed {
    /// What it is known by.
    pub request: String,
    /// Its reply, sealed; `None` if the server ended before it was kept.
    pub reply: Option<Vec<u8>>,
}

/// The request that claimed the key of this name within its lifetime.
pub(crate) fn get(tx: &Tx, name: &str) -> Result<Option<Claimed>, Fault> {
    let found = tx.first(
        "select request_hash, reply from idempotency_keys where key_hash = ?1 and created_at > ?2",
        params![name, tx.now.before(LIFETIME).micros()],
        |row| {
            Ok(Claimed {
                request: row.get("request_hash")?,
                reply: row.get("reply")?,
            })
        },
    )?;
    Ok(found)
}

/// Writes a claim for what this transaction did.
fn claim(tx: &Tx, account: AccountId, claim: &Claim) -> Result<(), Fault> {
    // An old row of the same key is replaced: `get` didn't find it any more.
    tx.execute(
        "insert or replace into idempotency_keys (key_hash, account_id, request_hash, created_at)
         values (?1, ?2, ?3, ?4)",
        params![claim.name, account.0, claim.request, tx.now.micros()],
    )?;
    tx.execute(
        "delete from idempotency_keys where account_id = ?1 and id <=
           (select id from idempotency_keys where account_id = ?1 order by id desc limit 1 offset ?2)",
        params![account.0, MOST],
    )?;
    Ok(())
}

/// Does `work` and claims it; whether it did anything to claim. A sign-up without an account made nothing.
pub(super) fn claimed<T>(
    tx: &Tx,
    mine: &Claim,
    work: impl FnOnce(&Tx) -> Result<T, Fault>,
) -> Result<(T, bool), Fault> {
    let before = newest_account(tx)?;
    let value = work(tx)?;
    let made = newest_account(tx)?;
    let account = mine.account.or(made.filter(|_| made > before));
    if let Some(account) = account {
        claim(tx, account, mine)?;
    }
    Ok((value, account.is_some()))
}

/// The number of the account that was made last: numbers rise, and are never given twice.
fn newest_account(tx: &Tx) -> Result<Option<AccountId>, Fault> {
    Ok(tx.value(
        "select seq from sqlite_sequence where name = 'accounts'",
        (),
    )?)
}

/// Keeps the reply to the request that claimed a key.
pub(crate) fn keep(tx: &Tx, name: &str, reply: &[u8]) -> Result<(), Fault> {
    tx.execute(
        "update idempotency_keys set reply = ?2 where key_hash = ?1",
        params![name, reply],
    )?;
    Ok(())
}

/// Deletes the keys whose time is over; returns how many.
pub(crate) fn sweep(tx: &Tx) -> Result<usize, Fault> {
    Ok(tx.execute(
        "delete from idempotency_keys where created_at <= ?1",
        [tx.now.before(LIFETIME).micros()],
    )?)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tempfile::TempDir;

    use super::*;
    use crate::platform::clock::Clock;
    use crate::store::Store;
    use crate::store::claim::claiming;

    struct Scene {
        store: Store,
        clock: Arc<Clock>,
        _folder: TempDir,
    }

    /// A store with one account, number 1.
    fn scene() -> Scene {
        let folder = TempDir::new().expect("a folder");
        let clock = Arc::<Clock>::default();
        let path = folder.path().join("x.db");
        let store = Store::open(&path, 1, Arc::clone(&clock)).expect("a store");
        store.write(|tx| sign_up(tx, "a")).expect("new");
        Scene {
            store,
            clock,
            _folder: folder,
        }
    }

    fn sign_up(tx: &Tx, name: &str) -> Result<(), Fault> {
        tx.execute(
            "insert into accounts (username, username_key, email, password_hash, created_at)
             values (?1, ?1, ?1, '', 1)",
            [name],
        )?;
        Ok(())
    }

    fn claim(name: &str, account: Option<i64>) -> Claim {
        Claim {
            name: name.to_owned(),
            request: "r".to_owned(),
            account: account.map(AccountId),
        }
    }

    impl Scene {
        /// The keys' names with their accounts.
        fn kept(&self) -> Vec<(String, i64)> {
            let sql = "select key_hash, account_id from idempotency_keys order by id";
            let rows = self.store.read(|tx| {
                let row = |row: &crate::store::row::Row| {
                    Ok((row.get("key_hash")?, row.get("account_id")?))
                };
                Ok(tx.all(sql, (), row)?)
            });
            rows.expect("rows")
        }
    }

    #[test]
    fn a_claim_is_written_with_the_effect_or_not_at_all() {
        let scene = scene();
        let (failed, is_claimed) = claiming(claim("k", Some(1)), || {
            scene.store.write(|tx| {
                sign_up(tx, "b")?;
                Err::<(), _>(Fault::NoAccount)
            })
        });
        assert_eq!((failed, is_claimed), (Err(Fault::NoAccount), false));
        assert_eq!(scene.kept(), []);
        // It waits for a write that succeeds, and only for the first.
        let (done, is_claimed) = claiming(claim("k", Some(1)), || {
            let _ = scene.store.write(|_| Err::<(), _>(Fault::NoAccount));
            scene.store.write(|_| Ok(()))?;
            scene.store.write(|_| Ok(()))
        });
        assert_eq!((done, is_claimed), (Ok(()), true));
        assert_eq!(scene.kept(), [("k".to_owned(), 1)]);
        scene.store.write(|_| Ok(())).expect("written");
        assert_eq!(scene.kept().len(), 1, "nothing waits for other requests");
    }

    #[test]
    fn a_sign_ups_claim_is_the_new_accounts() {
        let scene = scene();
        let (_, is_claimed) = claiming(claim("k", None), || scene.store.write(|_| Ok(())));
        assert!(!is_claimed, "nobody signed up");
        let (_, is_claimed) = claiming(claim("k", None), || {
            scene.store.write(|tx| sign_up(tx, "b"))
        });
        assert!(is_claimed);
        assert_eq!(scene.kept(), [("k".to_owned(), 2)]);
    }

    #[test]
    fn a_panic_leaves_no_claim_behind() {
        let scene = scene();
        let panicked = std::panic::catch_unwind(|| {
            let _: ((), bool) = claiming(claim("k", Some(1)), || panic!("on purpose"));
        });
        assert!(panicked.is_err());
        scene.store.write(|_| Ok(())).expect("written");
        assert_eq!(scene.kept(), []);
    }

    #[test]
    fn yesterdays_are_swept() {
        let scene = scene();
        for name in ["old", "new"] {
            let (done, _) = claiming(claim(name, Some(1)), || scene.store.write(|_| Ok(())));
            done.expect("written");
            scene.clock.advance(Duration::from_secs(13 * 60 * 60));
        }
        let found = |name: &str| scene.store.read(|tx| get(tx, name)).expect("read");
        assert!(found("old").is_none() && found("new").is_some());
        assert_eq!(scene.store.write(sweep), Ok(1));
        assert_eq!(scene.kept(), [("new".to_owned(), 1)]);
    }
}
