//! `firststep serve`

mod announce;
mod legacy_variables;
mod log;
mod short_line;
mod signals;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgMatches, Args};

use crate::app::{App, Settings};
use crate::cli::environment;
use crate::cli::flags::address::reachable;
use crate::cli::flags::values::{ANY, NONE, origin, public_url};
use crate::cli::flags::{
    AddressArgs, BackupArgs, CheckArgs, DataArgs, LogArgs, NetworkArgs, PolicyArgs, QuizArgs,
    ReplicaArgs, S3Args, SmtpArgs,
};
use crate::domain::operator_error::OperatorError;
use crate::edge::Network;
use crate::server::{Options, Server};
use crate::services::replica;
use announce::announce;
use signals::{end_at_once_if_told_again, until_told_to_stop};

/// Run the server, which is the default without a command.
#[derive(Debug, Clone, Args)]
#[command(
    next_line_help = true,
    after_help = "Examples:\n  \
        firststep serve --port 8080 --data-dir /var/lib/firststep\n  \
        firststep serve --host 0.0.0.0 --public-url https://quiz.example.org\n  \
        firststep serve --tls-cert fullchain.pem --tls-key privkey.pem\n  \
        firststep serve --model quiz.tflite --questions quiz.json --log json\n  \
        firststep serve --instrument mornings --instrument example    other questionnaires beside the sixty\n  \
        firststep serve --log-file /var/log/firststep.log             opened anew on SIGHUP\n  \
        firststep serve --smtp-host smtp.example.org --smtp-user apikey --smtp-from quiz@example.org\n  \
        firststep serve --replica /mnt/other-disk/firststep          a copy there, some tenths of a second old\n  \
        firststep serve --min-password 6\n  \
        firststep serve --strict-passwords --breached-passwords pwnedpasswords.txt"
)]
pub(crate) struct ServeCommand {
    #[command(flatten)]
    pub place: AddressArgs,

    /// The URL that people reach this server at, such as https://quiz.example.org, without a path. Links to photos begin with it; without it, they begin with this machine's own address or name, as the request has it. At other names the page can't be signed in to.
    #[arg(long, env = "FIRSTSTEP_PUBLIC_URL", value_name = "URL", value_parser = public_url, help_heading = "Address")]
    pub public_url: Option<String>,

    /// A web page's origin that may call the APIs with a token, such as https://app.example; can be repeated. * is any, none is none.
    #[arg(long, env = "FIRSTSTEP_CORS_ORIGIN", value_name = "ORIGIN", value_delimiter = ',', value_parser = origin, default_value = ANY, help_heading = "Address")]
    pub cors_origin: Vec<String>,

    /// A reverse proxy (address or network, such as 10.0.0.0/8) whose X-Forwarded-For is trusted; can be repeated.
    #[arg(
        long,
        env = "FIRSTSTEP_TRUSTED_PROXY",
        value_name = "NETWORK",
        value_delimiter = ',',
        help_heading = "Address"
    )]
    pub trusted_proxy: Vec<Network>,

    #[command(flatten)]
    pub network: NetworkArgs,

    #[command(flatten)]
    pub data: DataArgs,

    #[command(flatten)]
    pub quiz: QuizArgs,

    /// A folder with another instrument, which the start page offers beside the sixty statements; can be repeated. example is the one that comes with the program: 25 statements, not validated.
    #[arg(
        long,
        env = "FIRSTSTEP_INSTRUMENT",
        value_name = "FOLDER",
        value_delimiter = ',',
        help_heading = "Quiz"
    )]
    pub instrument: Vec<PathBuf>,

    #[command(flatten)]
    pub policy: PolicyArgs,

    #[command(flatten)]
    pub mail: SmtpArgs,

    #[command(flatten)]
    pub checks: CheckArgs,

    #[command(flatten)]
    pub backups: BackupArgs,

    #[command(flatten)]
    pub replica: ReplicaArgs,

    #[command(flatten)]
    pub s3: S3Args,

    /// Most connections at once, used or not; further ones are refused with 503.
    #[arg(long, env = "FIRSTSTEP_THREADS", value_name = "COUNT", default_value_t = 2048, value_parser = clap::value_parser!(u32).range(1..=65_536), help_heading = "Running")]
    pub threads: u32,

    /// Most connections at once from one client address; raise it where many people share one.
    #[arg(
        long,
        env = "FIRSTSTEP_MAX_PER_CLIENT",
        value_name = "COUNT",
        default_value_t = 256,
        value_parser = clap::value_parser!(u32).range(1..=65_536),
        help_heading = "Running"
    )]
    pub max_per_client: u32,

    #[command(flatten)]
    pub logging: LogArgs,
}

