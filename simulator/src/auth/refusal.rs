//! The service's answer to a request that it does not let in.

/// What the service says of every request whose signature it does not accept.
const NOT_AUTHENTICATED: &str = "Server failed to authenticate the request. Make sure the value of Authorization header \
                                 is formed correctly including the signature.";

/// Why a request is not let in: the status, the error code and the message of the answer.
///
/// See [Common REST API error codes](https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The error code, which goes into `x-ms-error-code` and the body.
    pub code: &'static str,
    /// The message for people, not escaped for XML. It holds no key and no signature.
    pub message: String,
}

impl Refusal {
    /// The signature, or something that it must come with, is wrong; `detail` says what.
    pub(super) fn authentication_failed(detail: impl AsRef<str>) -> Self {
        Self::new(403, "AuthenticationFailed", format!("{NOT_AUTHENTICATED} {}", detail.as_ref()))
    }

    /// The `Authorization` header cannot be read; `detail` says why.
    pub(super) fn malformed_authorization(detail: &str) -> Self {
        let message = "Authentication information is not given in the correct format. Check the value of Authorization \
                       header.";
        Self::new(400, "InvalidAuthenticationInfo", format!("{message} {detail}"))
    }

    /// The request carries a bearer token, which is not covered.
    pub(super) fn bearer_token() -> Self {
        Self::new(401, "InvalidAuthenticationInfo", "This service does not accept bearer tokens yet.".to_owned())
    }

    /// There is no such account. The real service's address would not resolve; Azurite answers so.
    pub(super) fn no_such_account(account: &str) -> Self {
        Self::new(
            404,
            "ResourceNotFound",
            format!("The specified resource does not exist: no account is named {account}."),
        )
    }

    /// Credentials are needed and there are none: for the operations to answer an anonymous request with.
    pub fn no_authentication() -> Self {
        let message = "Server failed to authenticate the request. Please refer to the information in the \
                       www-authenticate header.";
        Self::new(401, "NoAuthenticationInformation", message.to_owned())
    }

    /// The SAS does not have the permission, or no SAS of its kind can have it.
    pub(super) fn permission() -> Self {
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

    fn new(status: u16, code: &'static str, message: String) -> Self {
        Self { status, code, message }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}: {}", self.status, self.code, self.message)
    }
}

impl std::error::Error for Refusal {}
