//! The certificates that a TLS connection trusts: the system's roots, Node's extra certificates, or anything if the environment says so.
//! Files are read only when a configuration is created, so that plain http costs nothing.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};

use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::http::certificate::{AcceptAny, NodeLikeVerifier};
use crate::http::proxy::EnvironmentLookup;

/// The settings that decide what is trusted. Equal settings share connections.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TlsSettings {
    /// A PEM file that replaces the system's roots (`SSL_CERT_FILE`).
    pub certificate_file: Option<PathBuf>,
    /// Directories of PEM files that replace the system's roots (`SSL_CERT_DIR`).
    pub certificate_directories: Vec<PathBuf>,
    /// A PEM file of additional roots (`NODE_EXTRA_CA_CERTS`).
    pub extra_certificates: Option<PathBuf>,
    /// False accepts any certificate (`NODE_TLS_REJECT_UNAUTHORIZED=0`).
    pub reject_unauthorized: bool,
    /// DER certificates to trust if the system has no roots, as in a minimal container.
    pub fallback_roots: Arc<[Vec<u8>]>,
}

impl Default for TlsSettings {
    fn default() -> Self {
        Self {
            certificate_file: None,
            certificate_directories: Vec::new(),
            extra_certificates: None,
            reject_unauthorized: true,
            fallback_roots: Arc::new([]),
        }
    }
}

impl TlsSettings {
    /// The settings in the environment variables of Node and OpenSSL.
    pub fn from_environment(environment: EnvironmentLookup<'_>) -> Self {
        let path = |name: &str| environment(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        Self {
            certificate_file: path("SSL_CERT_FILE"),
            certificate_directories: path("SSL_CERT_DIR").iter().flat_map(std::env::split_paths).collect(),
            extra_certificates: path("NODE_EXTRA_CA_CERTS"),
            reject_unauthorized: environment("NODE_TLS_REJECT_UNAUTHORIZED").as_deref() != Some("0"),
            fallback_roots: Arc::new([]),
        }
    }

    /// Adds the roots to trust if the system has none.
    #[must_use]
    pub fn with_fallback_roots(mut self, roots: impl Into<Arc<[Vec<u8>]>>) -> Self {
        self.fallback_roots = roots.into();
        self
    }

    /// Whether the system has roots. Reads them, which takes milliseconds.
    #[must_use]
    pub fn system_has_roots(&self) -> bool {
        !self.system_roots().is_empty()
    }

    /// A configuration with this trust. Reads files, which takes milliseconds.
    #[must_use]
    pub fn client_config(&self) -> ClientConfig {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier: Arc<dyn ServerCertVerifier> = if self.reject_unauthorized {
            Arc::new(NodeLikeVerifier::new(self.roots(), &provider))
        } else {
            warn_once(
                &UNVERIFIED,
                "NODE_TLS_REJECT_UNAUTHORIZED is '0': certificates are not verified, so TLS connections are insecure.",
            );
            Arc::new(AcceptAny::new(&provider))
        };
        builder(provider).dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth()
    }

    fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        // Systems contain certificates that cannot be parsed. One of them must not affect the others.
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
        if self.certificate_file.is_none() && self.certificate_directories.is_empty() {
            return rustls_native_certs::load_native_certs().certs;
        }
        let load = rustls_native_certs::load_certs_from_paths;
        let mut found = load(self.certificate_file.as_deref(), None).certs;
        for directory in &self.certificate_directories {
            found.extend(load(None, Some(directory)).certs);
        }
        found
    }
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

/// Node reports both on standard error, once per process.
#[expect(clippy::print_stderr, reason = "as in Node: a weakened or missing certificate must be noticed")]
fn warn_once(once: &Once, message: &str) {
    once.call_once(|| eprintln!("(blobferry) Warning: {message}"));
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::TlsSettings;

    #[test]
    fn the_environment_determines_trusted_certificates() {
        assert_eq!(TlsSettings::from_environment(&|_| None), TlsSettings::default());
        assert_eq!(TlsSettings::from_environment(&|_| Some(String::new())), TlsSettings::default());
        let directories = std::env::join_paths(["/directory", "/other"]).unwrap().into_string().unwrap();
        let lookup = |name: &str| {
            let value = match name {
                "SSL_CERT_FILE" => "/file",
                "SSL_CERT_DIR" => directories.as_str(),
                "NODE_EXTRA_CA_CERTS" => "/extra",
                "NODE_TLS_REJECT_UNAUTHORIZED" => "0",
                _ => return None,
            };
            Some(value.to_owned())
        };
        let settings = TlsSettings::from_environment(&lookup);
        assert_eq!(settings.certificate_file, Some(PathBuf::from("/file")));
        assert_eq!(settings.certificate_directories, ["/directory", "/other"].map(PathBuf::from));
        assert_eq!(settings.extra_certificates, Some(PathBuf::from("/extra")));
        assert!(!settings.reject_unauthorized);
    }
}