/// How long running requests may take to finish after a signal to stop.
const DRAIN: Duration = Duration::from_secs(10);

impl ServeCommand {
    /// A flag wins over a variable, and a variable over the file, also where they have different names.
    pub(super) fn prefer_typed(&mut self, matches: &ArgMatches) {
        self.place.prefer_typed(matches);
        // Who reaches it by a name has told a proxy or a router where it listens.
        self.place.names_port |= self.public_url.is_some();
        self.data.prefer_typed(matches);
    }

    /// Serves until a signal to stop.
    pub(super) fn run(self, passed_over: Vec<String>) -> Result<(), OperatorError> {
        let data_dir = self.data.data_dir.clone();
        self.run_with(
            passed_over,
            |_| Ok(()),
            move |server, url| {
                announce(server, url, &data_dir);
                Ok(())
            },
        )
    }

    /// Serves until a signal to stop: `passed_over` are variables that aren't ours, `prepare` gets the
    /// opened app, `announce` the listening server and its address.
    pub(super) fn run_with(
        self,
        passed_over: Vec<String>,
        prepare: impl FnOnce(&App) -> Result<(), OperatorError>,
        announce: impl FnOnce(&mut Server, &str) -> Result<(), OperatorError>,
    ) -> Result<(), OperatorError> {
        let log = log::start(&self.logging)?;
        for line in &passed_over {
            tracing::warn!("{line}");
        }
        legacy_variables::warn(environment::names());
        // Before anything is opened: a Ctrl-C from here on ends in order, and no SIGHUP ends anything.
        let mut signals = signals::signals()?;
        let options = self.options()?;
        let backups = self.backups.schedule(&self.data, &self.s3.settings())?;
        let copy = self.replica.settings(&self.backups, self.s3.settings())?;
        let app = App::open(&self.settings()?)?;
        replica::prepare(&app, copy.as_ref())?;
        prepare(&app)?;
        let mut server = Server::start(app, options)?;
        self.checks.start(&mut server)?;
        backups.map_or(Ok(()), |schedule| server.back_up(schedule))?;
        copy.map_or(Ok(()), |settings| server.keep_copy(settings))?;
        // What was logged so far stands above, in whatever order the two are written.
        log.flush();
        let url = self.url(server.address());
        self.place.tell_of_another(server.address());
        announce(&mut server, &url)?;
        until_told_to_stop(&mut signals, &server, &log);
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

    fn settings(&self) -> Result<Settings, OperatorError> {
        let smtp = self.mail.smtp()?;
        for doubt in smtp.iter().flat_map(|smtp| self.mail.doubts(smtp)) {
            tracing::warn!("{doubt}");
        }
        Ok(Settings {
            policy: self.policy.policy(),
            smtp,
            instruments: self.instrument.clone(),
            breached_passwords: self.policy.passwords.breached_passwords.clone(),
            ..self.quiz.in_settings(self.data.settings()?)
        })
    }

    fn options(&self) -> Result<Options, OperatorError> {
        Ok(Options {
            address: self.place.address(),
            spare_ports: self.place.spare_ports(),
            phones_at: self.place.phones_at,
            public_url: self.public_url.clone(),
            cors: self.cors()?,
            trusted_proxies: self.trusted_proxy.clone(),
            max_connections: self.threads as usize,
            max_per_client: self.max_per_client as usize,
            tls: self.network.tls()?,
            metrics: self.network.metrics,
        })
    }

    /// The origins whose pages may call the APIs.
    pub(super) fn cors(&self) -> Result<Vec<String>, OperatorError> {
        let mut origins = self.cors_origin.clone();
        origins.retain(|origin| origin != NONE);
        if origins.is_empty() || origins.len() == self.cors_origin.len() {
            return Ok(origins);
        }
        Err(OperatorError::new(
            "--cors-origin is none and names an origin",
            "Give none alone, or the origins without it.",
        ))
    }

    fn url(&self, address: SocketAddr) -> String {
        let own = || format!("{}://{}", self.network.scheme(), reachable(address));
        self.public_url.clone().unwrap_or_else(own)
    }
}
