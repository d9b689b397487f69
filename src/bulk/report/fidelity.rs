//! What a copy keeps of a blob, and what it cannot: one table, which the documentation shows and the report counts by.

use serde::Serialize;

use crate::bulk::options::obstacles::{Cleared, Clearing};
use crate::copy::BlobFacts;
use crate::copy::blob_facts::BlobKind;
use crate::copy::options::CopyOptions;

/// What the copy of a blob loses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum NotKept {
    /// The tags, because a permission is missing.
    Tags,
    /// The encryption scope.
    EncryptionScope,
    /// The access control list of a hierarchical namespace.
    AccessControlList,
    /// Metadata with names that the service rejects.
    Metadata,
    /// The stored MD5 hash, which the service rejects as invalid.
    ContentMd5,
    /// The explicit tier.
    AccessTier,
    /// The immutability policy.
    ImmutabilityPolicy,
    /// The legal hold.
    LegalHold,
}

impl NotKept {
    /// Its name for callers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tags => "tags",
            Self::EncryptionScope => "encryptionScope",
            Self::AccessControlList => "accessControlList",
            Self::ContentMd5 => "contentMd5",
            Self::Metadata => "metadata",
            Self::AccessTier => "accessTier",
            Self::ImmutabilityPolicy => "immutabilityPolicy",
            Self::LegalHold => "legalHold",
        }
    }
}

/// The name that means the account's own key, instead of an encryption scope.
/// <https://learn.microsoft.com/azure/storage/blobs/encryption-scope-overview>
const NO_SCOPE: &str = "$account-encryption-key";

/// Whether a copy by these options loses something of a blob of these facts, after this was cleared for it.
type IsLost = fn(&BlobFacts, &Cleared, &CopyOptions) -> bool;

/// Whether a copy preserves something of a blob. The texts are for the documentation.
pub enum Fidelity {
    /// Always.
    Yes,
    /// With an exception that the report counts.
    Unless(&'static str, NotKept, IsLost),
    /// With an option, or as the text says.
    If(&'static str),
    /// Never. It is not counted: every blob has it, or it cannot be known.
    Never(&'static str),
}

/// The table.
pub const TABLE: &[(&str, Fidelity)] = &[
    ("content, type, content properties", Fidelity::Yes),
    (
        "metadata",
        Fidelity::Unless(
            "names that the service does not take are lost or changed with `invalidMetadata`",
            NotKept::Metadata,
            |_, cleared, _| cleared.contains(&Clearing::OtherMetadata),
        ),
    ),
    (
        "stored MD5 hash",
        Fidelity::Unless(
            "lost if it is not 16 bytes long: the service would reject it",
            NotKept::ContentMd5,
            |_, cleared, _| cleared.contains(&Clearing::WithoutMd5),
        ),
    ),
    (
        "index tags",
        Fidelity::Unless(
            "lost if the destination has a hierarchical namespace, and if the permission is missing and `onTagsForbidden` is `skip`",
            NotKept::Tags,
            |_, cleared, _| cleared.contains(&Clearing::WithoutTags),
        ),
    ),
    (
        "tier, if it was set explicitly",
        Fidelity::Unless(
            "lost for page blobs, and if the destination's account does not have it",
            NotKept::AccessTier,
            |facts, cleared, _| {
                let page_tier = facts.kind == BlobKind::PageBlob && facts.tier.is_some() && !facts.tier_inferred;
                page_tier || cleared.contains(&Clearing::WithoutTier)
            },
        ),
    ),
    (
        "encryption scope",
        Fidelity::Unless(
            "the destination's default applies, or the scope that `encryptionScope` names",
            NotKept::EncryptionScope,
            |facts, _, options| {
                let scope = facts.encryption_scope.as_deref().filter(|scope| *scope != NO_SCOPE);
                scope.is_some() && scope != options.encryption_scope.as_deref()
            },
        ),
    ),
    (
        "encryption by a customer-provided key",
        Fidelity::If(
            "with `sourceCustomerProvidedKey`, without which the blob fails with the code `KeyNeeded`; `customerProvidedKey` encrypts the copies",
        ),
    ),
    ("time of the last change", Fidelity::If("as metadata, with `keepTimes`")),
    ("snapshots, earlier versions", Fidelity::If("with `snapshots` or `versions`")),
    ("leases", Fidelity::Never("a lease belongs to its client")),
    (
        "immutability policy",
        Fidelity::Unless(
            "with `keepImmutability`, if it has not expired; otherwise it is counted where a request showed it",
            NotKept::ImmutabilityPolicy,
            |facts, _, options| facts.immutability_policy.is_some() && !options.keeps_immutability,
        ),
    ),
    (
        "legal hold",
        Fidelity::Unless(
            "with `keepImmutability`; otherwise it is counted where a request showed it",
            NotKept::LegalHold,
            |facts, _, options| facts.legal_hold && !options.keeps_immutability,
        ),
    ),
    (
        "access control lists of a hierarchical namespace",
        Fidelity::Unless("no: the Blob endpoint does not have them", NotKept::AccessControlList, |facts, _, _| {
            facts.resource_type.is_some()
        }),
    ),
];

/// What the copy of a blob does not keep, after this was cleared for it.
pub fn not_kept(facts: &BlobFacts, cleared: &Cleared, options: &CopyOptions) -> Vec<NotKept> {
    let lost = TABLE.iter().filter_map(|(_, kept)| match kept {
        Fidelity::Unless(_, kind, is_lost) if is_lost(facts, cleared, options) => Some(*kind),
        _ => None,
    });
    lost.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documentation() -> String {
        let mut text = String::from("| what | kept | counted in `notKept` as |\n|---|---|---|\n");
        for (what, kept) in TABLE {
            let (kept, counted) = match kept {
                Fidelity::Yes => ("yes".to_owned(), String::new()),
                Fidelity::Unless(why, kind, _) => ((*why).to_owned(), format!("`{}`", kind.name())),
                Fidelity::If(how) => ((*how).to_owned(), String::new()),
                Fidelity::Never(why) => (format!("no: {why}"), String::new()),
            };
            text.push_str(&["| ", what, " | ", &kept, " | ", &counted, " |\n"].concat());
        }
        text.replace("|  |", "| |")
    }

    #[test]
    fn p21_the_guide_has_this_table() {
        let guide = include_str!("../../../docs/guides/containers.md");
        assert!(guide.contains(&documentation()), "docs/guides/containers.md lacks the table:\n{}", documentation());
    }

    #[test]
    fn p18_lost_properties_follow_from_the_facts() {
        let facts = BlobFacts { encryption_scope: Some("s1".into()), ..BlobFacts::default() };
        let lost = |facts: &BlobFacts, options: &CopyOptions| not_kept(facts, &Cleared::new(), options);
        let (none, named) = (CopyOptions::default(), |scope: &str| CopyOptions {
            encryption_scope: Some(scope.to_owned()),
            ..CopyOptions::default()
        });
        assert_eq!(lost(&facts, &none), [NotKept::EncryptionScope]);
        assert_eq!(lost(&facts, &named("s2")), [NotKept::EncryptionScope]);
        assert_eq!(lost(&facts, &named("s1")), []);
        assert_eq!(lost(&BlobFacts::default(), &none), []);
        let own_key = BlobFacts { encryption_scope: Some(NO_SCOPE.into()), ..BlobFacts::default() };
        assert_eq!(lost(&own_key, &none), []);
    }
}
