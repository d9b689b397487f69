//! SAS for reading files: an account SAS whose services include files, or a service SAS for a file or a share, which signs
//! less than one for blobs.
//!
//! See [Create a service SAS](https://learn.microsoft.com/rest/api/storageservices/create-service-sas).

use std::time::SystemTime;

use super::super::grant::Scope;
use super::super::network::Connection;
use super::super::query::Parameters;
use super::super::{Keyring, Rejection, SignedRequest, instant, signature};
use super::{Fields, account, given, not_well_formed};

/// The response headers that a SAS can override, in the order in which they are signed.
const RESPONSE_HEADERS: [&str; 5] = ["rscc", "rscd", "rsce", "rscl", "rsct"];

/// Checks that the SAS of a request lets its holder read the file that the request names: its share corresponds to the
/// container.
pub fn verify(
    request: &SignedRequest<'_>,
    connection: Connection,
    keyring: Keyring<'_>,
    now: SystemTime,
) -> Result<(), Rejection> {
    let parameters = Parameters::parse(request.query);
    if !parameters.has("sig") {
        let version = request.headers.get("x-ms-version").and_then(|version| version.to_str().ok());
        return Err(Rejection::no_authentication(version));
    }
    let keys = keyring.keys_of(request.account)?;
    let fields = Fields::read(&parameters)?;
    let services = given(&parameters, "ss")?;
    let (text, objects) = if services.is_some() {
        let signed = account::read(request, &parameters, &fields)?;
        let types =
            if let Scope::Account { resource_types } = signed.grant.scope { resource_types } else { String::new() };
        (signed.string_to_sign, types.contains('o'))
    } else {
        (service_text(request, &parameters, &fields)?, true)
    };
    if !signature::matches(keys, text.as_bytes(), fields.signature.as_bytes()) {
        return Err(signature::mismatch(text.as_bytes()));
    }
    instant::check_interval(fields.start, fields.expiry, now)?;
    connection.check(fields.protocols, fields.addresses)?;
    if services.is_some_and(|services| !services.contains('f')) {
        return Err(Rejection::service());
    }
    if !objects {
        return Err(Rejection::resource_type());
    }
    if fields.permissions.is_some_and(|letters| letters.contains('r')) { Ok(()) } else { Err(Rejection::permission()) }
}

fn service_text(
    request: &SignedRequest<'_>,
    parameters: &Parameters,
    fields: &Fields<'_>,
) -> Result<String, Rejection> {
    if fields.permissions.is_none() || fields.expiry.is_none() {
        return Err(not_well_formed("both sp and se are needed"));
    }
    let share = format!("/file/{}/{}", request.account, request.container.unwrap_or_default());
    let resource = match given(parameters, "sr")? {
        Some("s") => share,
        Some("f") => format!("{share}/{}", request.blob.unwrap_or_default()),
        _ => return Err(not_well_formed("sr is neither f nor s")),
    };
    let mut lines = vec![
        fields.permissions.unwrap_or_default(),
        fields.start.unwrap_or_default(),
        fields.expiry.unwrap_or_default(),
        &resource,
        given(parameters, "si")?.unwrap_or_default(),
        fields.addresses.unwrap_or_default(),
        fields.protocols.unwrap_or_default(),
        fields.version,
    ];
    for parameter in RESPONSE_HEADERS {
        lines.push(given(parameters, parameter)?.unwrap_or_default());
    }
    Ok(lines.join("\n"))
}
