//! The order in which the service sorts the names of `x-ms-` headers before they are signed.
//!
//! It is not the order of the bytes: the service sorts as people do, by words. The first pass ignores hyphens and
//! apostrophes, and puts punctuation before digits before letters; if two names differ only in hyphens, the one
//! with the later hyphen comes first. Metadata names are where the two orders differ: `x-ms-meta-a_b` comes before
//! `x-ms-meta-a1` here and after it in the order of the bytes.

use std::cmp::Ordering;

/// The characters of a header name that count in the first pass, lowest first. Letters are in lower case by then.
const FIRST_PASS: &[u8] = b"!#$%&*.^_`|~+0123456789abcdefghijklmnopqrstuvwxyz";

/// Compares two header names, both in lower case, in the service's order.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    first_pass(left).cmp(first_pass(right)).then_with(|| second_pass(left).cmp(second_pass(right)))
}

fn first_pass(name: &str) -> impl Iterator<Item = usize> + '_ {
    name.bytes().filter_map(|byte| FIRST_PASS.iter().position(|&character| character == byte))
}

fn second_pass(name: &str) -> impl Iterator<Item = u8> + '_ {
    name.bytes().map(|byte| match byte {
        b'\'' => 1,
        b'-' => 2,
        _ => 0,
    })
}
