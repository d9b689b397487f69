//! Redacts any text that may contain secrets: a message, a header, the body of a response. Secrets are recognized by their
//! context: a URL's user, a parameter's name, a scheme of authorization, a member of JSON, an element of XML.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::parameters::{REDACTED, is_signature};

/// The characters that may precede a parameter's name: in a URL, in a sentence, in XML or JSON.
const BEFORE_NAMES: [char; 11] = ['?', '#', ';', ' ', '>', '"', '\'', '\n', '\t', ',', '('];

/// The characters that end a URL's authority, or the URL itself.
const AFTER_AUTHORITY: [char; 12] = ['/', '?', '#', ' ', '"', '\'', '<', '>', '\n', '\r', '\t', '\\'];

/// Names of values that are secrets wherever they are: in connection strings, JSON and XML, regardless of case and of the
/// characters between words.
const SECRET_NAMES: [&str; 12] = [
    "accountkey",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "clientsecret",
    "clientassertion",
    "password",
    "sharedaccesskey",
    "xmsencryptionkey",
    "xmssourceencryptionkey",
    "xmscopysourceauthorization",
    "authorization",
];

/// The authorization schemes, each with the space before its value.
const SCHEMES: [&str; 4] = ["bearer ", "sharedkey ", "sharedkeylite ", "basic "];

/// The text before a signature that the service quotes when it rejects it: `The MAC signature found in the HTTP request '…' is not …`.
const BEFORE_QUOTED_SIGNATURE: &str = "signature found in the http request '";

/// The minimum length of a token after a scheme. Shorter ones are words of a sentence.
const SHORTEST_TOKEN: usize = 16;

/// Words that begin with this letter. Every text with a secret contains at least one of all these words.
const fn suspicious_words(first: u8) -> &'static [&'static str] {
    match first.to_ascii_lowercase() {
        b'a' => &["assertion", "authorization"],
        b'b' => &["bearer ", "basic "],
        b'k' => &["key"],
        b'p' => &["password"],
        b's' => &["sig", "secret"],
        b't' => &["token"],
        _ => &[],
    }
}

/// A text without secrets.
#[must_use]
pub fn text(value: &str) -> Cow<'_, str> {
    if !is_suspicious(value) {
        return Cow::Borrowed(value);
    }
    let shown = without_credentials(value);
    let shown = without_named_values(&shown);
    let shown = without_tokens(&shown);
    let shown = without_quoted_signatures(&shown);
    let shown = without_signatures(&shown);
    if shown == value { Cow::Borrowed(value) } else { Cow::Owned(shown) }
}

/// Whether a text may contain a secret. All headers of all responses are searched, so this reads them once.
fn is_suspicious(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.iter().enumerate().any(|(at, &byte)| {
        let begins =
            |word: &&str| bytes[at..].get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()));
        matches!(byte, b'%' | b'@') || suspicious_words(byte).iter().any(begins)
    })
}

/// The position of a word of ASCII letters, in any letter case.
fn find(value: &str, word: &str) -> Option<usize> {
    value.as_bytes().windows(word.len()).position(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// The user of a URL, with the password.
pub fn credentials(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(AFTER_AUTHORITY).next()?;
    authority.rsplit_once('@').map(|(user, _)| user)
}

/// Redacts everything between `://` and the last `@` of the authority, in every URL of the text.
fn without_credentials(value: &str) -> String {
    let mut shown = String::with_capacity(value.len());
    let mut rest = value;
    // JSON may write a slash as `\/`.
    let starts = |text: &str| {
        let escaped = text.find(r":\/\/").map(|found| found + r":\/\/".len());
        text.find("://").map(|found| found + "://".len()).into_iter().chain(escaped).min()
    };
    while let Some(start) = starts(rest) {
        let end = rest[start..].find(AFTER_AUTHORITY).map_or(rest.len(), |length| start + length);
        shown.push_str(&rest[..start]);
        let after = rest[start..end].rfind('@').map_or(start, |at| start + at + 1);
        shown.push_str(&rest[after..end]);
        rest = &rest[end..];
    }
    shown.push_str(rest);
    shown
}

/// Redacts the values of secret names: `Name=value`, `"name": "value"`, `<Name>value</Name>`.
fn without_named_values(value: &str) -> String {
    let mut shown = String::with_capacity(value.len());
    let mut start = 0;
    let mut at = 0;
    let is_name = |character: char| character.is_ascii_alphanumeric() || character == '_' || character == '-';
    while let Some(length) = value[at..].find(is_name) {
        let name_start = at + length;
        let name_end =
            value[name_start..].find(|character| !is_name(character)).map_or(value.len(), |n| name_start + n);
        at = name_end;
        if let Some((from, to)) = secret_value(value, name_start, name_end) {
            shown.push_str(&value[start..from]);
            shown.push_str(REDACTED);
            start = to;
            at = to;
        }
    }
    shown.push_str(&value[start..]);
    shown
}

/// The range of a name's value, if it must not be shown.
fn secret_value(value: &str, name_start: usize, name_end: usize) -> Option<(usize, usize)> {
    let name: String = value[name_start..name_end].chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    let rest = &value[name_end..];
    let is_parameter = is_signature(&name) && rest.starts_with(['"', '>']);
    if !is_parameter && !SECRET_NAMES.contains(&name.as_str()) {
        return None;
    }
    let before = value[..name_start].chars().next_back();
    if rest.starts_with('>') && before == Some('<') {
        let from = name_end + 1;
        return Some((from, value[from..].find('<').map_or(value.len(), |length| from + length)));
    }
    if let Some(quoted) = rest.strip_prefix(['"', '\'']) {
        let member = quoted.trim_start().strip_prefix(':')?.trim_start();
        let quote = member.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let from = value.len() - member.len() + 1;
        return Some((from, from + end_of_string(&value[from..], quote)));
    }
    // In a connection string, up to the next pair.
    let from = name_end + 1;
    rest.starts_with('=')
        .then(|| (from, value[from..].find([';', '&', '"', '\'', '<', '\n']).map_or(value.len(), |n| from + n)))
}

/// The length of a JSON string, up to its closing quote.
fn end_of_string(value: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in value.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at,
            _ => {}
        }
    }
    value.len()
}

