//! Get Block List: the blocks of a blob, and those that wait to become part of it.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::{BodyLimit, Repeat};
use crate::rest::conditions::LeaseAndTagConditions;
use crate::rest::limits;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::BlockListType;
use crate::rest::slices::SliceWriter;
use crate::rest::values::FromText;
use crate::rest::values::{Count, Timestamp};
use crate::rest::xml::XmlCursor;
use crate::rest::{ListOperation, Operation};
use serde::Serialize;

parameters! {
    /// Options of listing a blob's blocks.
    pub struct BlockBlobGetBlockListOptions {
        /// The lease and the tags that the blob must have.
        conditions: LeaseAndTagConditions,
    }
}

header_response! {
    /// What the headers of a list of blocks tell.
    pub struct BlockBlobGetBlockListHeaders {
        /// When the blob last changed.
        last_modified: Timestamp = "last-modified",
        /// The blob's `ETag`.
        etag: String = "etag",
        /// The media type of the answer.
        content_type: String = "content-type",
        /// The size of the blob in bytes.
        blob_content_length: Count = "x-ms-blob-content-length",
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// When the service answered.
        date: Timestamp = "date",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

/// Get Block List.
#[derive(Debug, Clone, Default)]
pub struct GetBlockList {
    /// Which blocks are listed.
    pub list_type: BlockListType,
    /// The caller's options.
    pub options: BlockBlobGetBlockListOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    list_type: BlockListType,
}

impl Operation for GetBlockList {
    type Output = GetBlockListAnswer;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/get-block-list";
    const METHOD: Method = Method::GET;
    const SUCCESS: &'static [u16] = &[200];
    const ANSWER: BodyLimit = limits::BLOCK_LIST;
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { list_type } = arguments::parse(json)?;
        Ok(Self { list_type, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.query("comp", "blocklist");
        request.query_text("blocklisttype", Some(&self.list_type.0));
        if let Some(conditions) = &options.conditions {
            conditions.write(request)?;
        }
        Ok(())
    }

    fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self::Output> {
        Ok(GetBlockListAnswer { headers: BlockBlobGetBlockListHeaders::from_headers(headers), list: read_list(body)? })
    }
}

impl ListOperation for GetBlockList {
    const LISTS: &'static [&'static str] = &["committedBlocks", "uncommittedBlocks"];

    fn read_in_slices(headers: &HeaderMap, body: &[u8], slices: &mut SliceWriter) -> Result<Self::Output> {
        read_each(body, &mut |kind, block| slices.push(Self::LISTS[usize::from(kind == Kind::Uncommitted)], &block))?;
        Ok(GetBlockListAnswer {
            headers: BlockBlobGetBlockListHeaders::from_headers(headers),
            list: BlockList::default(),
        })
    }
}

/// One block.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Block {
    /// The block's id, as base64.
    pub name: String,
    /// The size in bytes.
    pub size: Count,
}

/// A blob's blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BlockList {
    /// The blocks that the blob consists of, in order.
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<Block>>"))]
    pub committed_blocks: Vec<Block>,
    /// The blocks that are staged, in the order of their ids.
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<Block>>"))]
    pub uncommitted_blocks: Vec<Block>,
}

/// What the service answers: headers and XML.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct GetBlockListAnswer {
    /// What the headers tell.
    #[serde(flatten)]
    pub headers: BlockBlobGetBlockListHeaders,
    /// The blocks.
    #[serde(flatten)]
    pub list: BlockList,
}

/// Whether a block is part of the blob.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Committed,
    Uncommitted,
}

type Each<'a> = &'a mut dyn FnMut(Kind, Block) -> Result<()>;

fn read_list(document: &[u8]) -> Result<BlockList> {
    let mut list = BlockList::default();
    read_each(document, &mut |kind, block| {
        match kind {
            Kind::Committed => list.committed_blocks.push(block),
            Kind::Uncommitted => list.uncommitted_blocks.push(block),
        }
        Ok(())
    })?;
    Ok(list)
}

fn read_each(document: &[u8], each: Each<'_>) -> Result<()> {
    let mut cursor = XmlCursor::new(document)?;
    cursor.root("BlockList")?;
    cursor.children(|cursor, start| match start.name() {
        "CommittedBlocks" => read_blocks(cursor, Kind::Committed, each),
        "UncommittedBlocks" => read_blocks(cursor, Kind::Uncommitted, each),
        _ => cursor.skip(start),
    })
}

fn read_blocks(cursor: &mut XmlCursor<'_>, kind: Kind, each: Each<'_>) -> Result<()> {
    cursor.children(|cursor, _block| {
        let mut block = Block::default();
        cursor.children(|cursor, start| {
            match start.name() {
                "Name" => block.name = cursor.text()?,
                "Size" => block.size = FromText::from_text(&cursor.text()?).unwrap_or_default(),
                _ => cursor.skip(start)?,
            }
            Ok(())
        })?;
        each(kind, block)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_blocks_are_read() {
        let document = b"<?xml version=\"1.0\"?><BlockList><CommittedBlocks><Block><Name>QQ==</Name><Size>4194304</Size>\
            </Block><Block><Name>Qg==</Name><Size>1</Size><New/></Block></CommittedBlocks><UncommittedBlocks/></BlockList>";
        let list = read_list(document).expect("a list");
        let blocks: Vec<_> = list.committed_blocks.iter().map(|block| (block.name.as_str(), block.size.0)).collect();
        assert_eq!(blocks, [("QQ==", 4_194_304), ("Qg==", 1)]);
        assert!(list.uncommitted_blocks.is_empty());
        assert!(read_list(&document[..document.len() - 8]).is_err(), "it breaks off");
    }
}
