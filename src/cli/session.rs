//! `firststep session`

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::app::App;
use crate::cli::flags::DataArgs;
use crate::cli::named::named;
use crate::cli::output::{CommandOutput, fault_error, printable};
use crate::domain::caller::Caller;
use crate::domain::operator_error::OperatorError;
use crate::domain::query::ActiveSession;
use crate::domain::query::Which;
use crate::domain::session::SessionId;
use crate::services::sessions;

/// List and end sessions; the server may be running.
#[derive(Debug, Clone, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Examples:\n  \
        firststep session list\n  \
        firststep session list --name ayu@example.com --json\n  \
        firststep session end 17\n  \
        firststep session end --all-of budi\n\n\
        A NAME is a username or an e-mail address. A session that was ended is refused from its next request on."
)]
pub(crate) struct SessionCommand {
    #[command(subcommand)]
    pub action: SessionAction,
    /// Print JSON, for programs.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub data: DataArgs,
}

/// The subcommands.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum SessionAction {
    /// List active sessions, newest first.
    #[command(after_help = "Example:\n  firststep session list --name ayu@example.com")]
    List {
        /// Only those of this account.
        #[arg(long)]
        name: Option<String>,
    },
    /// End one session, or all sessions of an account.
    #[command(
        after_help = "Examples:\n  firststep session end 17\n  firststep session end --all-of budi"
    )]
    End {
        /// The session's number.
        #[arg(required_unless_present = "all_of", conflicts_with = "all_of")]
        id: Option<i64>,
        /// End all sessions of this account.
        #[arg(long, value_name = "NAME")]
        all_of: Option<String>,
    },
}

impl SessionCommand {
    pub(super) fn run(self) -> Result<(), OperatorError> {
        if matches!(self.action, SessionAction::List { .. }) && self.data.has_nothing_yet() {
            nothing().print(self.json);
            return Ok(());
        }
        let app = App::open_beside(&self.data.existing()?.settings()?)?;
        let output = match self.action {
            SessionAction::List { name } => list(&app, name.as_deref())?,
            SessionAction::End { id, all_of } => end(&app, id, all_of.as_deref())?,
        };
        output.print(self.json);
        Ok(())
    }
}

fn nothing() -> CommandOutput {
    CommandOutput {
        text: String::new(),
        value: json!([]),
    }
}

/// Behind a thousand lines.
const MORE: &str = "These are the newest 1000. Name an account to see its own.\n";

fn list(app: &App, name: Option<&str>) -> Result<CommandOutput, OperatorError> {
    let admin = Caller::operator().admin().map_err(fault_error)?;
    let whose = name.map(|name| named(app, name)).transpose()?;
    let found = sessions::list_all(app, admin, whose.map(Which::Id));
    let found = found.map_err(fault_error)?;
    let text = if found.is_empty() {
        "Nobody is signed in.\n".to_owned()
    } else {
        let lines: String = found.iter().map(line).collect();
        lines + if found.len() < 1000 { "" } else { MORE }
    };
    Ok(CommandOutput {
        text,
        value: found.iter().map(object).collect(),
    })
}

fn end(app: &App, id: Option<i64>, all_of: Option<&str>) -> Result<CommandOutput, OperatorError> {
    let admin = Caller::operator().admin().map_err(fault_error)?;
    let ended = match (id, all_of) {
        (Some(id), _) => sessions::end_any(app, admin, None, SessionId(id)).map(|()| 1),
        (None, name) => {
            let whose = Which::Id(named(app, name.unwrap_or_default())?);
            sessions::end_all(app, admin, whose)
        }
    };
    let ended = ended.map_err(fault_error)?;
    let what = if ended == 1 { "session" } else { "sessions" };
    Ok(CommandOutput {
        text: format!("Ended {ended} {what}\n"),
        value: json!({"ended": ended}),
    })
}

fn line((username, open): &(String, ActiveSession)) -> String {
    format!(
        "{:>6}  {username:<24} {:<15} {}  {:<15} {}\n",
        open.id.0,
        open.family,
        // To the minute.
        &open.created_at.naive()[..16],
        printable(&open.device.address),
        printable(&open.device.agent),
    )
}

fn object((username, open): &(String, ActiveSession)) -> Value {
    json!({
        "id": open.id.0,
        "username": username,
        "family": open.family,
        "agent": open.device.agent,
        "address": open.device.address,
        "created_at": open.created_at.rfc3339(),
        "expires_at": open.expires_at.rfc3339(),
    })
}
