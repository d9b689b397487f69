//! Accounts as tests prepare them: features, and containers of generated blobs.

use super::Service;
use crate::failure::{Failure, Result};
use crate::names;
use crate::operation::Operation;
use crate::operations::create_container::check_name;
use crate::request::Call;
use crate::state::blob::Pairs;
use crate::state::entries::Entries;
use crate::state::features::Features;
use crate::state::generated::{Generated, SyntheticContainer};
use crate::state::{Container, PublicAccess};

impl Service {
    /// Sets the features of an account, or returns why that is impossible.
    pub fn set_features(&self, account: &str, features: Features) -> Result<(), String> {
        let mut state = self.store.state();
        let account = state.accounts.get_mut(account).ok_or_else(|| format!("account: there is no `{account}`"))?;
        if features.hierarchical_namespace != account.features.hierarchical_namespace && !account.containers.is_empty()
        {
            return Err("hierarchicalNamespace: the account has containers already".to_owned());
        }
        if features.hierarchical_namespace && features.versioning {
            return Err("versioning: an account with a hierarchical namespace has none".to_owned());
        }
        for container in account.containers.values_mut() {
            container.versioning = features.versioning;
        }
        account.features = features;
        Ok(())
    }

    /// The features that an account does not have.
    pub(super) fn reject_missing_feature(&self, call: &mut Call, operation: Operation) -> Result<()> {
        let mut state = self.store.state();
        // If there is no such account, the operation reports it.
        let Ok(account) = state.account(&call.address.account) else { return Ok(()) };
        let features = &account.features;
        if features.newest_version.as_deref().is_some_and(|newest| call.version() > newest) {
            return Err(Failure::invalid_header());
        }
        call.further_tiers.clone_from(&features.further_tiers);
        let tags = call.headers.contains_key(names::TAGS)
            || call.header(&names::COPY_SOURCE_TAG_OPTION) == Some("COPY")
            || call.query("include").is_some_and(|what| what.contains("tags"));
        let flat = matches!(
            operation,
            Operation::Batch
                | Operation::GetBlobTags
                | Operation::SetBlobTags
                | Operation::FindBlobsByTags
                | Operation::FindBlobsByTagsInContainer
        );
        if features.hierarchical_namespace && (tags || flat) { Err(Failure::not_with_directories()) } else { Ok(()) }
    }

    /// Creates a container of blobs that are computed when they are read, or returns why it cannot.
    pub fn create_synthetic_container(&self, script: SyntheticContainer) -> Result<(), String> {
        let (account, name) = (script.account.clone(), script.container.clone());
        check_name(&name).map_err(|failure| format!("container: {}", failure.message))?;
        let mut state = self.store.state();
        let account = state.accounts.get_mut(&account).ok_or_else(|| format!("account: there is no `{account}`"))?;
        let entries = Entries::of(Generated::new(script, account.order())?);
        if account.containers.contains_key(&name) {
            return Err(format!("container: `{name}` exists already"));
        }
        let mut empty = Container::new(self.store.clock.now(), Pairs::default(), PublicAccess::None, account.order());
        empty.versioning = account.features.versioning;
        account.containers.insert(name, Container { entries, ..empty });
        Ok(())
    }
}
