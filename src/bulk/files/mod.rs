//! The files of a job: they are opened before it, and a thread for disks writes them beside it.

pub mod job_files;
pub mod known;
pub mod recorder;
pub mod report_file;
pub mod unwritten;
