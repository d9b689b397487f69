//! The way of one request: retry → sign → send.
