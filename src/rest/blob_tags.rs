//! The tags of a blob, as responses have them.

use serde::Serialize;

use crate::base::error::Result;
use crate::rest::xml::XmlCursor;

/// An index tag.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BlobTag {
    /// The name of the tag.
    pub key: String,
    /// The value of the tag.
    pub value: String,
}

/// The index tags of a blob.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BlobTags {
    /// The tags, in the order of the service.
    pub blob_tag_set: Vec<BlobTag>,
}

/// Reads the response of Get Blob Tags.
///
/// # Errors
/// A protocol error when the document breaks off.
pub fn read(document: &[u8]) -> Result<BlobTags> {
    let mut cursor = XmlCursor::new(document)?;
    cursor.root("Tags")?;
    read_set(&mut cursor)
}

/// Reads the children of `<Tags>`.
pub fn read_set(cursor: &mut XmlCursor<'_>) -> Result<BlobTags> {
    let mut tags = BlobTags::default();
    cursor.children(|cursor, start| {
        if start.name() != "TagSet" {
            return cursor.skip(start);
        }
        cursor.children(|cursor, _tag| {
            let mut tag = BlobTag::default();
            cursor.children(|cursor, start| {
                match start.name() {
                    "Key" => tag.key = cursor.text()?,
                    "Value" => tag.value = cursor.text()?,
                    _ => cursor.skip(start)?,
                }
                Ok(())
            })?;
            tags.blob_tag_set.push(tag);
            Ok(())
        })
    })?;
    Ok(tags)
}
