//! Compares a blob of the source with its counterpart, from the facts of both. Pure; it reports if more than facts is needed.

use crate::base::error::{Error, Result};
use crate::base::sorting::sort_by;
use crate::copy::blob_facts::{BlobFacts, BlobKind};
use crate::copy::recorded_source::is_record;
use crate::rest::values::NameValues;

/// How much is compared. Each value includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Compare {
    /// Type and length.
    Length,
    /// All that a copy keeps, and the stored MD5 hashes.
    Properties,
    /// The content, by the hashes where both sides have one, and otherwise by reading both.
    Hash,
    /// The content, by reading both: a copy has the hash that its source claims, whatever its bytes are.
    Content,
}

impl Compare {
    /// Reads the option.
    ///
    /// # Errors
    /// An argument error that names the option.
    pub fn new(name: &str) -> Result<Self> {
        match name {
            "length" => Ok(Self::Length),
            "properties" => Ok(Self::Properties),
            "hash" => Ok(Self::Hash),
            "content" => Ok(Self::Content),
            other => {
                let message = format!(
                    "The option \"compare\" must be \"length\", \"properties\", \"hash\" or \"content\", not {other:?}."
                );
                Err(Error::argument_range("options.compare", message))
            }
        }
    }
}

/// The result of comparing the facts of both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The fields that differ.
    pub fields: Vec<&'static str>,
    /// Whether the stored hashes prove that the content is the same: a hash is missing on one side otherwise.
    pub has_same_hash: bool,
    /// Whether tags must be read to be compared.
    pub needs_tags: bool,
}

/// Compares.
pub fn compare(source: &BlobFacts, destination: &BlobFacts, how: Compare) -> Comparison {
    let mut fields = Vec::new();
    let mut note = |field, differs: bool| {
        if differs {
            fields.push(field);
        }
    };
    note("blobType", source.kind != destination.kind && source.kind != BlobKind::Other);
    note("contentLength", source.length != destination.length);
    let (mine, theirs) = (source.content_md5(), destination.content_md5());
    if how >= Compare::Properties {
        let (one, other) = (&source.http_headers, &destination.http_headers);
        note("contentMD5", mine.is_some() && theirs.is_some() && mine != theirs);
        note("contentType", one.blob_content_type != other.blob_content_type);
        note("contentEncoding", one.blob_content_encoding != other.blob_content_encoding);
        note("contentLanguage", one.blob_content_language != other.blob_content_language);
        note("contentDisposition", one.blob_content_disposition != other.blob_content_disposition);
        note("cacheControl", one.blob_cache_control != other.blob_cache_control);
        note("metadata", pairs(source.metadata.as_ref()) != pairs(destination.metadata.as_ref()));
        note("tags", source.tag_count != destination.tag_count);
        note("accessTier", source.tier_of_copy().is_some_and(|tier| destination.tier.as_ref() != Some(&tier)));
    }
    let needs_tags = how >= Compare::Properties && source.tag_count > 0 && source.tag_count == destination.tag_count;
    Comparison { fields, has_same_hash: mine.is_some() && mine == theirs, needs_tags }
}

/// Metadata without what a copy records. Names are not case-sensitive.
fn pairs(metadata: Option<&NameValues>) -> Vec<(String, &str)> {
    let all = metadata.into_iter().flat_map(|metadata| &metadata.0).filter(|(name, _)| !is_record(name));
    let mut pairs: Vec<_> = all.map(|(name, value)| (name.to_ascii_lowercase(), value.as_str())).collect();
    sort_by(&mut pairs, Ord::cmp);
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::shared::{AccessTier, BlobHTTPHeaders};
    use crate::rest::values::Binary;

    fn blob(hash: Option<u8>, metadata: &[(&str, &str)]) -> BlobFacts {
        let pairs = metadata.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        BlobFacts {
            kind: BlobKind::BlockBlob,
            length: Some(7),
            http_headers: BlobHTTPHeaders {
                blob_content_md5: hash.map(|byte| Binary(vec![byte])),
                ..Default::default()
            },
            metadata: Some(NameValues(pairs)),
            ..Default::default()
        }
    }

    #[test]
    fn p7_hashes_are_equal_different_or_incomparable() {
        let of = |mine, theirs| compare(&blob(mine, &[]), &blob(theirs, &[]), Compare::Properties);
        assert!(of(Some(1), Some(1)).has_same_hash && of(Some(1), Some(1)).fields.is_empty());
        assert_eq!(of(Some(1), Some(2)).fields, ["contentMD5"]);
        assert!(!of(Some(1), None).has_same_hash && of(Some(1), None).fields.is_empty());
        assert!(!of(None, None).has_same_hash);
        assert!(compare(&blob(Some(1), &[]), &blob(Some(2), &[]), Compare::Length).fields.is_empty());
    }

    #[test]
    fn p1_each_field_that_differs_is_named() {
        let source = BlobFacts {
            tag_count: 1,
            tier: Some(AccessTier("Cool".into())),
            ..blob(None, &[("Owner", "me"), ("blobferry_source", "x")])
        };
        let destination = BlobFacts { tier: Some(AccessTier("Hot".into())), ..blob(None, &[("owner", "you")]) };
        assert_eq!(compare(&source, &destination, Compare::Content).fields, ["metadata", "tags", "accessTier"]);
        let equal = BlobFacts {
            metadata: blob(None, &[("owner", "me"), ("BLOBFERRY_SOURCE", "y")]).metadata,
            ..source.clone()
        };
        let comparison = compare(&source, &equal, Compare::Content);
        assert!(comparison.fields.is_empty() && comparison.needs_tags);
        let other = BlobFacts { kind: BlobKind::PageBlob, length: Some(8), ..source.clone() };
        assert_eq!(compare(&source, &other, Compare::Length).fields, ["blobType", "contentLength"]);
    }
}
