//! Verifies server certificates, and maps rejections to Node's codes. It reads neither files nor the environment.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme};

/// Verifies as Node does where the underlying verifier is stricter or reports less.
#[derive(Debug)]
pub struct NodeLikeVerifier {
    roots: RootCertStore,
    algorithms: WebPkiSupportedAlgorithms,
}

impl NodeLikeVerifier {
    /// Trusts these roots. Without any it rejects every certificate.
    #[must_use]
    pub fn new(roots: RootCertStore, provider: &CryptoProvider) -> Self {
        Self { roots, algorithms: provider.signature_verification_algorithms }
    }

    /// Whether the certificate is itself one of the roots, with the same subject and key.
    fn is_root(&self, certificate: &CertificateDer<'_>) -> bool {
        let Ok(candidate) = webpki::anchor_from_trusted_cert(certificate) else { return false };
        self.roots.roots.iter().any(|root| {
            root.subject == candidate.subject && root.subject_public_key_info == candidate.subject_public_key_info
        })
    }
}

impl ServerCertVerifier for NodeLikeVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let parsed = ParsedCertificate::try_from(end_entity)?;
        let (roots, algorithms) = (&self.roots, self.algorithms.all);
        match verify_server_cert_signed_by_trust_anchor(&parsed, roots, intermediates, now, algorithms) {
            Ok(()) => {}
            // Common tools mark self-signed certificates as authorities. OpenSSL accepts a trusted one as a server
            // certificate. webpki does not, and reports it only after it has checked the dates.
            Err(rejection) if is_authority_as_server(&rejection) && self.is_root(end_entity) => {}
            Err(rejection) if is_authority_as_server(&rejection) || is_unknown_issuer(&rejection) => {
                return Err(untrusted(end_entity, intermediates));
            }
            Err(rejection) => return Err(rejection),
        }
        verify_server_name(&parsed, server_name)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Accepts any certificate, as `NODE_TLS_REJECT_UNAUTHORIZED=0` requests.
#[derive(Debug)]
pub struct AcceptAny {
    schemes: Vec<SignatureScheme>,
}

impl AcceptAny {
    /// Accepts any certificate whose key the provider supports.
    #[must_use]
    pub fn new(provider: &CryptoProvider) -> Self {
        Self { schemes: provider.signature_verification_algorithms.supported_schemes() }
    }
}

impl ServerCertVerifier for AcceptAny {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.schemes.clone()
    }
}

/// A rejection with Node's code and message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Untrusted {
    code: &'static str,
    words: &'static str,
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words)
    }
}

impl std::error::Error for Untrusted {}

const SELF_SIGNED: Untrusted = Untrusted { code: "DEPTH_ZERO_SELF_SIGNED_CERT", words: "self-signed certificate" };
const SELF_SIGNED_IN_CHAIN: Untrusted =
    Untrusted { code: "SELF_SIGNED_CERT_IN_CHAIN", words: "self-signed certificate in certificate chain" };
const ALONE: Untrusted =
    Untrusted { code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE", words: "unable to verify the first certificate" };
const NO_ROOT: Untrusted =
    Untrusted { code: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", words: "unable to get local issuer certificate" };

/// Why a chain without a trusted root is rejected, by OpenSSL's distinctions.
fn untrusted(end_entity: &CertificateDer<'_>, intermediates: &[CertificateDer<'_>]) -> rustls::Error {
    let self_signed = |certificate: &CertificateDer<'_>| {
        webpki::EndEntityCert::try_from(certificate).is_ok_and(|parsed| parsed.issuer() == parsed.subject())
    };
    let reason = if self_signed(end_entity) {
        SELF_SIGNED
    } else if intermediates.iter().any(self_signed) {
        SELF_SIGNED_IN_CHAIN
    } else if intermediates.is_empty() {
        ALONE
    } else {
        NO_ROOT
    };
    CertificateError::Other(OtherError(Arc::new(reason))).into()
}

fn is_unknown_issuer(error: &rustls::Error) -> bool {
    matches!(error, rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer))
}

fn is_authority_as_server(error: &rustls::Error) -> bool {
    let rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(cause))) = error else { return false };
    matches!(cause.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity))
}

/// Node's code and message for a failed handshake.
/// <https://nodejs.org/api/tls.html#x509-certificate-error-codes>
#[must_use]
pub fn code_of(error: &rustls::Error) -> (&'static str, String) {
    use CertificateError as Bad;
    let rustls::Error::InvalidCertificate(bad) = error else {
        return ("EPROTO", format!("TLS handshake failed: {error}"));
    };
    if let Bad::Other(OtherError(cause)) = bad
        && let Some(reason) = cause.downcast_ref::<Untrusted>()
    {
        return (reason.code, reason.words.to_owned());
    }
    let (code, words) = match bad {
        Bad::Expired | Bad::ExpiredContext { .. } => ("CERT_HAS_EXPIRED", "certificate has expired".to_owned()),
        Bad::NotValidYet | Bad::NotValidYetContext { .. } => {
            ("CERT_NOT_YET_VALID", "certificate is not yet valid".to_owned())
        }
        Bad::NotValidForName | Bad::NotValidForNameContext { .. } => {
            ("ERR_TLS_CERT_ALTNAME_INVALID", format!("Hostname/IP does not match certificate's altnames: {bad}"))
        }
        Bad::Revoked => ("CERT_REVOKED", "certificate revoked".to_owned()),
        Bad::BadSignature => ("CERT_SIGNATURE_FAILURE", "certificate signature failure".to_owned()),
        Bad::InvalidPurpose | Bad::InvalidPurposeContext { .. } => {
            ("INVALID_PURPOSE", "unsupported certificate purpose".to_owned())
        }
        Bad::UnknownIssuer => (ALONE.code, ALONE.words.to_owned()),
        _ => ("CERT_REJECTED", format!("the certificate was rejected: {bad}")),
    };
    (code, words)
}
