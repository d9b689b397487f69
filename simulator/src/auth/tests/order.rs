//! The order of the headers.

use super::super::header_order::compare;

#[test]
fn names_are_sorted_as_the_service_sorts_them() {
    // As the reference's comparison sorts them.
    let expected = [
        "x-ms-copy-source",
        "x-ms-copy-source-authorization",
        "x-ms-date",
        "x-ms-meta-_z",
        "x-ms-meta-0a",
        "x-ms-meta-1",
        "x-ms-meta-a",
        "x-ms-meta-a-",
        "x-ms-meta-a!b",
        "x-ms-meta-a#b",
        "x-ms-meta-a$b",
        "x-ms-meta-a%b",
        "x-ms-meta-a&b",
        "x-ms-meta-a*b",
        "x-ms-meta-a.b",
        "x-ms-meta-a^b",
        "x-ms-meta-a_b",
        "x-ms-meta-a`b",
        "x-ms-meta-a|b",
        "x-ms-meta-a~b",
        "x-ms-meta-a+b",
        "x-ms-meta-a1",
        "x-ms-meta-a1b",
        "x-ms-meta-aa",
        "x-ms-meta-ab",
        "x-ms-meta-ab-",
        "x-ms-meta-a'b",
        "x-ms-meta-a-b",
        "x-ms-meta-a--b",
        "x-ms-meta--ab",
        "x-ms-meta-abc",
        "x-ms-meta-ab-c",
        "x-ms-meta-a-bc",
        "x-ms-meta-b",
        "x-ms-meta-z",
        "x-ms-source-if-match",
        "x-ms-version",
    ];
    let mut names = expected;
    names.reverse();
    names.sort_by(|left, right| compare(left, right));
    assert_eq!(names, expected);
}
