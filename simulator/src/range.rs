//! Ranges of bytes in headers: <https://learn.microsoft.com/rest/api/storageservices/specifying-the-range-header-for-blob-service-operations>.

use std::ops::Range;

use http::header;

use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;

/// The range of a request: `x-ms-range` takes precedence over `Range`.
pub fn of(call: &Call) -> Option<(u64, Option<u64>)> {
    call.header(&names::RANGE).or_else(|| call.header(&header::RANGE)).and_then(parse)
}

/// The first byte and, when it is named, the last one. Anything else is not a range, and the service sends everything.
pub fn parse(text: &str) -> Option<(u64, Option<u64>)> {
    let (start, end) = text.strip_prefix("bytes=")?.split_once('-')?;
    let start = start.parse().ok()?;
    let end = if end.is_empty() { None } else { Some(end.parse().ok()?) };
    end.is_none_or(|end| end >= start).then_some((start, end))
}

/// The existing part of a range.
pub fn clip(start: u64, end: Option<u64>, length: u64) -> Result<Range<u64>> {
    if start >= length {
        let message = "The range specified is invalid for the current size of the resource.";
        let failure = Failure::new(416, "InvalidRange", message);
        return Err(failure.with_header(header::CONTENT_RANGE, format!("bytes */{length}")));
    }
    Ok(start..end.map_or(length, |end| end.saturating_add(1).min(length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        assert_eq!(parse("bytes=0-"), Some((0, None)));
        assert_eq!(parse("bytes=2-5"), Some((2, Some(5))));
        assert_eq!(parse("bytes=-5"), None);
        assert_eq!(parse("bytes=5-2"), None);
        assert_eq!(clip(2, Some(100), 10).unwrap(), 2..10);
        assert_eq!(clip(0, None, 0).unwrap_err().status, 416);
    }
}
