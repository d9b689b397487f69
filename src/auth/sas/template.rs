//! Signatures for blobs of one container that differ only in the blob's name. A copy of many blobs creates one for each.

use super::{BlobSas, SasKey};
use crate::auth::SharedKey;
use crate::base::component::encode_component;
use crate::base::error::{Error, ErrorKind, Result};

/// A placeholder for the blob's name. No name in a signature contains it.
const PLACEHOLDER: &str = "\u{0}";

/// The name of the signature in the query. It is the last parameter.
const SIGNATURE: &str = "&sig=";

/// All of a [`BlobSas`] except the blob's name, signed with an account's key. The times are fixed.
#[derive(Debug)]
pub struct BlobSasTemplate {
    /// The string-to-sign before the name.
    before: String,
    /// The string-to-sign after the name.
    after: String,
    /// The query up to the signature.
    query: String,
}

impl BlobSasTemplate {
    /// The template of a signature; its name does not matter.
    ///
    /// # Errors
    /// As [`BlobSas::sign`].
    pub fn new(sas: BlobSas, key: &SharedKey) -> Result<Self> {
        let signed = BlobSas { blob_name: Some(PLACEHOLDER.to_owned()), ..sas }.sign(SasKey::Shared(key))?;
        let mut query = signed.to_query();
        let parts = signed.string_to_sign().split_once(PLACEHOLDER).zip(query.rfind(SIGNATURE));
        let ((before, after), end) =
            parts.ok_or_else(|| Error::new(ErrorKind::Internal, "A signature has no place for a name."))?;
        query.truncate(end + SIGNATURE.len());
        Ok(Self { before: before.to_owned(), after: after.to_owned(), query })
    }

    /// The query for the URL of one blob, without a question mark. A secret.
    pub fn query(&self, blob_name: &str, key: &SharedKey) -> String {
        let string_to_sign = [&self.before, blob_name, &self.after].concat();
        [&self.query, &*encode_component(&key.sign(string_to_sign.as_bytes()))].concat()
    }
}
