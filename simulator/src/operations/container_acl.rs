//! Get and Set Container ACL: public access and stored access policies.

use std::collections::BTreeMap;

use http::{Method, StatusCode};

use super::guard;
use crate::auth::StoredAccessPolicy;
use crate::checksums::Checksum;
use crate::conditions::Conditions;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::{ServiceResponse, document};
use crate::state::lease::LeasedResource;
use crate::state::{PublicAccess, State};
use crate::xml::{Element, invalid_xml};

/// Reads or replaces them, depending on the request's method.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let container = state.container_of(&call.address)?;
    let mut response = if call.method == Method::PUT {
        Checksum::of_body(call)?;
        let policies = if call.body.is_empty() { BTreeMap::new() } else { read(&call.body.make())? };
        let access = PublicAccess::read(call.header(&names::BLOB_PUBLIC_ACCESS))?;
        Conditions::of_resource(&call.headers)?.check_write(Some(container.stamp))?;
        guard::name_lease(call, &container.lease, LeasedResource::Container)?;
        (container.policies, container.access) = (policies, access);
        container.touch(call.now);
        ServiceResponse::new(StatusCode::OK)
    } else {
        guard::name_lease(call, &container.lease, LeasedResource::Container)?;
        let mut response = document(&shown(&container.policies));
        if let Some(access) = container.access.name() {
            response.constant(names::BLOB_PUBLIC_ACCESS, access);
        }
        response
    };
    response.set_stamp(container.stamp);
    Ok(response)
}

fn read(xml: &[u8]) -> Result<BTreeMap<String, StoredAccessPolicy>> {
    let root = Element::parse_named(xml, "SignedIdentifiers")?;
    let mut policies = BTreeMap::new();
    for identifier in &root.children {
        let id = identifier.text_of("Id").filter(|id| id.chars().count() <= names::MAX_POLICY_ID);
        let id = id.filter(|id| !id.is_empty() && identifier.name == "SignedIdentifier").ok_or_else(invalid_xml)?;
        let policy = identifier.child("AccessPolicy");
        let text = |name| policy.and_then(|policy| policy.text_of(name)).filter(|text| !text.is_empty());
        let permissions = text("Permission").map(str::to_owned);
        if permissions.as_ref().is_some_and(|letters| !letters.chars().all(|letter| "racwdxyltmeopif".contains(letter)))
        {
            return Err(invalid_xml());
        }
        let (start, expiry) = (text("Start").map(str::to_owned), text("Expiry").map(str::to_owned));
        let policy = StoredAccessPolicy { permissions, start, expiry };
        if policies.insert(id.to_owned(), policy).is_some() {
            return Err(invalid_xml());
        }
    }
    if policies.len() > names::MAX_POLICIES { Err(invalid_xml()) } else { Ok(policies) }
}

fn shown(policies: &BTreeMap<String, StoredAccessPolicy>) -> Element {
    let identifier = |(id, policy): (&String, &StoredAccessPolicy)| {
        let parts = [("Start", &policy.start), ("Expiry", &policy.expiry), ("Permission", &policy.permissions)];
        let parts = parts.into_iter().filter_map(|(name, text)| text.as_ref().map(|text| Element::new(name, text)));
        let policy = Element::of("AccessPolicy", parts.collect());
        Element::of("SignedIdentifier", vec![Element::new("Id", id), policy])
    };
    Element::of("SignedIdentifiers", policies.iter().map(identifier).collect())
}

impl PublicAccess {
    /// The service's name for it, if there is any.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Blob => Some("blob"),
            Self::Container => Some("container"),
        }
    }

    /// Reads `x-ms-blob-public-access`.
    pub fn read(header: Option<&str>) -> Result<Self> {
        match header {
            None => Ok(Self::None),
            Some("blob") => Ok(Self::Blob),
            Some("container") => Ok(Self::Container),
            Some(_) => Err(Failure::invalid_header()),
        }
    }
}
