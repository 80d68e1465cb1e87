//! `firststep statistics`

mod norms;
mod text;

use clap::{Args, Subcommand};

use crate::api::Statistics;
use crate::app::App;
use crate::cli::demo;
use crate::cli::flags::{AskedInstrumentArgs, DataArgs, QuizArgs, StatisticsArgs};
use crate::cli::output::{CommandOutput, fault_error};
use crate::domain::caller::Caller;
use crate::domain::fault::{Fault, Resource};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::operator_error::OperatorError;
use crate::domain::room::RoomCode;
use crate::model::instruments::Instrument;
use crate::services::statistics::{self, Asked};

use norms::NormsAction;

/// Show what the answers that people let the server keep tell of the statements and scales; the server may be running.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep statistics\n  \
        firststep statistics --language en --reliable-only\n  \
        firststep statistics --room K7RM4P --team Red --json\n  \
        firststep statistics --from 2026-01-01 --until 2026-06-30\n  \
        firststep statistics --instrument mornings\n  \
        firststep statistics norms set\n\n\
        Only answers whose giver consented are there. docs/statistics.md says what each figure is.")]
pub(crate) struct StatisticsCommand {
    #[command(subcommand)]
    pub action: Option<StatisticsAction>,
    #[command(flatten)]
    pub of: AskedInstrumentArgs,
    /// Only those who read the statements in this language.
    #[arg(long, value_name = "id|en", value_parser = ["id", "en"])]
    pub language: Option<String>,
    /// Only those in the room with this code.
    #[arg(long, value_name = "CODE", value_parser = room_code)]
    pub room: Option<RoomCode>,
    /// Only this team of the room.
    #[arg(long, value_name = "NAME", requires = "room")]
    pub team: Option<String>,
    /// Only since this day (UTC).
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub from: Option<Moment>,
    /// Only until this day, which counts (UTC).
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub until: Option<Moment>,
    /// Only those whose result deserves trust.
    #[arg(long)]
    pub reliable_only: bool,
    #[command(flatten)]
    pub least: StatisticsArgs,
    #[command(flatten)]
    pub quiz: QuizArgs,
    /// Print JSON, for programs: what `GET /app/admin/statistics` answers.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub data: DataArgs,
}

/// What else there is to do.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum StatisticsAction {
    /// Norms of this server's own people, shown beside results. They change no letter and no result.
    #[command(arg_required_else_help = true, subcommand_required = true)]
    Norms {
        #[command(subcommand)]
        action: NormsAction,
    },
}

fn room_code(text: &str) -> Result<RoomCode, String> {
    let wrong = |()| format!("{text} is no room's code, which has six letters and digits");
    text.parse().map_err(wrong)
}

fn day(text: &str) -> Result<Moment, String> {
    Moment::of_day(text).map_err(|_| format!("{text} is no day such as 2026-11-21"))
}

impl StatisticsCommand {
    pub(super) fn run(self) -> Result<(), OperatorError> {
        let app = self.open()?;
        let admin = Caller::operator().admin().map_err(fault_error)?;
        let instrument = self.of.find(&app)?;
        if let Some(StatisticsAction::Norms { action }) = self.action {
            self.of_everybody()?;
            norms::run(&app, admin, action, instrument.as_ref())?.print(self.json);
            return Ok(());
        }
        let asked = self.asked(instrument);
        let found = statistics::statistics(&app, admin, &asked).map_err(told)?;
        let text = text::of(&found);
        let value = serde_json::to_value(Statistics::from(found)).unwrap_or_default();
        CommandOutput { text, value }.print(self.json);
        Ok(())
    }

    /// With the statements and the decisions of the server.
    fn open(&self) -> Result<App, OperatorError> {
        let mut settings = self.quiz.in_settings(self.data.existing()?.settings()?);
        settings.policy.statistics_least = self.least.statistics_minimum;
        settings.policy.demo = demo::filled(&self.data.data_dir);
        App::open_beside(&settings)
    }

    /// Norms are of everybody: whoever names some people is told.
    fn of_everybody(&self) -> Result<(), OperatorError> {
        let named = self.language.is_some()
            || self.room.is_some()
            || self.from.is_some()
            || self.until.is_some();
        if !named {
            return Ok(());
        }
        Err(OperatorError::new(
            "Norms are of all whose result deserves trust, whatever their language, room or day",
            "Leave the filters out.",
        ))
    }

    fn asked(&self, instrument: Option<Instrument>) -> Asked {
        const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);
        Asked {
            instrument,
            language: self.language.as_deref().and_then(Language::from_tag),
            room: self.room.clone(),
            team: self.team.clone(),
            from: self.from,
            until: self.until.map(|day| day.after(DAY)),
            reliable_only: self.reliable_only,
        }
    }
}

fn told(fault: Fault) -> OperatorError {
    match fault {
        Fault::NotFound(Resource::Room) => OperatorError::new(
            "There is no room with this code",
            "Rooms go seven days after their end; leave --room out for everybody's answers.",
        ),
        Fault::Fields(_) => OperatorError::new(
            "The room has no team of this name",
            "Write it as the room has it, or leave --team out.",
        ),
        other => fault_error(other),
    }
}
