//! A shared access signature for reading one blob, snapshot or version.

use std::time::{Duration, SystemTime};

use url::Url;

use crate::auth::sas::{BlobSas, SasTime};
use crate::base::account::{account_name_from_url, is_path_style};
use crate::base::error::Result;
use crate::base::url_description::{ClientKind, UrlDescription};
use crate::http::SERVICE_VERSION;

/// How long before now a signature begins: the clocks of two machines are rarely the same.
pub const BEFORE: Duration = Duration::from_secs(15 * 60);

/// The container whose name a blob's URL may leave out.
const ROOT_CONTAINER: &str = "$root";

/// The name of the account that a signature is for. The part of a host behind it may name a zone or a private link, and the
/// secondary host is one of the same account.
pub fn account_name(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    let name = match account_name_from_url(url) {
        "" if host.contains(".blob.") => host.split('.').next().unwrap_or_default(),
        name => name,
    };
    if is_path_style(url) { name } else { name.strip_suffix("-secondary").unwrap_or(name) }
}

/// The values of the signature. Only a copy that takes the tags along needs the permission to read those.
///
/// # Errors
/// When the URL names no blob.
pub fn read_permission(blob: &Url, with_tags: bool, now: SystemTime, until: SystemTime) -> Result<BlobSas> {
    let location = UrlDescription::of(blob.clone(), ClientKind::Blob)?;
    let is_https = location.is_https;
    let (container_name, blob_name) = match (location.container_name, location.blob_name) {
        // A name alone is that of a blob in the root container.
        (Some(name), None) => (ROOT_CONTAINER.to_owned(), Some(name)),
        (container, blob) => (container.unwrap_or_default(), blob),
    };
    Ok(BlobSas {
        version: Some(SERVICE_VERSION.to_owned()),
        protocol: is_https.then(|| "https".to_owned()),
        starts_on: Some(SasTime::from(now - BEFORE)),
        expires_on: Some(SasTime::from(until)),
        permissions: Some(if with_tags { "rt" } else { "r" }.to_owned()),
        container_name,
        blob_name,
        snapshot_time: location.snapshot,
        version_id: location.version_id,
        ..Default::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_of_a_host() {
        for (url, name) in [
            ("https://a.blob.core.windows.net/c/b", "a"),
            ("https://a-secondary.blob.core.windows.net/c/b", "a"),
            ("https://a.z6.blob.storage.azure.net/c/b", "a"),
            ("https://a.privatelink.blob.core.windows.net/c/b", "a"),
            ("http://127.0.0.1:10000/a-secondary/c/b", "a-secondary"),
            ("https://blobs.example.com/c/b", ""),
        ] {
            assert_eq!(account_name(&Url::parse(url).expect("a URL")), name);
        }
    }

    #[test]
    fn a_signature_is_for_the_one_blob_also_in_the_root_container() {
        for (url, container, blob) in [
            ("https://a.blob.core.windows.net/c/b%20d/e", "c", "b d/e"),
            ("https://a.blob.core.windows.net/$root/b", "$root", "b"),
            ("https://a.blob.core.windows.net/b", "$root", "b"),
        ] {
            let sas = read_permission(&Url::parse(url).expect("a URL"), false, SystemTime::now(), SystemTime::now())
                .expect("a signature");
            assert_eq!((sas.container_name.as_str(), sas.blob_name.as_deref()), (container, Some(blob)));
        }
    }
}
