//! The bytes of a blob: pieces that are shared, never copied, between a blob, its snapshots and its copies.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

/// A block: its id as the client sent it (base64), and its bytes.
#[derive(Debug, Clone)]
pub struct Block {
    /// The id; empty for content that came in one piece.
    pub id: Arc<str>,
    /// The bytes.
    pub bytes: Bytes,
}

/// The content of a blob.
#[derive(Debug, Clone, Default)]
pub struct Content {
    blocks: Arc<[Block]>,
    length: u64,
}

impl Content {
    /// Content that came in one piece.
    pub fn whole(bytes: Bytes) -> Self {
        if bytes.is_empty() { Self::default() } else { Self::of_pieces(vec![Block { id: "".into(), bytes }]) }
    }

    /// Content that was committed as blocks.
    pub fn of_pieces(blocks: Vec<Block>) -> Self {
        let length = blocks.iter().map(|block| block.bytes.len() as u64).sum();
        Self { blocks: blocks.into(), length }
    }

    /// How many bytes there are.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The committed blocks; none for content that came in one piece.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| !block.id.is_empty())
    }

    /// The bytes of a range that lies within the content, as the pieces that hold them.
    pub fn slice(&self, range: &Range<u64>) -> Vec<Bytes> {
        let mut pieces = Vec::with_capacity(1);
        let mut start = 0;
        for block in self.blocks.iter() {
            let end = start + block.bytes.len() as u64;
            let (from, to) = (range.start.max(start), range.end.min(end));
            if from < to {
                pieces.push(block.bytes.slice(to_index(from - start)..to_index(to - start)));
            }
            start = end;
        }
        pieces
    }
}

fn to_index(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_takes_parts_of_blocks() {
        let block = |id: &str, text: &'static str| Block { id: id.into(), bytes: Bytes::from_static(text.as_bytes()) };
        let content = Content::of_pieces(vec![block("a", "abc"), block("b", "defg"), block("c", "hi")]);
        assert_eq!(content.length(), 9);
        assert_eq!(content.slice(&(2..8)), ["c", "defg", "h"]);
        assert_eq!(content.slice(&(3..7)), ["defg"]);
        assert_eq!(content.blocks().count(), 3);
    }

    #[test]
    fn content_in_one_piece_has_no_blocks() {
        let content = Content::whole(Bytes::from_static(b"abc"));
        assert_eq!((content.length(), content.blocks().count()), (3, 0));
        assert!(Content::whole(Bytes::new()).slice(&(0..0)).is_empty());
    }
}
