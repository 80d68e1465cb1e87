//! `firststep mail`

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::flags::{DataArgs, SmtpArgs};
use crate::cli::output::{CommandOutput, printable};
use crate::domain::email::Email;
use crate::domain::operator_error::OperatorError;
use crate::mail::{Outbox, OutboxMail};

/// List or resend mail in the outbox, and test the mail server; FirstStep may be running.
#[derive(Debug, Clone, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Examples:\n  \
        firststep mail list\n  \
        firststep mail show 7-Xr0yC1oZ3g5v7m9q1s3u5w.eml\n  \
        firststep mail retry\n  \
        firststep mail test --to me@example.com\n\n\
        Without a mail server, mails stay in the outbox and can be read here. With one, each is sent at once. One \
        that fails waits a minute and then longer each time, up to an hour; after 20 tries, a day, or once the server \
        rejected it for good it is set aside as .refused. The list says why."
)]
pub(crate) struct MailCommand {
    #[command(subcommand)]
    pub action: MailAction,
    /// Print JSON, for programs.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub data: DataArgs,
    #[command(flatten)]
    pub smtp: SmtpArgs,
}

/// The subcommands.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum MailAction {
    /// List the mails in the outbox, newest first.
    #[command(after_help = "Example:\n  firststep mail list")]
    List,
    /// Show a mail with its text.
    #[command(after_help = "Example:\n  firststep mail show 7-Xr0yC1oZ3g5v7m9q1s3u5w.eml")]
    Show {
        /// Its name in the list.
        name: String,
    },
    /// Send mails that failed again, without waiting: this one, or all of them.
    #[command(
        after_help = "Examples:\n  firststep mail retry\n  firststep mail retry 7-Xr0yC1oZ3g5v7m9q1s3u5w.refused"
    )]
    Retry {
        /// Its name in the list.
        name: Option<String>,
    },
    /// Delete a mail from the outbox without sending it.
    #[command(after_help = "Example:\n  firststep mail delete 7-Xr0yC1oZ3g5v7m9q1s3u5w.eml --yes")]
    Delete {
        /// Its name in the list.
        name: String,
        /// Confirm the deletion.
        #[arg(long)]
        yes: bool,
    },
    /// Send a mail at once, past the outbox, and print the mail server's answer.
    #[command(after_help = "Example:\n  firststep mail test --to me@example.com")]
    Test {
        /// The recipient.
        #[arg(long, value_name = "ADDRESS")]
        to: String,
    },
}

impl MailCommand {
    pub(super) fn run(self) -> Result<(), OperatorError> {
        let outbox = Outbox::at(self.data.outbox());
        let output = match &self.action {
            MailAction::List => list(&outbox),
            MailAction::Show { name } => show(&outbox, name)?,
            MailAction::Retry { name } => retry(&outbox, name.as_deref())?,
            MailAction::Delete { name, yes } => delete(&outbox, name, *yes)?,
            MailAction::Test { to } => test(&self.smtp, to)?,
        };
        output.print(self.json);
        Ok(())
    }
}

fn list(outbox: &Outbox) -> CommandOutput {
    let all = outbox.all();
    CommandOutput {
        text: all.iter().map(line).collect(),
        value: all.iter().map(object).collect(),
    }
}

fn show(outbox: &Outbox, name: &str) -> Result<CommandOutput, OperatorError> {
    let mail = outbox.find(name).ok_or_else(|| no_mail(name))?;
    let mut value = object(&mail);
    value["text"] = mail.text.as_str().into();
    let text = format!(
        "To:      {}\nSubject: {}\nWritten: {}\nState:   {}\n{}\n{}",
        printable(&mail.to),
        printable(&mail.subject),
        mail.at.rfc3339(),
        state(&mail),
        tries(&mail).map_or(String::new(), |tries| format!("Tried:   {tries}\n")),
        mail.text
    );
    Ok(CommandOutput { text, value })
}

fn retry(outbox: &Outbox, name: Option<&str>) -> Result<CommandOutput, OperatorError> {
    let failed_ones = || {
        let failed = |mail: &OutboxMail| mail.refused || mail.attempts.is_some();
        let all = outbox.all().into_iter().filter(failed);
        all.map(|mail| mail.name).collect()
    };
    let names: Vec<String> = name.map_or_else(failed_ones, |name| vec![name.to_owned()]);
    let mut count = 0;
    for name in &names {
        if outbox.retry(name).map_err(|error| failed(&error))? {
            count += 1;
        }
    }
    if name.is_some() && count == 0 {
        return Err(OperatorError::new(
            format!(
                "There is no refused mail {}, and none that waits for another try",
                printable(&names[0])
            ),
            "See them all with firststep mail list.",
        ));
    }
    let text = match count {
        0 => "No mail was refused, and none waits for another try\n".to_owned(),
        1 => "1 mail is tried again within a minute of the server's\n".to_owned(),
        _ => format!("{count} mails are tried again within a minute of the server's\n"),
    };
    Ok(CommandOutput {
        text,
        value: json!({"retried": count}),
    })
}

