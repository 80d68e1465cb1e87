//! The published APIs over real sockets, and the rules of the source tree. A file a topic; a family
//! has its own, and its document lies in `documents/`.

#[path = "../common/mod.rs"]
mod common;

mod across;
mod app;
#[path = "../clients/mod.rs"]
mod clients;
mod cultureconnect;
mod description;
mod document;
mod faceofmind;
mod firststep;
mod flaskapi;
mod floors;
mod hostile;
mod idempotency;
mod kserve;
mod manners;
mod photos;
mod profilecard;
mod questionnaire;
mod routes;
mod samples;
mod table;
