//! Account SAS: for whole kinds of resources in an account.
//!
//! See [Create an account SAS](https://learn.microsoft.com/rest/api/storageservices/create-account-sas).

use super::super::query::Parameters;
use super::super::{Grant, Rejection, Scope, SignedRequest};
use super::{Fields, Signed, given, not_well_formed};

/// The oldest version whose string to sign is known here.
const OLDEST_VERSION: &str = "2015-04-05";

/// Reads the SAS, and rebuilds what was signed.
pub(super) fn read(
    request: &SignedRequest<'_>,
    parameters: &Parameters,
    fields: &Fields<'_>,
) -> Result<Signed, Rejection> {
    if fields.version < OLDEST_VERSION {
        return Err(not_well_formed("an account SAS takes version 2015-04-05 or later"));
    }
    let services = given(parameters, "ss")?.ok_or_else(|| not_well_formed("ss is missing"))?;
    let resource_types = given(parameters, "srt")?.ok_or_else(|| not_well_formed("srt is missing"))?;
    let permissions = fields.permissions.ok_or_else(|| not_well_formed("sp is missing"))?;
    let expiry = fields.expiry.ok_or_else(|| not_well_formed("se is missing"))?;

    let mut lines = vec![
        request.account,
        permissions,
        services,
        resource_types,
        fields.start.unwrap_or_default(),
        expiry,
        fields.addresses.unwrap_or_default(),
        fields.protocols.unwrap_or_default(),
        fields.version,
    ];
    if fields.signs_encryption_scope() {
        lines.push(fields.encryption_scope.unwrap_or_default());
    }
    // The last line ends with a line break too.
    lines.push("");

    Ok(Signed {
        string_to_sign: lines.join("\n"),
        grant: Grant {
            scope: Scope::Account { resource_types: resource_types.to_owned() },
            permissions: permissions.to_owned(),
            encryption_scope: fields.encryption_scope.filter(|_| fields.signs_encryption_scope()).map(str::to_owned),
            ..Grant::default()
        },
        for_blobs: services.contains('b'),
    })
}
