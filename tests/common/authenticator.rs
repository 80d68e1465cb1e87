//! An authenticator app, written from RFC 4226 and RFC 6238 and not from the server's code.

use hmac::{Hmac, Mac as _};
use sha1::Sha1;

use firststep::domain::moment::Moment;

/// An app that was given one secret.
#[derive(Debug, Clone)]
pub struct Authenticator(Vec<u8>);

impl Authenticator {
    /// The secret as the page shows it: base32 in groups.
    pub fn new(secret: &str) -> Self {
        let letters = secret.bytes().filter(|letter| *letter != b' ');
        let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
        for letter in letters {
            let value = match letter {
                b'A'..=b'Z' => letter - b'A',
                b'2'..=b'7' => letter - b'2' + 26,
                _ => panic!("{secret} is no base32"),
            };
            (held, bits) = (held << 5 | u32::from(value), bits + 5);
            if bits >= 8 {
                bits -= 8;
                bytes.push(u8::try_from(held >> bits).expect("eight bits"));
                held &= (1 << bits) - 1;
            }
        }
        Self(bytes)
    }

    /// What it shows at this moment, by its own clock or a server's.
    pub fn code(&self, now: impl Into<Moment>) -> String {
        self.code_in(now, 0)
    }

    /// What it shows so many times thirty seconds later.
    pub fn code_in(&self, now: impl Into<Moment>, steps: i64) -> String {
        let step = now.into().micros() / 1_000_000 / 30 + steps;
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).expect("any key");
        mac.update(&step.to_be_bytes());
        let hash = mac.finalize().into_bytes();
        let at = usize::from(hash[19] & 0xf);
        let number = u32::from_be_bytes(hash[at..at + 4].try_into().expect("four bytes"));
        format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
    }

    /// Six digits that are none of its codes for minutes to come.
    pub fn wrong(&self, now: impl Into<Moment>) -> String {
        let now = now.into();
        let shown: Vec<String> = (-3..=60).map(|steps| self.code_in(now, steps)).collect();
        let candidates = (0..1000).map(|number| format!("{:06}", number * 997));
        let mut free = candidates.filter(|code| !shown.contains(code));
        free.next().expect("most are")
    }
}