/// Redacts the token after an authorization scheme.
fn without_tokens(value: &str) -> String {
    SCHEMES.iter().fold(value.to_owned(), |value, scheme| without_tokens_of(&value, scheme))
}

fn without_tokens_of(value: &str, scheme: &str) -> String {
    let is_token = |letter: char| letter.is_ascii_alphanumeric() || "-._~+/=:".contains(letter);
    let mut shown = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(found) = find(rest, scheme) {
        let start = found + scheme.len();
        let end = rest[start..].find(|letter| !is_token(letter)).map_or(rest.len(), |length| start + length);
        let token = &rest[start..end];
        // `Bearer authorization_uri=https://…` is a challenge, not a secret.
        let is_challenge = token.trim_end_matches('=').contains('=') || token.contains("://");
        shown.push_str(&rest[..start]);
        shown.push_str(if token.len() >= SHORTEST_TOKEN && !is_challenge { REDACTED } else { token });
        rest = &rest[end..];
    }
    shown.push_str(rest);
    shown
}

/// Redacts the signature that a rejection quotes. The string-to-sign of the service is kept, because it helps.
fn without_quoted_signatures(value: &str) -> Cow<'_, str> {
    let Some(found) = find(value, BEFORE_QUOTED_SIGNATURE) else { return Cow::Borrowed(value) };
    let start = found + BEFORE_QUOTED_SIGNATURE.len();
    let end = value[start..].find('\'').map_or(value.len(), |length| start + length);
    Cow::Owned(format!("{}{REDACTED}{}", &value[..start], without_quoted_signatures(&value[end..])))
}

/// Redacts the value of every secret parameter.
fn without_signatures(value: &str) -> String {
    let mut shown = String::with_capacity(value.len());
    for (number, piece) in value.split('&').enumerate() {
        if number > 0 {
            shown.push('&');
        }
        let mut rest = piece;
        while let Some(start) = secret_start(rest) {
            shown.push_str(&rest[..start]);
            shown.push_str(REDACTED);
            // A URL ends with its line. What follows may help, such as the rest of the string-to-sign of the service.
            rest = rest[start..].find('\n').map_or("", |end| &rest[start + end..]);
        }
        shown.push_str(rest);
    }
    shown
}

/// The start of a signature between two `&`. All that follows counts as part of it, because a malformed
/// one may contain any character.
fn secret_start(piece: &str) -> Option<usize> {
    // Each part between two `=` ends with a name that contains none of these, so every letter is checked once.
    let mut end = 0;
    let mut parts = piece.split_inclusive('=').filter(|part| part.ends_with('='));
    let found = parts.find_map(|part| {
        let before = &part[..part.len() - 1];
        let name = match before.rfind(BEFORE_NAMES) {
            Some(at) => before.get(at + 1..),
            // What follows a value is not a name.
            None => (end == 0).then_some(before),
        };
        end += part.len();
        name.is_some_and(is_signature).then_some(end)
    });
    if found.is_some() {
        return found;
    }
    // A URL that is itself a parameter's value is escaped, together with its secrets. The escape stands before
    // them, so nothing after the first escape is shown.
    let first_escape = piece.find('%')?;
    let plain = percent_decode_str(piece).decode_utf8_lossy();
    let hidden = plain != piece
        && (without_credentials(&plain) != plain || plain.split('&').any(|inner| secret_start(inner).is_some()));
    hidden.then_some(first_escape)
}
