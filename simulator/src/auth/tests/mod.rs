//! Tests with requests that the reference signed, and with requests that must be rejected.

mod bearer;
mod delegated;
mod delegation;
mod order;
mod policies;
mod properties;
mod recorded;
mod sas;
mod sas_rejections;
mod shared_key;
mod times;
mod vectors;

use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::Sha256;

use super::{Connection, Grant, Identity, Issuer, Keyring, Rejection, SignedRequest, verify};
use recorded::Recorded;
use vectors::{ACCOUNT, MINTED, Minted, key};

static KEYS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| vec![key()]);
static ISSUER: LazyLock<Issuer> = LazyLock::new(delegated::issuer);

/// The one account.
fn keyring_of(account: &str) -> Keyring<'static> {
    Keyring { account: (account == ACCOUNT).then_some(KEYS.as_slice()), issuer: &ISSUER }
}

/// Every account, with the keys `keys`.
fn keyring(keys: &[Vec<u8>]) -> Keyring<'_> {
    Keyring { account: Some(keys), issuer: &ISSUER }
}

impl Grant {
    /// Whether a permission is granted.
    fn allows(&self, permission: char, container: Option<&str>, blob: Option<&str>) -> bool {
        self.require(&permission.to_string(), container, blob).is_ok()
    }
}

/// A time at which every SAS of the vectors is valid: 2024-07-03T10:40:00Z.
fn valid_time() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_720_003_200)
}

/// A connection that every SAS of the vectors accepts.
fn accepted_connection() -> Connection {
    Connection { client: "10.0.0.5".parse().unwrap(), https: true }
}

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(HeaderName::try_from(*name).unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    headers
}

/// The vector of that name.
fn minted(name: &str) -> &'static Minted {
    MINTED.iter().find(|minted| minted.name == name).unwrap()
}

/// Sends `query` for a container and a blob, from a valid connection.
fn authenticate(query: &str, container: Option<&str>, blob: Option<&str>) -> Result<Identity, Rejection> {
    authenticate_over(accepted_connection(), valid_time(), query, container, blob)
}

fn authenticate_over(
    connection: Connection,
    now: SystemTime,
    query: &str,
    container: Option<&str>,
    blob: Option<&str>,
) -> Result<Identity, Rejection> {
    let headers = HeaderMap::new();
    let request =
        SignedRequest { method: "GET", path: "/", query, headers: &headers, account: ACCOUNT, container, blob };
    verify(&request, connection, keyring_of(ACCOUNT), now)
}

/// The grant of a request that its SAS authorizes.
fn grant(response: Result<Identity, Rejection>) -> Grant {
    match response {
        Ok(Identity::Sas(grant)) => grant,
        other => panic!("not let in by a SAS: {other:?}"),
    }
}

/// A signature computed without the code under test.
fn sign(string_to_sign: &str) -> String {
    sign_bytes(string_to_sign.as_bytes())
}

fn sign_bytes(string_to_sign: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(&key()).unwrap();
    mac.update(string_to_sign);
    STANDARD.encode(mac.finalize().into_bytes())
}

/// A service SAS for the blob `docs/a.txt` at version 2021-12-02, signed with any fields.
fn blob_sas(
    permissions: &str,
    start: &str,
    expiry: &str,
    identifier: &str,
    addresses: &str,
    protocols: &str,
) -> String {
    let signature = sign(&format!(
        "{permissions}\n{start}\n{expiry}\n/blob/{ACCOUNT}/docs/a.txt\n{identifier}\n{addresses}\n{protocols}\n\
         2021-12-02\nb\n\n\n\n\n\n\n"
    ));
    let fields = [
        ("sv", "2021-12-02"),
        ("sr", "b"),
        ("sp", permissions),
        ("st", start),
        ("se", expiry),
        ("si", identifier),
        ("sip", addresses),
        ("spr", protocols),
        ("sig", &signature),
    ];
    let encoded = fields.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
    encoded.join("&")
}

/// Asserts the service's code and status.
#[track_caller]
fn rejected<T: std::fmt::Debug>(response: Result<T, Rejection>, status: u16, code: &str) -> Rejection {
    let rejection = response.unwrap_err();
    assert_eq!((rejection.status, rejection.code), (status, code), "{rejection}");
    rejection
}
