//! Get User Delegation Key: a key for SAS, for the holder of a token.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::StatusCode;
use quick_xml::de::from_reader;
use quick_xml::escape::escape;
use serde::Deserialize;

use crate::access::Access;
use crate::admission;
use crate::auth::{self, DelegationKey};
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::{ServiceResponse, precise_time};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct KeyInfo {
    start: Option<String>,
    expiry: String,
    delegated_user_tid: Option<String>,
}

/// Creates the key. Nothing is stored: it is derived from the values in the response and the secret of the issuer.
pub fn run(call: &Call, access: &Access) -> Result<ServiceResponse> {
    let holder = admission::holder(call, access)?;
    let info: KeyInfo = from_reader(&*call.body.make()).map_err(|_| invalid_document())?;
    if info.delegated_user_tid.is_some() {
        return Err(Failure::not_implemented());
    }
    let near = |text: &str| auth::parse_time(text).filter(|time| is_near(*time, call.now)).ok_or_else(invalid_value);
    let start = info.start.filter(|start| !start.is_empty()).map_or(Ok(call.now), |start| near(&start))?;
    let expiry = near(&info.expiry)?;
    if expiry <= start || expiry <= call.now {
        return Err(invalid_value());
    }
    let (start, expiry) = (seconds(start), seconds(expiry));
    let key = DelegationKey {
        account: &call.address.account,
        object_id: &holder.object_id,
        tenant: &holder.tenant,
        start: &start,
        expiry: &expiry,
        service: "b",
        version: call.header(&names::VERSION).unwrap_or(names::DEFAULT_VERSION),
    };
    Ok(ServiceResponse::xml(StatusCode::OK, xml(&key, &access.issuer.delegation_key(&key))))
}

fn xml(key: &DelegationKey<'_>, value: &[u8]) -> String {
    let value = BASE64_STANDARD.encode(value);
    let fields = [
        ("SignedOid", key.object_id),
        ("SignedTid", key.tenant),
        ("SignedStart", key.start),
        ("SignedExpiry", key.expiry),
        ("SignedService", key.service),
        ("SignedVersion", key.version),
        ("Value", &value),
    ];
    let fields = fields.map(|(name, value)| format!("<{name}>{}</{name}>", escape(value)));
    let fields = fields.concat();
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><UserDelegationKey>{fields}</UserDelegationKey>")
}

fn is_near(time: SystemTime, now: SystemTime) -> bool {
    let distance = time.duration_since(now).unwrap_or_else(|before| before.duration());
    distance <= Duration::from_secs(names::MAX_DELEGATION_KEY_DAYS * 24 * 60 * 60)
}

/// A time to the second, as clients repeat it in the SAS.
fn seconds(time: SystemTime) -> String {
    let precise = precise_time(time);
    let whole = precise.split_once('.').map_or(precise.as_str(), |(whole, _)| whole);
    format!("{whole}Z")
}

fn invalid_document() -> Failure {
    Failure::new(400, "InvalidXmlDocument", "XML specified is not syntactically valid.")
}

fn invalid_value() -> Failure {
    Failure::new(400, "InvalidXmlNodeValue", "The value for one of the XML nodes is not in the correct format.")
}
