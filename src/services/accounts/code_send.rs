//! Makes codes and mails them, within what a day allows.

use std::time::Duration;

use crate::app::App;
use crate::domain::account::{Account, AccountId};
use crate::domain::code::{LETTER_COUNT, LETTERS, Purpose, Totals, digits, grouped, normal};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::query::FormerAddress;
use crate::edge::network_of;
use crate::platform::random;
use crate::services::accounts::code_mail::{CodeMail, mail_code, tell_owner, tell_taken};
use crate::services::accounts::recipients::{Recipients, Sort};
use crate::store::codes::NewCode;
use crate::store::{self, Tx};

/// How long a code is good, and after its first use good once more from the network that used it.
pub(super) const LIFETIME: Duration = Duration::from_secs(5 * 60);
/// How often one may be guessed from the network that asked for it, and how often from all others together.
const TRIES: u32 = 5;

/// A code in its two forms, and where it goes.
#[derive(Debug)]
pub(super) struct FreshCode {
    purpose: Purpose,
    email: Email,
    /// Six digits, to be typed.
    digits: String,
    /// Letters that nobody guesses.
    letters: String,
    hashes: [String; 2],
    /// Until when another address can still take the account back, if one can.
    until: Option<Moment>,
}

impl FreshCode {
    pub(super) fn new(app: &App, account: AccountId, purpose: Purpose, email: Email) -> Self {
        let (digits, letters) = (digits(u64::from_le_bytes(random::bytes())), letters());
        let hash = |code| fingerprint(app, account, purpose, &email, code);
        Self {
            hashes: [hash(&digits), hash(&letters)],
            purpose,
            email,
            digits,
            letters,
            until: None,
        }
    }

    pub(super) fn keep(&self, tx: &Tx, account: AccountId, address: &str) -> Result<(), Fault> {
        let [digits_hash, letters_hash] = &self.hashes;
        let new = NewCode {
            account,
            purpose: self.purpose,
            email: &self.email,
            digits_hash,
            letters_hash,
            network: &network(address),
            tries: TRIES,
            expires_at: tx.now.after(LIFETIME),
        };
        store::codes::insert(tx, &new)
    }

    pub(super) fn mail(&self, app: &App, account: &Account) -> Result<(), Fault> {
        let is_former = self.purpose != Purpose::Change && self.email != account.email;
        let code = CodeMail {
            purpose: self.purpose,
            is_former,
            until: self.until,
            digits: &self.digits,
            letters: &grouped(&self.letters),
        };
        mail_code(app, account.id, &self.email, &code)
    }
}

/// Letters that nobody guesses.
pub(super) fn letters() -> String {
    random::letters(LETTERS, LETTER_COUNT)
}

/// Sends a code to an account's address, and another to each that it had until lately, asked for from this client's;
/// or none, if there were too many today.
pub(super) fn send(
    app: &App,
    account: &Account,
    address: &str,
    purpose: Purpose,
) -> Result<(), Fault> {
    let id = account.id;
    let to = app.store.read(|tx| addresses(tx, account))?;
    let fresh = |(email, until)| FreshCode {
        until,
        ..FreshCode::new(app, id, purpose, email)
    };
    let codes: Vec<_> = to.into_iter().map(fresh).collect();
    let address = address.to_owned();
    let recipients = Recipients::of(app);
    let written = app.store.write(move |tx| {
        let booked = book(tx, id, codes.len(), &address)?;
        let mut kept = Vec::new();
        for code in codes.into_iter().filter(|_| booked.is_ok()) {
            if recipients.book(tx, &code.email, Sort::Code)? {
                code.keep(tx, id, &address)?;
                kept.push(code);
            }
        }
        Ok((booked, kept))
    });
    let (booked, codes) = match written {
        // Deleted meanwhile: it is told as little as for an address that nobody has.
        Err(Fault::ExpiredCredentials) => return Ok(()),
        written => written?,
    };
    match booked {
        Ok(()) => codes.iter().try_for_each(|code| code.mail(app, account)),
        Err(news) => {
            if let Some(totals) = news {
                tell_owner(app, account, &totals);
            }
            Ok(())
        }
    }
}

/// An account's address, and those it had until lately; each with the moment until which another one still takes the
/// account back, whatever is done by this one.
fn addresses(tx: &Tx, account: &Account) -> Result<Vec<(Email, Option<Moment>)>, Fault> {
    let former = store::former_addresses::of_account(tx, account.id)?;
    let mut all = vec![(
        account.email.clone(),
        FormerAddress::last_but(&former, &account.email),
    )];
    for (at, one) in former.iter().enumerate() {
        if !all.iter().any(|(email, _)| *email == one.email) {
            // It ends all that came later.
            let earlier = FormerAddress::last_but(&former[..at], &one.email);
            all.push((one.email.clone(), earlier));
        }
    }
    Ok(all)
}

