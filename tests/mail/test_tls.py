"""TLS and STARTTLS with a real mail server, whose certificate an authority of one's own signed."""

import ssl
import subprocess

import pytest
from test_queue import PROGRAM, Postbox, Server, eventually, mail_server


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    """An authority, a certificate for this machine that it signed, and one for another name."""
    folder = tmp_path_factory.mktemp("pki")

    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    openssl("req", "-x509", *key, "-subj", "/CN=our own authority", "-keyout", "ca.key", "-out", "ca.pem")
    for name, whose in {"here": "IP:127.0.0.1", "elsewhere": "DNS:mail.example.org"}.items():
        extensions = ["-addext", f"subjectAltName={whose}", "-addext", "basicConstraints=critical,CA:FALSE"]
        signed = ["-CA", "ca.pem", "-CAkey", "ca.key"]
        openssl("req", "-x509", *key, *signed, *extensions, "-subj", "/CN=mail", "-keyout", f"{name}.key", "-out", f"{name}.pem")
    alone = ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"]
    openssl("req", "-x509", *key, *alone, "-subj", "/CN=alone", "-keyout", "alone.key", "-out", "alone.pem")
    return folder


def context(pki, name):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(pki / f"{name}.pem", pki / f"{name}.key")
    return made


def options(pki, how, name="here"):
    """What aiosmtpd calls it."""
    if how == "always":
        return {"ssl_context": context(pki, name)}
    return {"tls_context": context(pki, name), "require_starttls": True}


def signing(postbox, how):
    # aiosmtpd itself takes only STARTTLS for TLS.
    return {"authenticator": postbox.authenticate, "auth_required": True, "auth_require_tls": how == "starttls"}


def refused(folder):
    """What the log says of the server."""
    log = folder / "log"
    return eventually("it is refused", lambda: "mail server can't be used" in log.read_text() and log.read_text())


HOW = pytest.mark.parametrize("how", ["always", "starttls"])


@HOW
def test_a_mail_goes_out_encrypted_and_signed_in(tmp_path, pki, how):
    postbox = Postbox()
    with mail_server(postbox, **options(pki, how), **signing(postbox, how)) as port:
        named = {"FIRSTSTEP_SMTP_TLS": how, "FIRSTSTEP_SMTP_CA": str(pki / "ca.pem"), "SMTP_PASSWORD": "right"}
        with Server(tmp_path, port, **named) as server:
            server.sign_up("good@example.org")
            eventually("it goes out", lambda: "good@example.org" in postbox.mails)
            assert postbox.signed_in == [(b"house@example.org", b"right")]


@HOW
def test_a_certificate_that_nobody_we_know_signed_is_told(tmp_path, pki, how):
    postbox = Postbox()
    with mail_server(postbox, **options(pki, how)) as port:
        with Server(tmp_path, port, FIRSTSTEP_SMTP_TLS=how, SMTP_PASSWORD="right") as server:
            server.sign_up("good@example.org")
            said = refused(tmp_path)
            assert "UnknownIssuer" in said and "FIRSTSTEP_SMTP_CA" in said
            assert server.mails()["good@example.org"]["tries"] == 0
    assert not postbox.signed_in and not postbox.mails


def test_a_certificate_that_signed_itself_is_its_own_authority(tmp_path, pki):
    postbox = Postbox()
    with mail_server(postbox, **options(pki, "always", "alone")) as port:
        named = {"FIRSTSTEP_SMTP_TLS": "always", "FIRSTSTEP_SMTP_CA": str(pki / "alone.pem")}
        with Server(tmp_path, port, **named) as server:
            server.sign_up("good@example.org")
            eventually("it goes out", lambda: "good@example.org" in postbox.mails)


def test_an_authoritys_certificate_as_a_servers_is_told(tmp_path, pki):
    with mail_server(Postbox(), **options(pki, "always", "ca")) as port:
        named = {"FIRSTSTEP_SMTP_TLS": "always", "FIRSTSTEP_SMTP_CA": str(pki / "ca.pem")}
        with Server(tmp_path, port, **named) as server:
            server.sign_up("good@example.org")
            assert "CA:FALSE" in refused(tmp_path)


@HOW
def test_a_certificate_of_another_name_is_refused(tmp_path, pki, how):
    postbox = Postbox()
    with mail_server(postbox, **options(pki, how, "elsewhere")) as port:
        named = {"FIRSTSTEP_SMTP_TLS": how, "FIRSTSTEP_SMTP_CA": str(pki / "ca.pem")}
        with Server(tmp_path, port, **named) as server:
            server.sign_up("good@example.org")
            assert "not valid for name" in refused(tmp_path)
    assert not postbox.mails


def test_a_server_that_offers_no_starttls_gets_neither_mail_nor_password(tmp_path, pki):
    postbox = Postbox()
    # As somebody between us makes it look who takes the offer away.
    lax = {"authenticator": postbox.authenticate, "auth_require_tls": False}
    with mail_server(postbox, **lax) as port:
        named = {"FIRSTSTEP_SMTP_TLS": "starttls", "FIRSTSTEP_SMTP_CA": str(pki / "ca.pem"), "SMTP_PASSWORD": "right"}
        with Server(tmp_path, port, **named) as server:
            server.sign_up("good@example.org")
            assert "STARTTLS" in refused(tmp_path)
    assert not postbox.signed_in and not postbox.mails


def test_an_authority_that_is_none_is_refused_at_the_start(tmp_path, pki):
    for given, said in {pki / "ca.key": "no certificate", pki / "nowhere": "can't be used"}.items():
        env = {"SMTP_HOST": "mail.example.org", "SMTP_EMAIL": "house@example.org", "FIRSTSTEP_SMTP_CA": str(given)}
        command = [PROGRAM, "config", "check", "--data-dir", tmp_path]
        ended = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert ended.returncode == 1 and said in ended.stderr and str(given) in ended.stderr
