//! Create Container.

use http::StatusCode;

use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::{Container, PublicAccess, State};

/// Creates an empty container.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let name = call.address.container.as_deref().ok_or_else(Failure::invalid_uri)?;
    check_name(name)?;
    let access = PublicAccess::read(call.header(&names::BLOB_PUBLIC_ACCESS))?;
    let account = state.accounts.get_mut(&call.address.account).ok_or_else(Failure::resource_not_found)?;
    if account.containers.contains_key(name) {
        return Err(Failure::container_already_exists());
    }
    let mut container = Container::new(call.now, call.metadata()?, access, account.order());
    container.versioning = account.features.versioning;
    container.default_encryption_scope = call.owned_header(&names::DEFAULT_ENCRYPTION_SCOPE);
    let stamp = container.stamp;
    account.containers.insert(name.to_owned(), container);
    let mut response = ServiceResponse::new(StatusCode::CREATED);
    response.set_stamp(stamp);
    Ok(response)
}

/// Rejects a name that no container can have:
/// <https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata>
pub fn check_name(name: &str) -> Result<()> {
    if !(3..=63).contains(&name.len()) {
        let message = "The specified resource name length is not within the permissible limits.";
        return Err(Failure::new(400, "OutOfRangeInput", message));
    }
    let special = ["$root", "$logs", "$web"].contains(&name);
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let fine = name.bytes().all(plain) && !name.starts_with('-') && !name.ends_with('-') && !name.contains("--");
    if special || fine {
        Ok(())
    } else {
        let message = "The specified resource name contains invalid characters.";
        Err(Failure::new(400, "InvalidResourceName", message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn container_names_are_validated() {
        assert!(check_name("abc-1").is_ok() && check_name("$root").is_ok());
        assert_eq!(check_name("ab").unwrap_err().code, "OutOfRangeInput");
        for name in ["Abc", "-abc", "abc-", "a--b", "a_b"] {
            assert_eq!(check_name(name).unwrap_err().code, "InvalidResourceName", "{name}");
        }
    }
}
