//! Of how many people statistics are, for `firststep serve` and `firststep statistics`.

use clap::Args;

/// Of how many.
#[derive(Debug, Clone, Args)]
pub(crate) struct StatisticsArgs {
    /// Of how many people a figure of the statistics is at the least; figures of fewer are hidden.
    #[arg(long, env = "FIRSTSTEP_STATISTICS_MINIMUM", value_name = "10…", default_value_t = 30, value_parser = clap::value_parser!(u64).range(10..=1_000_000))]
    pub statistics_minimum: u64,
}
