//! What a server prints once it listens.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use crate::app::App;
use crate::cli::network_url::network_urls;
use crate::server::Server;
use crate::services::accounts;

/// Prints the addresses and the data folder. A reader that closed the pipe is no error.
pub(super) fn announce(server: &Server, url: &str, data_dir: &Path) {
    let data = absolute(data_dir);
    let reachable = network_urls(server.address(), url);
    let mut phones = String::new();
    for (at, reachable) in reachable.iter().enumerate() {
        let (name, place) = if at == 0 {
            ("Phones", "   (in this network)")
        } else {
            ("   or ", "")
        };
        let _ = write!(phones, "\n  {name} {reachable}{place}");
    }
    let metrics = server.metrics().map_or(String::new(), |address| {
        format!("\n  Metrics http://{address}/metrics")
    });
    let _ = write!(
        std::io::stdout(),
        "FirstStep {}\n\n  Open   {url}{phones}\n  Docs   {url}/docs\n  Data   {data}{metrics}\n{}\nStop with Ctrl-C.\n",
        env!("CARGO_PKG_VERSION"),
        invitation(server.app(), url),
    );
}

/// The link that creates the first administrator, while there is none. It is for the operator at the
/// terminal: printed, never logged.
fn invitation(app: &App, url: &str) -> String {
    match accounts::offer_set_up(app) {
        Ok(Some(key)) => format!(
            "\n  There is no administrator yet. This link makes one, once:\n  {url}/setup#{key}\n"
        ),
        _ => String::new(),
    }
}

fn absolute(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    path.display().to_string()
}
