//! The wire, as data.
