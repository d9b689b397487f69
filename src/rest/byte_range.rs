//! A range of a blob or of a copy source, as in `Range` headers.
//! <https://learn.microsoft.com/rest/api/storageservices/specifying-the-range-header-for-blob-service-operations>

use std::borrow::Cow;

use serde::Deserialize;

use crate::rest::request_writer::ToHeader;
use crate::rest::values::Count;

/// A range of a blob.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ByteRange {
    /// The position of the first byte.
    pub offset: u64,
    /// The number of bytes. `None` or 0 means all that follow.
    pub count: Option<Count>,
}

impl ToHeader for ByteRange {
    fn to_header(&self) -> Cow<'_, str> {
        match self.count.filter(|count| count.0 > 0) {
            Some(count) => {
                let last = self.offset.saturating_add(count.0 - 1);
                format!("bytes={}-{last}", self.offset).into()
            }
            None => format!("bytes={}-", self.offset).into(),
        }
    }
}

typescript_types! { ByteRange = "{ offset: number, count?: number }" }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_written_with_both_ends_or_an_open_end() {
        let range = |offset, count: Option<u64>| ByteRange { offset, count: count.map(Count) }.to_header().into_owned();
        assert_eq!(range(512, Some(512)), "bytes=512-1023");
        assert_eq!(range(7, None), "bytes=7-");
        assert_eq!(range(0, Some(0)), "bytes=0-");
        assert_eq!(range(u64::MAX, Some(u64::MAX)), format!("bytes={0}-{0}", u64::MAX));
    }
}
