//! Makes a copy send metadata with names that the service accepts.

use std::sync::Arc;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::blob_facts::BlobFacts;
use crate::copy::metadata_names::{InvalidMetadata, invalid_name, is_valid, renamed};
use crate::copy::options::CopyOptions;
use crate::rest::values::NameValues;

/// The options of a copy whose metadata has names that the service accepts.
///
/// # Errors
/// `InvalidMetadata` for a name that it rejects, if the options say so.
pub fn with_valid_names(source: &BlobFacts, options: Arc<CopyOptions>) -> Result<Arc<CopyOptions>> {
    let metadata = options.metadata.as_ref().or(source.metadata.as_ref());
    let (Some(name), Some(pairs)) = (invalid_name(metadata), metadata) else { return Ok(options) };
    let pairs = match options.invalid_metadata {
        InvalidMetadata::Send => return Ok(options),
        InvalidMetadata::Fail => {
            let message = format!(
                "The metadata have the name {name:?}, which the service does not take: it has to be an identifier. Nothing was written. \
                 The option \"invalidMetadata\" leaves such names out, or changes them."
            );
            return Err(Error::new(ErrorKind::Copy, message).with_code("InvalidMetadata"));
        }
        InvalidMetadata::Drop => pairs.0.iter().filter(|(name, _)| is_valid(name)).cloned().collect(),
        InvalidMetadata::Rename => {
            let rename = |(name, value): &(String, String)| {
                let name = if is_valid(name) { name.clone() } else { renamed(name) };
                (name, value.clone())
            };
            pairs.0.iter().map(rename).collect()
        }
    };
    Ok(Arc::new(CopyOptions { metadata: Some(NameValues(pairs)), ..CopyOptions::clone(&options) }))
}
