//! The state of the source that a blob was copied from, recorded in the metadata of the copy.
//!
//! Times do not show whether a copy is up to date: a source that changes while it is copied is older than its copy, and the clocks of two
//! accounts differ. So copies that are to be brought up to date later record the `ETag` of what was copied, with a hash of the source's
//! URL, because a record is copied along when its blob is copied again.

use std::fmt::Write;

use sha2::{Digest, Sha256};
use url::Url;

use crate::copy::blob_facts::BlobFacts;
use crate::rest::values::NameValues;

/// The name of the record among the metadata.
pub const RECORD: &str = "blobferry_source";

/// How many bytes of the hash of the URL are recorded.
const HASH: usize = 8;

/// The most bytes that the metadata of a blob may have, names and values together.
/// <https://learn.microsoft.com/rest/api/storageservices/setting-and-retrieving-properties-and-metadata-for-blob-resources>
const MOST_METADATA: usize = 8 * 1024;

/// The destination's record of the state that it was copied from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordedSource {
    /// Nothing, and the copy records nothing either.
    Never,
    /// Nothing.
    Unknown,
    /// It was copied from the current state of the source.
    Same,
    /// It was copied from this source in another state.
    Other,
}

/// The record of a source in this state; `None` if nothing identifies the state.
fn record(source: &Url, facts: &BlobFacts) -> Option<String> {
    Some(format!("{}-{}", facts.strong_etag()?.trim_matches('"'), hash_of(source)))
}

/// A hash that identifies the source: of its URL without a query.
fn hash_of(source: &Url) -> String {
    let digest = Sha256::digest(format!("{}{}", source.origin().ascii_serialization(), source.path()));
    digest.iter().take(HASH).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Compares what a destination has recorded with the current source.
pub fn recorded(source: &Url, facts: &BlobFacts, destination: &BlobFacts) -> RecordedSource {
    let found = destination
        .metadata
        .as_ref()
        .and_then(|metadata| metadata.0.iter().find(|(name, _)| is_record(name)).map(|(_, value)| value.as_str()));
    match (found, record(source, facts)) {
        (Some(found), Some(own)) if found == own => RecordedSource::Same,
        (Some(found), Some(_)) if found.ends_with(&format!("-{}", hash_of(source))) => RecordedSource::Other,
        _ => RecordedSource::Unknown,
    }
}

/// Whether a name of metadata is that of the record.
pub fn is_record(name: &str) -> bool {
    name.eq_ignore_ascii_case(RECORD)
}

/// The metadata of a copy with its record; `None` if it cannot be added without changing the rest.
pub fn with_record(metadata: &NameValues, source: &Url, facts: &BlobFacts) -> Option<NameValues> {
    with_own(metadata, RECORD, record(source, facts)?)
}

/// Whether a copy with this metadata can record its source.
pub fn can_record(metadata: Option<&NameValues>, source: &Url, facts: &BlobFacts) -> bool {
    metadata.is_some_and(|metadata| with_record(metadata, source, facts).is_some())
}

/// Metadata with a value of the engine's own; `None` if it cannot be added without changing the rest. Values that a header cannot hold as
/// the listing has them are left to the service.
pub fn with_own(metadata: &NameValues, own: &str, value: String) -> Option<NameValues> {
    let printable =
        |text: &str| !text.is_empty() && text.trim() == text && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let mut pairs: Vec<_> = metadata.0.iter().filter(|(name, _)| !name.eq_ignore_ascii_case(own)).cloned().collect();
    pairs.push((own.to_owned(), value));
    let size: usize = pairs.iter().map(|(name, value)| name.len() + value.len()).sum();
    let can_be_said = pairs.iter().all(|(name, value)| printable(name) && printable(value));
    (can_be_said && size <= MOST_METADATA).then_some(NameValues(pairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(etag: &str, metadata: &[(&str, &str)]) -> BlobFacts {
        let pairs = metadata.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        BlobFacts {
            etag: Some(format!("\"{etag}\"")),
            metadata: Some(NameValues(pairs.collect())),
            ..Default::default()
        }
    }

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[test]
    fn a_copy_records_the_state_of_its_source() {
        let (source, facts) = (url("https://a/c/b?sig=x"), blob("0x1", &[("owner", "me")]));
        let metadata = with_record(facts.metadata.as_ref().expect("metadata"), &source, &facts).expect("a record");
        let copy = BlobFacts { metadata: Some(metadata), ..blob("0x9", &[]) };
        assert_eq!(recorded(&url("https://a/c/b?sig=y"), &facts, &copy), RecordedSource::Same);
        assert_eq!(recorded(&source, &blob("0x2", &[]), &copy), RecordedSource::Other);
        // A record of another source shows nothing about this one.
        assert_eq!(recorded(&url("https://a/c/other"), &facts, &copy), RecordedSource::Unknown);
        assert_eq!(recorded(&source, &facts, &blob("0x9", &[])), RecordedSource::Unknown);
        assert_eq!(recorded(&source, &facts, &blob("0x9", &[("Blobferry_Source", "x")])), RecordedSource::Unknown);
    }

    #[test]
    fn an_earlier_record_is_replaced_and_nothing_else_changes() {
        let (source, facts) = (url("https://a/c/b"), blob("0x1", &[("Blobferry_source", "old"), ("k", "v")]));
        let pairs = with_record(facts.metadata.as_ref().expect("metadata"), &source, &facts).expect("a record").0;
        assert_eq!(pairs.len(), 2);
        assert!(pairs[1].1.starts_with("0x1-"), "{pairs:?}");
        for value in ["", " x", "\u{e9}", &"x".repeat(8192)] {
            let facts = blob("0x1", &[("k", value)]);
            assert_eq!(with_record(facts.metadata.as_ref().expect("metadata"), &source, &facts), None, "{value:?}");
        }
        let weak = BlobFacts { etag: Some("W/\"1\"".into()), ..facts };
        assert_eq!(with_record(&NameValues::default(), &source, &weak), None);
    }
}
