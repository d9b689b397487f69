//! Times that the service cannot keep, as metadata.
//! <https://rclone.org/azureblob/#modification-times-and-hashes>

use std::sync::Arc;

use crate::copy::blob_facts::BlobFacts;
use crate::copy::options::CopyOptions;

/// The name that rclone uses for the time of the last change.
const MTIME: &str = "mtime";

/// The names that tools use for it. A blob with one of them keeps it, because it is from an earlier copy, and older than the blob.
const KNOWN: [&str; 3] = [MTIME, "modtime", "last_modified"];

/// The options of a copy whose metadata records when its source was last changed.
pub fn with_times(source: &BlobFacts, options: Arc<CopyOptions>) -> Arc<CopyOptions> {
    let Some(time) = source.last_modified.and_then(crate::rest::values::Timestamp::to_iso) else { return options };
    let Some(metadata) = options.metadata.as_ref().or(source.metadata.as_ref()) else { return options };
    if metadata.0.iter().any(|(name, _)| KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known))) {
        return options;
    }
    let mut metadata = metadata.clone();
    metadata.0.push((MTIME.to_owned(), time));
    Arc::new(CopyOptions { metadata: Some(metadata), ..CopyOptions::clone(&options) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::values::{NameValues, Timestamp};

    fn copied(metadata: &[(&str, &str)]) -> Option<NameValues> {
        let metadata = metadata.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let source = BlobFacts {
            last_modified: Some(Timestamp(1_546_300_800_000)),
            metadata: Some(NameValues(metadata)),
            ..BlobFacts::default()
        };
        with_times(&source, Arc::default()).metadata.clone()
    }

    #[test]
    fn p16_the_source_time_is_kept_in_metadata() {
        let metadata = copied(&[("a", "b")]).expect("metadata");
        assert_eq!(metadata.0.last(), Some(&("mtime".to_owned(), "2019-01-01T00:00:00.000Z".to_owned())));
        assert_eq!(metadata.0.len(), 2);
    }

    #[test]
    fn p16_the_time_of_an_earlier_copy_is_kept() {
        for name in ["mtime", "Modtime"] {
            assert_eq!(copied(&[(name, "2001-01-01T00:00:00Z")]), None, "{name}");
        }
    }
}
