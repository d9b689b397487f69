//! Get Page Ranges: the page ranges that have content, or those that changed since a snapshot.

use serde::Serialize;

use crate::base::error::Result;
use crate::rest::byte_range::ByteRange;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::limits;
use crate::rest::shared::SourceUrl;
use crate::rest::slices::SliceWriter;
use crate::rest::values::{Count, FromText, Timestamp};
use crate::rest::xml::XmlCursor;

parameters! {
    /// Options of Get Page Ranges.
    pub struct PageBlobGetPageRangesOptions {
        /// Conditions on the blob.
        conditions: BlobRequestConditions = group(BlobRequestConditions::BLOB),
    }
}

header_response! {
    /// The response headers of Get Page Ranges.
    pub struct PageBlobGetPageRangesHeaders {
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// The size of the blob in bytes.
        blob_content_length: Count = "x-ms-blob-content-length",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

/// A page range with content, or with changed content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PageRange {
    /// The position of the first byte.
    pub start: Count,
    /// The position of the last byte, inclusive.
    pub end: Count,
}

/// A page range that was cleared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ClearRange {
    /// The position of the first byte.
    pub start: Count,
    /// The position of the last byte, inclusive.
    pub end: Count,
}

/// Page ranges in the format of the service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct PageListInternal {
    /// Ranges that have content.
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<PageRange>>"))]
    pub page_range: Vec<PageRange>,
    /// Ranges that were cleared.
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<ClearRange>>"))]
    pub clear_range: Vec<ClearRange>,
    /// The token of the next page. It is absent or empty on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}

operation! {
    /// Get Page Ranges.
    pub struct GetPageRanges as "PageBlobGetPageRanges" {
        /// The continuation token of the previous page.
        marker: Option<String> = query("marker"),
        /// The maximum number of ranges on the page.
        max_page_size: Option<Count> = query("maxresults").then(&("comp", "pagelist")),
        /// The timestamp of the snapshot to compare with.
        prev_snapshot: Option<String> = query("prevsnapshot"),
        /// The range of the blob.
        range: ByteRange = header("x-ms-range").argument("offset"),
        /// The URL of the snapshot to compare with, for managed disks.
        prev_snapshot_url: Option<SourceUrl> = header("x-ms-previous-snapshot-url"),
    }
    options: PageBlobGetPageRangesOptions,
    page: "get-page-ranges",
    method: GET,
    success: [200],
    repeat: Safe,
    response: PageBlobGetPageRangesHeaders with PageListInternal = read_list,
    limit: limits::PAGE_RANGES,
    lists: ["pageRange", "clearRange"] = read_in_slices,
}

enum Range {
    Page(PageRange),
    Clear(ClearRange),
}

fn read_list(document: &[u8]) -> Result<PageListInternal> {
    let mut list = PageListInternal::default();
    list.continuation_token = read_each(document, &mut |range| {
        match range {
            Range::Page(range) => list.page_range.push(range),
            Range::Clear(range) => list.clear_range.push(range),
        }
        Ok(())
    })?;
    Ok(list)
}

/// Passes each range to `each`, and returns the continuation token.
fn read_each(document: &[u8], each: &mut dyn FnMut(Range) -> Result<()>) -> Result<Option<String>> {
    let mut cursor = XmlCursor::new(document)?;
    cursor.root("PageList")?;
    let mut continuation_token = None;
    cursor.children(|cursor, start| {
        match start.name() {
            "PageRange" => {
                let (start, end) = read_ends(cursor)?;
                each(Range::Page(PageRange { start, end }))?;
            }
            "ClearRange" => {
                let (start, end) = read_ends(cursor)?;
                each(Range::Clear(ClearRange { start, end }))?;
            }
            "NextMarker" => continuation_token = Some(cursor.text()?),
            _ => cursor.skip(start)?,
        }
        Ok(())
    })?;
    Ok(continuation_token)
}

fn read_ends(cursor: &mut XmlCursor<'_>) -> Result<(Count, Count)> {
    let mut ends = (Count(0), Count(0));
    cursor.children(|cursor, start| {
        match start.name() {
            "Start" => ends.0 = FromText::from_text(&cursor.text()?).unwrap_or_default(),
            "End" => ends.1 = FromText::from_text(&cursor.text()?).unwrap_or_default(),
            _ => cursor.skip(start)?,
        }
        Ok(())
    })?;
    Ok(ends)
}

/// As [`read_list`], with the ranges in slices.
fn read_in_slices(document: &[u8], slices: &mut SliceWriter) -> Result<PageListInternal> {
    let continuation_token = read_each(document, &mut |range| match range {
        Range::Page(range) => slices.push("pageRange", &range),
        Range::Clear(range) => slices.push("clearRange", &range),
    })?;
    Ok(PageListInternal { continuation_token, ..Default::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_ranges_and_clear_ranges_are_parsed() {
        let document = b"<PageList><PageRange><Start>0</Start><End>511</End></PageRange><ClearRange><Start>512</Start>\
            <End>1023</End></ClearRange><PageRange><Start>1024</Start><End>8796093022207</End></PageRange>\
            <NextMarker>next</NextMarker></PageList>";
        let list = read_list(document).expect("a list");
        let pages = &list.page_range;
        assert_eq!(
            pages.iter().map(|page| (page.start.0, page.end.0)).collect::<Vec<_>>(),
            [(0, 511), (1024, 8_796_093_022_207)]
        );
        assert_eq!(list.clear_range.len(), 1);
        assert_eq!(list.continuation_token.as_deref(), Some("next"));
        assert_eq!(read_list(b"<PageList/>").expect("empty"), PageListInternal::default());
    }
}
