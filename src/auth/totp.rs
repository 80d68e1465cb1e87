//! Time-based one-time passwords (RFC 6238) as authenticator apps make them: HMAC-SHA-1, six digits, 30 seconds.

use std::time::Duration;

use hmac::{Hmac, Mac as _};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;

use crate::auth::sealed;
use crate::auth::signer::Signer;
use crate::domain::account::AccountId;
use crate::domain::moment::Moment;
use crate::platform::random;

/// For how long an app shows a code, in seconds.
const PERIOD: i64 = 30;
/// How many codes before and after the present one are taken: clocks differ, and people type.
const DRIFT: i64 = 1;

/// What an app and the server share: 160 bits, as RFC 4226 (4, R6) recommends.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct TotpSecret([u8; Self::BYTES]);

impl TotpSecret {
    const BYTES: usize = 20;

    /// A new one.
    #[must_use]
    pub(crate) fn fresh() -> Self {
        Self(random::bytes())
    }

    /// The secret as an app takes it: 32 letters and digits of base32 (RFC 4648) in groups of four.
    #[must_use]
    pub(crate) fn grouped(&self) -> String {
        let mut text = String::new();
        // Five bytes are eight letters: 20 bytes need no padding.
        for (at, five) in self.0.chunks(5).enumerate() {
            let bits = five
                .iter()
                .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
            for letter in 0..8 {
                if letter % 4 == 0 && at + letter > 0 {
                    text.push(' ');
                }
                let value = bits >> (35 - 5 * letter) & 31;
                text.push(char::from(
                    BASE32[usize::try_from(value).unwrap_or_default()],
                ));
            }
        }
        text
    }

    /// The link that an app reads from a QR code.
    #[must_use]
    pub(crate) fn link(&self, account: &str) -> String {
        let account = utf8_percent_encode(account, NON_ALPHANUMERIC);
        let secret = self.grouped().replace(' ', "");
        format!(
            "otpauth://totp/FirstStep:{account}?secret={secret}&issuer=FirstStep&algorithm=SHA1&digits=6&period={PERIOD}"
        )
    }

    /// The step whose code this is, of the present one and its neighbours; the latest, should two have the same.
    #[must_use]
    pub(crate) fn step_of(&self, code: &str, now: Moment) -> Option<i64> {
        let present = step(now);
        let steps = present - DRIFT..=present + DRIFT;
        steps.filter(|step| self.at(*step) == code).max()
    }

    fn at(&self, step: i64) -> String {
        format!("{:06}", self.number(step) % 1_000_000)
    }

    /// RFC 4226, 5.3: four of the HMAC's bytes, at the place that its last four bits say.
    fn number(&self, step: i64) -> u32 {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).expect("any length will do");
        mac.update(&step.to_be_bytes());
        let hash = mac.finalize().into_bytes();
        let at = usize::from(hash[19] & 15);
        let four = [hash[at], hash[at + 1], hash[at + 2], hash[at + 3]];
        u32::from_be_bytes(four) & 0x7fff_ffff
    }

    /// The secret as the database keeps it.
    #[must_use]
    pub(crate) fn seal(&self, signer: &Signer, account: AccountId) -> Vec<u8> {
        sealed::seal(kept(signer, account), &self.0, &[])
    }

    /// Opens what [`Self::seal`] made; `None` if it was made under another secret of the server.
    #[must_use]
    pub(crate) fn unseal(signer: &Signer, account: AccountId, sealed: &[u8]) -> Option<Self> {
        let secret = sealed::unseal(kept(signer, account), sealed, &[])?;
        secret.try_into().ok().map(Self)
    }

    /// The secret for the way to the page and back, before its first code: bound to the session, and to a time.
    #[must_use]
    pub(crate) fn offer(&self, signer: &Signer, whose: [i64; 2], now: Moment) -> Vec<u8> {
        let end = now.after(OFFERED_FOR).micros().to_be_bytes();
        sealed::seal(offered(signer, whose), &[&self.0[..], &end].concat(), &[])
    }

    /// Opens what [`Self::offer`] made, if its time isn't over.
    #[must_use]
    pub(crate) fn accept(
        signer: &Signer,
        whose: [i64; 2],
        sealed: &[u8],
        now: Moment,
    ) -> Option<Self> {
        let offer = sealed::unseal(offered(signer, whose), sealed, &[])?;
        let (secret, end) = offer.split_first_chunk()?;
        let end = Moment::from_micros(i64::from_be_bytes(end.try_into().ok()?));
        (now < end).then_some(Self(*secret))
    }
}

