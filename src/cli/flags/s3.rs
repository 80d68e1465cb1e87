//! How to reach an S3-compatible store, for every command that takes `s3://bucket/prefix`.

use std::path::PathBuf;

use clap::Args;

use crate::backup::objects::S3Settings;

/// How to reach an S3-compatible store. The variables are those that other programs know.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Object storage")]
pub(crate) struct S3Args {
    /// The address of an S3-compatible store, such as https://s3.example.org [default: Amazon's, of the region].
    #[arg(long, env = "AWS_ENDPOINT_URL_S3", value_name = "URL")]
    pub s3_endpoint: Option<String>,

    /// The store's region [default: us-east-1].
    #[arg(long, env = "AWS_REGION", value_name = "NAME")]
    pub s3_region: Option<String>,

    /// Have the bucket's name in the host's, also with an endpoint of one's own.
    #[arg(long, env = "FIRSTSTEP_S3_HOST_STYLE")]
    pub s3_host_style: bool,

    /// The certificates that the store's must be signed by, as a PEM file [default: the public ones].
    #[arg(long, env = "AWS_CA_BUNDLE", value_name = "FILE")]
    pub s3_ca: Option<PathBuf>,

    /// The name of the key for the store.
    #[arg(long, env = "AWS_ACCESS_KEY_ID", value_name = "TEXT")]
    pub s3_access_key: Option<String>,

    /// The key's secret part. Prefer the variable: other users of this machine can read command lines.
    #[arg(
        long,
        env = "AWS_SECRET_ACCESS_KEY",
        value_name = "TEXT",
        hide_env_values = true
    )]
    pub s3_secret_key: Option<String>,

    /// The token of the session that the key is of. Prefer the variable.
    #[arg(
        long,
        env = "AWS_SESSION_TOKEN",
        value_name = "TEXT",
        hide_env_values = true
    )]
    pub s3_session_token: Option<String>,
}

impl S3Args {
    /// These, as plain values; a file's last line break is none of a key's.
    pub(crate) fn settings(&self) -> S3Settings {
        let bare = |text: &Option<String>| text.as_deref().map(|text| text.trim_end().to_owned());
        S3Settings {
            endpoint: bare(&self.s3_endpoint),
            region: bare(&self.s3_region),
            access_key: bare(&self.s3_access_key),
            secret_key: bare(&self.s3_secret_key),
            session_token: bare(&self.s3_session_token),
            ca: self.s3_ca.clone(),
            host_style: self.s3_host_style,
        }
    }
}
