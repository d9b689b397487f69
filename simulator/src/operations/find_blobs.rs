//! Find Blobs by Tags, in an account or a container.

use std::collections::BTreeMap;
use std::ops::Bound;

use http::StatusCode;

use super::list_xml::{self, element};
use super::paging::{self, Marker};
use crate::failure::{Failure, Result};
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::{Container, State};
use crate::tags::{self, Expression, Usage};

/// Lists the blobs whose tags meet the expression, one page, by container and name.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let text = call.filled_query("where").ok_or_else(|| syntax_error(1))?;
    let expression = Expression::parse(text, Usage::Find).map_err(syntax_error)?;
    let (requested, limit) = paging::limit(call)?;
    let marker = Marker::of(call)?;
    let mut xml = String::new();
    list_xml::start(&mut xml, call, None);
    element(&mut xml, "Where", text);
    if let Some(count) = requested {
        element(&mut xml, "MaxResults", &count.to_string());
    }
    xml.push_str("<Blobs>");
    let next = match &call.address.container {
        None => {
            let containers = &state.account(&call.address.account)?.containers;
            write(&mut xml, &expression, containers, &marker, limit)
        }
        Some(name) => {
            let container = state.container_of(&call.address)?;
            let mut count = limit;
            let from = if marker.rest == *name { marker.name.as_str() } else { "" };
            write_container(&mut xml, &expression, (name, container), from, &mut count)
        }
    };
    list_xml::tail(&mut xml, next.as_ref());
    Ok(ServiceResponse::xml(StatusCode::OK, xml))
}

fn write(
    xml: &mut String,
    expression: &Expression,
    containers: &BTreeMap<String, Container>,
    marker: &Marker,
    mut limit: usize,
) -> Option<Marker> {
    containers.range::<str, _>((Bound::Included(marker.rest.as_str()), Bound::Unbounded)).find_map(|container| {
        let from = if *container.0 == marker.rest { marker.name.as_str() } else { "" };
        write_container(xml, expression, container, from, &mut limit)
    })
}

/// Writes the blobs found in one container, and returns where to continue if the page is full.
fn write_container(
    xml: &mut String,
    expression: &Expression,
    (container, held): (&String, &Container),
    from: &str,
    left: &mut usize,
) -> Option<Marker> {
    for (name, entry) in held.entries.range(&held.entries.order().key(from)) {
        let Some(blob) = &entry.base else { continue };
        if blob.tags.is_empty() || !expression.holds(&blob.tags, container) {
            continue;
        }
        if *left == 0 {
            return Some(Marker::new(&name, container));
        }
        *left -= 1;
        xml.push_str("<Blob>");
        element(xml, "Name", &name);
        element(xml, "ContainerName", container);
        let named = |tag: &&(String, String)| expression.conditions().any(|condition| condition.key == tag.0);
        tags::element(blob.tags.iter().filter(named)).write(xml);
        xml.push_str("</Blob>");
    }
    None
}

fn syntax_error(place: usize) -> Failure {
    let message = format!("Error parsing query at or near character position {place}: syntax error");
    Failure { message: message.into(), ..Failure::invalid_query() }
}
