//! Rejects invalid heads of responses that a lenient parser accepts. Two programs that parse such a head differently
//! disagree about the end of the response, and take the rest of one for the next. Node rejects the same ones. Pure.

use crate::http::Spelling;
use crate::http::head_fault::HeadFault;

/// The maximum number of headers of a response. The service allows 8 KiB of metadata, with a header for each pair.
/// <https://learn.microsoft.com/rest/api/storageservices/setting-and-retrieving-properties-and-metadata-for-blob-resources>
pub const MAX_RESPONSE_HEADERS: usize = 512;

/// The maximum length of a head, including those of interim responses (1xx). Those of the service are below 16 KiB.
const LONGEST_HEAD: usize = 256 * 1024;
/// The maximum number of interim responses. The service sends none.
const MOST_INTERIM: usize = 16;
/// How much of a line is examined. A longer line has no valid length.
const LONGEST_LINE: usize = 1024;
/// The prefix of metadata headers.
const METADATA: &[u8] = b"x-ms-meta-";

/// Examines the heads of one response, including interim ones, as they arrive in pieces.
#[derive(Debug, Default)]
pub struct HeadWatch {
    /// The incomplete line, as far as it is examined.
    line: Vec<u8>,
    /// The last byte.
    last: u8,
    seen: usize,
    interim: usize,
    at: HeadPosition,
    is_interim: bool,
    has_length: bool,
    has_encoding: bool,
    spelling: Spelling,
}

/// The position in a head.
#[derive(Debug, Default, PartialEq, Eq)]
enum HeadPosition {
    #[default]
    StatusLine,
    Headers,
    Body,
}

