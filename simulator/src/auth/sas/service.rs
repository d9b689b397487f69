//! Service SAS: for one container, blob, snapshot or version.
//!
//! See [Create a service SAS](https://learn.microsoft.com/rest/api/storageservices/create-service-sas).

use super::super::query::Parameters;
use super::super::{Grant, Rejection, Scope, SignedRequest};
use super::delegation::Delegation;
use super::{Fields, Signed, given, not_well_formed};

/// The oldest version whose string to sign is known here.
const OLDEST_VERSION: &str = "2015-04-05";
/// From this version on, the kind of resource and its time are signed too.
const SIGNS_RESOURCE: &str = "2018-11-09";

/// The response headers that a SAS can override, with their parameters, in the order in which they are signed.
const RESPONSE_HEADERS: [(&str, &str); 5] = [
    ("rscc", "cache-control"),
    ("rscd", "content-disposition"),
    ("rsce", "content-encoding"),
    ("rscl", "content-language"),
    ("rsct", "content-type"),
];

/// Reads the SAS, and rebuilds what was signed for the resource that `request` is about.
pub(super) fn read(
    request: &SignedRequest<'_>,
    parameters: &Parameters,
    fields: &Fields<'_>,
    delegation: Option<&Delegation<'_>>,
) -> Result<Signed, Rejection> {
    if fields.version < OLDEST_VERSION {
        return Err(not_well_formed("this service takes a service SAS of version 2015-04-05 or later"));
    }
    let identifier = given(parameters, "si")?;
    if identifier.is_none() && (fields.permissions.is_none() || fields.expiry.is_none()) {
        return Err(not_well_formed("without si, both sp and se are needed"));
    }
    if identifier.is_some() && delegation.is_some() {
        return Err(not_well_formed("a user-delegation SAS cannot go by a stored access policy"));
    }
    let resource = given(parameters, "sr")?.ok_or_else(|| not_well_formed("sr is empty"))?;
    if resource.len() > 1 && fields.version < SIGNS_RESOURCE {
        return Err(not_well_formed("snapshots and versions take version 2018-11-09 or later"));
    }
    let scope = scope(request, parameters, resource)?;

    let mut lines = vec![
        fields.permissions.unwrap_or_default().to_owned(),
        fields.start.unwrap_or_default().to_owned(),
        fields.expiry.unwrap_or_default().to_owned(),
        canonical_name(request.account, &scope),
    ];
    match delegation {
        None => lines.push(identifier.unwrap_or_default().to_owned()),
        Some(delegation) => lines.extend(delegation.key_lines(fields.version).into_iter().map(str::to_owned)),
    }
    lines.extend([fields.addresses, fields.protocols].map(|field| field.unwrap_or_default().to_owned()));
    lines.push(fields.version.to_owned());
    if fields.version >= SIGNS_RESOURCE {
        lines.extend([resource, timestamp(&scope)].map(str::to_owned));
    }
    if fields.signs_encryption_scope() {
        lines.push(fields.encryption_scope.unwrap_or_default().to_owned());
    }
    if let Some(delegation) = delegation {
        lines.extend(delegation.request_lines(request, parameters, fields.version)?);
    }
    let mut response_headers = Vec::new();
    for (parameter, header) in RESPONSE_HEADERS {
        let value = given(parameters, parameter)?;
        lines.push(value.unwrap_or_default().to_owned());
        response_headers.extend(value.map(|value| (header, value.to_owned())));
    }

    Ok(Signed {
        string_to_sign: lines.join("\n"),
        grant: Grant {
            scope,
            permissions: fields.permissions.unwrap_or_default().to_owned(),
            identifier: identifier.map(str::to_owned),
            encryption_scope: fields.encryption_scope.filter(|_| fields.signs_encryption_scope()).map(str::to_owned),
            response_headers,
            start: fields.start.map(str::to_owned),
            expiry: fields.expiry.map(str::to_owned),
            policy_applied: false,
        },
        for_blobs: true,
    })
}

/// The resource that a SAS of the kind `resource` must have been signed for, to authorize this request.
///
/// A SAS for a blob covers neither its snapshots nor its versions (Azurite too includes the snapshot in what it expects to
/// have been signed); one for a container covers all.
fn scope(request: &SignedRequest<'_>, parameters: &Parameters, resource: &str) -> Result<Scope, Rejection> {
    let elsewhere = || Rejection::authentication_failed("The SAS is for another kind of resource than the request.");
    let container = request.container.ok_or_else(elsewhere)?.to_owned();
    let blob = || request.blob.map(str::to_owned).ok_or_else(elsewhere);
    let (snapshot, version) = (given(parameters, "snapshot")?, given(parameters, "versionid")?);
    match (resource, snapshot, version) {
        ("c", _, _) => Ok(Scope::Container { container }),
        ("b", None, None) => Ok(Scope::Blob { container, blob: blob()? }),
        ("bs", Some(snapshot), None) => Ok(Scope::Snapshot { container, blob: blob()?, snapshot: snapshot.to_owned() }),
        ("bv", None, Some(version)) => Ok(Scope::Version { container, blob: blob()?, version: version.to_owned() }),
        ("b" | "bs" | "bv", _, _) => Err(elsewhere()),
        _ => Err(not_well_formed("sr is none of c, b, bs and bv")),
    }
}

fn canonical_name(account: &str, scope: &Scope) -> String {
    match scope {
        Scope::Account { .. } => format!("/blob/{account}"),
        Scope::Container { container } => format!("/blob/{account}/{container}"),
        Scope::Blob { container, blob }
        | Scope::Snapshot { container, blob, .. }
        | Scope::Version { container, blob, .. } => format!("/blob/{account}/{container}/{blob}"),
    }
}

fn timestamp(scope: &Scope) -> &str {
    match scope {
        Scope::Snapshot { snapshot, .. } => snapshot,
        Scope::Version { version, .. } => version,
        Scope::Account { .. } | Scope::Container { .. } | Scope::Blob { .. } => "",
    }
}
