//! `firststep serve`

use std::io::{IsTerminal as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{ArgMatches, Args, ValueEnum};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;

use crate::app::{App, Settings};
use crate::cli::data::rank;
use crate::cli::network::{end_at_once_if_told_again, until_told_to_stop};
use crate::cli::{BackupArgs, CheckArgs, DataArgs, MailArgs, NetworkArgs, PolicyArgs, legacy};
use crate::domain::operator_error::OperatorError;
use crate::edge::Network;
use crate::server::{Options, Server};
use crate::services::accounts;

/// Serve.
// An IPv6 address in brackets is no link.
#[allow(rustdoc::broken_intra_doc_links)]
#[derive(Debug, Clone, Args)]
#[command(
    next_line_help = true,
    after_help = "Examples:\n  \
        firststep serve --port 8080 --data-dir /var/lib/firststep\n  \
        firststep serve --host 0.0.0.0 --public-url https://quiz.example.org\n  \
        firststep serve --tls-cert fullchain.pem --tls-key privkey.pem\n  \
        firststep serve --model quiz.tflite --questions quiz.json --log json"
)]
pub struct Serve {
    /// Address and port together, such as 0.0.0.0:8080 or [::1]:5000; wins over --host and --port.
    #[arg(
        long,
        env = "FIRSTSTEP_LISTEN",
        value_name = "ADDRESS:PORT",
        help_heading = "Address"
    )]
    pub listen: Option<SocketAddr>,

    /// The address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for the network.
    #[arg(long, env = "HOST", value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), help_heading = "Address")]
    pub host: IpAddr,

    /// The port to listen on; 0 takes a free one.
    #[arg(
        long,
        env = "PORT",
        value_name = "PORT",
        default_value_t = 5000,
        help_heading = "Address"
    )]
    pub port: u16,

    /// The address people reach this server at, such as https://quiz.example.org; links to photos begin with it. Without it, they begin with what the client called us.
    #[arg(long, env = "FIRSTSTEP_PUBLIC_URL", value_name = "URL", value_parser = public_url, help_heading = "Address")]
    pub public_url: Option<String>,

    /// A web page's origin that may call the APIs, such as https://app.example; can be given more than once, * for all.
    #[arg(long, env = "FIRSTSTEP_CORS_ORIGIN", value_name = "ORIGIN", value_delimiter = ',', value_parser = origin, help_heading = "Address")]
    pub cors_origin: Vec<String>,

    /// A proxy in front of us (address or network, such as 10.0.0.0/8), whose X-Forwarded-For is believed; can be given more than once.
    #[arg(
        long,
        env = "FIRSTSTEP_TRUSTED_PROXY",
        value_name = "NETWORK",
        value_delimiter = ',',
        help_heading = "Address"
    )]
    pub trusted_proxy: Vec<Network>,

    /// What is spoken, and who may look at the figures.
    #[command(flatten)]
    pub network: NetworkArgs,

    /// Where the data lies.
    #[command(flatten)]
    pub data: DataArgs,

    /// Somebody else's TFLite model: float32, 60 inputs, 16 outputs.
    #[arg(
        long,
        env = "FIRSTSTEP_MODEL",
        value_name = "FILE",
        help_heading = "Quiz"
    )]
    pub model: Option<PathBuf>,

    /// Somebody else's statements: a JSON list of 60 texts, or a file like seed/questions.json.
    #[arg(
        long,
        env = "FIRSTSTEP_QUESTIONS",
        value_name = "FILE",
        help_heading = "Quiz"
    )]
    pub questions: Option<PathBuf>,

    /// What else is decided.
    #[command(flatten)]
    pub policy: PolicyArgs,

    /// Where mail goes.
    #[command(flatten)]
    pub mail: MailArgs,

    /// How often the data is looked over.
    #[command(flatten)]
    pub care: CheckArgs,

    /// Which backups are made.
    #[command(flatten)]
    pub backups: BackupArgs,

    /// Most connections served at once, a thread each; further ones are told to come back.
    #[arg(long, env = "FIRSTSTEP_THREADS", value_name = "COUNT", default_value_t = 2048, value_parser = clap::value_parser!(u32).range(1..=65_536), help_heading = "Running")]
    pub threads: u32,

    /// Most connections of one client's address at once; raise it where many share one.
    #[arg(
        long,
        env = "FIRSTSTEP_MAX_PER_CLIENT",
        value_name = "COUNT",
        default_value_t = 256,
        value_parser = clap::value_parser!(u32).range(1..=65_536),
        help_heading = "Running"
    )]
    pub max_per_client: u32,

    /// How log lines look.
    #[arg(long, env = "FIRSTSTEP_LOG", value_name = "FORM", value_enum, default_value_t = LogForm::Text, help_heading = "Running")]
    pub log: LogForm,

    /// What is logged: error, warn, info (a line a request), debug, or off.
    #[arg(
        long,
        env = "FIRSTSTEP_LOG_LEVEL",
        value_name = "LEVEL",
        default_value = "info",
        help_heading = "Running"
    )]
    pub log_level: LevelFilter,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// For people.
    Text,
    /// For programs, an object a line.
    Json,
}

