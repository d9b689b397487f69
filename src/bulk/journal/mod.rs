//! The journal of a job: one file with its position, which survives any end of the process.
//!
//! It begins with a line that names the format. Frames follow: the length and checksum of a payload, and the payload. The first frame identifies
//! the job, the second has its position, and each further one a change. So the file has the position in the listing, what was in flight, and what
//! failed. When the file has grown, it is compacted: a file with two frames replaces it, which has nothing about blobs that were copied. Room for that
//! file is reserved beforehand, so that a full disk does not prevent it.
//!
//! A process that is killed leaves at most a partial frame at the end. A frame that does not match its checksum is removed with all that follows, and the job
//! repeats that part. Losing the end of a journal is safe: some blobs are copied twice, and none is missed.
//!
//! | | |
//! |---|---|
//! | `frame` | lengths and checksums |
//! | `state` | the state that a journal has, as a pure function of its frames |
//! | `lock` | one job at a time |
//! | `file` | the file: read, appended to, replaced |

mod file;
mod frame;
mod lock;
mod state;

pub use file::{Journal, OpenedJournal, replacement_path};
pub use state::{JournalEntry, JournalProgress, JournalState};
