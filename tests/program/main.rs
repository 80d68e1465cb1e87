//! Tests of the built program: its command line, and processes that start, serve, are stopped or
//! killed, and the data they leave.

#[path = "../common/authenticator.rs"]
#[allow(dead_code, reason = "shared")]
mod authenticator;
mod backup;
mod backup_load;
mod certificates;
mod cli;
mod client;
mod clock_jumps;
mod codes;
mod config;
mod consistency;
mod crash;
mod damaged_database;
mod databases;
mod defaults;
mod demo;
mod doctor;
mod environment;
mod failed_starts;
mod footprint;
mod healthcheck;
mod hostile_backups;
mod hsts;
mod identity;
mod import;
mod litert;
mod log;
mod log_lines;
mod mail;
mod metrics;
mod models;
mod no_database;
mod older;
mod origins;
mod outbox;
mod quiz;
mod reload;
mod retries;
mod root;
mod scheduled;
mod second_factor;
mod session;
mod set_up;
mod settings;
mod shutdown;
mod start;
mod stuck_log;
mod support;
mod tls;
mod unprivileged;
mod user;
mod user_addresses;
mod version;
mod zips;
