//! Generates the TypeScript models, the shapes of options, and the list of operations from the registry of operations, and the shapes of the
//! options of copies from their structs. Only tests and `npm run generate:models` use it.

use std::fmt::Write;

use crate::bulk::options::account_options::AccountOptions;
use crate::bulk::options::begin_options::{BeginCopyFromContainerOptions, KeepReplacedOptions};
use crate::copy::options::BeginCopyFromOptions;
use crate::rest::operation::{Operation, Visitor};
use crate::rest::option_shapes::Shapes;
use crate::rest::typescript_types::Types;

/// The path of the models, from the crate's root.
pub const MODELS: &str = "facade/generated/models.ts";

const HEADER: &str = "// Generated from src/rest by `npm run generate:models`. Do not edit.

import type { AbortSignalLike, OperationTracingOptions, WithResponse } from '../types/common';
import type { BlockBlobTier, PremiumPageBlobTier } from '../types/constants';
";

/// A page consists of its XML and its headers, which are no single struct.
const PAGES: &str = "
/** A page of blobs. */
export type ContainerListBlobFlatSegmentResponse = WithResponse<
  ListBlobsFlatSegmentResponse & ContainerListBlobFlatSegmentHeaders,
  ContainerListBlobFlatSegmentHeaders,
  ListBlobsFlatSegmentResponse
>;
";

/// The generated files.
pub struct Generated {
    /// The models: the structs as interfaces with their documentation, not yet formatted.
    pub models: String,
    /// The shapes of options.
    pub shapes: String,
    /// The members of results.
    pub results: String,
    /// Each operation with its page, as JSON.
    pub operations: String,
}

/// Collects the operations.
#[derive(Default)]
pub struct Operations {
    types: Types,
    pages: Vec<(&'static str, &'static str)>,
}

impl Visitor for Operations {
    fn operation<O: Operation>(&mut self) {
        self.types.shapes.note_operation(O::DECLARATION.name);
        O::describe(&mut self.types);
        self.pages.push((O::DECLARATION.name, O::DECLARATION.page));
    }
}

/// Generates everything from the registry, which `visit` passes.
pub fn generate(visit: fn(&mut Operations)) -> Generated {
    let mut operations = Operations::default();
    visit(&mut operations);
    let Operations { mut types, mut pages } = operations;
    note_copies(&mut types.shapes);
    let shapes = types.shapes.finish();
    let results = types.results.finish();
    let list = |names: &mut Vec<String>| {
        names.sort();
        names.dedup();
        names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
    };
    let models = format!(
        "{HEADER}\n/** The members that cross the boundary as milliseconds since 1970. */\n\
         export const DATE_PROPERTIES: readonly string[] = [{}];\n\n\
         /** The members that cross the boundary as base64. */\n\
         export const BINARY_PROPERTIES: readonly string[] = [{}];\n\n{}{PAGES}",
        list(&mut types.dates),
        list(&mut types.binaries),
        types.declarations.into_values().collect::<String>()
    );
    pages.sort_unstable();
    let mut lines = String::new();
    for (name, page) in pages {
        let _ = writeln!(lines, "{}\"{name}\": \"{page}\"", if lines.is_empty() { "" } else { "," });
    }
    Generated { models, shapes, results, operations: format!("{{{lines}}}") }
}

/// The options of copies. The facade keeps the saved text to itself.
fn note_copies(shapes: &mut Shapes) {
    const SAVED: &str = "resumeFrom: string";
    shapes.want_members("BeginCopyOptions", &format!("intervalInMs: interval\n{SAVED}"));
    shapes.want_options::<BeginCopyFromOptions>("BeginCopyFromOptions", SAVED);
    shapes.want_options::<KeepReplacedOptions>("KeepReplacedOptions", "");
    shapes.want_options::<BeginCopyFromContainerOptions>("BeginCopyFromContainerOptions", "");
    shapes.want_options::<AccountOptions>("AccountOptions", "");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes the models and the shapes to the folder in `BLOBFERRY_WRITE_MODELS`, if it is set.
    #[test]
    fn the_models_can_be_generated() {
        let Generated { models, shapes, results, operations } = generate(crate::rest::visit);
        assert!(models.contains("export interface BlobStartCopyFromURLOptions"), "{models}");
        if let Some(folder) = std::env::var_os("BLOBFERRY_WRITE_MODELS") {
            let folder = std::path::Path::new(&folder);
            std::fs::write(folder.join("models.ts"), models).expect("the folder can be written");
            std::fs::write(folder.join("shapes.ts"), shapes).expect("the folder can be written");
            std::fs::write(folder.join("results.ts"), results).expect("the folder can be written");
            std::fs::write(folder.join("operations.json"), operations).expect("the folder can be written");
        }
    }

    #[test]
    fn every_model_and_member_is_documented() {
        let models = generate(crate::rest::visit).models;
        let lines: Vec<&str> = models.lines().map(str::trim).collect();
        for pair in lines.windows(2).filter(|pair| pair[1].starts_with("export ") || pair[1].contains("?: ")) {
            assert!(pair[0].ends_with("*/"), "not documented: {}", pair[1]);
        }
    }

    #[test]
    fn date_and_binary_members_are_listed() {
        let models = generate(crate::rest::visit).models;
        let line = |name: &str| models.lines().find(|line| line.contains(name)).expect("listed").to_owned();
        for member in ["lastModified", "copyCompletedOn", "lastAccessedOn", "date"] {
            assert!(line("DATE_PROPERTIES").contains(&format!("'{member}'")), "{member}");
        }
        for member in ["contentMD5", "blobContentMD5", "contentCrc64"] {
            assert!(line("BINARY_PROPERTIES").contains(&format!("'{member}'")), "{member}");
        }
    }
}
