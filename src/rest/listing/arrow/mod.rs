//! Reads a list page in Apache Arrow's streaming format, which a service may send instead of XML where the client accepts it.
//! A crate would cost the addon more than the rest of the listings: what is needed of the format is small.
//! <https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format>
//!
//! - [`flatbuffer`] reads the tables that messages are described by, [`schema`] what the columns are.
//! - [`column`](mod@column) is the content of one column of a batch, [`stream`] reads all messages.
//! - [`page`] makes blobs and prefixes of the rows.

mod column;
mod flatbuffer;
mod page;
mod schema;
mod stream;
#[cfg(test)]
mod tests;

pub use page::read;

/// Whether a document is such a stream: its messages begin with four bytes that begin no text.
pub fn is_arrow(document: &[u8]) -> bool {
    document.starts_with(&stream::CONTINUATION)
}
