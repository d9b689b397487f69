//! Bytes that pass through this process. Reads the content of a blob, completely or in ranges, resumes when a connection breaks, and holds content in
//! memory while it is in flight. Reads files, uploads blobs ([`upload`]), and schedules blocks. The caller decides what content is read for: a copy or a
//! download.

mod blob_reader;
mod blob_version;
mod block_scheduler;
mod buffers;
mod checks;
mod claims;
mod closable;
mod content_range;
mod destination;
mod disk;
mod effect;
mod file_target;
mod handover;
mod incoming;
pub mod limits;
mod local_file;
mod minimum_rate;
mod parallel_download;
mod query_reader;
mod range_read;
mod read_ahead;
pub mod upload;

pub use blob_reader::{BlobReader, CONDITION_NOT_MET};
pub use blob_version::{is_weak, version};
pub use block_scheduler::run_blocks;
pub use buffers::Buffers;
pub use closable::{Closable, InUse};
pub use content_range::{range_start, range_total};
pub use destination::{Destination, Memory};
pub use disk::{DISK_THREADS, on_disk};
pub use effect::{may_have_taken_effect, may_still_arrive};
pub use file_target::{DownloadTarget, FileTarget};
pub use handover::Handover;
pub use incoming::Incoming;
pub use parallel_download::{Division, download};
pub use query_reader::{QueryEvent, QueryPiece, QueryReader};
pub use range_read::{LENGTH_MISMATCH, RangeRead, RangeReader};
pub use read_ahead::{Arrived, ReadAhead};
