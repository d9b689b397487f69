//! Shared access signatures for reading one blob, snapshot or version.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use percent_encoding::percent_decode_str;
use url::Url;

use crate::auth::SharedKey;
use crate::auth::sas::{BlobSas, BlobSasTemplate, SasTime};
use crate::base::account::{account_name_from_url, is_path_style};
use crate::base::error::Result;
use crate::base::lock::lock;
use crate::base::url_description::{ClientKind, UrlDescription};
use crate::http::SERVICE_VERSION;

/// How long before now a signature starts: the clocks of two machines are rarely the same.
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

/// The values of the signature. The permission to read tags is needed only for copies with tags.
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

/// How long signatures of many blobs have the same times.
const SHARED_TIMES: Duration = Duration::from_secs(60);

/// The common parts of the signatures for blobs of the container that was read last, without and with tags: a container has blobs of
/// both. Each signature is still for one blob.
#[derive(Debug, Default)]
pub struct ReadSignatures([Mutex<Option<Arc<OfContainer>>>; 2]);

#[derive(Debug)]
struct OfContainer {
    /// The start of each blob's URL.
    prefix: String,
    key: SharedKey,
    template: BlobSasTemplate,
    from: SystemTime,
    until: SystemTime,
}

impl ReadSignatures {
    /// The query that allows a blob to be read for this long, and its expiry; `None` for what must be signed by itself: a snapshot, a version,
    /// and URLs with their own query.
    ///
    /// # Errors
    /// As [`read_permission`].
    pub fn sign(
        &self,
        blob: &Url,
        with_tags: bool,
        (now, life): (SystemTime, Duration),
        key: &SharedKey,
    ) -> Result<Option<(String, SystemTime)>> {
        if blob.query().is_some() || blob.fragment().is_some() {
            return Ok(None);
        }
        let url = blob.as_str();
        let slot = &self.0[usize::from(with_tags)];
        let known = lock(slot).clone().filter(|known| known.serves(url, now, life, key));
        let shared = match known {
            Some(known) => known,
            None => match OfContainer::of(blob, with_tags, now, life, key)? {
                Some(new) => {
                    let new = Arc::new(new);
                    *lock(slot) = Some(Arc::clone(&new));
                    new
                }
                None => return Ok(None),
            },
        };
        let name = url.strip_prefix(&*shared.prefix).and_then(signed_name);
        Ok(name.map(|name| (shared.template.query(&name, key), shared.until)))
    }
}

impl OfContainer {
    fn of(blob: &Url, with_tags: bool, now: SystemTime, life: Duration, key: &SharedKey) -> Result<Option<Self>> {
        let sas = read_permission(blob, with_tags, now, now + life)?;
        let url = blob.as_str();
        let named = |at: &usize| signed_name(&url[at + 1..]) == sas.blob_name;
        let Some(slash) = url.match_indices('/').map(|(at, _)| at).find(named) else { return Ok(None) };
        let container = url[..slash].rsplit('/').next().map(|name| percent_decode_str(name).decode_utf8_lossy());
        // The name alone is that of a blob in the root container, and what begins like it is not.
        if container.as_deref() != Some(&sas.container_name) {
            return Ok(None);
        }
        Ok(Some(Self {
            prefix: url[..=slash].to_owned(),
            key: key.clone(),
            template: BlobSasTemplate::new(sas, key)?,
            from: now,
            until: now + life,
        }))
    }

    fn serves(&self, url: &str, now: SystemTime, life: Duration, key: &SharedKey) -> bool {
        url.starts_with(&self.prefix)
            && self.key.is(key)
            && self.until == self.from + life
            && now.duration_since(self.from).is_ok_and(|age| age < SHARED_TIMES)
    }
}

/// The name of a blob as signatures have it; `None` for one that cannot be read from a URL.
fn signed_name(encoded: &str) -> Option<String> {
    let name = percent_decode_str(encoded).decode_utf8().ok()?.replace('\\', "/");
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::auth::AccountKey;
    use crate::auth::sas::SasKey;
    use crate::base::url::{NameKind, append_name};

    fn key() -> SharedKey {
        SharedKey::new("a", &AccountKey::from_base64("a2V5")).expect("a key")
    }

    proptest! {
        #[test]
        fn a_batched_signature_equals_a_single_one(names in prop::collection::vec("\\PC{1,30}", 1..5), with_tags: bool) {
            let (signatures, now, life) = (ReadSignatures::default(), SystemTime::now(), Duration::from_secs(3600));
            for base in ["https://a.blob.core.windows.net/c", "http://127.0.0.1:1/a/c", "https://a.blob.core.windows.net/$root"] {
                for name in &names {
                    let base = Url::parse(base).expect("a URL");
                    let Ok(blob) = append_name(base, name, NameKind::Blob) else { continue };
                    let by_itself = read_permission(&blob, with_tags, now, now + life).expect("a permission");
                    let by_itself = by_itself.sign(SasKey::Shared(&key())).expect("a signature").to_query();
                    let shared = signatures.sign(&blob, with_tags, (now, life), &key()).expect("a signature");
                    prop_assert_eq!(shared, Some((by_itself, now + life)), "{}", blob);
                }
            }
        }
    }

    #[test]
    fn other_resources_are_signed_individually() {
        let (now, life) = (SystemTime::now(), Duration::from_secs(3600));
        for url in [
            "https://a.blob.core.windows.net/b",
            "https://a.blob.core.windows.net/c/b?snapshot=2026-01-01T00:00:00.0000000Z",
            "https://a.blob.core.windows.net/c/b?versionid=2026-01-01T00:00:00.0000000Z",
        ] {
            let url = Url::parse(url).expect("a URL");
            let signed = ReadSignatures::default().sign(&url, false, (now, life), &key()).expect("none");
            assert_eq!(signed, None, "{url}");
        }
    }

    #[test]
    fn times_are_renewed_after_a_minute_and_for_another_permission() {
        let (signatures, began, life) = (ReadSignatures::default(), SystemTime::now(), Duration::from_secs(3600));
        let url = Url::parse("https://a.blob.core.windows.net/c/b").expect("a URL");
        let sign = |with_tags, now| signatures.sign(&url, with_tags, (now, life), &key()).expect("a signature");
        let (first, until) = sign(false, began).expect("a signature");
        assert_eq!(sign(false, began + SHARED_TIMES / 2), Some((first.clone(), until)));
        assert_ne!(sign(true, began).map(|(query, _)| query), Some(first));
        let (_, renewed) = sign(false, began + SHARED_TIMES).expect("a signature");
        assert_eq!(renewed, until + SHARED_TIMES);
        let (_, turned_back) = sign(false, began).expect("a signature");
        assert_eq!(turned_back, until, "a clock that was turned back");
    }

    #[test]
    fn a3_another_key_of_the_account_signs_anew() {
        let (signatures, now, life) = (ReadSignatures::default(), SystemTime::now(), Duration::from_secs(3600));
        let url = Url::parse("https://a.blob.core.windows.net/c/b").expect("a URL");
        let other = SharedKey::new("a", &AccountKey::from_base64("b3RoZXI=")).expect("a key");
        let by = |key: &SharedKey| signatures.sign(&url, false, (now, life), key).expect("a signature");
        let (first, other) = (by(&key()), by(&other));
        assert_ne!(first, other);
        assert_eq!(by(&key()), first);
    }

    #[test]
    fn the_account_is_found_in_the_host() {
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
    fn a_signature_is_for_one_blob_also_in_the_root_container() {
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
