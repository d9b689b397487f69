//! A request as the server received it.

use http::request::Parts;

use crate::auth::Connection;
use crate::header_case::Spellings;
use crate::state::data::Data;
use crate::wire::StreamFaults;

/// A request, complete.
#[derive(Debug)]
pub struct Received {
    /// Its head.
    pub parts: Parts,
    /// Its body.
    pub body: Data,
    /// The client's spelling of metadata names.
    pub spellings: Spellings,
    /// Its connection.
    pub connection: Connection,
    /// The handle to break the connection.
    pub faults: StreamFaults,
}

impl Received {
    /// A request of the service itself.
    pub fn internal(parts: Parts, body: impl Into<Data>) -> Self {
        let (spellings, connection) = (Spellings::default(), Connection::default());
        Self { parts, body: body.into(), spellings, connection, faults: StreamFaults::default() }
    }
}
