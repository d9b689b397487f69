//! Writes the names that each operation has among its options, and of which kind they are, as the facade reads them from what a
//! caller passed. Only tests and `npm run generate:models` use it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Where the shapes are, from the crate's root.
pub const SHAPES: &str = "facade/generated/shapes.ts";

const HEADER: &str = "// Generated from src/rest by `npm run generate:models`. Do not edit.

/** Of which kind a member is: a value, names and values, or one or many objects of another shape. */
export type Kind = 'text' | 'number' | 'interval' | 'flag' | 'date' | 'bytes' | 'names' | 'texts' | { one: string } | { many: string };

";

/// The struct that holds each operation's options; nothing, where the operation has none but the signal.
const OPERATIONS: &[(&str, &str)] = &[
    ("AppendBlobAppendBlock", "AppendBlobAppendBlockParameters"),
    ("AppendBlobAppendBlockFromURL", "AppendBlobAppendBlockFromURLOptions"),
    ("AppendBlobCreate", "AppendBlobCreateOptions"),
    ("AppendBlobSeal", "AppendBlobSealOptions"),
    ("BlobAbortCopyFromURL", "BlobAbortCopyFromURLOptions"),
    ("BlobCopyFromURL", "BlobSyncCopyFromURLOptions"),
    ("BlobCreateSnapshot", "BlobCreateSnapshotOptions"),
    ("BlobDelete", "BlobDeleteOptions"),
    ("BlobDeleteImmutabilityPolicy", ""),
    ("BlobDownload", "BlobDownloadParameters"),
    ("BlobGetProperties", "BlobGetPropertiesOptions"),
    ("BlobGetTags", "BlobGetTagsOptions"),
    ("BlobSetHTTPHeaders", "BlobSetHTTPHeadersOptions"),
    ("BlobSetImmutabilityPolicy", "BlobSetImmutabilityPolicyOptions"),
    ("BlobSetLegalHold", ""),
    ("BlobSetMetadata", "BlobSetMetadataOptions"),
    ("BlobSetTags", "BlobSetTagsOptions"),
    ("BlobSetTier", "BlobSetTierOptions"),
    ("BlobStartCopyFromURL", "BlobStartCopyFromURLOptions"),
    ("BlobUndelete", ""),
    ("BlockBlobCommitBlockList", "BlockBlobCommitBlockListOptions"),
    ("BlockBlobGetBlockList", "BlockBlobGetBlockListOptions"),
    ("BlockBlobPutBlobFromURL", "BlockBlobSyncUploadFromURLOptions"),
    ("BlockBlobStageBlock", "BlockBlobStageBlockParameters"),
    ("BlockBlobStageBlockFromURL", "BlockBlobStageBlockFromURLParameters"),
    ("BlockBlobUpload", "BlockBlobUploadParameters"),
    ("ContainerCreate", "ContainerCreateOptions"),
    ("ContainerDelete", "ContainerDeleteMethodOptions"),
    ("ContainerGetAccessPolicy", "ContainerGetAccessPolicyOptions"),
    ("ContainerGetProperties", "ContainerGetPropertiesOptions"),
    ("ContainerListBlobFlatSegment", "ContainerListBlobFlatSegmentOptions"),
    ("ContainerListBlobHierarchySegment", "ContainerListBlobFlatSegmentOptions"),
    ("ContainerRestore", ""),
    ("ContainerSetAccessPolicy", "ContainerSetAccessPolicyOptions"),
    ("ContainerSetMetadata", "ContainerSetMetadataOptions"),
    ("FilterBlobs", ""),
    ("GetAccountInfo", ""),
    ("LeaseAcquire", "LeaseOperationOptions"),
    ("LeaseBreak", "LeaseOperationOptions"),
    ("LeaseChange", "LeaseOperationOptions"),
    ("LeaseRelease", "LeaseOperationOptions"),
    ("LeaseRenew", "LeaseOperationOptions"),
    ("PageBlobClearPages", "PageBlobClearPagesOptions"),
    ("PageBlobCopyIncremental", "PageBlobStartCopyIncrementalOptions"),
    ("PageBlobCreate", "PageBlobCreateOptions"),
    ("PageBlobGetPageRanges", "PageBlobGetPageRangesOptions"),
    ("PageBlobResize", "PageBlobResizeOptions"),
    ("PageBlobUpdateSequenceNumber", "PageBlobUpdateSequenceNumberOptions"),
    ("PageBlobUploadPages", "PageBlobUploadPagesParameters"),
    ("PageBlobUploadPagesFromURL", "PageBlobUploadPagesFromURLOptions"),
    ("ServiceGetProperties", ""),
    ("ServiceGetStatistics", ""),
    ("ServiceGetUserDelegationKey", ""),
    ("ServiceListContainersSegment", "ServiceListContainersOptions"),
    ("ServiceSetProperties", ""),
];

