//! Whom a TLS connection trusts: the system's roots, Node's extra certificates, or anybody if the environment says so.
//! Reads files only when a configuration is made, so that plain http costs nothing.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};

use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::http::certificate::{AcceptAny, NodeLikeVerifier};
use crate::http::proxy::Lookup;

/// What decides whom to trust. Two equal settings share connections.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TlsSettings {
    /// A PEM file that replaces the system's roots (`SSL_CERT_FILE`).
    pub certificate_file: Option<PathBuf>,
    /// A directory of PEM files that replaces the system's roots (`SSL_CERT_DIR`).
    pub certificate_directory: Option<PathBuf>,
    /// A PEM file whose certificates are trusted as well (`NODE_EXTRA_CA_CERTS`).
    pub extra_certificates: Option<PathBuf>,
    /// False accepts any certificate (`NODE_TLS_REJECT_UNAUTHORIZED=0`).
    pub reject_unauthorized: bool,
    /// DER certificates to trust when the system has no roots, as in a minimal container.
    pub fallback_roots: Arc<[Vec<u8>]>,
}

impl Default for TlsSettings {
    fn default() -> Self {
        Self {
            certificate_file: None,
            certificate_directory: None,
            extra_certificates: None,
            reject_unauthorized: true,
            fallback_roots: Arc::new([]),
        }
    }
}

impl TlsSettings {
    /// The settings that Node's own variables, and OpenSSL's, ask for.
    pub fn from_environment(environment: Lookup<'_>) -> Self {
        let path = |name: &str| environment(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        Self {
            certificate_file: path("SSL_CERT_FILE"),
            certificate_directory: path("SSL_CERT_DIR"),
            extra_certificates: path("NODE_EXTRA_CA_CERTS"),
            reject_unauthorized: environment("NODE_TLS_REJECT_UNAUTHORIZED").as_deref() != Some("0"),
            fallback_roots: Arc::new([]),
        }
    }

    /// Adds the roots to trust when the system has none.
    #[must_use]
    pub fn with_fallback_roots(mut self, roots: impl Into<Arc<[Vec<u8>]>>) -> Self {
        self.fallback_roots = roots.into();
        self
    }

    /// Whether the system has roots. Reads them, which takes milliseconds.
    pub fn system_has_roots(&self) -> bool {
        !self.system_roots().is_empty()
    }

    /// A configuration that trusts whom these settings say. Reads files, which takes milliseconds.
    pub fn client_config(&self) -> ClientConfig {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        if !self.reject_unauthorized {
            warn_once(
                &UNVERIFIED,
                "NODE_TLS_REJECT_UNAUTHORIZED is '0': certificates are not verified, so TLS connections are insecure.",
            );
            let verifier = Arc::new(AcceptAny::new(&provider));
            return builder(provider).dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
        }
        let roots = Arc::new(self.roots());
        match NodeLikeVerifier::new(Arc::clone(&roots), Arc::clone(&provider)) {
            Some(verifier) => {
                builder(provider).dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth()
            }
            None => builder(provider).with_root_certificates(roots).with_no_client_auth(),
        }
    }

    fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        // Systems hold certificates that no longer parse; one of them must not cost the others.
        let _ = roots.add_parsable_certificates(self.system_roots());
        if roots.is_empty() {
            let fallback = self.fallback_roots.iter().map(|der| CertificateDer::from(der.as_slice()));
            let _ = roots.add_parsable_certificates(fallback);
        }
        if let Some(path) = &self.extra_certificates {
            match certificates_in(path) {
                Ok(extra) => {
                    let _ = roots.add_parsable_certificates(extra);
                }
                Err(error) => {
                    let path = path.display();
                    warn_once(&UNREADABLE, &format!("ignoring extra certificates from `{path}`, load failed: {error}"));
                }
            }
        }
        roots
    }

    fn system_roots(&self) -> Vec<CertificateDer<'static>> {
        match (&self.certificate_file, &self.certificate_directory) {
            (None, None) => rustls_native_certs::load_native_certs().certs,
            (file, directory) => {
                rustls_native_certs::load_certs_from_paths(file.as_deref(), directory.as_deref()).certs
            }
        }
    }
}

/// A configuration that trusts nobody: for clients that never speak TLS, and therefore without cost.
pub fn no_roots() -> ClientConfig {
    builder(Arc::new(rustls::crypto::ring::default_provider()))
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth()
}

fn builder(provider: Arc<CryptoProvider>) -> rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier> {
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider has cipher suites for TLS 1.2 and 1.3")
}

fn certificates_in(path: &Path) -> Result<Vec<CertificateDer<'static>>, rustls::pki_types::pem::Error> {
    CertificateDer::pem_file_iter(path)?.collect()
}

static UNVERIFIED: Once = Once::new();
static UNREADABLE: Once = Once::new();

/// Node tells of both on standard error, once a process.
fn warn_once(once: &Once, message: &str) {
    once.call_once(|| eprintln!("(blobferry) Warning: {message}"));
}
