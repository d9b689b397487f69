//! The files of a job. They are opened before it starts, and written by a separate thread while it runs.

pub mod intents;
pub mod job_files;
pub mod known;
pub mod recorder;
pub mod report_file;
pub mod unwritten;