/// Options that no struct of their own holds here: those that several types read, or one operation alone.
const OTHERS: &[(&str, &str)] = &[
    ("BlobSetImmutabilityPolicyOptions", "modifiedAccessCondition: ModifiedAccessConditions"),
    ("ServiceListContainersOptions", "prefix: string\nmarker: string\nmaxPageSize: number\ninclude: Array<string>"),
    ("BeginCopyOptions", "intervalInMs: interval\nresumeFrom: string"),
    (
        "BeginCopyFromOptions",
        "strategy: string\nblockSize: number\nconcurrency: number\ntier: AccessTier\n\
         metadata: Record<string, string>\ntags: Record<string, string>\nblobHTTPHeaders: BlobHTTPHeaders\n\
         overwrite: string\nverify: string\nrehydratePriority: RehydratePriority\nconditions: BlobRequestConditions\n\
         sourceConditions: ModifiedAccessConditions\ncustomerProvidedKey: CpkInfo\nencryptionScope: string\n\
         intervalInMs: interval\nresumeFrom: string",
    ),
];

/// Structs that callers pass beside the options.
const ARGUMENTS: &[&str] =
    &["BeginCopyFromOptions", "BeginCopyOptions", "BlobHTTPHeaders", "BlobImmutabilityPolicy", "BlobServiceProperties"];

/// The shapes of the structs that were declared, by name: each member and its TypeScript type; and the names of all others, which are words.
#[derive(Default)]
pub struct Shapes(BTreeMap<String, Vec<(String, String)>>, BTreeSet<String>);

impl Shapes {
    /// Takes the members of a struct from its TypeScript declaration.
    pub fn note(&mut self, name: &str, body: &str) {
        let members = body.lines().filter_map(|line| {
            let line = line.trim().trim_end_matches([' ', '}']).trim_end_matches(',').trim_start_matches('{').trim();
            let (member, kind) = line.split_once(": ")?;
            let member = member.trim_end_matches('?');
            member.chars().all(char::is_alphanumeric).then(|| (member.to_owned(), kind.trim().to_owned()))
        });
        self.0.insert(name.to_owned(), members.collect());
    }

    /// Remembers a type whose values are words.
    pub fn note_words(&mut self, name: &str) {
        self.1.insert(name.to_owned());
    }

    /// The kind of a member, and the shape that it leads to.
    fn kind<'a>(&self, kind: &'a str) -> (String, Option<&'a str>) {
        let list = kind.strip_prefix("Array<").and_then(|inner| inner.strip_suffix('>'));
        let name = list.unwrap_or(kind);
        let name = name.strip_prefix("Omit<").and_then(|inner| inner.split(',').next()).unwrap_or(name);
        if self.0.contains_key(name) {
            let count = if list.is_some() { "many" } else { "one" };
            return (format!("{{ {count}: '{name}' }}"), Some(name));
        }
        let word = match (kind, list) {
            (_, Some(_)) => "texts",
            ("number", _) => "number",
            ("interval", _) => "interval",
            ("boolean", _) => "flag",
            ("Date", _) => "date",
            ("Uint8Array", _) => "bytes",
            ("Record<string, string>", _) => "names",
            _ => {
                assert!(kind.contains("string") || self.1.contains(kind), "nobody knows what {kind} is");
                "text"
            }
        };
        (format!("'{word}'"), None)
    }

    /// The shapes that operations and arguments need, as TypeScript.
    ///
    /// # Panics
    /// When one of them was not declared, or nobody knows the type of a member: the list of declarations is to be mended.
    pub fn finish(&mut self) -> String {
        for (name, members) in OTHERS {
            self.note(name, members);
        }
        let mut wanted: Vec<&str> = OPERATIONS.iter().map(|(_, name)| *name).chain(ARGUMENTS.iter().copied()).collect();
        let mut shapes = BTreeMap::new();
        while let Some(name) = wanted.pop() {
            if name.is_empty() || shapes.contains_key(name) {
                continue;
            }
            let members = self.0.get(name).map_or(&[][..], Vec::as_slice);
            assert!(!members.is_empty(), "{name} is not declared, or has no members");
            let mut lines = String::new();
            for (member, kind) in members {
                let (kind, next) = self.kind(kind);
                wanted.extend(next);
                let _ = writeln!(lines, "    {member}: {kind},");
            }
            shapes.insert(name, lines);
        }
        let mut text = format!(
            "{HEADER}/** The members of each kind of object that operations read. */\nexport const SHAPES = {{\n"
        );
        for (name, lines) in shapes {
            let _ = writeln!(text, "  {name}: {{\n{lines}  }},");
        }
        text.push_str(
            "} as const satisfies Record<string, Record<string, Kind>>;\n\n/** The shape of each operation's options. */\n\
             export const OPERATION_OPTIONS = {\n",
        );
        for (operation, name) in OPERATIONS {
            let shape = if name.is_empty() { "undefined".to_owned() } else { format!("'{name}'") };
            let _ = writeln!(text, "  {operation}: {shape},");
        }
        text.push_str("} as const;\n");
        text
    }
}
