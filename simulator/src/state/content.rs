//! The bytes of a blob: pieces that are shared, never copied, between a blob, its snapshots and its copies.

use std::ops::Range;
use std::sync::Arc;

#[cfg(test)]
use bytes::Bytes;

use super::data::Data;
use super::pages::Pages;

/// A block: its id as the client sent it (base64), and its bytes.
#[derive(Debug, Clone)]
pub struct Block {
    /// The id; empty for content that has no blocks.
    pub id: Arc<str>,
    /// The bytes.
    pub data: Data,
}

/// The content of a blob.
#[derive(Debug, Clone)]
pub enum Content {
    /// One piece after the other.
    Pieces(Pieces),
    /// Pages, of which any may be missing.
    Pages(Arc<Pages>),
}

/// One piece after the other.
#[derive(Debug, Clone, Default)]
pub struct Pieces {
    /// Each with its position in the content.
    blocks: Arc<Vec<(u64, Block)>>,
    length: u64,
}

impl Pieces {
    fn push(&mut self, block: Block) {
        let length = block.data.length();
        Arc::make_mut(&mut self.blocks).push((self.length, block));
        self.length += length;
    }

    fn slice(&self, range: &Range<u64>) -> Vec<Data> {
        let first = self.blocks.partition_point(|(start, block)| start + block.data.length() <= range.start);
        let within = self.blocks[first..].iter().take_while(|(start, _)| *start < range.end);
        let cut = |(start, block): &(u64, Block)| {
            let end = start + block.data.length();
            block.data.slice(range.start.max(*start) - start..range.end.min(end) - start)
        };
        within.map(cut).filter(|data| data.length() > 0).collect()
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::Pieces(Pieces::default())
    }
}

impl Content {
    /// Content that was written in one piece.
    pub fn whole(data: impl Into<Data>) -> Self {
        let data = data.into();
        Self::of_pieces(if data.length() == 0 { vec![] } else { vec![Block { id: "".into(), data }] })
    }

    /// Content that was written in several pieces, or committed as blocks.
    pub fn of_pieces(blocks: impl IntoIterator<Item = Block>) -> Self {
        let mut pieces = Pieces::default();
        blocks.into_iter().for_each(|block| pieces.push(block));
        Self::Pieces(pieces)
    }

    /// Empty content of the same kind.
    pub fn emptied(&self) -> Self {
        match self {
            Self::Pieces(_) => Self::default(),
            Self::Pages(_) => Self::Pages(Arc::new(Pages::of_length(0))),
        }
    }

    /// The number of bytes.
    pub fn length(&self) -> u64 {
        match self {
            Self::Pieces(pieces) => pieces.length,
            Self::Pages(pages) => pages.length(),
        }
    }

    /// The committed blocks; none for content that was written in one piece.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        let blocks: &[_] = if let Self::Pieces(pieces) = self { &pieces.blocks } else { &[] };
        blocks.iter().map(|(_, block)| block).filter(|block| !block.id.is_empty())
    }

    /// The number of pieces: of an append blob, its committed blocks.
    pub fn count(&self) -> usize {
        if let Self::Pieces(pieces) = self { pieces.blocks.len() } else { 0 }
    }

    /// Adds a piece at the end, in constant time. Pages cannot be appended.
    pub fn append(&mut self, data: Data) {
        if let Self::Pieces(pieces) = self
            && data.length() > 0
        {
            pieces.push(Block { id: "".into(), data });
        }
    }

    /// The bytes of a range that lies within the content.
    pub fn slice(&self, range: &Range<u64>) -> Vec<Data> {
        match self {
            Self::Pieces(pieces) => pieces.slice(range),
            Self::Pages(pages) => pages.slice(range),
        }
    }

    /// All bytes, in chunks that are created one after the other.
    #[cfg(test)]
    pub fn chunks(&self) -> impl Iterator<Item = Bytes> {
        self.slice(&(0..self.length())).into_iter().flat_map(|mut data| std::iter::from_fn(move || data.next_chunk()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pieces: &[Data]) -> Vec<Bytes> {
        pieces.iter().map(Data::make).collect()
    }

    #[test]
    fn a_range_spans_parts_of_blocks() {
        let block =
            |id: &str, text: &'static str| Block { id: id.into(), data: Bytes::from_static(text.as_bytes()).into() };
        let content = Content::of_pieces(vec![block("a", "abc"), block("b", "defg"), block("c", "hi")]);
        assert_eq!(content.length(), 9);
        assert_eq!(texts(&content.slice(&(2..8))), ["c", "defg", "h"]);
        assert_eq!(texts(&content.slice(&(3..7))), ["defg"]);
        assert!(content.slice(&(4..4)).is_empty());
        assert_eq!(content.blocks().count(), 3);
    }

    #[test]
    fn single_piece_content_has_no_blocks() {
        let content = Content::whole(Bytes::from_static(b"abc"));
        assert_eq!((content.length(), content.blocks().count()), (3, 0));
        assert!(Content::whole(Bytes::new()).slice(&(0..0)).is_empty());
    }

    #[test]
    fn appending_does_not_change_earlier_clones() {
        let mut content = Content::whole(Bytes::from_static(b"abc"));
        let before = content.clone();
        content.append(Bytes::from_static(b"de").into());
        assert_eq!(content.chunks().collect::<Vec<_>>(), ["abc", "de"]);
        assert_eq!((content.count(), before.length()), (2, 3));
    }
}
