//! The built program as its user has it: a command line, a process that starts, serves, is told to
//! stop or is killed, and what it then has kept.

mod backup;
mod backup_load;
mod cli;
mod client;
mod crash;
mod databases;
mod demo;
mod footprint;
mod hostile_backups;
mod kept;
mod litert;
mod log;
mod mail;
mod models;
mod older;
mod quiz;
mod scheduled;
mod set_up;
mod settings;
mod shutdown;
mod start;
mod support;
mod trouble;
mod unprivileged;
mod user;
mod zips;
