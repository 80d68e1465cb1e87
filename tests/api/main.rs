//! The published APIs over real sockets, and the rules of the source tree. A file a topic; a family
//! has its own, and its document lies in `documents/`.

#[path = "../common/mod.rs"]
mod common;

mod across;
mod app;
#[path = "../clients/mod.rs"]
mod clients;
mod cross_origin;
mod cultureconnect;
mod description;
mod document;
mod faceofmind;
mod firststep;
mod flaskapi;
mod floors;
mod hostile;
mod idempotency;
#[path = "../intruders/mod.rs"]
mod intruders;
mod kserve;
mod manners;
mod passwords;
mod photos;
mod profilecard;
mod questionnaire;
mod rooms;
mod routes;
mod samples;
mod table;
mod usernames;