fn delete(outbox: &Outbox, name: &str, yes: bool) -> Result<CommandOutput, OperatorError> {
    let mail = outbox.find(name).ok_or_else(|| no_mail(name))?;
    if !yes {
        let (to, subject) = (printable(&mail.to), printable(&mail.subject));
        return Err(OperatorError::new(
            format!("This would delete the mail \"{subject}\" to {to}, for good"),
            "Say --yes to do it.",
        ));
    }
    if !outbox.remove(name).map_err(|error| failed(&error))? {
        return Err(no_mail(name));
    }
    let mut value = object(&mail);
    value["deleted"] = true.into();
    Ok(CommandOutput {
        text: format!("Deleted {name}\n"),
        value,
    })
}

fn test(smtp: &SmtpArgs, to: &str) -> Result<CommandOutput, OperatorError> {
    let to = Email::parse(to).map_err(|_| {
        OperatorError::new(
            "What is given for --to isn't an e-mail address",
            "Write one such as me@example.com.",
        )
    })?;
    let smtp = smtp.smtp()?.ok_or_else(|| {
        OperatorError::new(
            "No mail server is named",
            "Name it as the server knows it: SMTP_HOST, SMTP_PORT, SMTP_EMAIL and SMTP_PASSWORD, or a file with --config.",
        )
    })?;
    let text =
        "This is a test of FirstStep's mail. The operator wanted to know whether it arrives.\n";
    let answer = smtp.send_now(&to, "A test of FirstStep's mail", text);
    let answer = answer.map_err(|error| {
        OperatorError::new(
            format!(
                "{}:{} didn't take the mail ({})",
                smtp.host,
                smtp.port,
                printable(&error)
            ),
            "Check the SMTP settings, and whether this machine may send from that address.",
        )
    })?;
    let text = format!(
        "{}:{} took the mail to {}: {}\n",
        smtp.host,
        smtp.port,
        to.as_str(),
        printable(&answer)
    );
    Ok(CommandOutput {
        text,
        value: json!({"to": to.as_str(), "server": smtp.host, "port": smtp.port, "answer": answer}),
    })
}

fn no_mail(name: &str) -> OperatorError {
    OperatorError::new(
        format!("There is no mail {}", printable(name)),
        "It may have been sent by now; see those that are left with firststep mail list.",
    )
}

fn failed(error: &std::io::Error) -> OperatorError {
    OperatorError::new(
        format!("The outbox can't be changed ({error})"),
        "Check its permissions.",
    )
}

const fn state(mail: &OutboxMail) -> &'static str {
    match (mail.refused, &mail.attempts) {
        (true, _) => "refused",
        (false, Some(_)) => "delayed",
        (false, None) => "waiting",
    }
}

/// How often a mail was tried, what became of it, and when it is tried next.
fn tries(mail: &OutboxMail) -> Option<String> {
    let tries = mail.attempts.as_ref()?;
    let times = if tries.count == 1 {
        "once"
    } else {
        &format!("{} times", tries.count)
    };
    let next = if mail.refused {
        String::new()
    } else {
        // To the minute.
        format!(", next at {}", &tries.next().naive()[..16])
    };
    Some(format!("{times}{next}: {}", printable(&tries.why)))
}

fn line(mail: &OutboxMail) -> String {
    let tries = tries(mail).map_or(String::new(), |tries| format!("    tried {tries}\n"));
    format!(
        "{:<32} {}  {:<8} {:<32} {}\n{tries}",
        mail.name,
        // To the minute.
        &mail.at.naive()[..16],
        state(mail),
        printable(&mail.to),
        printable(&mail.subject)
    )
}

fn object(mail: &OutboxMail) -> Value {
    json!({
        "name": mail.name,
        "state": state(mail),
        "to": mail.to,
        "subject": mail.subject,
        "written_at": mail.at.rfc3339(),
        "tries": mail.attempts.as_ref().map_or(0, |tries| tries.count),
        "why": mail.attempts.as_ref().map(|tries| &tries.why),
    })
}
