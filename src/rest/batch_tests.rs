use http::{HeaderValue, Method};
use proptest::prelude::*;
use url::Url;

use super::*;

const RESPONSE: &str = "--batchresponse_1\r\nContent-Type: application/http\r\nContent-ID: 1\r\n\r\nHTTP/1.1 202 Accepted\r\n\
    x-ms-delete-type-permanent: true\r\nx-ms-version: 2021-12-02\r\n\r\n\r\n--batchresponse_1\r\nContent-Type: application/http\r\n\
    Content-ID: 0\r\n\r\nHTTP/1.1 404 The specified blob does not exist.\r\nx-ms-error-code: BlobNotFound\r\nContent-Length: 29\r\n\r\n\
    <?xml?>\r\n<Error>no</Error>\n\r\n--batchresponse_1--\r\n";

fn request(method: Method, url: &str, headers: &[(&'static str, &'static str)]) -> Request {
    let mut request = Request::new(method, Url::parse(url).expect("a URL"));
    for (name, value) in headers {
        request.headers.insert(*name, HeaderValue::from_static(value));
    }
    request
}

#[test]
fn a_request_is_written_with_its_own_headers() {
    let headers = [("x-ms-date", "today"), ("if-match", "\"1\""), ("authorization", "key")];
    let request = request(Method::DELETE, "http://h/account/c/a%20b?sig=x%2By", &headers);
    let expected = "DELETE /account/c/a%20b?sig=x%2By HTTP/1.1\r\nAccept: application/xml\r\nx-ms-date: today\r\nIf-Match: \"1\"\r\nAuthorization: key\r\n\r\n";
    assert_eq!(write_request(&request).expect("ASCII"), expected);
}

#[test]
fn a_line_that_starts_like_a_delimiter_belongs_to_the_body() {
    let body = "--b\r\nContent-ID: 0\r\n\r\nHTTP/1.1 409 No\r\n\r\none\r\n--b2\r\ntwo\r\n--b--\r\n";
    let responses = read(body.as_bytes()).expect("a response");
    assert_eq!(responses[0].body_as_text.as_deref(), Some("one\r\n--b2\r\ntwo"));
}

#[test]
fn responses_and_errors_are_parsed() {
    let responses = read(RESPONSE.as_bytes()).expect("responses");
    let [deleted, missing] = responses.as_slice() else { panic!("two responses: {responses:?}") };
    assert_eq!((deleted.content_id, deleted.status, deleted.body_as_text.as_deref()), (Some(Count(1)), 202, None));
    assert_eq!(deleted.headers.iter().next(), Some(("x-ms-delete-type-permanent", "true")));
    assert_eq!((missing.content_id, missing.status), (Some(Count(0)), 404));
    assert_eq!(missing.status_message, "The specified blob does not exist.");
    assert_eq!(missing.error_code.as_deref(), Some("BlobNotFound"));
    assert_eq!(missing.body_as_text.as_deref(), Some("<?xml?>\r\n<Error>no</Error>\n"));
}

#[test]
fn a_rejected_batch_has_one_response_without_a_number() {
    let body =
        "--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 400 Bad\r\nx-ms-error-code: InvalidInput\r\n\r\n--b--";
    let responses = read(body.as_bytes()).expect("a response");
    assert_eq!((responses.len(), responses[0].content_id, responses[0].status), (1, None, 400));
}

#[test]
fn a_response_truncated_anywhere_is_rejected() {
    let end = RESPONSE.len() - "--\r\n".len();
    for cut in 0..end {
        let error = read(&RESPONSE.as_bytes()[..cut]).expect_err("cut");
        assert_eq!(error.kind(), ErrorKind::Protocol, "cut at {cut}");
    }
}

#[test]
fn too_many_responses_are_rejected() {
    let part = "--b\r\nContent-ID: 1\r\n\r\nHTTP/1.1 202 OK\r\n\r\n";
    let body = |count: usize| format!("{}--b--\r\n", part.repeat(count));
    assert_eq!(read(body(MAX_REQUESTS).as_bytes()).expect("as many as requests").len(), MAX_REQUESTS);
    assert!(read(body(MAX_REQUESTS + 1).as_bytes()).is_err());
}

proptest! {
    #[test]
    fn hostile_responses_never_panic(cut in 0usize..800, garbage in prop::collection::vec(any::<u8>(), 0..50)) {
        let mut body = RESPONSE.as_bytes().to_vec();
        let at = cut.min(body.len());
        body.splice(at..at, garbage);
        let _ = read(&body);
    }
}
