//! Reads values from the command line and standard input.

use std::io::BufRead as _;

use crate::domain::field::Problem;
use crate::domain::operator_error::OperatorError;
use crate::domain::password::Password;
use crate::platform::random;

/// A password of at least `min` characters from standard input, or one of 128 random bits.
pub(super) fn password(from_stdin: bool, min: u64) -> Result<Password, OperatorError> {
    let text = if from_stdin {
        first_line()?
    } else {
        random::name()
    };
    parse("the password", &text, |text| Password::parse(text, min))
}

fn first_line() -> Result<String, OperatorError> {
    let mut text = String::new();
    let read = std::io::stdin().lock().read_line(&mut text);
    read.map_err(|error| {
        OperatorError::new(
            format!("Standard input can't be read ({error})"),
            "Pipe the password in.",
        )
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Parses a value; `what` names it in the error.
pub(super) fn parse<T>(
    what: &str,
    text: &str,
    read: impl Fn(&str) -> Result<T, Problem>,
) -> Result<T, OperatorError> {
    read(text).map_err(|problem| {
        OperatorError::new(
            format!(
                "What is given for {what} can't be used: {}",
                reason(&problem)
            ),
            "See firststep user create --help.",
        )
    })
}

/// What a username is made of.
const USERNAME_RULE: &str =
    "only letters, digits, . _ - and single blanks are allowed, a letter or digit first";

fn reason(problem: &Problem) -> String {
    match problem {
        Problem::Empty | Problem::Missing => "it is empty".to_owned(),
        Problem::TooShort(least) => format!("it needs {least} characters"),
        Problem::TooLong(most) => format!("it may have {most} characters at the most"),
        Problem::TooManyBytes(most) => format!("it may have {most} bytes at the most"),
        Problem::NotAnEmail => "it isn't an e-mail address".to_owned(),
        Problem::NotAUsername => USERNAME_RULE.to_owned(),
        Problem::MixedScripts => "it mixes letters of alphabets that look alike".to_owned(),
        Problem::Reserved => "it is a word that paths reserve".to_owned(),
        _ => "it has characters that don't belong there".to_owned(),
    }
}
