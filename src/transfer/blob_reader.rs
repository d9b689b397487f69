//! Reads a blob's content as it arrives, and resumes where it stopped if a connection breaks.

mod errors;
mod open_range;
mod ranges;
mod reader;
mod resume;

pub use self::errors::CONDITION_NOT_MET;
pub use self::ranges::Ranges;
pub use self::reader::BlobReader;
