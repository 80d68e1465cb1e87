//! What the published APIs' own clients send, to the byte where bytes matter: a story each, from sign-up
//! to deletion, or to the sign-out where the client deletes nothing.

mod cultureconnect_android;
mod faceofmind_flutter;
mod firststep_android;
mod flask_api_dashboard;
mod profile_card_blazor;
