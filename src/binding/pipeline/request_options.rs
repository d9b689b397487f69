//! Options of a call's requests, in lines before the options of the operation: the headers that are added to them, and the time
//! limit of an attempt.

use std::sync::Arc;
use std::time::Duration;

use crate::base::error::Result;
use crate::http::{AddedHeaders, Pipeline};

/// Precedes headers in the options of a call, up to the end of the line. The options themselves are a JSON object.
const HEADERS: &str = "headers ";
/// Precedes the time limit of attempts in milliseconds, in a line before that.
const TIMEOUT: &str = "timeout ";

/// Splits the options of a call from those of its requests, and returns a pipeline that applies these.
///
/// # Errors
/// The headers are no headers.
pub fn with_request_options(mut pipeline: Arc<Pipeline>, mut options: &str) -> Result<(Arc<Pipeline>, &str)> {
    if let Some((limit, rest)) = options.strip_prefix(TIMEOUT).and_then(|rest| rest.split_once('\n')) {
        options = rest;
        if let Ok(limit) = limit.parse() {
            pipeline = Arc::new(pipeline.with_time_limit(Duration::from_millis(limit)));
        }
    }
    let Some((headers, options)) = options.strip_prefix(HEADERS).and_then(|rest| rest.split_once('\n')) else {
        return Ok((pipeline, options));
    };
    let policy = AddedHeaders::from_json(headers)?;
    Ok((Arc::new(pipeline.with_further_policy(Arc::new(policy))), options))
}
