//! Query Blob Contents, for the query that selects everything: `SELECT * FROM BlobStorage`.

use http::{StatusCode, header};

use super::describe_blob::{describe, describe_lease};
use super::guard;
use super::put_blob::require_block_blob;
use crate::avro;
use crate::body::Body;
use crate::failure::{Failure, Result};
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::data::Data;
use crate::xml::{Element, invalid_xml};

/// Responds with all of a blob's content, in the service's Avro framing.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let expression = read_expression(&call.body.make())?;
    let words: Vec<_> = expression.trim_end_matches([';', ' ']).split_whitespace().map(str::to_lowercase).collect();
    if words != ["select", "*", "from", "blobstorage"] {
        return Err(Failure::not_implemented());
    }
    let guard::Readable { blob, lease, .. } = guard::read_content(call, state)?;
    require_block_blob(Some(&blob))?;
    let mut response = ServiceResponse::new(StatusCode::OK);
    describe(&mut response, &blob);
    describe_lease(&mut response, lease);
    response.constant(header::CONTENT_TYPE, "avro/binary");
    response.body = Body::from(frame(blob.content.length(), blob.content.slice(&(0..blob.content.length()))));
    Ok(response)
}

fn frame(total: u64, pieces: Vec<Data>) -> Vec<Data> {
    let mut framed = vec![Data::from(avro::header())];
    for piece in pieces {
        let (before, after) = avro::result_data(piece.length());
        framed.extend([before.into(), piece, after.into()]);
    }
    framed.push(avro::end(total).into());
    framed
}

/// The query. Formats other than the blob's own are not covered.
fn read_expression(xml: &[u8]) -> Result<String> {
    let request = Element::parse_named(xml, "QueryRequest")?;
    if request.child("OutputSerialization").is_some() {
        return Err(Failure::not_implemented());
    }
    request.text_of("Expression").map(str::to_owned).ok_or_else(invalid_xml)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_expression_is_parsed() {
        let xml = b"<?xml version=\"1.0\"?><QueryRequest><QueryType>SQL</QueryType><Expression>select 1</Expression></QueryRequest>";
        assert_eq!(read_expression(xml).unwrap(), "select 1");
        assert_eq!(read_expression(b"<QueryRequest/>").unwrap_err().code, "InvalidXmlDocument");
    }
}
