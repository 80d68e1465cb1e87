//! `firststep user`

use std::io::{BufRead as _, Write as _};

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use crate::accounts::{self, Changes, SignUp};
use crate::app::App;
use crate::cli::DataArgs;
use crate::domain::account::{Account, Role, Status};
use crate::domain::caller::Caller;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::field::Problem;
use crate::domain::name::{FullName, Name};
use crate::domain::password::Password;
use crate::domain::persona::PersonaType;
use crate::domain::trouble::Trouble;
use crate::domain::username::Username;
use crate::random;
use crate::store::accounts::{Page, Which};

/// Look after accounts; the server may run meanwhile.
#[derive(Debug, Clone, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Examples:\n  \
        firststep user create --email ayu@example.com --admin\n  \
        firststep user list --json\n  \
        firststep user status budi suspended\n  \
        firststep user reset-password ayu@example.com\n\n\
        NAME is a username or an e-mail address."
)]
pub struct User {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
    /// Where the data lies.
    #[command(flatten)]
    pub data: DataArgs,
}

/// What can be done with accounts.
#[derive(Debug, Clone, Subcommand)]
pub enum Action {
    /// Make an account and print its password, unless one is given on standard input.
    Create(Create),
    /// List all accounts.
    List {
        /// Print JSON, for programs.
        #[arg(long)]
        json: bool,
    },
    /// Set what an account may do.
    Role {
        /// The account.
        name: String,
        /// What it may do.
        role: RoleWord,
    },
    /// Set whether an account may sign in; all but `active` end its sessions.
    Status {
        /// The account.
        name: String,
        /// Whether it may sign in.
        status: StatusWord,
    },
    /// Take an account's e-mail address as confirmed.
    Verify {
        /// The account.
        name: String,
    },
    /// Set a new password, print it unless one is given, and end all sessions.
    ResetPassword {
        /// The account.
        name: String,
        /// Read the password from standard input, a line.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Delete an account and everything that belongs to it.
    Delete {
        /// The account.
        name: String,
        /// Don't ask back.
        #[arg(long)]
        yes: bool,
    },
}

/// Make an account.
#[derive(Debug, Clone, Args)]
pub struct Create {
    /// Its e-mail address.
    #[arg(long)]
    pub email: String,
    /// Its username; made from its number and the day if left out.
    #[arg(long)]
    pub username: Option<String>,
    /// The person's first name.
    #[arg(long, default_value = "")]
    pub first_name: String,
    /// The person's last name.
    #[arg(long, default_value = "")]
    pub last_name: String,
    /// Make it an administrator's.
    #[arg(long)]
    pub admin: bool,
    /// Read the password from standard input, a line.
    #[arg(long)]
    pub password_stdin: bool,
}

impl Create {
    fn sign_up(&self) -> Result<SignUp, Trouble> {
        let username = self.username.as_deref();
        Ok(SignUp {
            username: username
                .map(|text| parse("--username", text, Username::parse))
                .transpose()?,
            email: parse("--email", &self.email, Email::parse)?,
            name: FullName {
                front: parse("--first-name", &self.first_name, Name::parse)?,
                last: parse("--last-name", &self.last_name, Name::parse)?,
            },
            password: password(self.password_stdin)?,
            status: Status::Active,
        })
    }
}

/// The roles as words.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RoleWord {
    /// His own things.
    User,
    /// Everybody's.
    Admin,
}

/// The statuses as words.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum StatusWord {
    /// Signed up, address not confirmed.
    Inactive,
    /// In use.
    Active,
    /// Closed for now.
    Deactivated,
    /// Shut out.
    Suspended,
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::User => Self::User,
            RoleWord::Admin => Self::Admin,
        }
    }
}

impl From<StatusWord> for Status {
    fn from(word: StatusWord) -> Self {
        match word {
            StatusWord::Inactive => Self::Inactive,
            StatusWord::Active => Self::Active,
            StatusWord::Deactivated => Self::Deactivated,
            StatusWord::Suspended => Self::Suspended,
        }
    }
}

impl User {
    pub(super) fn run(self) -> Result<(), Trouble> {
        let app = App::open_beside(&self.data.settings()?)?;
        let text = act(&app, self.action)?;
        // A reader that closed early (`| head`) has what it wanted.
        let _ = std::io::stdout().write_all(text.as_bytes());
        Ok(())
    }
}

fn act(app: &App, action: Action) -> Result<String, Trouble> {
    let nothing = Changes::default();
    match action {
        Action::Create(new) => create(app, new.sign_up()?, new.admin, !new.password_stdin),
        Action::List { json } => list(app, json),
        Action::Role { name, role } => {
            let role = Some(role.into());
            change(app, &name, Changes { role, ..nothing })
        }
        Action::Status { name, status } => {
            let status = Some(status.into());
            change(app, &name, Changes { status, ..nothing })
        }
        Action::Verify { name } => {
            let status = Some(Status::Active);
            change(app, &name, Changes { status, ..nothing })
        }
        Action::ResetPassword {
            name,
            password_stdin,
        } => reset(app, &name, password_stdin),
        Action::Delete { name, yes } => delete(app, &name, yes),
    }
}

