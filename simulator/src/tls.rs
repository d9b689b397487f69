//! The certificate of the HTTPS port, created when the simulator starts: its own authority, and a server certificate
//! that this authority signed.

use std::io;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use time::{Duration, OffsetDateTime};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

/// The names of a simulator.
const HOSTS: [&str; 5] = ["localhost", "127.0.0.1", "::1", "*.blob.localhost", "*.blob.core.windows.net"];
/// A name that is not one of them.
const WRONG_HOST: [&str; 1] = ["elsewhere.invalid"];

/// The kind of server certificate, so that tests can check that clients reject a bad one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Certificate {
    /// It is valid for clients that trust the authority.
    #[default]
    Valid,
    /// It expired yesterday.
    Expired,
    /// It is for another host.
    WrongHost,
}

/// The settings of an HTTPS port, and the certificate that its clients must trust.
pub struct Secured {
    /// Does the handshakes.
    pub acceptor: TlsAcceptor,
    /// The authority's certificate, as PEM.
    pub authority: String,
}

/// Creates an authority and a certificate. They use the machine's clock, as TLS clients do.
pub fn secure(certificate: Certificate) -> io::Result<Secured> {
    let authority = authority().map_err(io::Error::other)?;
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let server = server(certificate).and_then(|params| params.signed_by(&key, &authority)).map_err(io::Error::other)?;
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(vec![server.der().clone()], key.into()))
        .map_err(io::Error::other)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Secured { acceptor: TlsAcceptor::from(Arc::new(config)), authority: authority.pem() })
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut params = CertificateParams::default();
    // Clients that trust the authorities of several simulators must be able to distinguish them.
    params.distinguished_name = name(&format!("blobferry simulator authority {}", uuid::Uuid::new_v4().simple()));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (params.not_before, params.not_after) = around_now();
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

fn server(certificate: Certificate) -> Result<CertificateParams, rcgen::Error> {
    let hosts = if certificate == Certificate::WrongHost { WRONG_HOST.as_slice() } else { HOSTS.as_slice() };
    let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let mut params = CertificateParams::new(hosts)?;
    params.distinguished_name = name("blobferry simulator");
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    (params.not_before, params.not_after) = around_now();
    if certificate == Certificate::Expired {
        params.not_before -= Duration::days(30);
        params.not_after = OffsetDateTime::now_utc() - Duration::days(1);
    }
    Ok(params)
}

/// From two days ago, so that no clock nearby is before it, for less time than any client objects to.
fn around_now() -> (OffsetDateTime, OffsetDateTime) {
    let now = OffsetDateTime::now_utc();
    (now - Duration::days(2), now + Duration::days(365))
}

fn name(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}
