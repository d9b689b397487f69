//! Challenges: the `WWW-Authenticate` header of a 401 response says which token the service requests.

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use url::Url;
use uuid::Uuid;

use super::STORAGE_SCOPE;

/// Claims use the standard alphabet. Whether they are padded depends on the sender.
const CLAIMS_ENGINE: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The resources that any challenge may name: storage and managed disks.
const ALLOWED_SCOPES: [&str; 2] = [STORAGE_SCOPE, "https://disk.azure.com//.default"];

/// The scope of a resource is its origin with this path.
const DEFAULT_SCOPE: &str = "/.default";

/// The token that a challenge requests.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Challenge {
    /// Nothing that another token could change.
    None,
    /// The token was revoked: get one with these claims (continuous access evaluation).
    /// <https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation>
    Claims(String),
    /// The account belongs to this tenant: get a token from it.
    /// <https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#bearer-challenge>
    Tenant {
        /// A UUID.
        tenant_id: String,
        /// The scope that the token must have, if it differs from the current one.
        scope: Option<String>,
    },
    /// A token for this resource, which is never sent to a storage service. Anyone could send the challenge, and use the token at
    /// that resource.
    WrongResource(String),
}

/// Finds what the `WWW-Authenticate` headers of a response request, in any of them and at any position. `scopes` are
/// those of the client, whose resources a challenge may name besides storage and disks.
pub(super) fn find(headers: &[String], scopes: &[String]) -> Challenge {
    let found: Vec<Scheme<'_>> = headers.iter().flat_map(|header| challenges(header)).collect();
    let bearers = || found.iter().filter(|challenge| challenge.scheme.eq_ignore_ascii_case("Bearer"));
    let with_claims = bearers().find_map(|bearer| match (bearer.get("error"), bearer.get("claims")) {
        (Some("insufficient_claims"), Some(claims)) if !claims.is_empty() => Some(claims),
        _ => None,
    });
    if let Some(claims) = with_claims {
        return decode_claims(claims).map_or(Challenge::None, Challenge::Claims);
    }
    let mut wrong = Challenge::None;
    for bearer in bearers() {
        match tenant(bearer, scopes) {
            Challenge::None => {}
            Challenge::WrongResource(resource) => wrong = Challenge::WrongResource(resource),
            challenge => return challenge,
        }
    }
    wrong
}

fn decode_claims(claims: &str) -> Option<String> {
    let bytes: Vec<u8> = claims.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    String::from_utf8(CLAIMS_ENGINE.decode(bytes).ok()?).ok()
}

fn tenant(bearer: &Scheme<'_>, scopes: &[String]) -> Challenge {
    let Some(tenant_id) = bearer.get("authorization_uri").and_then(tenant_id) else { return Challenge::None };
    let resource = match bearer.get("resource_id") {
        None | Some("") => return Challenge::Tenant { tenant_id, scope: None },
        Some(resource) => resource,
    };
    match Url::parse(resource).ok().as_ref().and_then(default_scope) {
        Some(scope) if is_allowed(&scope, scopes) => Challenge::Tenant { tenant_id, scope: Some(scope) },
        _ => Challenge::WrongResource(resource.to_owned()),
    }
}

fn tenant_id(authorization_uri: &str) -> Option<String> {
    let authorization = Url::parse(authorization_uri).ok()?;
    authorization.path_segments()?.next().filter(|segment| is_hyphenated_uuid(segment)).map(str::to_owned)
}

/// Whether a storage service may request this scope. Its resource must be storage, which is the same in all clouds, or
/// managed disks, or one that the client itself uses.
/// <https://learn.microsoft.com/azure/storage/blobs/authorize-access-azure-active-directory#microsoft-authentication-library-msal>
fn is_allowed(scope: &str, scopes: &[String]) -> bool {
    let is_own = |own: &String| Url::parse(own).ok().as_ref().and_then(default_scope).is_some_and(|own| own == scope);
    ALLOWED_SCOPES.contains(&scope) || scopes.iter().any(is_own)
}