/// RFC 4648, 6.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Long enough to find an app and install it.
const OFFERED_FOR: Duration = Duration::from_secs(30 * 60);

/// The step of a moment: how often 30 seconds have passed since 1970.
#[must_use]
pub(crate) const fn step(moment: Moment) -> i64 {
    moment.seconds().div_euclid(PERIOD)
}

fn kept(signer: &Signer, AccountId(account): AccountId) -> [u8; 32] {
    signer.derive("second factor", &[&account.to_be_bytes()])
}

fn offered(signer: &Signer, [account, session]: [i64; 2]) -> [u8; 32] {
    let whose = [account.to_be_bytes(), session.to_be_bytes()];
    signer.derive("second factor's offer", &[&whose[0], &whose[1]])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238's own secret.
    const RFC: TotpSecret = TotpSecret(*b"12345678901234567890");

    fn at(seconds: i64) -> Moment {
        Moment::from_micros(seconds * 1_000_000)
    }

    /// RFC 6238, appendix B, whose codes have eight digits; ours are the last six.
    #[test]
    fn the_rfcs_own_codes() {
        for (seconds, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            let number = RFC.number(step(at(seconds))) % 100_000_000;
            assert_eq!(format!("{number:08}"), code, "{seconds}");
            assert_eq!(RFC.at(step(at(seconds))), code[2..], "{seconds}");
        }
    }

    #[test]
    fn one_step_either_way_and_no_further() {
        let now = at(1_111_111_111);
        let present = step(now);
        for drift in -3..=3 {
            let found = RFC.step_of(&RFC.at(present + drift), now);
            let expected = (drift.abs() <= 1).then_some(present + drift);
            assert_eq!(found, expected, "{drift}");
        }
        for odd in ["", "5047", "14050471", "05047a", "１"] {
            assert_eq!(RFC.step_of(odd, now), None, "{odd}");
        }
    }

    #[test]
    fn base32_is_the_rfcs() {
        let grouped = RFC.grouped();
        assert_eq!(grouped, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let whole = TotpSecret([0xff; 20]).grouped();
        assert_eq!(whole, ["7777"; 8].join(" "));
    }

    #[test]
    fn the_link_names_the_account() {
        assert_eq!(
            RFC.link("ayu+1@example.com"),
            "otpauth://totp/FirstStep:ayu%2B1%40example%2Ecom?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=FirstStep&algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn the_servers_secret_and_the_account_open_it_alone() {
        let signer = Signer::new(b"secret");
        let sealed = RFC.seal(&signer, AccountId(1));
        assert!(!sealed.windows(20).any(|part| part == RFC.0));
        assert!(TotpSecret::unseal(&signer, AccountId(1), &sealed) == Some(RFC));
        assert!(TotpSecret::unseal(&signer, AccountId(2), &sealed).is_none());
        assert!(TotpSecret::unseal(&Signer::new(b"other"), AccountId(1), &sealed).is_none());
    }

    #[test]
    fn an_offer_is_for_its_session_and_its_half_hour() {
        let signer = Signer::new(b"secret");
        let offer = RFC.offer(&signer, [1, 7], at(0));
        let accept = |whose, now| TotpSecret::accept(&signer, whose, &offer, now) == Some(RFC);
        assert!(accept([1, 7], at(1799)));
        assert!(!accept([1, 7], at(1800)));
        assert!(!accept([1, 8], at(0)) && !accept([2, 7], at(0)));
        // What is offered isn't what is kept.
        assert!(TotpSecret::unseal(&signer, AccountId(1), &offer).is_none());
    }
}
