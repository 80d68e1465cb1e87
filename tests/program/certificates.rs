//! Generated certificates, and other programs as TLS clients.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, date_time_ymd};
use tempfile::TempDir;

use crate::support::{Ended, Server, run, serving};

/// A folder with a certificate, its key, and the data of a server.
pub struct Place {
    pub folder: TempDir,
}

impl Place {
    /// With a self-signed certificate for this machine.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Self { folder };
        place.renew(2040);
        place
    }

    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    pub fn key(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Replaces the certificate by one that expires at the end of this year.
    pub fn renew(&self, year: i32) {
        let (certificate, key) = pair(year);
        fs::write(self.certificate(), certificate).unwrap();
        fs::write(self.key(), key).unwrap();
    }

    pub fn command(&self) -> Command {
        let mut command = serving(&self.data());
        command.arg("--tls-cert").arg(self.certificate());
        command.arg("--tls-key").arg(self.key());
        command
    }

    pub fn serve(&self) -> Server {
        Server::start(self.command())
    }

    /// Requests this path with curl and these flags.
    pub fn curl(&self, server: &Server, path: &str, flags: &[&str]) -> Ended {
        curl(&self.certificate(), &format!("{}{path}", server.url), flags)
    }
}

/// A certificate that expires at the end of this year, and its key.
pub fn pair(year: i32) -> (String, String) {
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let mut parameters = CertificateParams::new(names).unwrap();
    parameters.not_before = date_time_ymd(2000, 1, 1);
    parameters.not_after = date_time_ymd(year, 12, 31);
    // Like those of `openssl req -x509`.
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = parameters.self_signed(&key).unwrap();
    (certificate.pem(), key.serialize_pem())
}

pub fn curl(certificate: &Path, url: &str, flags: &[&str]) -> Ended {
    let mut command = Command::new("curl");
    command.args(["--silent", "--show-error", "--max-time", "50", "--cacert"]);
    command.arg(certificate).args(flags).arg(url);
    run(command)
}
