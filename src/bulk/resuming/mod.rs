//! What is done, as a position in the listing, and its text.

pub mod position;
pub mod saved;
