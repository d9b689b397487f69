//! Get Block List: the blocks of a blob, and those that wait to become part of it.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::error::Result;
use crate::http::{BodyLimit, Repeat};
use crate::rest::Operation;
use crate::rest::arguments;
use crate::rest::conditions::LeaseAndTagConditions;
use crate::rest::limits;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::BlockListType;
use crate::rest::values::FromText;
use crate::rest::values::{Count, Timestamp};
use crate::rest::xml::XmlCursor;
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

fn read_list(document: &[u8]) -> Result<BlockList> {
    let mut cursor = XmlCursor::new(document)?;
    cursor.root("BlockList")?;
    let mut list = BlockList::default();
    cursor.children(|cursor, start| match start.name() {
        "CommittedBlocks" => read_blocks(cursor, &mut list.committed_blocks),
        "UncommittedBlocks" => read_blocks(cursor, &mut list.uncommitted_blocks),
        _ => cursor.skip(start),
    })?;
    Ok(list)
}

fn read_blocks(cursor: &mut XmlCursor<'_>, blocks: &mut Vec<Block>) -> Result<()> {
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
        blocks.push(block);
        Ok(())
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
