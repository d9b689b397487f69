//! The case in which clients wrote the names of their metadata.
//!
//! The service keeps that case and shows it in listings; hyper returns header names in lower case. So the bytes of a
//! connection are examined before hyper gets them, and the last spelling of each metadata name on the connection is
//! remembered. It never changes a byte. Two requests in flight on one connection that differ only in the case of a name
//! could get each other's spelling.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

const PREFIX: &[u8] = b"x-ms-meta-";
/// No name that the service accepts is longer.
const LONGEST_LINE: usize = 2048;

/// The spellings seen on one connection, by the name in lower case.
#[derive(Debug, Default, Clone)]
pub struct Spellings(Arc<Mutex<HashMap<String, String>>>);

impl Spellings {
    /// The name as the client wrote it; unchanged if it was never seen.
    pub fn of(&self, name: &str) -> String {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(name).map_or_else(|| name.to_owned(), Clone::clone)
    }

    fn learn(&self, line: &[u8]) {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return };
        let Some(name) = line.get(PREFIX.len()..colon) else { return };
        if line[..PREFIX.len()].eq_ignore_ascii_case(PREFIX)
            && let Ok(name) = std::str::from_utf8(name)
        {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let lower = name.to_ascii_lowercase();
            if known.get(&lower).is_none_or(|spelling| spelling != name) {
                known.insert(lower, name.to_owned());
            }
        }
    }
}

/// The bytes that have arrived on one connection, line by line.
#[derive(Debug)]
pub struct Lines {
    spellings: Spellings,
    /// The start of a line whose end has not arrived yet.
    line: Vec<u8>,
}

impl Lines {
    /// The lines of a connection, from its first byte on.
    pub fn new(spellings: Spellings) -> Self {
        Self { spellings, line: Vec::new() }
    }

    /// Learns from the bytes that follow.
    pub fn observe(&mut self, mut bytes: &[u8]) {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            let (line, rest) = bytes.split_at(end + 1);
            if self.line.is_empty() {
                self.spellings.learn(line);
            } else {
                self.keep(line);
                self.spellings.learn(&self.line);
                self.line.clear();
            }
            bytes = rest;
        }
        self.keep(bytes);
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = LONGEST_LINE.saturating_sub(self.line.len());
        self.line.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_name_received_in_pieces_keeps_its_case() {
        let spellings = Spellings::default();
        let mut lines = Lines::new(spellings.clone());
        lines.observe(b"PUT / HTTP/1.1\r\nX-Ms-Me");
        lines.observe(b"ta-FooBar");
        lines.observe(b": x\r\nx-ms-meta-lower: y\r\n\r\n");
        assert_eq!(spellings.of("foobar"), "FooBar");
        assert_eq!(spellings.of("lower"), "lower");
        assert_eq!(spellings.of("never"), "never");
    }

    #[test]
    fn a_body_without_line_breaks_is_not_buffered() {
        let mut lines = Lines::new(Spellings::default());
        lines.observe(&vec![b'x'; 100_000]);
        assert_eq!(lines.line.len(), LONGEST_LINE);
    }
}
