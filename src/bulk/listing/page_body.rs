//! Reads the body of a page. Each blob is converted as soon as its item is read: a page of 5,000 items takes five megabytes, which no
//! processor's cache holds, and its blobs a fraction of that.

#![expect(clippy::vec_box, reason = "an item has a kilobyte, and moves from list to list")]

use http::HeaderMap;

use crate::base::error::Result;
use crate::bulk::listing::page::Listed;
use crate::rest::listing::{
    BlobItem, ContainerListBlobFlatSegmentHeaders, ListBlobsFlatSegmentResponse, read_each_blob,
};
use crate::rest::values::Timestamp;

/// What a page has.
#[derive(Debug, Default)]
pub struct PageBody {
    /// The service's time when it responded.
    pub date: Option<Timestamp>,
    /// The prefix that the page repeats.
    pub prefix: Option<String>,
    /// The number of bytes of the body.
    pub length: usize,
    /// What is wrong with the page as a whole.
    pub doubt: Option<&'static str>,
    /// The marker of the next page: empty on the last one.
    pub continuation_token: Option<String>,
    /// The blobs, where each item is one.
    pub blobs: Vec<Listed>,
    /// The items, where a blob may have several.
    pub items: Vec<Box<BlobItem>>,
}

/// How a body is read.
pub type ReadPage = fn(&HeaderMap, &[u8]) -> Result<PageBody>;

impl PageBody {
    /// Reads a page on which each item is a blob.
    ///
    /// # Errors
    /// A protocol error when the document is not a list or is truncated.
    pub fn of_blobs(headers: &HeaderMap, body: &[u8]) -> Result<Self> {
        let mut blobs = Vec::new();
        let page = read_each_blob(body, &mut |item| blobs.push(Listed::from(item)))?;
        Ok(Self { blobs, length: body.len(), ..Self::new(headers, page) })
    }

    /// Reads a page on which a blob may have several items.
    ///
    /// # Errors
    /// As [`PageBody::of_blobs`].
    pub fn of_items(headers: &HeaderMap, body: &[u8]) -> Result<Self> {
        let mut items = Vec::new();
        let page = read_each_blob(body, &mut |item| items.push(item))?;
        Ok(Self { items, length: body.len(), ..Self::new(headers, page) })
    }

    fn new(headers: &HeaderMap, page: ListBlobsFlatSegmentResponse) -> Self {
        Self {
            date: ContainerListBlobFlatSegmentHeaders::from_headers(headers).date,
            prefix: page.prefix,
            doubt: page.doubt,
            continuation_token: page.continuation_token,
            ..Self::default()
        }
    }

    /// The names, in the order of the page.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let of_items = self.items.iter().map(|item| item.name.as_str());
        self.blobs.iter().map(|blob| blob.name.as_str()).chain(of_items)
    }
}
