//! A program that is opened by a double click: it has no arguments, and a window that closes with it.

use std::ffi::OsString;
use std::io::{self, BufRead, IsTerminal as _, Write};
use std::path::Path;

use crate::cli::flags::data::DATA;

/// The words of the command line; where there are none, because somebody clicked, what they choose instead.
pub(super) fn words() -> Vec<OsString> {
    let mut words: Vec<OsString> = std::env::args_os().collect();
    if is_by_hand() && !Path::new(DATA).exists() {
        let chosen = ask(&mut io::stdin().lock(), &mut io::stdout());
        words.extend(chosen.map(OsString::from));
    }
    words
}

/// Keeps the window open until somebody has read what went wrong.
pub fn wait_for_reader() {
    if is_by_hand() {
        print!("\nPress Enter to close this window. ");
        let _ = io::stdout().flush();
        let _ = io::stdin().lock().read_line(&mut String::new());
    }
}

/// Elsewhere programs are started from a shell, which stays.
fn is_by_hand() -> bool {
    cfg!(windows)
        && std::env::args_os().len() <= 1
        && io::stdin().is_terminal()
        && io::stdout().is_terminal()
}

/// Asks which of the two it is to be; the word for it, if it has one.
fn ask(input: &mut impl BufRead, output: &mut impl Write) -> Option<&'static str> {
    let here = std::path::absolute(DATA).unwrap_or_else(|_| DATA.into());
    let here = here.display();
    let question = format!(
        "FirstStep\n\n  \
         1  a demo: made-up people and a room for phones nearby; all of it is gone when it stops\n  \
         2  a server of your own: its data is in {here}\n\n\
         Windows asks once whether others may reach it: say yes for phones to join.\n\
         1 or 2? [1] "
    );
    loop {
        let mut line = String::new();
        let asked = output
            .write_all(question.as_bytes())
            .and_then(|()| output.flush())
            .and_then(|()| input.read_line(&mut line));
        match line.trim() {
            _ if asked.is_err() => return None,
            "" | "1" => return Some("demo"),
            "2" => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_clicks_is_asked_until_they_choose() {
        for (typed, chosen) in [
            ("\n", Some("demo")),
            ("1\r\n", Some("demo")),
            ("2\r\n", None),
            ("demo?\n\u{7}\n 2 \n", None),
        ] {
            let mut said = Vec::new();
            assert_eq!(ask(&mut typed.as_bytes(), &mut said), chosen, "{typed:?}");
            let said = String::from_utf8(said).expect("text");
            let asked = said.matches("1 or 2?").count();
            assert_eq!(asked, typed.lines().count(), "{said}");
        }
    }
}