fn create(app: &App, sign_up: SignUp, admin: bool, tell: bool) -> Result<String, Trouble> {
    let password = sign_up.password.clone();
    let id = accounts::register(app, sign_up).map_err(|fault| said(&fault))?;
    let role = if admin { Role::Admin } else { Role::User };
    let changes = Changes {
        role: Some(role),
        ..Changes::default()
    };
    let account = accounts::update(app, Caller::operator(), Which::Id(id), changes)
        .map_err(|fault| said(&fault))?;
    Ok(line(&account) + &told(&password, tell))
}

fn reset(app: &App, name: &str, from_stdin: bool) -> Result<String, Trouble> {
    let password = password(from_stdin)?;
    let account = accounts::set_password(app, Caller::operator(), Which::Either(name), &password)
        .map_err(|fault| said(&fault))?;
    Ok(line(&account) + &told(&password, !from_stdin))
}

fn told(password: &Password, tell: bool) -> String {
    if tell {
        format!("Password: {}\n", password.reveal())
    } else {
        String::new()
    }
}

fn change(app: &App, name: &str, changes: Changes) -> Result<String, Trouble> {
    let account = accounts::update(app, Caller::operator(), Which::Either(name), changes);
    Ok(line(&account.map_err(|fault| said(&fault))?))
}

fn delete(app: &App, name: &str, yes: bool) -> Result<String, Trouble> {
    let found = accounts::find(app, Caller::operator(), Which::Either(name))
        .map_err(|fault| said(&fault))?;
    if !yes {
        return Err(Trouble::new(
            format!(
                "This would delete {} ({}) and everything that belongs to it, for good",
                found.username, found.email
            ),
            "Say --yes to do it.",
        ));
    }
    accounts::delete(app, Caller::operator(), Which::Id(found.id)).map_err(|fault| said(&fault))?;
    Ok(format!("Deleted {}\n", found.username))
}

fn list(app: &App, as_json: bool) -> Result<String, Trouble> {
    let admin = Caller::operator().admin().map_err(|fault| said(&fault))?;
    let page = Page {
        skip: 0,
        limit: i64::MAX,
    };
    let accounts = accounts::list(app, admin, page).map_err(|fault| said(&fault))?;
    if as_json {
        return Ok(format!(
            "{:#}\n",
            Value::Array(accounts.iter().map(object).collect())
        ));
    }
    Ok(accounts.iter().map(line).collect())
}

fn line(account: &Account) -> String {
    let Account {
        id,
        username,
        email,
        role,
        status,
        ..
    } = account;
    format!(
        "{:>5}  {:<24} {:<32} {:<6} {}\n",
        id.0,
        username.as_str(),
        email.as_str(),
        role.word(),
        status.word()
    )
}

fn object(account: &Account) -> Value {
    json!({
        "id": account.id.0,
        "username": account.username.as_str(),
        "email": account.email.as_str(),
        "name": account.name.joined(),
        "role": account.role.word(),
        "status": account.status.word(),
        "mbti": account.mbti.map(PersonaType::label),
        "created_at": account.created_at.date_time().to_string(),
    })
}

/// A password from standard input, or one of 128 random bits.
fn password(from_stdin: bool) -> Result<Password, Trouble> {
    let text = if from_stdin {
        first_line()?
    } else {
        random::name()
    };
    parse("the password", &text, Password::parse)
}

fn first_line() -> Result<String, Trouble> {
    let mut text = String::new();
    let read = std::io::stdin().lock().read_line(&mut text);
    read.map_err(|error| {
        Trouble::new(
            format!("Standard input can't be read ({error})"),
            "Pipe the password in.",
        )
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn parse<T>(
    what: &str,
    text: &str,
    read: impl Fn(&str) -> Result<T, Problem>,
) -> Result<T, Trouble> {
    read(text).map_err(|problem| {
        Trouble::new(
            format!(
                "What is given for {what} can't be used: {}",
                reason(&problem)
            ),
            "See firststep user create --help.",
        )
    })
}

fn reason(problem: &Problem) -> String {
    match problem {
        Problem::Empty | Problem::Missing => "it is empty".to_owned(),
        Problem::TooShort(least) => format!("it needs {least} characters"),
        Problem::TooLong(most) => format!("it may have {most} characters at the most"),
        Problem::TooManyBytes(most) => format!("it may have {most} bytes at the most"),
        Problem::NotAnEmail => "it isn't an e-mail address".to_owned(),
        Problem::NotAUsername => "only letters, digits and . _ - + @ may stand in it".to_owned(),
        _ => "it has characters that don't belong there".to_owned(),
    }
}

fn said(fault: &Fault) -> Trouble {
    match fault {
        Fault::EmailTaken => Trouble::new("This e-mail address is taken", "Choose another."),
        Fault::UsernameTaken(_) => Trouble::new("This username is taken", "Choose another."),
        Fault::NoAccount => Trouble::new(
            "There is no such account",
            "See them all with firststep user list.",
        ),
        Fault::StorageFull => {
            Trouble::new("The disk is full", "Free some space; nothing was changed.")
        }
        other => Trouble::new(
            format!("It couldn't be done ({other:?})"),
            "Nothing was changed; the log may say more.",
        ),
    }
}
