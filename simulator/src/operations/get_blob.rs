//! Get Blob: all of it or a range.

use std::ops::Range;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::{StatusCode, header};
use md5::{Digest, Md5};

use super::describe_blob::{describe, describe_lease};
use super::guard;
use crate::answer::Answer;
use crate::body::Body;
use crate::crc64::crc64_of;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::state::State;
use crate::state::data::Data;

/// Sends a blob's content.
pub fn run(call: &Call, state: &mut State) -> Result<Answer> {
    let guard::Readable { blob, lease } = guard::read(call, state)?;
    guard::refuse_archived(&blob, call.now)?;
    let length = blob.content.length();
    let asked = call.header(&names::RANGE).or_else(|| call.header(&header::RANGE)).and_then(parse_range);
    let with_md5 = call.header(&names::RANGE_GET_CONTENT_MD5) == Some("true");
    if with_md5 && asked.is_none() {
        return Err(Failure::invalid_header());
    }
    let mut answer = Answer::new(StatusCode::OK);
    describe(&mut answer, &blob);
    describe_lease(&mut answer, lease);
    let range = match asked {
        None => 0..length,
        Some((start, end)) => {
            let range = clip(start, end, length)?;
            answer.status = StatusCode::PARTIAL_CONTENT;
            answer.set(header::CONTENT_RANGE, &format!("bytes {}-{}/{length}", range.start, range.end - 1));
            range
        }
    };
    let pieces = blob.content.slice(&range);
    if asked.is_none() {
        if let Some(md5) = &blob.properties.content_md5 {
            answer.set(names::CONTENT_MD5, md5);
        }
    } else {
        if let Some(md5) = &blob.properties.content_md5 {
            answer.set(names::BLOB_CONTENT_MD5, md5);
        }
        if with_md5 {
            let hash = blob.content.slice(&range).iter().map(Data::make).fold(Md5::new(), Md5::chain_update).finalize();
            answer.set(names::CONTENT_MD5, &BASE64_STANDARD.encode(hash));
        }
        if call.header(&names::RANGE_GET_CONTENT_CRC64) == Some("true") {
            let sum = crc64_of(blob.content.slice(&range).iter().map(Data::make));
            answer.set(names::CONTENT_CRC64, &BASE64_STANDARD.encode(sum));
        }
    }
    answer.body = Body::from(pieces);
    Ok(answer)
}

/// The first byte and, when it is named, the last one. Anything else is no range, and the service sends everything.
fn parse_range(text: &str) -> Option<(u64, Option<u64>)> {
    let (start, end) = text.strip_prefix("bytes=")?.split_once('-')?;
    let start = start.parse().ok()?;
    let end = if end.is_empty() { None } else { Some(end.parse().ok()?) };
    end.is_none_or(|end| end >= start).then_some((start, end))
}

fn clip(start: u64, end: Option<u64>, length: u64) -> Result<Range<u64>> {
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
        assert_eq!(parse_range("bytes=0-"), Some((0, None)));
        assert_eq!(parse_range("bytes=2-5"), Some((2, Some(5))));
        assert_eq!(parse_range("bytes=-5"), None);
        assert_eq!(parse_range("bytes=5-2"), None);
        assert_eq!(clip(2, Some(100), 10).unwrap(), 2..10);
        assert_eq!(clip(0, None, 0).unwrap_err().status, 416);
    }
}
