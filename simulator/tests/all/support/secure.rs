//! Connections over HTTPS.

use std::io;
use std::sync::Arc;

use blobferry_simulator::Simulator;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::Client;

/// Connects to a simulator as `host`, trusting the authorities `trusted` alone.
pub async fn shake_hands(simulator: &Simulator, host: &str, trusted: &[&str]) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    for pem in trusted {
        roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(simulator.secure_origin().strip_prefix("https://").unwrap()).await?;
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(host.to_owned()).unwrap(), stream).await
}

impl Client {
    /// A connection over HTTPS, by a client that trusts the simulator's authority.
    pub async fn connect_securely(simulator: &Simulator) -> Self {
        let stream = shake_hands(simulator, "127.0.0.1", &[simulator.authority_pem()]).await.unwrap();
        let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self(sender, simulator.secure_origin().strip_prefix("https://").unwrap().to_owned())
    }
}