impl HeadWatch {
    /// Examines the next bytes.
    ///
    /// # Errors
    /// The head is invalid.
    pub fn examine(&mut self, mut bytes: &[u8]) -> Result<(), HeadFault> {
        while self.at != HeadPosition::Body && !bytes.is_empty() {
            let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
                self.keep(bytes);
                return self.count(bytes.len());
            };
            let (line, rest) = bytes.split_at(end);
            self.keep(line);
            self.count(line.len() + 1)?;
            bytes = &rest[1..];
            self.line_ends()?;
        }
        Ok(())
    }

    /// The spelling of metadata names in the final head, once the head is complete. Then `None`.
    pub fn take_spelling(&mut self) -> Option<Spelling> {
        let is_whole = self.at == HeadPosition::Body && !self.spelling.is_empty();
        is_whole.then(|| std::mem::take(&mut self.spelling))
    }

    fn keep(&mut self, bytes: &[u8]) {
        if let Some(last) = bytes.last() {
            self.last = *last;
        }
        let room = LONGEST_LINE.saturating_sub(self.line.len());
        self.line.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    fn count(&mut self, length: usize) -> Result<(), HeadFault> {
        self.seen += length;
        if self.seen > LONGEST_HEAD { Err(HeadFault::Endless) } else { Ok(()) }
    }

    fn line_ends(&mut self) -> Result<(), HeadFault> {
        let has_return = std::mem::take(&mut self.last) == b'\r';
        let line = std::mem::take(&mut self.line);
        let text = line.strip_suffix(b"\r").unwrap_or(&line);
        if self.at == HeadPosition::StatusLine {
            // Empty lines before a response do not count.
            if !text.is_empty() {
                if !has_return {
                    return Err(HeadFault::BareLineFeed);
                }
                self.at = HeadPosition::Headers;
                // `HTTP/1.1 1xx`; 101 ends HTTP on this connection, and is final.
                self.is_interim = text.get(9) == Some(&b'1') && text.get(9..12) != Some(b"101");
            }
        } else if !has_return {
            return Err(HeadFault::BareLineFeed);
        } else if text.is_empty() {
            self.head_ends()?;
        } else {
            self.header(text)?;
        }
        self.line = line;
        self.line.clear();
        Ok(())
    }

    fn head_ends(&mut self) -> Result<(), HeadFault> {
        if !self.is_interim {
            self.at = HeadPosition::Body;
            return Ok(());
        }
        *self = Self { seen: self.seen, interim: self.interim + 1, ..Self::default() };
        if self.interim > MOST_INTERIM { Err(HeadFault::Endless) } else { Ok(()) }
    }

    fn header(&mut self, line: &[u8]) -> Result<(), HeadFault> {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return Ok(()) };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name.eq_ignore_ascii_case(b"content-length") {
            if std::mem::replace(&mut self.has_length, true) {
                return Err(HeadFault::TwoLengths);
            }
            let number = std::str::from_utf8(value).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
            if number.and_then(|text| text.parse::<u64>().ok()).is_none() {
                return Err(HeadFault::BadLength);
            }
        }
        if name.get(..METADATA.len()).is_some_and(|start| start.eq_ignore_ascii_case(METADATA))
            && let Ok(name) = std::str::from_utf8(name)
        {
            self.spelling.learn(name);
        }
        self.has_encoding |= name.eq_ignore_ascii_case(b"transfer-encoding");
        if self.has_length && self.has_encoding { Err(HeadFault::LengthAndEncoding) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole(head: &[u8]) -> Result<(), HeadFault> {
        HeadWatch::default().examine(head)
    }

    #[test]
    fn invalid_heads_are_rejected() {
        use HeadFault::{BadLength, BareLineFeed, LengthAndEncoding, TwoLengths};
        for (headers, outcome) in [
            ("content-length: 0\r\n", Ok(())),
            ("Content-Length:  7 \r\nx: 1\r\nx: 2\r\n", Ok(())),
            ("transfer-encoding: chunked\r\n", Ok(())),
            ("x: 1\ncontent-length: 0\r\n", Err(BareLineFeed)),
            ("x: 1\r\n\n", Err(BareLineFeed)),
            ("content-length: 1\r\ncontent-length: 2\r\n", Err(TwoLengths)),
            ("content-length: 1\r\nCONTENT-LENGTH: 1\r\n", Err(TwoLengths)),
            ("content-length: -1\r\n", Err(BadLength)),
            ("content-length: +1\r\n", Err(BadLength)),
            ("content-length: 1, 1\r\n", Err(BadLength)),
            ("content-length:\r\n", Err(BadLength)),
            ("content-length: 0x10\r\n", Err(BadLength)),
            ("content-length: 99999999999999999999\r\n", Err(BadLength)),
            ("content-length: 1\r\ntransfer-encoding: chunked\r\n", Err(LengthAndEncoding)),
            ("transfer-encoding: gzip\r\ncontent-length: 1\r\n", Err(LengthAndEncoding)),
        ] {
            assert_eq!(whole(format!("HTTP/1.1 200 OK\r\n{headers}\r\n").as_bytes()), outcome, "{headers:?}");
        }
        assert_eq!(whole(b"HTTP/1.1 200 OK\ncontent-length: 0\r\n\r\n"), Err(BareLineFeed));
        assert_eq!(whole(b"\r\n\nHTTP/1.1 200 OK\r\n\r\n"), Ok(()));
    }

    #[test]
    fn bodies_are_not_examined() {
        assert_eq!(whole(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\na\nb\n"), Ok(()));
    }

    #[test]
    fn interim_responses_are_examined_too() {
        let interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n";
        assert_eq!(whole(format!("{interim}HTTP/1.1 200 OK\r\nx: 1\n\r\n").as_bytes()), Err(HeadFault::BareLineFeed));
        assert_eq!(whole(format!("{interim}HTTP/1.1 204 No Content\r\n\r\n\n").as_bytes()), Ok(()));
        assert_eq!(whole(interim.repeat(MOST_INTERIM).as_bytes()), Err(HeadFault::Endless));
    }

    #[test]
    fn metadata_names_keep_the_case_of_the_response() {
        let mut watch = HeadWatch::default();
        let spelling =
            |watch: &mut HeadWatch| watch.take_spelling().map(|spelling| spelling.of("x-ms-meta-ab").to_owned());
        watch
            .examine(b"HTTP/1.1 100 Continue\r\nx-ms-meta-aB: 1\r\n\r\nHTTP/1.1 200 OK\r\nETag: x\r\nX-MS-Meta-A")
            .expect("fine");
        assert_eq!(spelling(&mut watch), None);
        watch.examine(b"b: 1\r\nx-ms-meta-low: 1\r\n\r\nx-ms-meta-AB: body\r\n").expect("fine");
        assert_eq!(spelling(&mut watch).as_deref(), Some("X-MS-Meta-Ab"));
        assert_eq!(spelling(&mut watch), None);
    }

    #[test]
    fn an_endless_head_is_rejected() {
        assert_eq!(whole("x".repeat(LONGEST_HEAD + 1).as_bytes()), Err(HeadFault::Endless));
        assert_eq!(whole("x: 1\r\n".repeat(100_000).as_bytes()), Err(HeadFault::Endless));
    }

    proptest! {
        #[test]
        fn pieces_are_judged_like_the_complete_head(
            head in "(HTTP/1\\.1 [12]0[0-3] K\r\n(content-length: -?[01]{1,2}\r?\n|x: [a-z]{0,3}\r?\n){0,4}\r\n){1,3}",
            cuts in prop::collection::vec(0usize..200, 0..6),
        ) {
            let bytes = head.as_bytes();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.push(bytes.len());
            cuts.sort_unstable();
            let mut watch = HeadWatch::default();
            let mut from = 0;
            let mut outcome = Ok(());
            for cut in cuts {
                outcome = watch.examine(&bytes[from..cut]);
                if outcome.is_err() {
                    break;
                }
                from = cut;
            }
            prop_assert_eq!(outcome, whole(bytes));
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = whole(&bytes);
        }
    }
}
