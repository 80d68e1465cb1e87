//! What attackers try, each attack as a test: one after another, many at once, from one client network
//! and from many.

mod address_mails;
mod addresses;
mod administrators;
mod app_passwords;
mod away;
mod codes;
mod confirmed_address;
mod crowding;
mod cut_off;
mod demo;
mod guessing;
mod guessing_codes;
mod hoarding;
mod hosts;
mod in_flight;
mod left_behind;
pub mod mailbox;
mod new_address;
mod pending;
mod planted;
mod recipients;
mod required_factor;
mod second_factor;
mod second_factor_set_up;
mod sessions;
mod slow_readers;
