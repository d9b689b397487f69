use proptest::prelude::*;

use super::*;
use crate::rest::shared::AccessTier;

fn filter(given: &BeginCopyFromContainerOptions) -> Filter {
    Filter::new(given).expect("a filter")
}

fn globs(include: &[&str], exclude: &[&str]) -> Filter {
    let list = |globs: &[&str]| Some(globs.iter().map(|&glob| glob.to_owned()).collect());
    filter(&BeginCopyFromContainerOptions { include: list(include), exclude: list(exclude), ..Default::default() })
}

fn of_json(json: &str) -> Filter {
    filter(&serde_json::from_str(json).expect("options"))
}

fn rejected(given: &BeginCopyFromContainerOptions) -> String {
    Filter::new(given).expect_err("a rejection").message().to_owned()
}

#[test]
fn o6_a_glob_matches_the_whole_name() {
    for (glob, matching, other) in [
        ("*.txt", &["a.txt", ".txt"][..], &["d/a.txt", "a.txt/b", "a.TXT"][..]),
        ("**/*.txt", &["a.txt", "d/a.txt", "d/e/a.txt"], &["a.md"]),
        ("logs/**", &["logs/a", "logs/d/e"], &["logs", "log/a"]),
        ("**/*.dir*/**", &["a.dir/x", "b/a.dir1/x/y"], &["a/x"]),
        ("a?c", &["abc"], &["ac", "a/c", "abbc"]),
        ("[a-c]x", &["ax", "cx"], &["dx"]),
        ("{a,b/*}.md", &["a.md", "b/c.md"], &["c.md"]),
        ("\\*", &["*"], &["a"]),
        ("é", &["é"], &["e\u{301}"]),
    ] {
        let filter = globs(&[glob], &[]);
        for name in matching {
            assert!(filter.takes_name(name, PatternMatches::default()), "{glob} {name}");
        }
        for name in other {
            assert!(!filter.takes_name(name, PatternMatches::default()), "{glob} {name}");
        }
    }
}

#[test]
fn n11_a_prefix_is_plain_text() {
    let filter = filter(&BeginCopyFromContainerOptions { prefix: Some("foo/fo".to_owned()), ..Default::default() });
    assert!(
        filter.takes_name("foo/fo1", PatternMatches::default())
            && filter.takes_name("foo/foo/2", PatternMatches::default())
            && !filter.takes_name("foo/x", PatternMatches::default())
    );
}

#[test]
fn exclusion_takes_precedence() {
    let filter = globs(&["**/*"], &["**/*.py"]);
    assert!(
        filter.takes_name("a.js", PatternMatches::default())
            && !filter.takes_name("b.py", PatternMatches::default())
            && !filter.takes_name("d/b.py", PatternMatches::default())
    );
}

#[test]
fn o9_filters_use_facts_of_the_listing() {
    let facts = BlobFacts {
        kind: BlobKind::BlockBlob,
        length: Some(10),
        last_modified: Some(Timestamp(1000)),
        tier: Some(AccessTier("Cool".to_owned())),
        ..Default::default()
    };
    let takes = |given: BeginCopyFromContainerOptions| filter(&given).takes_facts(&facts);
    assert!(takes(BeginCopyFromContainerOptions::default()));
    assert!(takes(BeginCopyFromContainerOptions { min_size: Some(10.0), max_size: Some(10.0), ..Default::default() }));
    assert!(!takes(BeginCopyFromContainerOptions { min_size: Some(11.0), ..Default::default() }));
    assert!(takes(BeginCopyFromContainerOptions { modified_since: Some(Timestamp(1000)), ..Default::default() }));
    assert!(!takes(BeginCopyFromContainerOptions { modified_before: Some(Timestamp(1000)), ..Default::default() }));
    assert!(takes(BeginCopyFromContainerOptions { access_tiers: Some(vec!["cool".to_owned()]), ..Default::default() }));
    assert!(!takes(BeginCopyFromContainerOptions { access_tiers: Some(vec!["Hot".to_owned()]), ..Default::default() }));
    assert!(!takes(BeginCopyFromContainerOptions {
        blob_types: Some(vec!["PageBlob".to_owned()]),
        ..Default::default()
    }));
}

