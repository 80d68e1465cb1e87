//! The built program as its user has it: a command line, a process that starts, serves, is told to
//! stop or is killed, and what it then has kept.

mod backup;
mod backup_load;
mod care;
mod certificates;
mod cli;
mod client;
mod config;
mod crash;
mod databases;
mod demo;
mod doctor;
mod footprint;
mod hostile_backups;
mod import;
mod kept;
mod litert;
mod log;
mod mail;
mod metrics;
mod models;
mod older;
mod outbox;
mod quiz;
mod session;
mod set_up;
mod settings;
mod shutdown;
mod start;
mod support;
mod tls;
mod trouble;
mod unprivileged;
mod user;
mod version;
mod zips;