/// Counts so many mails; or returns what the owner is to be told, if there were too many today.
fn book(
    tx: &Tx,
    account: AccountId,
    more: usize,
    address: &str,
) -> Result<Result<(), Option<Totals>>, Fault> {
    let is_known = is_known(tx, account, address)?;
    let more = u32::try_from(more).unwrap_or(u32::MAX);
    let today = store::code_totals::today(tx, account)?;
    if !today.leave_mails(more, is_known) {
        return once_a_day(tx, account, today).map(Err);
    }
    let more = Totals {
        mails: more,
        strangers_mails: if is_known { 0 } else { more },
        ..Totals::default()
    };
    store::code_totals::add(tx, account, &more)?;
    Ok(Ok(()))
}

/// A code for an address that an account is to have.
pub(super) struct WantedAddress {
    account: AccountId,
    code: FreshCode,
    recipients: Recipients,
}

impl WantedAddress {
    pub(super) fn new(app: &App, account: AccountId, email: Email) -> Self {
        Self {
            account,
            code: FreshCode::new(app, account, Purpose::Change, email),
            recipients: Recipients::of(app),
        }
    }

    /// The address.
    pub(super) const fn email(&self) -> &Email {
        &self.code.email
    }

    /// Keeps the code, asked for from this client's address, unless the email is somebody else's; returns whether it
    /// isn't.
    ///
    /// # Errors
    /// [`Fault::TooManyTries`] if there were too many today, of this account or to this address.
    pub(super) fn keep(&self, tx: &Tx, address: &str) -> Result<bool, Fault> {
        if !store::code_totals::today(tx, self.account)?.leave_a_change() {
            return Err(until_midnight(tx));
        }
        let one = Totals {
            mails: 1,
            ..Totals::default()
        };
        store::code_totals::add(tx, self.account, &one)?;
        if !self.recipients.book(tx, self.email(), Sort::Asked)? {
            return Err(until_midnight(tx));
        }
        let is_free = store::accounts::is_free(tx, self.account, self.email())?;
        if is_free {
            self.code.keep(tx, self.account, address)?;
        }
        Ok(is_free)
    }

    /// Mails it.
    pub(super) fn mail(&self, app: &App, account: &Account) -> Result<(), Fault> {
        self.code.mail(app, account)
    }
}

/// Sends a code to the address that an account is to have; or, if that is somebody else's, tells them so there.
/// The caller doesn't learn which.
///
/// # Errors
/// As [`WantedAddress::keep`].
pub(super) fn send_to_new(
    app: &App,
    account: &Account,
    email: &Email,
    address: &str,
) -> Result<(), Fault> {
    let wanted = WantedAddress::new(app, account.id, email.clone());
    let address = address.to_owned();
    let (is_free, wanted) = app.store.write(move |tx| {
        let is_free = wanted.keep(tx, &address)?;
        Ok((is_free, wanted))
    })?;
    if is_free {
        wanted.mail(app, account)
    } else {
        tell_taken(app, account.id, email)
    }
}

/// That a day's mails are used up.
pub(super) fn until_midnight(tx: &Tx) -> Fault {
    Fault::TooManyTries {
        retry_after: tx.now.seconds_to_midnight(),
    }
}

/// What its owner is to be told of today, unless they were.
pub(super) fn once_a_day(
    tx: &Tx,
    account: AccountId,
    today: Totals,
) -> Result<Option<Totals>, Fault> {
    if today.told > 0 {
        return Ok(None);
    }
    let more = Totals {
        told: 1,
        ..Totals::default()
    };
    store::code_totals::add(tx, account, &more)?;
    Ok(Some(today))
}

/// Whether somebody signed in to this account from this client network, or signed up there.
pub(super) fn is_known(tx: &Tx, account: AccountId, address: &str) -> Result<bool, Fault> {
    Ok(store::sessions::knows_address(tx, account, address)?
        || store::code_totals::signed_up_from(tx, account, &network(address))?)
}

/// The client network of an address, as it is kept; text that is no address is a network of its own.
pub(super) fn network(address: &str) -> String {
    network_of(address).map_or_else(|| address.to_owned(), |network| network.to_string())
}

/// An HMAC under the server's secret: a plain hash of six digits is broken by trying all million. It holds for the
/// address that the code went to alone.
pub(super) fn fingerprint(
    app: &App,
    AccountId(id): AccountId,
    purpose: Purpose,
    email: &Email,
    code: &str,
) -> String {
    let (word, code) = (purpose.word(), normal(code));
    app.signer
        .fingerprint(&format!("code:{id}:{word}:{email}:{code}"))
}
