//! Get Page Ranges, also the difference to an earlier snapshot.

use std::fmt::Write;
use std::ops::Range;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::StatusCode;
use url::Url;

use super::{guard, range};
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::content::Content;
use crate::state::pages::Pages;

/// Lists the pages that were written, or those that changed.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let snapshot = call.moment();
    let blob = guard::read_content(call, state)?.blob;
    let Content::Pages(pages) = &blob.content else { return Err(Failure::invalid_blob_type()) };
    let whole = requested(call, pages.length())?;
    let ranges = match previous(call)? {
        None => pages.written(&whole).into_iter().map(|(part, _)| (part, true)).collect(),
        Some(time) => {
            if snapshot.is_some_and(|snapshot| time.as_str() > snapshot) {
                let message =
                    "The prevsnapshot query parameter value cannot be newer than snapshot query parameter value.";
                return Err(Failure::new(400, "PreviousSnapshotCannotBeNewer", message));
            }
            changes(pages, state, call, &time, &whole)?
        }
    };
    let (ranges, page) = (join(ranges), Page::read(call)?);
    let mut response = ServiceResponse::xml(StatusCode::OK, page.write(&ranges));
    response.set_stamp(blob.stamp);
    response.headers.insert(names::BLOB_CONTENT_LENGTH, blob.content.length().into());
    Ok(response)
}

fn changes(
    pages: &Pages,
    state: &mut State,
    call: &Call,
    time: &str,
    whole: &Range<u64>,
) -> Result<Vec<(Range<u64>, bool)>> {
    let missing = |_| Failure::new(409, "PreviousSnapshotNotFound", "The previous snapshot is not found.");
    let before = state.blob(&call.address, Some(time)).map_err(missing)?;
    let Content::Pages(before) = &before.content else { return Err(Failure::invalid_blob_type()) };
    pages.changed(before, whole).ok_or_else(|| {
        Failure::new(409, "BlobOverwritten", "The blob has been recreated since the previous snapshot was taken.")
    })
}

/// The pages that a range touches; all without one.
fn requested(call: &Call, length: u64) -> Result<Range<u64>> {
    let Some((start, end)) = range::of(call) else { return Ok(0..length) };
    let part = range::clip(start, end, length)?;
    Ok(part.start / names::PAGE * names::PAGE..part.end.next_multiple_of(names::PAGE))
}

/// The earlier snapshot's time, by itself or in a URL.
fn previous(call: &Call) -> Result<Option<String>> {
    if let Some(time) = call.filled_query("prevsnapshot") {
        return Ok(Some(time.to_owned()));
    }
    let Some(text) = call.header(&names::PREVIOUS_SNAPSHOT_URL) else { return Ok(None) };
    let url = Url::parse(text).map_err(|_| Failure::invalid_header())?;
    let time = url.query_pairs().find(|(name, time)| name == "snapshot" && !time.is_empty());
    time.map(|(_, time)| Some(time.into_owned())).ok_or_else(Failure::invalid_header)
}

/// Neighbours of one kind as one range.
fn join(ranges: Vec<(Range<u64>, bool)>) -> Vec<(Range<u64>, bool)> {
    let mut joined: Vec<(Range<u64>, bool)> = Vec::with_capacity(ranges.len());
    for (part, written) in ranges {
        match joined.last_mut() {
            Some((last, kind)) if last.end == part.start && *kind == written => last.end = part.end,
            _ => joined.push((part, written)),
        }
    }
    joined
}

/// Which part of a long list is requested.
struct Page {
    from: u64,
    limit: usize,
}

impl Page {
    fn read(call: &Call) -> Result<Self> {
        let limit = match call.filled_query("maxresults") {
            None => names::MAX_PAGE_RANGES,
            Some(text) => text.parse().ok().filter(|count| *count > 0).ok_or_else(Failure::invalid_query)?,
        };
        let from = call.filled_query("marker").map(|marker| {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(marker).ok();
            bytes.and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok()).ok_or_else(Failure::invalid_query)
        });
        Ok(Self { from: from.transpose()?.unwrap_or_default(), limit: limit.min(names::MAX_PAGE_RANGES) })
    }

    fn write(&self, ranges: &[(Range<u64>, bool)]) -> String {
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?><PageList>");
        let first = ranges.partition_point(|(part, _)| part.start < self.from);
        for (part, written) in ranges[first..].iter().take(self.limit) {
            let tag = if *written { "PageRange" } else { "ClearRange" };
            let _ = write!(xml, "<{tag}><Start>{}</Start><End>{}</End></{tag}>", part.start, part.end - 1);
        }
        if let Some((next, _)) = ranges.get(first + self.limit) {
            let marker = BASE64_URL_SAFE_NO_PAD.encode(next.start.to_string());
            let _ = write!(xml, "<NextMarker>{marker}</NextMarker>");
        }
        xml.push_str("</PageList>");
        xml
    }
}
