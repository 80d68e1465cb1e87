//! What a demo prints once it listens: addresses, a QR code for phones, accounts to sign in with. All of
//! it fits into a terminal of 24 rows and 80 columns, with the command above and the cursor below.

use std::fmt::Write as _;
use std::io::Write as _;

use super::people::{self, DemoAccount};
use crate::cli::network_url::network_url;
use crate::cli::qr_code::qr_code;
use crate::server::Server;

/// Columns of accounts.
const COLUMNS: usize = 2;

/// Prints it, and opens the browser if it is wanted.
pub(super) fn print(server: &Server, url: &str, access: &Access, room: &str, browser: bool) {
    let text = text(url, &network_url(server.address(), url), access, room);
    // A reader that closed the pipe is no error.
    let _ = std::io::stdout().write_all(text.as_bytes());
    if browser && let Err(error) = open::that_detached(format!("{url}/#/rooms/{room}")) {
        tracing::warn!(%error, "no browser could be opened");
    }
}

/// How the accounts are signed in to.
pub(super) struct Access {
    /// The password of all of them.
    pub password: String,
    /// Whether administrators are kept to this machine.
    pub local_admins: bool,
}

fn text(url: &str, reachable: &str, access: &Access, room: &str) -> String {
    let mut text = format!(
        "FirstStep {} (demo: nothing in it is real)\n  Open   {url}\n",
        env!("CARGO_PKG_VERSION")
    );
    let mut code = String::new();
    if reachable != url {
        let join = format!("{reachable}/r/{room}");
        let _ = writeln!(text, "  Phones {join}   (in this network)");
        code = qr_code(&join);
    }
    let _ = writeln!(text, "  Screen {url}/#/rooms/{room}   (for a projector)");
    text += &beside(&code, &sign_in(access));
    text += "Stop with Ctrl-C.\n";
    text
}

/// The accounts, in columns.
fn sign_in(access: &Access) -> Vec<String> {
    let accounts = people::accounts();
    let rows = accounts.len().div_ceil(COLUMNS);
    let row = |at: usize| {
        let cells = accounts.iter().skip(at).step_by(rows).map(cell);
        cells.collect::<String>().trim_end().to_owned()
    };
    let head = format!("Sign in with the password  {}", access.password);
    let mut lines = vec![String::new(), head, String::new()];
    lines.extend((0..rows).map(row));
    let admins = accounts.iter().filter(|account| account.admin);
    let admins: Vec<&str> = admins.map(|account| &*account.username).collect();
    lines.push(String::new());
    let place = if access.local_admins {
        ", on this machine"
    } else {
        ""
    };
    lines.push(format!("{} is an administrator{place}.", admins.join(", ")));
    lines
}

fn cell(account: &DemoAccount) -> String {
    format!("{:<12} {:<8}", account.username, account.label)
}

/// Two blocks of lines side by side.
fn beside(left: &str, right: &[String]) -> String {
    let left: Vec<&str> = left.lines().collect();
    let width = left
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for at in 0..left.len().max(right.len()) {
        let cell = left.get(at).copied().unwrap_or_default();
        let gap = " ".repeat(width - cell.chars().count());
        let line = format!("{cell}{gap}  {}", right.get(at).map_or("", String::as_str));
        text += line.trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_fits_into_a_small_terminal() {
        let own = "http://127.0.0.1:65535";
        let access = Access {
            password: "abcd-efgh-jkmn".to_owned(),
            local_admins: true,
        };
        for reachable in [own, "https://255.255.255.255:65535"] {
            let text = text(own, reachable, &access, "ACD346");
            // One row is the command's, one the cursor's.
            assert!(
                text.lines().count() <= 22,
                "{}\n{text}",
                text.lines().count()
            );
            let widest = text.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(80), "{widest:?}\n{text}");
            assert!(text.ends_with("Stop with Ctrl-C.\n"));
            for account in people::accounts() {
                assert!(text.contains(&cell(&account)[..13]), "{text}");
            }
        }
    }
}