fn is_hyphenated_uuid(text: &str) -> bool {
    text.len() == uuid::fmt::Hyphenated::LENGTH && Uuid::try_parse(text).is_ok()
}

fn default_scope(resource: &Url) -> Option<String> {
    let origin = resource.origin();
    if !origin.is_tuple() {
        return None;
    }
    let origin = origin.ascii_serialization();
    // The resource of managed disks ends with a slash, and the scope must repeat it.
    let slash = if origin == "https://disk.azure.com" { "/" } else { "" };
    Some(format!("{origin}{slash}{DEFAULT_SCOPE}"))
}

/// One challenge of a header: a scheme and its parameters.
struct Scheme<'a> {
    scheme: &'a str,
    parameters: Vec<(&'a str, &'a str)>,
}

impl<'a> Scheme<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        self.parameters.iter().find(|(parameter, _)| parameter.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }
}

/// Splits a header into its challenges. The services write parameters in two ways, and both are read: quoted and
/// separated by commas, or bare and separated by spaces.
fn challenges(header: &str) -> Vec<Scheme<'_>> {
    let mut found: Vec<Scheme<'_>> = Vec::new();
    let mut rest = header;
    loop {
        rest = rest.trim_start_matches(is_separator);
        if rest.is_empty() {
            return found;
        }
        let (word, after) = rest.split_at(rest.find(|c| c == '=' || is_separator(c)).unwrap_or(rest.len()));
        rest = after;
        let Some(after) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
            found.push(Scheme { scheme: word, parameters: Vec::new() });
            continue;
        };
        let value;
        (value, rest) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_at(after.find(is_separator).unwrap_or(after.len())),
        };
        if let Some(challenge) = found.last_mut() {
            challenge.parameters.push((word, value));
        }
    }
}

