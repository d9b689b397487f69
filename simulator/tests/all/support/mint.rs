//! SAS of any kind, made the way that the service's documentation says.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use blobferry_simulator::{DEFAULT_ACCOUNT, DEFAULT_KEY};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use url::form_urlencoded::Serializer;

/// The version that everything here signs for.
pub const VERSION: &str = "2025-01-05";

/// The fields of a service SAS for the container `box` or one of its blobs.
#[derive(Debug, Clone)]
pub struct ServiceSas<'a> {
    pub key: &'a str,
    /// Nothing for the container itself.
    pub blob: Option<&'a str>,
    pub permissions: &'a str,
    pub start: &'a str,
    pub expiry: &'a str,
    pub identifier: &'a str,
    pub addresses: &'a str,
    pub protocols: &'a str,
    pub scope: &'a str,
    /// `rscc`, `rscd`, `rsce`, `rscl`, `rsct`.
    pub overrides: [&'a str; 5],
    /// Object id, tenant, start, expiry, service and version of a user delegation key, whose value is `key`.
    pub delegation: Option<[&'a str; 6]>,
}

impl Default for ServiceSas<'_> {
    fn default() -> Self {
        Self {
            key: DEFAULT_KEY,
            blob: None,
            permissions: "r",
            start: "",
            expiry: "2099-01-01T00:00:00Z",
            identifier: "",
            addresses: "",
            protocols: "",
            scope: "",
            overrides: [""; 5],
            delegation: None,
        }
    }
}

impl ServiceSas<'_> {
    /// The query.
    pub fn query(&self) -> String {
        let (resource, name) = match self.blob {
            Some(blob) => ("b", format!("/blob/{DEFAULT_ACCOUNT}/box/{blob}")),
            None => ("c", format!("/blob/{DEFAULT_ACCOUNT}/box")),
        };
        let mut lines = vec![self.permissions, self.start, self.expiry, &name];
        match &self.delegation {
            Some(key) => lines.extend(key.iter().copied().chain(["", "", ""])),
            None => lines.push(self.identifier),
        }
        lines.extend([self.addresses, self.protocols, VERSION, resource, "", self.scope]);
        lines.extend(self.overrides);
        let signature = sign(self.key, &lines.join("\n"));
        let mut fields = vec![
            ("sv", VERSION),
            ("sr", resource),
            ("sp", self.permissions),
            ("st", self.start),
            ("se", self.expiry),
            ("si", self.identifier),
            ("sip", self.addresses),
            ("spr", self.protocols),
            ("ses", self.scope),
            ("sig", &signature),
        ];
        fields.extend(["rscc", "rscd", "rsce", "rscl", "rsct"].into_iter().zip(self.overrides));
        fields.extend(self.delegation.iter().flat_map(|key| KEY_FIELDS.into_iter().zip(*key)));
        encode(&fields)
    }
}

const KEY_FIELDS: [&str; 6] = ["skoid", "sktid", "skt", "ske", "sks", "skv"];

/// An account SAS.
pub fn account_sas(permissions: &str, resource_types: &str) -> String {
    let expiry = "2099-01-01T00:00:00Z";
    let text = format!("{DEFAULT_ACCOUNT}\n{permissions}\nb\n{resource_types}\n\n{expiry}\n\n\n{VERSION}\n\n");
    let signature = sign(DEFAULT_KEY, &text);
    let fields = [("sv", VERSION), ("ss", "b"), ("srt", resource_types), ("sp", permissions), ("se", expiry)];
    format!("{}&{}", encode(&fields), encode(&[("sig", &signature)]))
}

fn encode(fields: &[(&str, &str)]) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(fields.iter().filter(|(_, value)| !value.is_empty()));
    query.finish()
}

/// A signature with a key in base64.
pub fn sign(key: &str, text: &str) -> String {
    let mut hash = Hmac::<Sha256>::new_from_slice(&BASE64_STANDARD.decode(key).unwrap()).unwrap();
    hash.update(text.as_bytes());
    BASE64_STANDARD.encode(hash.finalize().into_bytes())
}
