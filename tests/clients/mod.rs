//! What the published APIs' own clients send, to the byte where bytes matter: a story each, from sign-up
//! to deletion.

mod firststep_android;
mod profile_card_blazor;
