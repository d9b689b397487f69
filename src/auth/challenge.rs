//! What a service asks for when it refuses a token: the `WWW-Authenticate` header of a 401.

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use url::Url;
use uuid::Uuid;

/// Claims come in the standard alphabet; whether they are padded depends on who sends them.
const CLAIMS_ENGINE: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The scope of a resource is its origin with this path.
const DEFAULT_SCOPE: &str = "/.default";

/// A challenge that another token can answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Challenge {
    /// The token was good once: get one with these claims (continuous access evaluation).
    /// <https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation>
    Claims(String),
    /// The account belongs to this tenant: get a token from it.
    /// <https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#bearer-challenge>
    Tenant {
        /// A UUID.
        tenant_id: String,
        /// The scope that the token must have, if not the one that it had.
        scope: Option<String>,
    },
}

/// Finds the challenge in a `WWW-Authenticate` header. `None`: there is nothing that another token could better.
pub(super) fn parse(header: &str) -> Option<Challenge> {
    let bearers = || challenges(header).into_iter().filter(|challenge| challenge.scheme.eq_ignore_ascii_case("Bearer"));
    let with_claims = bearers().find_map(|bearer| match (bearer.get("error"), bearer.get("claims")) {
        (Some("insufficient_claims"), Some(claims)) if !claims.is_empty() => Some(claims),
        _ => None,
    });
    if let Some(claims) = with_claims {
        return decode_claims(claims).map(Challenge::Claims);
    }
    bearers().find_map(|bearer| tenant(&bearer))
}

fn decode_claims(claims: &str) -> Option<String> {
    let bytes: Vec<u8> = claims.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    String::from_utf8(CLAIMS_ENGINE.decode(bytes).ok()?).ok()
}

fn tenant(bearer: &Scheme<'_>) -> Option<Challenge> {
    let authorization = Url::parse(bearer.get("authorization_uri")?).ok()?;
    let tenant_id = authorization.path_segments()?.next().filter(|segment| is_hyphenated_uuid(segment))?.to_owned();
    let scope = match bearer.get("resource_id") {
        None | Some("") => None,
        Some(resource) => Some(default_scope(&Url::parse(resource).ok()?)?),
    };
    Some(Challenge::Tenant { tenant_id, scope })
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
    // Managed disks register their resource with a slash at the end, and the scope must repeat it.
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
        self.parameters.iter().find(|(parameter, _)| *parameter == name).map(|(_, value)| *value)
    }
}

/// Splits a header into its challenges. The services write them in two ways, and both are read: parameters quoted and
/// between commas, or bare and between spaces.
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
        let Some(after) = after.strip_prefix('=') else {
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

    fn tenant_challenge(scope: Option<&str>) -> Challenge {
        Challenge::Tenant { tenant_id: TENANT.into(), scope: scope.map(str::to_owned) }
    }

    #[test]
    fn a_tenant_challenge_as_the_service_writes_it() {
        let header = format!(
            "Bearer authorization_uri=https://login.microsoftonline.com/{TENANT}/oauth2/authorize \
             resource_id=https://storage.azure.com"
        );
        assert_eq!(parse(&header), Some(tenant_challenge(Some("https://storage.azure.com/.default"))));
    }

    #[test]
    fn a_tenant_challenge_with_quotes_and_commas() {
        let header = format!(
            "Bearer authorization_uri=\"https://login.microsoftonline.com/{TENANT}\", \
             resource_id=\"https://storage.azure.com/x\""
        );
        assert_eq!(parse(&header), Some(tenant_challenge(Some("https://storage.azure.com/.default"))));
    }

    #[test]
    fn a_tenant_challenge_after_another_scheme() {
        let header = format!("Negotiate, Bearer authorization_uri=https://login.microsoftonline.com/{TENANT}");
        assert_eq!(parse(&header), Some(tenant_challenge(None)));
    }

    #[test]
    fn without_a_resource_the_scope_stays() {
        let header = format!("Bearer authorization_uri=https://login.microsoftonline.com/{TENANT} resource_id=");
        assert_eq!(parse(&header), Some(tenant_challenge(None)));
    }

    #[test]
    fn the_scope_of_managed_disks_has_two_slashes() {
        let header = format!("Bearer authorization_uri=https://l/{TENANT} resource_id=https://disk.azure.com/");
        assert_eq!(parse(&header), Some(tenant_challenge(Some("https://disk.azure.com//.default"))));
    }

    #[test]
    fn a_port_stays_in_the_scope() {
        let header = format!("Bearer authorization_uri=https://l/{TENANT} resource_id=https://r:8443/x");
        assert_eq!(parse(&header), Some(tenant_challenge(Some("https://r:8443/.default"))));
    }

    #[test]
    fn nothing_to_answer() {
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
            "Bearer authorization_uri=https://l/72f988bf-86f1-41af-91ab-2d7cd011db47 resource_id=storage",
            "Bearer authorization_uri=https://l/72f988bf-86f1-41af-91ab-2d7cd011db47 resource_id=urn:x",
            "Bearer error=\"insufficient_claims\", claims=\"***\"",
            "Bearer error=\"insufficient_claims\", claims=\"\"",
            "Bearer error=\"invalid_token\", claims=\"e30=\"",
        ] {
            assert_eq!(parse(header), None, "{header}");
        }
    }

    #[test]
    fn a_claims_challenge() {
        for claims in ["eyJhIjoiYiJ9", "eyJhIjoiYiJ9 ", "eyJh IjoiYiJ9"] {
            let header = format!(
                "Bearer realm=\"\", authorization_uri=\"https://l/{TENANT}\", error=\"insufficient_claims\", \
                 claims=\"{claims}\", PoP a=b"
            );
            assert_eq!(parse(&header), Some(Challenge::Claims("{\"a\":\"b\"}".into())), "{claims}");
        }
    }

    #[test]
    fn claims_need_no_padding() {
        for claims in ["e30=", "e30", "\"e30=\"", "\"e30\""] {
            let header = format!("Bearer error=insufficient_claims,claims={claims}");
            assert_eq!(parse(&header), Some(Challenge::Claims("{}".into())), "{claims}");
        }
    }

    proptest! {
        #[test]
        fn any_header_is_read(header: String) {
            let _ = parse(&header);
        }

        #[test]
        fn any_likely_header_is_read(
            header in "(Bearer|error|claims|authorization_uri|resource_id|https://|[=\", ]|\\PC){0,20}",
        ) {
            let _ = parse(&header);
        }
    }
}
