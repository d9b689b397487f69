//! SAS with a stored access policy of the container.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::Request;
use sha2::Sha256;

use crate::auth::{Connection, StoredAccessPolicy};
use crate::header_case::Spellings;
use crate::received::Received;
use crate::service::Service;
use crate::sources::remote::{RemoteReader, SourceOptions};
use crate::wire::StreamFaults;

const KEY: &[u8] = b"key";

/// A service with the container `box` in the account `a`.
async fn service() -> Service {
    let service = Service::new(
        [("a".to_owned(), vec![KEY.to_vec()])].into(),
        RemoteReader::new(&SourceOptions::default()).unwrap(),
    );
    let created = send(&service, "PUT", &format!("/a/box?restype=container&{}", account_sas()), &[]).await;
    assert_eq!(created, (201, String::new()));
    service
}

/// The status and the error code.
async fn send(service: &Service, method: &str, uri: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let mut request = Request::builder().method(method).uri(uri).header("host", "localhost");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let (body, spellings, connection) = (Bytes::new(), Spellings::default(), Connection::default());
    let response = service
        .respond(Received { parts, body: body.into(), spellings, connection, faults: StreamFaults::default() })
        .await
        .unwrap();
    let code = response.headers().get("x-ms-error-code").map_or("", |code| code.to_str().unwrap());
    (response.status().as_u16(), code.to_owned())
}

fn sign(text: &str) -> String {
    let mut hash = Hmac::<Sha256>::new_from_slice(KEY).unwrap();
    hash.update(text.as_bytes());
    let signature = BASE64_STANDARD.encode(hash.finalize().into_bytes());
    url::form_urlencoded::byte_serialize(signature.as_bytes()).collect()
}

fn account_sas() -> String {
    let signature = sign("a\nrwdlc\nb\nsco\n\n2099-01-01\n\n\n2025-01-05\n\n");
    format!("sv=2025-01-05&ss=b&srt=sco&sp=rwdlc&se=2099-01-01&sig={signature}")
}

/// A SAS for the container that leaves everything to the policy `mine`.
fn policy_sas() -> String {
    let signature = sign("\n\n\n/blob/a/box\nmine\n\n\n2025-01-05\nc\n\n\n\n\n\n\n");
    format!("sv=2025-01-05&sr=c&si=mine&sig={signature}")
}

fn set_policy(service: &Service, permissions: &str, expiry: &str) {
    let policy =
        StoredAccessPolicy { permissions: Some(permissions.to_owned()), start: None, expiry: Some(expiry.to_owned()) };
    service.store.state().container("a", "box").unwrap().policies.insert("mine".to_owned(), policy);
}

#[tokio::test]
async fn a_policy_can_be_used_changed_and_revoked() {
    let service = service().await;
    let uri = format!("/a/box/blob?{}", policy_sas());
    let put = [("x-ms-blob-type", "BlockBlob")];
    let not_found = (403, "AuthenticationFailed".to_owned());
    assert_eq!(send(&service, "PUT", &uri, &put).await, not_found);
    set_policy(&service, "rw", "2099-01-01");
    assert_eq!(send(&service, "PUT", &uri, &put).await, (201, String::new()));
    assert_eq!(send(&service, "GET", &uri, &[]).await, (200, String::new()));
    set_policy(&service, "r", "2099-01-01");
    assert_eq!(send(&service, "PUT", &uri, &put).await, (403, "AuthorizationPermissionMismatch".to_owned()));
    assert_eq!(send(&service, "GET", &uri, &[]).await, (200, String::new()));
    set_policy(&service, "r", "2020-01-01");
    assert_eq!(send(&service, "GET", &uri, &[]).await, not_found);
    service.store.state().container("a", "box").unwrap().policies.clear();
    assert_eq!(send(&service, "GET", &uri, &[]).await, not_found);
}

#[tokio::test]
async fn a_stored_access_policy_authorizes_a_copy_source() {
    let service = service().await;
    set_policy(&service, "rw", "2099-01-01");
    let from = format!("/a/box/from?{}", policy_sas());
    assert_eq!(send(&service, "PUT", &from, &[("x-ms-blob-type", "BlockBlob")]).await.0, 201);
    let source = format!("http://localhost{from}");
    let headers = [("x-ms-copy-source", source.as_str()), ("x-ms-requires-sync", "true")];
    let to = format!("/a/box/to?{}", account_sas());
    assert_eq!(send(&service, "PUT", &to, &headers).await, (202, String::new()));
    service.store.state().container("a", "box").unwrap().policies.clear();
    assert_eq!(send(&service, "PUT", &to, &headers).await, (403, "CannotVerifyCopySource".to_owned()));
}
