//! The rule for the facade: it is installed without dependencies, so it may import Node's own modules and its own files.

use crate::tokens::tokens;

/// What a facade file imports that it may not, each with its line.
pub fn violations(file: &str, source: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (index, line) in source.lines().enumerate() {
        for specifier in specifiers(line) {
            if !is_allowed(specifier) {
                let number = index + 1;
                wrong.push(format!(
                    "{file}:{number}: imports `{specifier}`; the facade has no dependencies: only `node:…` and `./…` are there"
                ));
            }
        }
    }
    wrong
}

/// Node's modules by their full name, files of the facade, and the packages that carry the addon for one platform.
fn is_allowed(specifier: &str) -> bool {
    ["node:", "./", "../", "blobferry-"].iter().any(|start| specifier.starts_with(start))
}

/// The literal module names that a line imports: `from '…'`, `import '…'`, `import('…')`, `require('…')`.
fn specifiers(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let trimmed = line.trim_start();
    if trimmed.starts_with("//") || trimmed.starts_with('*') || trimmed.starts_with("/*") {
        return found;
    }
    let mut rest = line;
    while let Some(opening) = rest.find(['\'', '"']) {
        let before = tokens(&rest[..opening]);
        let before: Vec<&str> = before.iter().map(|token| token.text.as_str()).collect();
        let quote = &rest[opening..=opening];
        let (content, after) = rest[opening + 1..].split_once(quote).unwrap_or((&rest[opening + 1..], ""));
        if matches!(before[..], [.., "from" | "import"] | [.., "import" | "require", "("]) {
            found.push(content);
        }
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::violations;

    #[test]
    fn node_and_own_files_are_fine() {
        let source = "import { Readable } from 'node:stream';\nimport type { A } from \"./common\";\nexport * from '../errors';\n\
                      import {\n  B,\n} from './b';\nconst native = require(path);\nconst word = 'import';\n// from 'lodash'";
        assert_eq!(violations("facade/index.ts", source), Vec::<String>::new());
    }

    #[test]
    fn other_imports_are_found_in_every_form() {
        for source in [
            "import { AbortController } from '@azure/abort-controller';",
            "import '@azure/core-auth';",
            "export * from \"events\";",
            "const a = require('fs');",
            "const b = await import('lodash');",
            "} from 'lodash';",
        ] {
            let found = violations("facade/x.ts", source);
            assert_eq!(found.len(), 1, "{source}: {found:?}");
            assert!(found[0].starts_with("facade/x.ts:1: imports `"), "{found:?}");
        }
    }
}
