//! Put Block List.

use std::collections::HashMap;
use std::sync::Arc;

use http::StatusCode;

use super::put_blob::{properties, require_block_blob};
use super::{guard, protect, tier_header};
use crate::checksums::Checksum;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::blob::{Blob, Entry};
use crate::state::content::{Block, Content};
use crate::xml::{Element, invalid_xml};

/// Where to find a listed block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BlockSource {
    Committed,
    Uncommitted,
    Latest,
}

/// Commits blocks as the content of a blob.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let checksum = Checksum::of_body(call)?;
    let list = read_list(&call.body.make())?;
    if list.len() > names::MAX_COMMITTED_BLOCKS {
        let message = "The committed block count cannot exceed the maximum limit of 50,000 blocks.";
        return Err(Failure::new(409, "BlockCountExceedsLimit", message));
    }
    let mut blob = Blob::new(call.now);
    blob.metadata = call.metadata()?;
    blob.tags = call.tags()?;
    blob.tier = tier_header::read(call, blob.kind, blob.content.length())?;
    blob.tier_changed = blob.tier.as_ref().map(|_| blob.created);
    blob.protection = protect::read(call)?;
    blob.customer_key = call.owned_header(&names::ENCRYPTION_KEY_SHA256);
    blob.properties = Arc::new(properties(call));

    let container = state.container_of(&call.address)?;
    guard::create(call, container.entry(&call.address).ok())?;
    blob.encryption_scope = container.encryption_scope(call.owned_header(&names::ENCRYPTION_SCOPE));
    let nothing = Entry::default();
    let old = container.entry(&call.address).map_or(&nothing, |entry| &*entry);
    require_block_blob(old.base.as_ref())?;
    blob.content = Content::of_pieces(pick(old, list)?);
    if let Some(old) = &old.base {
        blob.created = old.created;
    }
    let entry = container.entry_or_new(&call.address, call.now)?;
    let mut response = ServiceResponse::new(StatusCode::CREATED);
    response.set_stamp(blob.stamp);
    checksum.write(&mut response);
    response.constant(names::REQUEST_SERVER_ENCRYPTED, "true");
    entry.staged.clear();
    response.set_version(&entry.replace(blob, call.now));
    Ok(response)
}

fn pick(entry: &Entry, list: Vec<(BlockSource, String)>) -> Result<Vec<Block>> {
    let committed = entry.base.iter().flat_map(|blob| blob.content.blocks());
    let committed: HashMap<&str, &Block> = committed.map(|block| (&*block.id, block)).collect();
    let find = |(from, id): (BlockSource, String)| {
        let uncommitted = entry.staged.get_key_value(id.as_str()).filter(|_| from != BlockSource::Committed);
        let uncommitted = uncommitted.map(|(id, data)| Block { id: Arc::clone(id), data: data.clone() });
        let committed =
            || committed.get(id.as_str()).filter(|_| from != BlockSource::Uncommitted).map(|block| Block::clone(block));
        let missing = || Failure::new(400, "InvalidBlockList", "The specified block list is invalid.");
        uncommitted.or_else(committed).ok_or_else(missing)
    };
    list.into_iter().map(find).collect()
}

fn read_list(xml: &[u8]) -> Result<Vec<(BlockSource, String)>> {
    let read = |listed: Element| {
        let from = match listed.name.as_str() {
            "Committed" => BlockSource::Committed,
            "Uncommitted" => BlockSource::Uncommitted,
            "Latest" => BlockSource::Latest,
            _ => return Err(invalid_xml()),
        };
        if listed.children.is_empty() { Ok((from, listed.text.trim().to_owned())) } else { Err(invalid_xml()) }
    };
    Element::parse_named(xml, "BlockList")?.children.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_keeps_its_order_and_its_sources() {
        let xml = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<BlockList>\n <Latest>YQ==</Latest>\
            <Committed>Yg==</Committed><Uncommitted>Yw==</Uncommitted></BlockList>";
        let list = read_list(xml).unwrap();
        let expected =
            [(BlockSource::Latest, "YQ=="), (BlockSource::Committed, "Yg=="), (BlockSource::Uncommitted, "Yw==")];
        assert!(list.iter().map(|(from, id)| (*from, id.as_str())).eq(expected));
        assert!(read_list(b"<BlockList/>").unwrap().is_empty());
    }

    #[test]
    fn other_xml_is_rejected() {
        for xml in [&b""[..], b"<BlockList>", b"<Other/>", b"<BlockList><Some>YQ==</Some></BlockList>", b"<BlockList"] {
            assert_eq!(read_list(xml).unwrap_err().code, "InvalidXmlDocument", "{xml:?}");
        }
    }
}