fn is_separator(character: char) -> bool {
    character == ',' || character.is_whitespace()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    fn parse(header: &str) -> Challenge {
        find(&[header.to_owned()], &["https://configured.example:8443/.default".to_owned()])
    }

    fn tenant_challenge(scope: Option<&str>) -> Challenge {
        Challenge::Tenant { tenant_id: TENANT.into(), scope: scope.map(str::to_owned) }
    }

    #[test]
    fn a_tenant_challenge_as_the_service_writes_it() {
        let header = format!(
            "Bearer authorization_uri=https://login.microsoftonline.com/{TENANT}/oauth2/authorize \
             resource_id=https://storage.azure.com"
        );
        assert_eq!(parse(&header), tenant_challenge(Some("https://storage.azure.com/.default")));
    }

    #[test]
    fn a_tenant_challenge_with_quotes_and_commas() {
        let header = format!(
            "Bearer authorization_uri=\"https://login.microsoftonline.com/{TENANT}\", \
             resource_id=\"https://storage.azure.com/x\""
        );
        assert_eq!(parse(&header), tenant_challenge(Some("https://storage.azure.com/.default")));
    }

    #[test]
    fn a_tenant_challenge_after_another_scheme() {
        let header = format!("Negotiate, Bearer authorization_uri=https://login.microsoftonline.com/{TENANT}");
        assert_eq!(parse(&header), tenant_challenge(None));
    }

    #[test]
    fn a_challenge_without_a_resource_keeps_the_scope() {
        let header = format!("Bearer authorization_uri=https://login.microsoftonline.com/{TENANT} resource_id=");
        assert_eq!(parse(&header), tenant_challenge(None));
    }

    #[test]
    fn the_scope_of_managed_disks_has_two_slashes() {
        let header = format!("Bearer authorization_uri=https://l/{TENANT} resource_id=https://disk.azure.com/");
        assert_eq!(parse(&header), tenant_challenge(Some("https://disk.azure.com//.default")));
    }

    #[test]
    fn the_audience_of_the_client_may_be_requested() {
        let header =
            format!("Bearer authorization_uri=https://l/{TENANT} resource_id=https://configured.example:8443/x");
        assert_eq!(parse(&header), tenant_challenge(Some("https://configured.example:8443/.default")));
    }

    #[test]
    fn other_resources_are_named_and_rejected() {
        for resource in [
            "https://configured.example",
            "http://storage.azure.com",
            "https://storage.azure.com:444",
            "https://x.storage.azure.com",
            "https://storage.azure.com@evil.example",
            "https://vault.azure.net",
            "storage",
            "urn:x",
        ] {
            let header = format!("Bearer authorization_uri=https://l/{TENANT} resource_id={resource}");
            assert_eq!(parse(&header), Challenge::WrongResource(resource.to_owned()));
        }
    }

    #[test]
    fn every_header_and_every_challenge_is_parsed() {
        let tenant = |resource: &str| format!("Bearer authorization_uri=https://l/{TENANT} resource_id={resource}");
        let (good, bad) = (tenant("https://storage.azure.com"), tenant("https://evil.example"));
        let claims = "Bearer error = \"insufficient_claims\" , CLAIMS=\"e30=\"".to_owned();
        let expected = || tenant_challenge(Some(STORAGE_SCOPE));
        for headers in [
            vec!["Negotiate abc==".to_owned(), good.clone()],
            vec![bad.clone(), good.clone()],
            vec![good.clone(), bad.clone()],
            vec![format!("{bad}, {good}")],
            vec!["Bearer realm=\"never closed".to_owned(), good.clone()],
            vec!["\u{ff}".to_owned(), String::new(), format!("Basic realm=\"x\", {good}")],
        ] {
            assert_eq!(find(&headers, &[]), expected(), "{headers:?}");
        }
        assert_eq!(find(&[bad.clone(), claims], &[]), Challenge::Claims("{}".into()));
        assert_eq!(find(&[bad], &[]), Challenge::WrongResource("https://evil.example".into()));
        assert_eq!(find(&[], &[]), Challenge::None);
    }

    #[test]
    fn other_challenges_are_ignored() {
        for header in [
            "",
            "Bearer",
            "Bearer ",
            "SharedKey authorization_uri=https://l/72f988bf-86f1-41af-91ab-2d7cd011db47",
            "Bearer resource_id=https://storage.azure.com",
            "Bearer authorization_uri=nowhere",
            "Bearer authorization_uri=https://login.microsoftonline.com/common",
            "Bearer authorization_uri=https://login.microsoftonline.com/",
            "Bearer authorization_uri=https://l/72f988bf86f141af91ab2d7cd011db47",
            "Bearer error=\"insufficient_claims\", claims=\"***\"",
            "Bearer error=\"insufficient_claims\", claims=\"\"",
            "Bearer error=\"invalid_token\", claims=\"e30=\"",
        ] {
            assert_eq!(parse(header), Challenge::None, "{header}");
        }
    }

    #[test]
    fn a_claims_challenge() {
        for claims in ["eyJhIjoiYiJ9", "eyJhIjoiYiJ9 ", "eyJh IjoiYiJ9"] {
            let header = format!(
                "Bearer realm=\"\", authorization_uri=\"https://l/{TENANT}\", error=\"insufficient_claims\", \
                 claims=\"{claims}\", PoP a=b"
            );
            assert_eq!(parse(&header), Challenge::Claims("{\"a\":\"b\"}".into()), "{claims}");
        }
    }

    #[test]
    fn claims_need_no_padding() {
        for claims in ["e30=", "e30", "\"e30=\"", "\"e30\""] {
            let header = format!("Bearer error=insufficient_claims,claims={claims}");
            assert_eq!(parse(&header), Challenge::Claims("{}".into()), "{claims}");
        }
    }

    proptest! {
        #[test]
        fn parsing_any_header_never_panics(header: String) {
            let _ = parse(&header);
        }

        #[test]
        fn parsing_any_likely_header_never_panics(
            header in "(Bearer|error|claims|authorization_uri|resource_id|https://|[=\", ]|\\PC){0,20}",
        ) {
            let _ = parse(&header);
        }
    }
}
