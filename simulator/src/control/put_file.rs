//! Creates a file of Azure Files: `/files/account/share/path`, with the body or with `?size=1000&seed=7`.

use http::header;
use serde::Deserialize;

use super::request::{ControlError, ControlRequest, ControlResult, bad, done};
use crate::files::FileAddress;
use crate::service::Service;
use crate::state::data::Data;

/// Computed content. A query has only texts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Computed {
    size: Option<String>,
    seed: Option<String>,
}

/// Creates the file.
pub fn put_file(service: &Service, request: &ControlRequest<'_>) -> ControlResult {
    let path = request.parts.uri.path().strip_prefix("/files").unwrap_or_default();
    let address = FileAddress::parse("", path).ok_or_else(|| bad("a file is /files/account/share/path"))?;
    let Computed { size, seed } = request.query()?;
    let number = |text: Option<String>| -> Result<Option<u64>, ControlError> {
        text.map(|text| text.parse().map_err(|_| bad("size and seed are numbers"))).transpose()
    };
    let (size, seed) = (number(size)?, number(seed)?.unwrap_or_default());
    let data = match size {
        None => Data::from(request.body.clone()),
        Some(length) => Data::Synthetic { seed, offset: 0, length },
    };
    let content_type = request.parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    service.files.put(address, data, content_type.map(str::to_owned), service.store.clock.now());
    done()
}
