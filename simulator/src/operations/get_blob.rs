//! Get Blob: all of it or a range.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::{StatusCode, header};
use md5::{Digest, Md5};

use super::describe_blob::describe;
use super::{guard, range};
use crate::answer::Answer;
use crate::body::Body;
use crate::copies;
use crate::failure::Result;
use crate::names;
use crate::request::Call;
use crate::state::State;
use crate::state::data::Data;

/// Sends a blob's content.
pub fn run(call: &Call, state: &mut State) -> Result<Answer> {
    copies::look(state, &call.address, call.now);
    let blob = state.blob(&call.address, call.filled_query("snapshot"))?;
    guard::read_content(call, &blob)?;
    let length = blob.content.length();
    let asked = range::of(call);
    let mut answer = Answer::new(StatusCode::OK);
    describe(&mut answer, &blob);
    let sent = match asked {
        None => 0..length,
        Some((start, end)) => {
            let sent = range::clip(start, end, length)?;
            answer.status = StatusCode::PARTIAL_CONTENT;
            answer.set(header::CONTENT_RANGE, &format!("bytes {}-{}/{length}", sent.start, sent.end - 1));
            sent
        }
    };
    let pieces = blob.content.slice(&sent);
    if asked.is_none() {
        if let Some(md5) = &blob.properties.content_md5 {
            answer.set(names::CONTENT_MD5, md5);
        }
    } else {
        if let Some(md5) = &blob.properties.content_md5 {
            answer.set(names::BLOB_CONTENT_MD5, md5);
        }
        if call.header(&names::RANGE_GET_CONTENT_MD5) == Some("true") {
            let hash = blob.content.slice(&sent).iter().map(Data::make).fold(Md5::new(), Md5::chain_update).finalize();
            answer.set(names::CONTENT_MD5, &BASE64_STANDARD.encode(hash));
        }
    }
    answer.body = Body::from(pieces);
    Ok(answer)
}
