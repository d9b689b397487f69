//! A request as it arrived: what the sockets hand over.

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
    /// How the client spells the names of metadata.
    pub spellings: Spellings,
    /// What it came over.
    pub connection: Connection,
    /// What can break the connection.
    pub faults: StreamFaults,
}

impl Received {
    /// A request that the service makes itself.
    pub fn internal(parts: Parts, body: impl Into<Data>) -> Self {
        let (spellings, connection) = (Spellings::default(), Connection::default());
        Self { parts, body: body.into(), spellings, connection, faults: StreamFaults::default() }
    }
}
