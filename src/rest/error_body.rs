//! Reads the body of an error response: that of the service, in XML, or of an intermediary, in other XML, JSON,
//! HTML or plain text. It never fails: if a body is cut off or malformed, the part before is read.

mod json;
mod markup;
mod parts;

use std::borrow::Cow;

pub use self::parts::ErrorBody;

/// Reads a body.
pub fn read(body: &[u8]) -> ErrorBody {
    let text = decode(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    let mut found = match text.as_bytes().first() {
        Some(b'<') if !markup::is_page(text) => markup::read(text),
        Some(b'{' | b'[') => json::read(text),
        _ => ErrorBody::default(),
    };
    for part in [&mut found.code, &mut found.message] {
        *part = part.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    }
    found
}

/// The text of a body without a message, on one line. For a page, what a browser would show.
pub fn words(body: &[u8]) -> String {
    let text = decode(body);
    let text = text.trim_start_matches('\u{feff}');
    let words = if markup::is_page(text) { Cow::Owned(markup::words(text)) } else { Cow::Borrowed(text) };
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of a body: UTF-16 if it starts with its byte order mark, otherwise UTF-8.
pub fn decode(body: &[u8]) -> Cow<'_, str> {
    let pairs = |from_bytes: fn([u8; 2]) -> u16| -> Cow<'_, str> {
        let units: Vec<u16> = body.chunks_exact(2).map(|pair| from_bytes([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units).into()
    };
    match body {
        [0xff, 0xfe, ..] | [b'<' | b'{', 0, ..] => pairs(u16::from_le_bytes),
        [0xfe, 0xff, ..] | [0, b'<' | b'{', ..] => pairs(u16::from_be_bytes),
        _ => String::from_utf8_lossy(body),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(body: &str) -> (Option<String>, Option<String>) {
        let ErrorBody { code, message, .. } = read(body.as_bytes());
        (code, message)
    }

    fn said(code: &str, message: &str) -> (Option<String>, Option<String>) {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        (some(code), some(message))
    }

    #[test]
    fn error_xml_of_any_shape_is_read() {
        for body in [
            "<?xml version=\"1.0\"?><Error><Code>C</Code><Message>M &amp; m</Message></Error>",
            "\u{feff}\n<error><code>C</code><message xml:lang=\"en\">M &amp; m</message></error>",
            "<m:error xmlns:m=\"u\"><m:code>C</m:code><m:message xml:lang=\"en-US\">M &amp; m</m:message></m:error>",
            "<ErrorResponse><Error><Type>Sender</Type><Code>C</Code><Message><![CDATA[M & m]]></Message></Error></ErrorResponse>",
            "<Error Code=\"C\" Message=\"M &amp; m\"/>",
            "<x><Error xmlns='u' code='C'><Message>M &amp; m</Message></Error></x>",
            "<Error><Code>C</Code><Message>M &amp; m",
            "<Error><Code>C</Code><Message>M &amp; m</Message></Wrong>",
            "<Error><Code>C</Code><Message>M &amp; m</Message><a b=></Error>",
        ] {
            assert_eq!(found(body), said("C", "M & m"), "{body}");
        }
        assert_eq!(found("<Error><Code>C</Code>"), said("C", ""));
        assert_eq!(found("<Error/>"), said("", ""));
        assert_eq!(found("<Error><Message>&unknown; is kept</Message></Error>"), said("", "&unknown; is kept"));
    }

    #[test]
    fn the_fields_of_an_error_are_kept() {
        let body = "<Error><Code>C</Code><Message>M</Message><HeaderName>x</HeaderName><HeaderValue/></Error>";
        let fields = [("HeaderName".to_owned(), "x".to_owned()), ("HeaderValue".to_owned(), String::new())];
        assert_eq!(read(body.as_bytes()).fields, fields);
    }

    #[test]
    fn error_json_of_any_shape_is_read() {
        for body in [
            r#"{"error":{"code":"C","message":"M"}}"#,
            r#"{"code":"C","message":"M"}"#,
            r#"{"Code":"C","Message":"M"}"#,
            r#"{"odata.error":{"code":"C","message":{"lang":"en-US","value":"M"}}}"#,
            r#"{"error":"C","error_description":"M"}"#,
            r#"{"errors":[{"code":"C","message":"M"},{"code":"D","message":"N"}]}"#,
            r#"{"fault":{"faultstring":"M","detail":{"errorcode":"C"}}}"#,
            r#"[{"errorCode":"C","errorMessage":"M"}]"#,
            "\u{feff} {\"code\":\"C\",\"message\":\"M\",\"more\":[1,null]}",
            r#"{"error":{"code":"C","message":"M","innererror":{"code":"D","message":"N"}}}"#,
        ] {
            assert_eq!(found(body), said("C", "M"), "{body}");
        }
        assert_eq!(found(r#"{"Message":"M"}"#), said("", "M"));
        assert_eq!(found(r#"{"error":"M"}"#), said("", "M"));
        assert_eq!(found(r#"{"statusCode":404,"message":"M"}"#), said("", "M"));
        assert_eq!(found(r#"{"code":42,"title":"T","detail":"M"}"#), said("42", "M"));
        assert_eq!(found(r#"{"title":"T","status":400}"#), said("", "T"));
        assert_eq!(found(r#"{"code":"C","mess"#), said("", ""));
        assert_eq!(found(&"[".repeat(100_000)), said("", ""));
    }

    #[test]
    fn html_is_reduced_to_its_text() {
        let body = "<!DOCTYPE html>\n<html><head><title>502 Bad\nGateway</title><style>p{}</style><script>x < y</script></head>\
            <body><center><h1>502 Bad Gateway</h1></center><p>a&nbsp;&lt;b&gt;</p><!-- hidden --></body></html>";
        assert_eq!(words(body.as_bytes()), "502 Bad Gateway 502 Bad Gateway a <b>");
        assert_eq!(read(body.as_bytes()), ErrorBody::default());
        assert_eq!(words(b"<HTML><BODY>Blocked"), "Blocked");
    }

    #[test]
    fn binary_bodies_do_no_harm() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let body = utf16("\u{feff}<Error><Code>C</Code><Message>Größe</Message></Error>");
        assert_eq!(read(&body).message.as_deref(), Some("Größe"));
        assert_eq!(read(&utf16(r#"{"code":"C"}"#)).code.as_deref(), Some("C"));
        let latin = b"<Error><Code>C</Code><Message>Gr\xf6\xdfe</Message></Error>";
        assert_eq!(read(latin).code.as_deref(), Some("C"));
        assert_eq!(read(b"\x1f\x8b\x08\0\0garbage"), ErrorBody::default());
        assert_eq!(words(b" a\r\n\tb \xff"), "a b \u{fffd}");
    }

    proptest! {
        #[test]
        fn reading_any_body_never_panics(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = (read(&body), words(&body));
        }

        #[test]
        fn reading_any_likely_body_never_panics(body in "(<|>|</|/>|<!--|<!\\[CDATA\\[|&|;|\\{|\\}|\\[|\"|:|,|code|Message|error|html|=| |\\PC){0,40}") {
            let _ = read(body.as_bytes());
        }
    }
}
