//! How computed blobs differ from each other, so that mixed-up copies are detected.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use md5::{Digest, Md5};

use super::blob::{Blob, BlobType, Pairs, Properties};
use super::content::Content;

/// The type of the blob of this number: of ten, one has pages and one was appended to.
pub fn kind(index: u64) -> BlobType {
    match index % 10 {
        4 => BlobType::Page,
        5 => BlobType::Append,
        _ => BlobType::Block,
    }
}

/// Sets the properties that depend on a blob's number.
pub fn vary(blob: &mut Blob, index: u64) {
    let mut metadata = blob.metadata.to_vec();
    metadata.push(("number".to_owned(), index.to_string()));
    blob.metadata = metadata.into();
    let text = |every: u64, text: &str| index.is_multiple_of(every).then(|| format!("{text}{index}"));
    let is_block = blob.kind == BlobType::Block;
    blob.properties = Arc::new(Properties {
        content_type: Some(format!("text/x-{index}")),
        content_encoding: text(7, "encoding-"),
        content_language: text(2, "language-"),
        content_disposition: text(11, "disposition-"),
        cache_control: text(5, "max-age="),
        content_md5: (is_block && index.is_multiple_of(2)).then(|| md5(&blob.content)),
    });
    if index.is_multiple_of(3) {
        blob.tags = Pairs::from([("number".to_owned(), index.to_string()), ("third".to_owned(), "yes".to_owned())]);
    }
    if is_block && index % 5 == 3 {
        blob.tier = Some(if index.is_multiple_of(2) { "Cool" } else { "Cold" }.to_owned());
    }
}

fn md5(content: &Content) -> String {
    let mut hash = Md5::new();
    for mut data in content.slice(&(0..content.length())) {
        while let Some(chunk) = data.next_chunk() {
            hash.update(chunk);
        }
    }
    BASE64_STANDARD.encode(hash.finalize())
}
