//! The port for HTTPS: the same service, and certificates that clients must reject.
#![allow(clippy::unwrap_used, reason = "clippy takes only test functions for tests, not what they call")]

use crate::support::secure::shake_hands;
use crate::support::{Client, Fixture};
use blobferry_simulator::{Certificate, Options, Simulator};

async fn start(certificate: Certificate) -> Simulator {
    Simulator::start(Options { certificate, ..Options::default() }).await.unwrap()
}

/// The result of a handshake by a client that trusts the simulator's authority.
async fn outcome(simulator: &Simulator, host: &str) -> Result<(), String> {
    let done = shake_hands(simulator, host, &[simulator.authority_pem()]).await;
    done.map(drop).map_err(|error| error.to_string())
}

#[tokio::test]
async fn https_serves_the_same_service() {
    let mut fixture = Fixture::start().await;
    fixture.put("one", "hello").await;
    fixture.client = Client::connect_securely(&fixture.simulator).await;
    assert_eq!(fixture.get("one").await.body, "hello");
    // The source is at the other port.
    let copy = fixture.copy("one", "two", &[]).await;
    assert_eq!(copy.status, 202, "{copy:?}");
    assert_eq!(fixture.get("two").await.body, "hello");
    let metadata = fixture.send("PUT", "/two?comp=metadata", &[("X-Ms-Meta-a", "1")], "").await;
    assert_eq!(metadata.status, 200);
}

#[tokio::test]
async fn the_certificate_covers_every_host_name() {
    let simulator = start(Certificate::Valid).await;
    for host in ["127.0.0.1", "::1", "localhost", "mine.blob.localhost", "mine.blob.core.windows.net"] {
        assert_eq!(outcome(&simulator, host).await, Ok(()), "{host}");
    }
    assert!(outcome(&simulator, "elsewhere.invalid").await.unwrap_err().contains("not valid for name"));
}

#[tokio::test]
async fn the_certificate_authority_must_be_trusted() {
    let (simulator, other) = (start(Certificate::Valid).await, start(Certificate::Valid).await);
    let rejected = shake_hands(&simulator, "localhost", &[other.authority_pem()]).await.unwrap_err();
    assert!(rejected.to_string().contains("UnknownIssuer"), "{rejected}");
    let both = [other.authority_pem(), simulator.authority_pem()];
    assert!(shake_hands(&simulator, "localhost", &both).await.is_ok());
}

#[tokio::test]
async fn the_certificate_can_be_invalid() {
    let expired = outcome(&start(Certificate::Expired).await, "localhost").await.unwrap_err();
    assert!(expired.contains("certificate expired"), "{expired}");
    let wrong_host = outcome(&start(Certificate::WrongHost).await, "localhost").await.unwrap_err();
    assert!(wrong_host.contains("not valid for name"), "{wrong_host}");
    // A client that was rejected does not stop the next one.
    let simulator = start(Certificate::WrongHost).await;
    assert!(outcome(&simulator, "localhost").await.is_err());
    assert_eq!(outcome(&simulator, "elsewhere.invalid").await, Ok(()));
}
