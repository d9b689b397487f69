//! TLS against a real server: which certificates are trusted, and the code of a rejection.

use std::path::PathBuf;
use std::sync::Arc;

use http::Method;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CertifiedKey, DistinguishedName, DnType, IsCa, KeyPair,
    date_time_ymd, generate_simple_self_signed,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{HttpTransport, TransportSettings};
use crate::base::error::{Error, Result};
use crate::http::failure::{AttemptPhase, TransportFailure, advice};
use crate::http::test_server::{Reply, Server};
use crate::http::tls::TlsSettings;
use crate::http::{PipelineOptions, Request, Transport};

/// A file that is removed at the end of its test.
struct TemporaryFile(PathBuf);

impl TemporaryFile {
    fn new(content: &str) -> Self {
        let path = std::env::temp_dir().join(format!("blobferry-{}.pem", fastrand::u64(..)));
        std::fs::write(&path, content).unwrap();
        Self(path)
    }

    fn path(&self) -> String {
        self.0.to_str().unwrap().to_owned()
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Sends a request to a server with these certificates, with these environment variables and without system roots.
async fn connect(chain: &[CertificateDer<'static>], key: &KeyPair, environment: &[(&str, &str)]) -> Result<u16> {
    connect_with(chain, key, environment, |settings| settings).await
}

async fn connect_with(
    chain: &[CertificateDer<'static>],
    key: &KeyPair,
    environment: &[(&str, &str)],
    change: impl FnOnce(TlsSettings) -> TlsSettings,
) -> Result<u16> {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let server = Server::start_tls(vec![Reply::of("200 OK", "", "")], chain.to_vec(), key).await;
    let nothing = TemporaryFile::new("");
    let lookup = |name: &str| match environment.iter().find(|(key, _)| *key == name) {
        Some((_, value)) => Some((*value).to_owned()),
        None if name == "SSL_CERT_FILE" => Some(nothing.path()),
        None => None,
    };
    let mut settings = TransportSettings::new(&PipelineOptions::default(), &lookup).unwrap();
    settings.tls = change(settings.tls);
    let transport = HttpTransport::with_settings(settings);
    let request = Request::new(Method::GET, server.secure_url("/c?sig=secret"));
    Ok(transport.send(&request).await?.status)
}

#[track_caller]
fn assert_rejected(result: Result<u16>, code: &str) -> Error {
    let error = result.unwrap_err();
    assert_eq!(error.code(), Some(code), "{error:?}");
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    let failure = TransportFailure::of(&error).unwrap();
    assert_eq!((failure.phase, failure.transient), (AttemptPhase::Connect, false));
    assert!(advice(code).is_some());
    error
}

fn params(name: &str, common_name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common_name);
    params
}

fn self_signed(params: &CertificateParams) -> CertifiedKey<KeyPair> {
    let signing_key = KeyPair::generate().unwrap();
    CertifiedKey { cert: params.self_signed(&signing_key).unwrap(), signing_key }
}

fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = params("authority.test", name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn der(certificate: &rcgen::Certificate) -> CertificateDer<'static> {
    certificate.der().clone()
}

#[tokio::test]
async fn a_self_signed_certificate_is_rejected_unless_trusted() {
    let made = generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let chain = [der(&made.cert)];
    let error = assert_rejected(connect(&chain, &made.signing_key, &[]).await, "DEPTH_ZERO_SELF_SIGNED_CERT");
    assert!(error.message().starts_with("self-signed certificate (localhost:"), "{error}");
    let file = TemporaryFile::new(&made.cert.pem());
    for variable in ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"] {
        assert_eq!(connect(&chain, &made.signing_key, &[(variable, &file.path())]).await.unwrap(), 200, "{variable}");
    }
}

#[tokio::test]
async fn a_self_signed_authority_certificate_is_treated_alike() {
    let mut params = params("localhost", "localhost");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let made = self_signed(&params);
    let chain = [der(&made.cert)];
    assert_rejected(connect(&chain, &made.signing_key, &[]).await, "DEPTH_ZERO_SELF_SIGNED_CERT");
    let file = TemporaryFile::new(&made.cert.pem());
    assert_eq!(connect(&chain, &made.signing_key, &[("NODE_EXTRA_CA_CERTS", &file.path())]).await.unwrap(), 200);
    // Another key under the same name is not trusted.
    let impostor = self_signed(&params);
    let result = connect(&[der(&impostor.cert)], &impostor.signing_key, &[("NODE_EXTRA_CA_CERTS", &file.path())]).await;
    assert_rejected(result, "DEPTH_ZERO_SELF_SIGNED_CERT");
}

#[tokio::test]
async fn a_trusted_certificate_for_another_host_is_rejected() {
    for is_ca in [IsCa::NoCa, IsCa::Ca(BasicConstraints::Unconstrained)] {
        let mut params = params("elsewhere.test", "elsewhere");
        params.is_ca = is_ca;
        let made = self_signed(&params);
        let file = TemporaryFile::new(&made.cert.pem());
        let result = connect(&[der(&made.cert)], &made.signing_key, &[("NODE_EXTRA_CA_CERTS", &file.path())]).await;
        assert_rejected(result, "ERR_TLS_CERT_ALTNAME_INVALID");
    }
}

#[tokio::test]
async fn an_expired_trusted_certificate_is_rejected() {
    for is_ca in [IsCa::NoCa, IsCa::Ca(BasicConstraints::Unconstrained)] {
        let mut past = params("localhost", "localhost");
        (past.not_before, past.not_after) = (date_time_ymd(2001, 1, 1), date_time_ymd(2002, 1, 1));
        let mut future = params("localhost", "localhost");
        (future.not_before, future.not_after) = (date_time_ymd(4001, 1, 1), date_time_ymd(4002, 1, 1));
        for (mut params, code) in [(past, "CERT_HAS_EXPIRED"), (future, "CERT_NOT_YET_VALID")] {
            params.is_ca = is_ca;
            let made = self_signed(&params);
            let file = TemporaryFile::new(&made.cert.pem());
            let result = connect(&[der(&made.cert)], &made.signing_key, &[("NODE_EXTRA_CA_CERTS", &file.path())]).await;
            assert_rejected(result, code);
        }
    }
}

#[tokio::test]
async fn a_certificate_chain_needs_a_trusted_authority() {
    let root = authority("root");
    let key = KeyPair::generate().unwrap();
    let leaf = params("localhost", "leaf").signed_by(&key, &root).unwrap();
    let (alone, complete) = ([der(&leaf)], [der(&leaf), der(root.as_ref())]);
    assert_rejected(connect(&alone, &key, &[]).await, "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
    assert_rejected(connect(&complete, &key, &[]).await, "SELF_SIGNED_CERT_IN_CHAIN");

    let file = TemporaryFile::new(&format!("# a comment\n{}\n{}", authority("other").pem(), root.pem()));
    assert_eq!(connect(&alone, &key, &[("NODE_EXTRA_CA_CERTS", &file.path())]).await.unwrap(), 200);
    let trusted = Arc::<[Vec<u8>]>::from([root.der().to_vec()]);
    let fallback = |settings: TlsSettings| settings.with_fallback_roots(trusted);
    assert_eq!(connect_with(&alone, &key, &[], fallback).await.unwrap(), 200);
}

#[tokio::test]
async fn fallback_roots_are_used_only_without_system_roots() {
    let made = generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let system = TemporaryFile::new(&authority("system").pem());
    let roots = Arc::<[Vec<u8>]>::from([made.cert.der().to_vec()]);
    let change = |settings: TlsSettings| {
        assert!(settings.system_has_roots());
        settings.with_fallback_roots(roots)
    };
    let result =
        connect_with(&[der(&made.cert)], &made.signing_key, &[("SSL_CERT_FILE", &system.path())], change).await;
    assert_rejected(result, "DEPTH_ZERO_SELF_SIGNED_CERT");
}

#[tokio::test]
async fn verification_can_be_switched_off() {
    let made = generate_simple_self_signed(vec!["elsewhere.test".to_owned()]).unwrap();
    let connect_in =
        async |value| connect(&[der(&made.cert)], &made.signing_key, &[("NODE_TLS_REJECT_UNAUTHORIZED", value)]).await;
    assert_eq!(connect_in("0").await.unwrap(), 200);
    for value in ["1", "", "false"] {
        assert_rejected(connect_in(value).await, "DEPTH_ZERO_SELF_SIGNED_CERT");
    }
}

#[tokio::test]
async fn an_unreadable_file_of_extra_certificates_is_not_fatal() {
    let made = generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let good = TemporaryFile::new(&made.cert.pem());
    let bad = TemporaryFile::new("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n");
    for extra in ["/nonexistent/extra.pem", &bad.path()] {
        let environment = [("NODE_EXTRA_CA_CERTS", extra), ("SSL_CERT_FILE", &good.path())];
        assert_eq!(connect(&[der(&made.cert)], &made.signing_key, &environment).await.unwrap(), 200, "{extra}");
    }
}

#[tokio::test]
async fn https_to_a_server_without_tls_is_reported() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/c?sig=secret", listener.local_addr().unwrap());
    let plain = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 1024]).await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        let _ = stream.read_to_end(&mut Vec::new()).await;
    };
    let nothing = TemporaryFile::new("");
    let lookup = |name: &str| (name == "SSL_CERT_FILE").then(|| nothing.path());
    let settings = TransportSettings::new(&PipelineOptions::default(), &lookup).unwrap();
    let transport = HttpTransport::with_settings(settings);
    let request = Request::new(Method::GET, url.parse().unwrap());
    let (result, ()) = tokio::join!(transport.send(&request), plain);
    let error = assert_rejected(result.map(|response| response.status), "EPROTO");
    assert!(error.message().starts_with("TLS handshake failed: "), "{error}");
}