/// How long requests under way may take to finish once we are told to stop.
const DRAIN: Duration = Duration::from_secs(10);

impl Serve {
    /// A flag wins over a variable, and a variable over a file, also where they have different names.
    pub(super) fn prefer_typed(&mut self, matches: &ArgMatches) {
        let apart = rank(matches, "host").max(rank(matches, "port"));
        if apart > rank(matches, "listen") {
            self.listen = None;
        }
        self.data.prefer_typed(matches);
    }

    /// Serves until told to stop.
    pub(super) fn run(self) -> Result<(), OperatorError> {
        let announced = self.clone();
        self.run_with(
            |_| Ok(()),
            move |server, url| announced.announce(server, url),
        )
    }

    /// Serves until told to stop, having prepared the app before and greeting
    /// with the address after.
    pub(super) fn run_with(
        self,
        prepare: impl FnOnce(&App) -> Result<(), OperatorError>,
        greet: impl FnOnce(&Server, &str),
    ) -> Result<(), OperatorError> {
        self.start_log();
        legacy::greet(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()));
        // Before anything is opened: a Ctrl-C from here on ends in order.
        let mut signals = self.network.signals()?;
        let options = self.options()?;
        let backups = self.backups.schedule(&self.data)?;
        let app = App::open(&self.settings()?)?;
        prepare(&app)?;
        let mut server = Server::start(app, options)?;
        self.care.start(&mut server)?;
        backups.map_or(Ok(()), |schedule| server.back_up(schedule))?;
        greet(&server, &self.url(server.address()));
        until_told_to_stop(&mut signals, &server);
        tracing::info!("stopping; requests under way are finished first");
        end_at_once_if_told_again(signals);
        let cut = server.stop(DRAIN);
        if cut > 0 {
            tracing::warn!(
                connections = cut,
                "some requests took too long and were cut off"
            );
        }
        Ok(())
    }

    fn start_log(&self) {
        // Ours alone: what libraries say in detail may hold pieces of a request's body. Of rustls not
        // even warnings: any stranger's handshake can raise one, and what matters comes back as an error.
        let others = self.log_level.min(LevelFilter::WARN);
        let filter = EnvFilter::new(format!("{others},rustls=off,firststep={}", self.log_level));
        let log = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            // Nobody may be reading any more; complaining of it, to the same pipe, would panic.
            .log_internal_errors(false)
            .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
            .with_target(false);
        // A second server in one process (a test's) logs where the first one does.
        let _ = match self.log {
            LogForm::Text => log.try_init(),
            LogForm::Json => log.json().flatten_event(true).try_init(),
        };
    }

    fn settings(&self) -> Result<Settings, OperatorError> {
        Ok(Settings {
            policy: self.policy.policy(),
            smtp: self.mail.smtp()?,
            model: self.model.clone(),
            questions: self.questions.clone(),
            ..self.data.settings()?
        })
    }

    fn options(&self) -> Result<Options, OperatorError> {
        Ok(Options {
            address: self.listen.unwrap_or(SocketAddr::new(self.host, self.port)),
            public_url: self.public_url.clone(),
            cors: self.cors_origin.clone(),
            trusted_proxies: self.trusted_proxy.clone(),
            max_connections: self.threads as usize,
            max_per_client: self.max_per_client as usize,
            tls: self.network.tls()?,
            metrics: self.network.metrics,
        })
    }

    /// Where to go and where the data lies. Nobody may be reading: that is no trouble.
    fn announce(&self, server: &Server, url: &str) {
        let data = absolute(&self.data.data_dir);
        let metrics = server.metrics().map_or(String::new(), |address| {
            format!("\n  Metrics http://{address}/metrics")
        });
        let _ = write!(
            std::io::stdout(),
            "FirstStep {}\n\n  Open   {url}\n  Docs   {url}/docs\n  Data   {data}{metrics}\n{}\nStop with Ctrl-C.\n",
            env!("CARGO_PKG_VERSION"),
            invitation(server.app(), url),
        );
    }

    fn url(&self, address: SocketAddr) -> String {
        let own = || format!("{}://{}", self.network.scheme(), reachable(address));
        self.public_url.clone().unwrap_or_else(own)
    }
}

