//! The mark of a backup snapshot: a hash of the copy's source and destination, and the time when the blob was last checked before. A
//! foreign snapshot may have the same mark, if its blob was copied from ours. It is younger.

use std::fmt::Write;

use sha2::{Digest, Sha256};
use url::Url;

use crate::copy::blob_facts::BlobFacts;
use crate::copy::recorded_source::with_own;
use crate::rest::values::{FromText, NameValues, Timestamp};

/// The name of the mark among the metadata of a snapshot.
pub const MARK: &str = "blobferry_backup";

/// The number of bytes of the hash that are recorded.
const HASH: usize = 16;

/// The maximum time between the check of the blob and its snapshot, in milliseconds. A later snapshot is not recognized.
const LATEST: i64 = 60_000;

/// A hash that identifies the copy: of both URLs without their queries.
pub fn id_of(source: &Url, destination: &Url) -> String {
    let mut hash = Sha256::new();
    for url in [source, destination] {
        hash.update(url.origin().ascii_serialization());
        hash.update(url.path());
        hash.update("\n");
    }
    hash.finalize().iter().take(HASH).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The metadata of a snapshot of a blob that was checked at this time of the service: the blob's, and the mark. `None` if the mark
/// cannot be added without changing the rest.
pub fn with_mark(source: &Url, destination: &Url, seen: &BlobFacts, at: Option<Timestamp>) -> Option<NameValues> {
    with_own(seen.metadata.as_ref()?, MARK, format!("{}-{}", id_of(source, destination), at?.0 / 1000))
}

/// The metadata without the mark that a restored blob has; `None` if it has none.
pub fn without_mark(metadata: Option<&NameValues>) -> Option<NameValues> {
    let pairs = &metadata?.0;
    let is_mark = |(name, _): &&(String, String)| name.eq_ignore_ascii_case(MARK);
    pairs
        .iter()
        .any(|pair| is_mark(&pair))
        .then(|| NameValues(pairs.iter().filter(|pair| !is_mark(pair)).cloned().collect()))
}

/// Whether a snapshot was taken for this copy.
pub fn is_ours(id: &str, snapshot: &str, metadata: Option<&NameValues>) -> bool {
    let mark = metadata.and_then(|metadata| metadata.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(MARK)));
    let seen = mark.and_then(|(_, value)| value.strip_prefix(id)?.strip_prefix('-')?.parse::<i64>().ok());
    let taken = Timestamp::from_text(snapshot).map(|time| time.0);
    match seen.zip(taken) {
        Some((seen, taken)) => seen.checked_mul(1000).is_some_and(|seen| (0..=LATEST).contains(&(taken - seen))),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECONDS: i64 = 1_600_000_000;
    const TAKEN: &str = "2020-09-13T12:26:45.1234567Z";

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    fn metadata(pairs: &[(&str, &str)]) -> NameValues {
        NameValues(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_backup_is_recognized_by_its_copy_and_time() {
        let (source, destination) = (url("https://a/c/s?sig=x"), url("https://b/c/d"));
        let seen = BlobFacts { metadata: Some(metadata(&[("owner", "me")])), ..Default::default() };
        let marked = with_mark(&source, &destination, &seen, Some(Timestamp(SECONDS * 1000))).expect("a mark");
        assert!(marked.0.contains(&("owner".to_owned(), "me".to_owned())) && marked.0.len() == 2, "{marked:?}");
        let id = id_of(&url("https://a/c/s?sig=y"), &url("https://b/c/d?sig=z"));
        assert!(is_ours(&id, TAKEN, Some(&marked)));
        for (other, snapshot) in [
            (id_of(&url("https://a/c/other"), &destination), TAKEN),
            (id_of(&source, &url("https://b/c/other")), TAKEN),
            // A snapshot of a blob that was copied from the backup.
            (id.clone(), "2020-09-13T12:27:45.0000000Z"),
            (id.clone(), "2020-09-13T12:26:39.0000000Z"),
            (id.clone(), "nonsense"),
        ] {
            assert!(!is_ours(&other, snapshot, Some(&marked)), "{snapshot}");
        }
        for others in [metadata(&[]), metadata(&[("owner", "me")]), metadata(&[(MARK, &id)]), metadata(&[(MARK, "-1")])]
        {
            assert!(!is_ours(&id, TAKEN, Some(&others)), "{others:?}");
        }
        assert!(!is_ours(&id, TAKEN, None));
    }

    #[test]
    fn a_restored_blob_has_its_former_metadata() {
        let (source, destination) = (url("https://a/c/s"), url("https://b/c/d"));
        for pairs in [&[][..], &[("owner", "me")], &[("Blobferry_Backup", "old"), ("owner", "me")]] {
            let seen = BlobFacts { metadata: Some(metadata(pairs)), ..Default::default() };
            let marked = with_mark(&source, &destination, &seen, Some(Timestamp(SECONDS * 1000))).expect("a mark");
            let own: Vec<_> = pairs.iter().filter(|(name, _)| *name == "owner").copied().collect();
            assert_eq!(without_mark(Some(&marked)), Some(metadata(&own)));
            assert_eq!(without_mark(Some(&metadata(&own))), None);
        }
        // Metadata that a header cannot contain unchanged is kept, and the snapshot has no mark.
        for value in ["", " x", "\u{e9}"] {
            let seen = BlobFacts { metadata: Some(metadata(&[("k", value)])), ..Default::default() };
            assert_eq!(with_mark(&source, &destination, &seen, Some(Timestamp(0))), None);
        }
        assert_eq!(with_mark(&source, &destination, &BlobFacts::default(), Some(Timestamp(0))), None);
    }
}
