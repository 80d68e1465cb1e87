//! What a demo prints once it listens: addresses, a QR code for phones, accounts to sign in with. All of
//! it fits into a terminal of 24 rows and 80 columns, with the command above and the cursor below.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};
use std::net::{IpAddr, SocketAddr};
use std::thread;
use std::time::Duration;

use super::people::{self, DemoAccount};
use crate::cli::network_url::{is_loopback, network_urls};
use crate::cli::output::print;
use crate::cli::qr_code::qr_code;
use crate::domain::operator_error::OperatorError;
use crate::server::Server;

/// Columns of accounts.
const COLUMNS: usize = 2;

/// How the accounts are signed in to.
pub(super) struct Access {
    /// The password of all of them.
    pub password: String,
    /// Whether administrators are kept to this machine.
    pub local_admins: bool,
}

/// Where the demo and its room are.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The address on this machine.
    pub url: String,
    /// Where it listens.
    pub listening: SocketAddr,
    /// The one address that phones are to be shown, if one was named.
    pub phones_at: Option<IpAddr>,
    /// The code of its room.
    pub room: String,
}

impl Place {
    /// Where phones join, the likeliest address first.
    fn joins(&self) -> Vec<String> {
        let mut urls = network_urls(self.listening, &self.url);
        if let Some(wanted) = self.phones_at {
            let end = SocketAddr::new(wanted, self.listening.port()).to_string();
            urls.retain(|url| url.ends_with(&format!("/{end}")));
        }
        // Where people use a name, phones do.
        if urls.is_empty() && !is_loopback(&self.url) {
            urls.push(self.url.clone());
        }
        let join = |url: String| format!("{url}/r/{}", self.room);
        urls.into_iter().map(join).collect()
    }
}

/// Prints it, and opens the browser if it is wanted.
pub(super) fn greet(place: &Place, access: &Access, browser: bool) {
    print(&text(place, &place.joins(), access));
    let Place { url, room, .. } = place;
    if browser && let Err(error) = open::that_detached(format!("{url}/#/rooms/{room}")) {
        tracing::warn!(%error, "no browser could be opened");
    }
}

/// How often the addresses are looked at: a hotspot that was opened is there within so long.
const LOOK: Duration = Duration::from_secs(2);

/// Prints the code again whenever phones reach this machine at another address, and the next address's whenever
/// Enter is pressed.
///
/// # Errors
/// A sentence if the system starts no further thread.
pub(super) fn keep_up(server: &mut Server, place: &Place) -> Result<(), OperatorError> {
    let mut known = place.joins();
    let moved = place.clone();
    server.look_after("addresses", LOOK, move |_, _| {
        let now = moved.joins();
        if now.first() != known.first() {
            print(&renewed(&now));
        }
        known = now;
        LOOK
    })?;
    if io::stdin().is_terminal() {
        let place = place.clone();
        // Nothing ends a read of a terminal but its end: the process doesn't wait for it.
        thread::spawn(move || show_others(&place));
    }
    Ok(())
}

/// Prints the next address's code at each Enter.
fn show_others(place: &Place) {
    for (at, line) in io::stdin().lines().enumerate() {
        let joins = place.joins();
        if line.is_err() || joins.is_empty() {
            return;
        }
        print(&code(&joins[(at + 1) % joins.len()]));
    }
}

fn renewed(joins: &[String]) -> String {
    joins.first().map_or_else(
        || "\nThis machine is in no network now: phones can't reach it.\n".to_owned(),
        |join| format!("\nThe network has changed.\n{}", code(join)),
    )
}

fn code(join: &str) -> String {
    format!("\n  Phones {join}\n{}\n", qr_code(join))
}

fn text(place: &Place, joins: &[String], access: &Access) -> String {
    let Place { url, room, .. } = place;
    let mut text = format!(
        "FirstStep {} (demo: nothing in it is real)\n  Open   {url}\n",
        env!("CARGO_PKG_VERSION")
    );
    let mut code = String::new();
    let mut beside_code = sign_in(access);
    if let Some((join, others)) = joins.split_first() {
        let _ = writeln!(text, "  Phones {join}   (in this network)");
        code = qr_code(join);
        beside_code.extend(further(others));
    }
    let _ = writeln!(text, "  Screen {url}/#/rooms/{room}   (for a projector)");
    text += &beside(&code, &beside_code);
    text += "Stop with Ctrl-C.\n";
    text
}

/// Characters of an address that fit beside the code: those of IPv4.
const WIDEST: usize = 15;

/// That there are other addresses, and how to come by their codes.
fn further(others: &[String]) -> Vec<String> {
    let Some(next) = others.first() else {
        return Vec::new();
    };
    let host = next.split('/').nth(2).unwrap_or_default();
    let ip = host.rsplit_once(':').map_or(host, |(ip, _)| ip);
    let told = match others.len() {
        count if ip.len() > WIDEST => count.to_string(),
        1 => ip.to_owned(),
        count => format!("{ip} and {} more", count - 1),
    };
    vec![
        String::new(),
        format!("Other networks: {told}"),
        "Enter shows the next one's code.".to_owned(),
    ]
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
        let access = Access {
            password: "abcd-efgh-jkmn".to_owned(),
            local_admins: true,
        };
        let place = |url: &str| Place {
            url: url.to_owned(),
            listening: ([0, 0, 0, 0], 65535).into(),
            phones_at: None,
            room: "ACD346".to_owned(),
        };
        let far = || "http://255.255.255.255:65535/r/ACD346".to_owned();
        let v6 = "http://[2001:db8:1234:5678:9abc:def0:1234:5678]:65535/r/ACD346".to_owned();
        for joins in [vec![], vec![far()], vec![far(); 40], vec![far(), v6]] {
            let text = text(&place("http://127.0.0.1:65535"), &joins, &access);
            assert_eq!(joins.len() > 1, text.contains("Enter"), "{text}");
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