/// The link that makes the first administrator, while there is none. It is for
/// whoever sits here: printed, never logged.
fn invitation(app: &App, url: &str) -> String {
    match accounts::offer_set_up(app) {
        Ok(Some(key)) => format!(
            "\n  There is no administrator yet. This link makes one, once:\n  {url}/setup#{key}\n"
        ),
        _ => String::new(),
    }
}

/// An address one can type into a browser: nobody is *at* 0.0.0.0.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        ip if !ip.is_unspecified() => address,
        IpAddr::V4(_) => SocketAddr::new(Ipv4Addr::LOCALHOST.into(), address.port()),
        IpAddr::V6(_) => SocketAddr::new(std::net::Ipv6Addr::LOCALHOST.into(), address.port()),
    }
}

fn absolute(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    path.display().to_string()
}

fn public_url(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(rest)
            if !rest.is_empty()
                && !rest.contains(|letter: char| letter.is_whitespace() || letter.is_control()) =>
        {
            Ok(text.to_owned())
        }
        _ => {
            Err("it must begin with http:// or https://, as in https://quiz.example.org".to_owned())
        }
    }
}

fn origin(text: &str) -> Result<String, String> {
    if text == "*" {
        return Ok(text.to_owned());
    }
    let url = public_url(text)
        .map_err(|_| "an origin looks like https://app.example, or is *".to_owned())?;
    match url.matches('/').count() {
        2 => Ok(url),
        _ => Err("an origin has no path, as in https://app.example".to_owned()),
    }
}

/// A span of time as people write it.
pub(super) fn lifetime(text: &str) -> Result<Duration, String> {
    const LEAST: Duration = Duration::from_secs(60);
    const MOST: Duration = Duration::from_secs(3650 * 24 * 60 * 60);
    let span = humantime::parse_duration(text)
        .map_err(|_| "a span looks like 45m, 12h or 30d".to_owned())?;
    if (LEAST..=MOST).contains(&span) {
        Ok(span)
    } else {
        Err("it must be between 1m and 3650d".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_origins_and_spans() {
        assert_eq!(
            public_url("https://a.example/"),
            Ok("https://a.example".to_owned())
        );
        assert!(public_url("a.example").is_err());
        assert!(public_url("http://a\r\nb").is_err());
        assert!(origin("*").is_ok());
        assert!(origin("https://app.example:8443").is_ok());
        assert!(origin("https://app.example/path").is_err());
        assert_eq!(lifetime("12h"), Ok(Duration::from_secs(12 * 60 * 60)));
        assert!(lifetime("1s").is_err());
        assert!(lifetime("soon").is_err());
    }

    #[test]
    fn what_is_announced_can_be_opened() {
        let any: SocketAddr = "0.0.0.0:80".parse().expect("an address");
        assert_eq!(reachable(any).to_string(), "127.0.0.1:80");
        let own: SocketAddr = "192.168.1.5:80".parse().expect("an address");
        assert_eq!(reachable(own), own);
    }
}
