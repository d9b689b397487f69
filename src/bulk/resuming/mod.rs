//! The position in the listing, and its saved text.

pub mod position;
pub mod saved;
