//! Roles and statuses, as they are typed.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::domain::account::{Role, Status};

impl ValueEnum for Role {
    fn value_variants<'all>() -> &'all [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::User => "Their own things",
            Self::Admin => "Everybody's",
        };
        Some(PossibleValue::new(self.word()).help(help))
    }
}

impl ValueEnum for Status {
    fn value_variants<'all>() -> &'all [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Inactive => {
                "Signed up, address not confirmed; where it is set, deactivated is stored"
            }
            Self::Active => "In use",
            Self::Deactivated => "Closed for now",
            Self::Suspended => "Shut out",
        };
        Some(PossibleValue::new(self.word()).help(help))
    }
}
