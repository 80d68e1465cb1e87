//! The build: its version, commit and model.

/// The version of the program, as `Cargo.toml` has it.
pub(crate) const NUMBER: &str = env!("CARGO_PKG_VERSION");

/// The commit it was built from, in twelve digits, followed by `+changes` if the working tree differed;
/// `unknown` without git.
pub const COMMIT: &str = env!("FIRSTSTEP_BUILD_COMMIT");

/// The SHA-256 of the model that comes with the program, in hexadecimal.
pub(crate) const MODEL_SHA256: &str = env!("FIRSTSTEP_BUILD_MODEL");

/// All of it in a line, for `--version`.
pub(crate) const LONG: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    " (commit ",
    env!("FIRSTSTEP_BUILD_COMMIT"),
    ", model sha256 ",
    env!("FIRSTSTEP_BUILD_MODEL"),
    ")"
);
