//! Another credential for a copy of many blobs, after its own has expired.

use std::sync::Arc;

use napi_derive::napi;

use crate::base::url::parse;
use crate::binding::container_copy::{NativeContainerCopy, state};
use crate::binding::pipeline::NativePipeline;
use crate::bulk::requests::renewal::Side;
use crate::rest::BlobEndpoint;

#[napi]
impl NativeContainerCopy {
    /// Continues with the credential of a client or URL of the same container, for the `source` or the `destination`.
    #[napi]
    pub fn renew_credential(&self, call: u32, side: String, pipeline: Option<&NativePipeline>, url: String) {
        let (copy, pipeline) = (Arc::clone(self.copy()), pipeline.map(NativePipeline::shared));
        self.calls().start(call, || async move {
            let result = parse(&url).and_then(|url| {
                let endpoint = match pipeline {
                    Some(pipeline) => BlobEndpoint::new(pipeline, url),
                    None => copy.endpoint_of_url(url),
                };
                copy.renew(if side == "source" { Side::Source } else { Side::Destination }, endpoint)
            });
            state(&copy, result)
        });
    }
}
