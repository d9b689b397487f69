//! List Blobs, flat: pages in the order of names, snapshots before their base blob.

use std::ops::Bound;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::StatusCode;

use super::list_xml::{self, Include};
use crate::answer::Answer;
use crate::copies;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::state::{Container, State};

/// The time that stands for the base blob in a marker: it comes after every snapshot's.
const BASE: &str = "~";

/// Lists one page.
pub fn run(call: &Call, state: &mut State) -> Result<Answer> {
    if call.filled_query("delimiter").is_some() {
        return Err(Failure::not_implemented());
    }
    copies::advance(state, call.now);
    let container = state.container_of(&call.address)?;
    let prefix = call.query("prefix").unwrap_or_default();
    let include = Include::read(call.query("include").unwrap_or_default())?;
    let asked: Option<usize> = match call.filled_query("maxresults") {
        None => None,
        Some(text) => Some(text.parse().ok().filter(|count| *count > 0).ok_or_else(out_of_range)?),
    };
    let marker = call.filled_query("marker").map(read_marker).transpose()?;
    let mut xml = list_xml::head(call, asked);
    let limit = asked.unwrap_or(names::MAX_RESULTS).min(names::MAX_RESULTS);
    let next = write_page(&mut xml, container, prefix, marker, limit, include);
    list_xml::tail(&mut xml, next.as_deref());
    Ok(Answer::xml(StatusCode::OK, xml))
}

/// Writes a page, and says where the next one starts.
fn write_page(
    xml: &mut String,
    container: &Container,
    prefix: &str,
    marker: Option<(String, String)>,
    limit: usize,
    include: Include,
) -> Option<String> {
    let (first, after) = marker.unwrap_or_default();
    let start = if first.as_str() > prefix { first.as_str() } else { prefix };
    let mut count = 0;
    for (name, entry) in container.entries.range::<str, _>((Bound::Included(start), Bound::Unbounded)) {
        if !name.starts_with(prefix) {
            break;
        }
        let from = if *name == first { after.as_str() } else { "" };
        let snapshots = entry.snapshots.iter().filter(|(time, _)| include.snapshots && time.as_str() >= from);
        for (time, blob) in snapshots {
            if count == limit {
                return Some(write_marker(name, time));
            }
            list_xml::blob(xml, name, Some(time), blob, include);
            count += 1;
        }
        let uncommitted = include.uncommitted && !entry.staged.is_empty();
        if entry.base.is_none() && !uncommitted {
            continue;
        }
        if count == limit {
            return Some(write_marker(name, BASE));
        }
        match &entry.base {
            Some(blob) => list_xml::blob(xml, name, None, blob, include),
            None => list_xml::uncommitted(xml, name),
        }
        count += 1;
    }
    None
}

fn write_marker(name: &str, time: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{time}\n{name}"))
}

fn read_marker(marker: &str) -> Result<(String, String)> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(marker).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let parts = text.as_deref().and_then(|text| text.split_once('\n'));
    parts.map(|(time, name)| (name.to_owned(), time.to_owned())).ok_or_else(Failure::invalid_query)
}

fn out_of_range() -> Failure {
    let message = "One of the query parameters specified in the request URI is outside the permissible range.";
    Failure::new(400, "OutOfRangeQueryParameterValue", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_comes_back_as_it_was() {
        let marker = write_marker("a/b\nc", BASE);
        assert_eq!(read_marker(&marker).unwrap(), ("a/b\nc".to_owned(), BASE.to_owned()));
        assert_eq!(read_marker("???").unwrap_err().code, "InvalidQueryParameterValue");
    }
}
