//! The journal of a job: one file with its position, which survives any end of the process.
//!
//! It is a line that names the format, and then frames: the length and checksum of a payload, and the payload. The first frame is the
//! job that the journal belongs to, the second how far it was, and each further one what happened since. So the file holds where the
//! listing was, what was in flight, and what failed, and nothing of a blob that went well once the file is compacted: it is replaced by one
//! with two frames when it has grown. Room for that file is taken beforehand, so that a full disk does not prevent it.
//!
//! A process that is killed leaves at most a part of a frame at the end. What does not match its checksum is cut off, and the job repeats
//! what came after. To lose the end of a journal is safe: blobs are copied twice, and none is missed.
//!
//! | | |
//! |---|---|
//! | `frame` | lengths and checksums |
//! | `state` | what a journal says, as a pure function of its frames |
//! | `lock` | one job at a time |
//! | `file` | the file: read, appended to, replaced |

mod file;
mod frame;
mod lock;
mod state;

pub use file::{Journal, OpenedJournal, beside};
pub use state::{JournalEntry, JournalProgress, JournalState};
