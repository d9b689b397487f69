//! Get Block List: the committed and uncommitted blocks of a blob.

use serde::Serialize;

use crate::base::error::Result;
use crate::rest::conditions::LeaseAndTagConditions;
use crate::rest::limits;
use crate::rest::shared::BlockListType;
use crate::rest::slices::SliceWriter;
use crate::rest::values::{Count, FromText, Timestamp};
use crate::rest::xml::XmlCursor;

parameters! {
    /// Options of Get Block List.
    pub struct BlockBlobGetBlockListOptions {
        /// The lease id, and a condition on the tags.
        conditions: LeaseAndTagConditions = group(LeaseAndTagConditions::FIELDS),
    }
}

header_response! {
    /// The response headers of Get Block List.
    pub struct BlockBlobGetBlockListHeaders {
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// The media type of the response.
        content_type: String = "content-type",
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

operation! {
    /// Get Block List.
    pub struct GetBlockList as "BlockBlobGetBlockList" {
        /// Which blocks to list.
        list_type: BlockListType = query("blocklisttype"),
    }
    options: BlockBlobGetBlockListOptions,
    page: "get-block-list",
    method: GET,
    query: { "comp" = "blocklist" },
    success: [200],
    repeat: Safe,
    response: BlockBlobGetBlockListHeaders with BlockList = read_list,
    limit: limits::BLOCK_LIST,
    lists: ["committedBlocks", "uncommittedBlocks"] = read_in_slices,
}

/// A block.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Block {
    /// The id of the block, in base64.
    pub name: String,
    /// The size in bytes.
    pub size: Count,
}

/// The blocks of a blob.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BlockList {
    /// The committed blocks, in the order of the content.
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<Block>>"))]
    pub committed_blocks: Vec<Block>,
    /// The uncommitted blocks, in the order of their ids.
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<Block>>"))]
    pub uncommitted_blocks: Vec<Block>,
}

/// Whether a block is committed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum BlockState {
    Committed,
    Uncommitted,
}

type Each<'a> = &'a mut dyn FnMut(BlockState, Block) -> Result<()>;

fn read_list(document: &[u8]) -> Result<BlockList> {
    let mut list = BlockList::default();
    read_each(document, &mut |kind, block| {
        match kind {
            BlockState::Committed => list.committed_blocks.push(block),
            BlockState::Uncommitted => list.uncommitted_blocks.push(block),
        }
        Ok(())
    })?;
    Ok(list)
}

fn read_each(document: &[u8], each: Each<'_>) -> Result<()> {
    let mut cursor = XmlCursor::new(document)?;
    cursor.root("BlockList")?;
    cursor.children(|cursor, start| match start.name() {
        "CommittedBlocks" => read_blocks(cursor, BlockState::Committed, each),
        "UncommittedBlocks" => read_blocks(cursor, BlockState::Uncommitted, each),
        _ => cursor.skip(start),
    })
}

fn read_blocks(cursor: &mut XmlCursor<'_>, kind: BlockState, each: Each<'_>) -> Result<()> {
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

/// As [`read_list`], with the blocks in slices.
fn read_in_slices(document: &[u8], slices: &mut SliceWriter) -> Result<BlockList> {
    read_each(document, &mut |kind, block| {
        let list = match kind {
            BlockState::Committed => "committedBlocks",
            BlockState::Uncommitted => "uncommittedBlocks",
        };
        slices.push(list, &block)
    })?;
    Ok(BlockList::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committed_and_uncommitted_blocks_are_parsed() {
        let document = b"<?xml version=\"1.0\"?><BlockList><CommittedBlocks><Block><Name>QQ==</Name><Size>4194304</Size>\
            </Block><Block><Name>Qg==</Name><Size>1</Size><New/></Block></CommittedBlocks><UncommittedBlocks/></BlockList>";
        let list = read_list(document).expect("a list");
        let blocks: Vec<_> = list.committed_blocks.iter().map(|block| (block.name.as_str(), block.size.0)).collect();
        assert_eq!(blocks, [("QQ==", 4_194_304), ("Qg==", 1)]);
        assert!(list.uncommitted_blocks.is_empty());
        assert!(read_list(&document[..document.len() - 8]).is_err(), "it breaks off");
    }
}
