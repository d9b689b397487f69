//! The service's response to a rejected request.

use super::token::{AUDIENCE, TENANT};

/// The message for every request with a rejected signature.
const NOT_AUTHENTICATED: &str = "Server failed to authenticate the request. Make sure the value of Authorization header \
                                 is formed correctly including the signature.";

/// The message if `WWW-Authenticate` has more.
const SEE_CHALLENGE: &str =
    "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.";

/// From this version on, the service challenges requests without a credential:
/// <https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#bearer-challenge>.
const CHALLENGES: &str = "2019-12-12";

/// Why a request is rejected: the status, the error code and the message of the response.
///
/// See [Common REST API error codes](https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The HTTP status.
    pub status: u16,
    /// The error code, which goes into `x-ms-error-code` and the body.
    pub code: &'static str,
    /// The message for people. Neither it nor the detail is escaped for XML, and they hold no key and no signature.
    pub message: String,
    /// The details, which the service returns in a separate element: `AuthenticationErrorDetail`.
    pub detail: Option<String>,
    /// Whether the response has a challenge for tokens in `WWW-Authenticate`.
    pub challenge: bool,
}

impl Rejection {
    /// The signature, or something that it requires, is wrong; `detail` says what.
    pub(super) fn authentication_failed(detail: impl AsRef<str>) -> Self {
        Self::new(403, "AuthenticationFailed", NOT_AUTHENTICATED.to_owned()).because(detail.as_ref())
    }

    /// The `Authorization` header cannot be read; `detail` says why.
    pub(super) fn malformed_authorization(detail: &str) -> Self {
        let message = "Authentication information is not given in the correct format. Check the value of Authorization \
                       header.";
        Self::new(400, "InvalidAuthenticationInfo", message.to_owned()).because(detail)
    }

    /// The token is not valid for this account now; `detail` says why.
    pub(super) fn invalid_token(detail: &str) -> Self {
        let rejection = Self::new(401, "InvalidAuthenticationInfo", SEE_CHALLENGE.to_owned()).because(detail);
        Self { challenge: true, ..rejection }
    }

    /// The token is of a different tenant than the account.
    pub fn other_tenant() -> Self {
        Self::invalid_token("Issuer validation failed. Issuer did not match.")
    }

    /// There is no such account. The real service's address would not resolve; Azurite responds so.
    pub(super) fn no_such_account(account: &str) -> Self {
        Self::new(
            404,
            "ResourceNotFound",
            format!("The specified resource does not exist: no account is named {account}."),
        )
    }

    /// Credentials are required, but missing: the response to an anonymous request of that version.
    pub fn no_authentication(version: Option<&str>) -> Self {
        let challenge = version.is_some_and(|version| version >= CHALLENGES);
        Self { challenge, ..Self::new(401, "NoAuthenticationInformation", SEE_CHALLENGE.to_owned()) }
    }

    /// The operation accepts only a token.
    pub fn bearer_only() -> Self {
        Self::authentication_failed("Only authentication scheme Bearer is supported.")
    }

    /// The SAS may only create blobs, and the blob already exists.
    pub fn overwrite() -> Self {
        let message = "This request is not authorized to perform blob overwrites.";
        Self::new(403, "UnauthorizedBlobOverwrite", message.to_owned())
    }

    /// The SAS is for another encryption scope than the request.
    pub fn encryption_scope() -> Self {
        Self::not_authorized("AuthorizationFailure", "this encryption scope")
    }

    /// The value of `WWW-Authenticate`, of a response with a challenge.
    pub fn challenge() -> String {
        format!(
            "Bearer authorization_uri=https://login.microsoftonline.com/{TENANT}/oauth2/authorize resource_id={AUDIENCE}"
        )
    }

    /// The SAS does not have the permission, or no SAS of its kind can have it.
    pub fn permission() -> Self {
        Self::not_authorized("AuthorizationPermissionMismatch", "this permission")
    }

    /// The SAS is for another protocol.
    pub(super) fn protocol() -> Self {
        Self::not_authorized("AuthorizationProtocolMismatch", "this protocol")
    }

    /// The SAS is for other addresses.
    pub(super) fn source_ip(client: std::net::IpAddr) -> Self {
        Self::not_authorized("AuthorizationSourceIPMismatch", &format!("this source IP {client}"))
    }

    /// The account SAS is for other services than this one.
    pub(super) fn service() -> Self {
        Self::not_authorized("AuthorizationServiceMismatch", "this service")
    }

    /// The account SAS is for other resource types.
    pub(super) fn resource_type() -> Self {
        Self::not_authorized("AuthorizationResourceTypeMismatch", "this resource type")
    }

    fn not_authorized(code: &'static str, using: &str) -> Self {
        Self::new(403, code, format!("This request is not authorized to perform this operation using {using}."))
    }

    fn because(self, detail: &str) -> Self {
        Self { detail: Some(detail.to_owned()), ..self }
    }

    fn new(status: u16, code: &'static str, message: String) -> Self {
        Self { status, code, message, detail: None, challenge: false }
    }
}

impl std::fmt::Display for Rejection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}: {}", self.status, self.code, self.message)?;
        self.detail.iter().try_for_each(|detail| write!(formatter, " {detail}"))
    }
}

impl std::error::Error for Rejection {}