#[test]
fn invalid_globs_are_rejected() {
    let list = |glob: &str| Some(vec![glob.to_owned()]);
    for (glob, why) in [
        ("", "is empty"),
        ("!*.py", "Use \"exclude\""),
        ("a[b", "\"[\" is not closed"),
        ("{a,b", "\"{\" is not closed"),
        ("a}", "has no \"{\""),
        ("a\\", "ends in"),
    ] {
        let message = rejected(&BeginCopyFromContainerOptions { exclude: list(glob), ..Default::default() });
        assert!(message.contains(why) && message.contains("\"exclude\""), "{message}");
    }
    let sizes =
        rejected(&BeginCopyFromContainerOptions { min_size: Some(2.0), max_size: Some(1.0), ..Default::default() });
    assert!(sizes.contains("minSize"), "{sizes}");
    let times = BeginCopyFromContainerOptions {
        modified_since: Some(Timestamp(2)),
        modified_before: Some(Timestamp(2)),
        ..Default::default()
    };
    assert!(rejected(&times).contains("modifiedSince"));
    for size in [-1.0, 0.5, f64::NAN, f64::INFINITY] {
        assert!(
            rejected(&BeginCopyFromContainerOptions { max_size: Some(size), ..Default::default() }).contains("maxSize")
        );
    }
    assert!(
        rejected(&BeginCopyFromContainerOptions { blob_types: Some(vec!["File".to_owned()]), ..Default::default() })
            .contains("blobTypes")
    );
}

#[test]
fn d5_what_a_listing_leaves_out_decides_nothing() {
    let known = BlobFacts { length: Some(1), last_modified: Some(Timestamp(1)), ..BlobFacts::default() };
    for (json, needs_length, needs_time) in [
        ("{}", false, false),
        (r#"{"minSize":1}"#, true, false),
        (r#"{"maxSize":0}"#, true, false),
        (r#"{"modifiedSince":"2020-01-01T00:00:00Z"}"#, false, true),
        (r#"{"modifiedBefore":"2020-01-01T00:00:00Z"}"#, false, true),
    ] {
        let filter = of_json(json);
        assert!(filter.can_decide(&known), "{json}");
        assert_eq!(filter.can_decide(&BlobFacts { length: None, ..known.clone() }), !needs_length, "{json}");
        assert_eq!(filter.can_decide(&BlobFacts { last_modified: None, ..known.clone() }), !needs_time, "{json}");
    }
}

proptest! {
    #[test]
    fn no_glob_and_no_name_panics(glob in "\\PC{0,12}", name in "\\PC{0,12}") {
        let given = BeginCopyFromContainerOptions { include: Some(vec![glob]), ..Default::default() };
        if let Ok(filter) = Filter::new(&given) {
            filter.takes_name(&name, PatternMatches::default());
        }
    }
}

#[test]
fn o6_regular_expressions_include_beside_globs_and_exclude_before_them() {
    let filter = of_json(r#"{"include":["*.txt"],"includeExpressions":["^a",""]}"#);
    let matched = |included, excluded| PatternMatches { included, excluded };
    assert!(filter.has_expressions());
    assert!(filter.takes_name("b.txt", matched(false, false)) && filter.takes_name("a.bin", matched(true, false)));
    assert!(!filter.takes_name("b.bin", matched(false, false)) && !filter.takes_name("b.txt", matched(false, true)));
    // A filter that only excludes includes everything else.
    let filter = of_json(r#"{"prefix":"p/","excludeExpressions":["x","i"]}"#);
    assert!(filter.takes_name("p/a", matched(false, false)) && !filter.takes_name("p/x", matched(false, true)));
    assert!(!filter.takes_name("q/a", matched(true, false)));
    // Without expressions, their results in an earlier run are ignored.
    assert!(!of_json(r#"{"include":["*.txt"],"includeExpressions":[]}"#).takes_name("a.bin", matched(true, false)));
}
