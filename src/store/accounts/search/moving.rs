//! A list that is read in pieces while people sign up, leave and change.

use std::sync::Arc;

use super::*;
use crate::platform::clock::Clock;
use crate::store::Store;

fn sign_up(tx: &Tx, names: impl Iterator<Item = u32>) -> Result<(), Fault> {
    for name in names {
        tx.execute(
            "insert into accounts (username, username_key, email, password_hash, status, created_at)
             values (?1, ?1, ?1 || '@example.com', '', 'active', 1)",
            [format!("p{name:02}")],
        )?;
    }
    Ok(())
}

/// In each order everybody is there once who was there when the reading began, as they were then.
#[test]
fn nobody_is_left_out_or_there_twice_while_others_come_and_go() {
    for by in [SortKey::Number, SortKey::Username, SortKey::SignIn] {
        for (text, ascending) in [("", true), ("example", true), ("", false)] {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("a.db");
            let store = Store::open(&path, 2, Arc::<Clock>::default()).expect("a store");
            store.write(|tx| sign_up(tx, 10..20)).expect("kept");
            let search = Search {
                text: text.to_owned(),
                order: Order { by, ascending },
                ..Search::default()
            };
            let mut found = Vec::new();
            let changed = |tx: &Tx| {
                // Who was read leaves, from both ends; others come in before, and someone moves to the end.
                tx.execute("delete from accounts where id in (1, 2, 3, 9, 10)", ())?;
                tx.execute(
                    "update accounts set username_key = 'z', last_login_at = 9 where id = 5",
                    (),
                )?;
                sign_up(tx, 0..5)
            };
            store
                .each_account(&search, 3, |some| {
                    if found.is_empty() {
                        store.write(changed)?;
                    }
                    found.extend(some.iter().map(|account| account.id.0));
                    Ok(())
                })
                .expect("read");
            let mut all: Vec<i64> = (1..=10).collect();
            if !ascending {
                all.reverse();
            }
            assert_eq!(found, all, "{by:?} {text} {ascending}");
        }
    }
}
