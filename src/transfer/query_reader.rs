//! Reads the rows that a query selects as they arrive, with what the service reports in between. Unlike a download, a query is not resumed
//! when its connection breaks: the service has no ranges of it.

use bytes::Bytes;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::{Exchange, PieceTimeout, ResponseBody, drain};
use crate::rest::BlobEndpoint;
use crate::rest::avro::{AvroDecoder, Decoded, Record, Value};
use crate::rest::block_blob::{BlobQueryHeaders, QueryBlobContents};

/// The records of a response.
/// <https://learn.microsoft.com/rest/api/storageservices/query-blob-contents#response-body>
const RESULT_DATA: &str = "com.microsoft.azure.storage.queryBlobContents.resultData";
const PROGRESS: &str = "com.microsoft.azure.storage.queryBlobContents.progress";
const END: &str = "com.microsoft.azure.storage.queryBlobContents.end";
const ERROR: &str = "com.microsoft.azure.storage.queryBlobContents.error";

/// The largest whole number that JavaScript has exactly.
const MAX_SAFE: i64 = (1 << 53) - 1;

/// A report of the service besides the rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum QueryEvent {
    /// So many bytes of the blob were read.
    Progress {
        /// The number of bytes.
        loaded_bytes: i64,
    },
    /// A row, or the whole blob, could not be read.
    Error {
        /// The position in the blob.
        position: i64,
        /// The kind of error.
        name: String,
        /// Whether the query ended with it.
        is_fatal: bool,
        /// What happened.
        description: String,
    },
}

/// A piece of a query's response.
#[derive(Debug, PartialEq)]
pub enum QueryPiece {
    /// A part of the rows.
    Content(Bytes),
    /// An event about them.
    Event(QueryEvent),
}

/// The response to a query in flight.
pub struct QueryReader {
    body: ResponseBody,
    piece_timeout: PieceTimeout,
    records: Records,
    /// A piece that was found while looking for content.
    found: Option<Result<QueryPiece>>,
}

impl QueryReader {
    /// Sends the query, and returns its rows with the properties in the response's headers.
    ///
    /// # Errors
    /// An argument error before anything is sent; otherwise the failed request.
    pub async fn open(
        endpoint: BlobEndpoint,
        operation: &QueryBlobContents,
        cancel: &CancellationToken,
    ) -> Result<(Self, BlobQueryHeaders, Exchange)> {
        let (response, body) = endpoint.execute_streaming(operation, cancel).await?;
        let piece_timeout = PieceTimeout::new(endpoint.pipeline.try_timeout());
        Ok((Self { body, piece_timeout, records: Records::default(), found: None }, response.output, response.exchange))
    }

    /// The next piece. `None` at the end that the service announced.
    ///
    /// # Errors
    /// The connection broke, the response is not that of a query, or the caller aborted.
    pub async fn next(&mut self) -> Result<Option<QueryPiece>> {
        if let Some(found) = self.found.take() {
            return found.map(Some);
        }
        loop {
            if let Some(piece) = self.records.next()? {
                return Ok(Some(piece));
            }
            if self.records.is_complete() {
                // The connection can be reused if nothing else follows.
                drain(self.body.take()).await;
                return Ok(None);
            }
            match self.piece_timeout.next(&mut self.body).await? {
                Some(bytes) => self.records.decoder.push(bytes),
                None => return Err(self.records.broke_off()),
            }
        }
    }

    /// More content, if it is next and has arrived.
    pub fn next_arrived(&mut self) -> Option<Bytes> {
        if self.found.is_some() {
            return None;
        }
        match self.records.next().transpose()? {
            Ok(QueryPiece::Content(content)) => Some(content),
            other => {
                self.found = Some(other);
                None
            }
        }
    }
}

/// Interprets the records of a response.
struct Records {
    decoder: AvroDecoder,
    ended: bool,
    fatal: Option<QueryEvent>,
}

impl Default for Records {
    fn default() -> Self {
        Self { decoder: AvroDecoder::new(RESULT_DATA, "data"), ended: false, fatal: None }
    }
}

impl Records {
    /// The next piece that has arrived.
    fn next(&mut self) -> Result<Option<QueryPiece>> {
        while let Some(event) = self.decoder.decode()? {
            if self.ended {
                return Err(protocol("it continues after its end"));
            }
            match event {
                Decoded::Content(content) => return Ok(Some(QueryPiece::Content(content))),
                Decoded::Record(record) => {
                    if let Some(event) = self.read(&record)? {
                        return Ok(Some(QueryPiece::Event(event)));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Whether the end was announced, and its block is complete.
    fn is_complete(&self) -> bool {
        self.ended && self.decoder.is_between_blocks()
    }

    fn read(&mut self, record: &Record) -> Result<Option<QueryEvent>> {
        Ok(match record.name.as_str() {
            RESULT_DATA => None,
            PROGRESS => Some(QueryEvent::Progress { loaded_bytes: count(record, "bytesScanned")? }),
            END => {
                self.ended = true;
                Some(QueryEvent::Progress { loaded_bytes: count(record, "totalBytes")? })
            }
            ERROR => {
                let Some(Value::Boolean(is_fatal)) = record.field("fatal") else { return Err(missing("fatal")) };
                let event = QueryEvent::Error {
                    position: count(record, "position")?,
                    name: text(record, "name")?,
                    is_fatal: *is_fatal,
                    description: text(record, "description")?,
                };
                if *is_fatal {
                    self.fatal = Some(event.clone());
                }
                Some(event)
            }
            other => return Err(protocol(&format!("has a record \"{other}\", which no query has"))),
        })
    }

    /// The error for a response that is cut off: a fatal error of the query, if there was one.
    fn broke_off(&self) -> Error {
        match &self.fatal {
            Some(QueryEvent::Error { name, description, position, .. }) => {
                let message = format!("The query failed at position {position}: {description}");
                Error::new(ErrorKind::Protocol, message).with_code(name.clone())
            }
            _ => protocol("broke off before its end"),
        }
    }
}

fn count(record: &Record, name: &str) -> Result<i64> {
    match record.field(name) {
        Some(Value::Long(number)) if (-MAX_SAFE..=MAX_SAFE).contains(number) => Ok(*number),
        _ => Err(missing(name)),
    }
}

fn text(record: &Record, name: &str) -> Result<String> {
    match record.field(name) {
        Some(Value::Text(text)) => Ok(text.clone()),
        _ => Err(missing(name)),
    }
}

fn missing(name: &str) -> Error {
    protocol(&format!("has a record without a proper \"{name}\""))
}

fn protocol(what: &str) -> Error {
    Error::new(ErrorKind::Protocol, format!("The response to a query {what}; the rest of it cannot be trusted."))
        .with_code("PARSE_ERROR")
}

#[cfg(test)]
#[path = "query_reader_tests.rs"]
mod tests;
