//! Hashes of content, and the hashes that a request has.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use md5::{Digest, Md5};

use crate::crc64::crc64_of;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::data::Data;

/// Beyond this length, a response has the MD5 of the content only if the request had one: a synthetic blob may be long.
const HASHED: u64 = 4 * 1024 * 1024;

/// The hash of the received content, as responses repeat it.
#[derive(Debug)]
pub enum Checksum {
    /// The MD5, in base64.
    Md5(String),
    /// The CRC64, in base64.
    Crc64(String),
    /// None was requested.
    None,
}

impl Checksum {
    /// Of a body: only the hash in `Content-MD5` or `x-ms-content-crc64`, which must match. Since version 2019-02-02,
    /// responses repeat no other: <https://learn.microsoft.com/rest/api/storageservices/put-block#response-headers>.
    pub fn of_body(call: &Call) -> Result<Self> {
        let (md5, crc64) = (call.header(&names::CONTENT_MD5), call.header(&names::CONTENT_CRC64));
        if md5.is_none() && crc64.is_none() {
            return Ok(Self::None);
        }
        Self::check_named(&call.body, md5, crc64)
    }

    /// Of the content of a copy: only the hash in `x-ms-source-content-md5` or `x-ms-source-content-crc64`:
    /// <https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url#response-headers>.
    pub fn of_copy(call: &Call, data: &Data) -> Result<Self> {
        Self::check_named(data, call.header(&names::SOURCE_CONTENT_MD5), call.header(&names::SOURCE_CONTENT_CRC64))
    }

    /// Of content from a URL: it must match `x-ms-source-content-md5` or `x-ms-source-content-crc64`.
    pub fn of_source(call: &Call, data: &Data) -> Result<Self> {
        Self::check(data, call.header(&names::SOURCE_CONTENT_MD5), call.header(&names::SOURCE_CONTENT_CRC64))
    }

    fn check(data: &Data, named_md5: Option<&str>, named_crc64: Option<&str>) -> Result<Self> {
        match Self::check_named(data, named_md5, named_crc64)? {
            Self::None if data.length() <= HASHED => Ok(Self::Md5(md5(data))),
            checksum => Ok(checksum),
        }
    }

    fn check_named(data: &Data, named_md5: Option<&str>, named_crc64: Option<&str>) -> Result<Self> {
        match (named_md5, named_crc64) {
            (None, None) => Ok(Self::None),
            (Some(named), None) => {
                let md5 = md5(data);
                if md5 == named { Ok(Self::Md5(md5)) } else { Err(Failure::md5_mismatch()) }
            }
            (None, Some(named)) => {
                let crc64 = crc64(data);
                if crc64 == named { Ok(Self::Crc64(crc64)) } else { Err(Failure::crc64_mismatch()) }
            }
            (Some(_), Some(_)) => {
                let message = "Both x-ms-content-crc64 header and Content-MD5 header are present.";
                Err(Failure::new(400, "BothCrc64AndMd5HeaderPresent", message))
            }
        }
    }

    /// Writes it to the headers.
    pub fn write(&self, response: &mut ServiceResponse) {
        match self {
            Self::Md5(md5) => response.set(names::CONTENT_MD5, md5),
            Self::Crc64(crc64) => response.set(names::CONTENT_CRC64, crc64),
            Self::None => {}
        }
    }
}

/// The MD5 of data, in base64.
pub fn md5(data: &Data) -> String {
    md5_of(std::slice::from_ref(data))
}

/// The MD5 of data in pieces, in base64.
pub fn md5_of(pieces: &[Data]) -> String {
    BASE64_STANDARD.encode(pieces.iter().flat_map(chunks).fold(Md5::new(), Md5::chain_update).finalize())
}

fn chunks(data: &Data) -> impl Iterator<Item = bytes::Bytes> {
    let mut data = data.clone();
    std::iter::from_fn(move || data.next_chunk())
}

/// The CRC64 of data, in base64.
pub fn crc64(data: &Data) -> String {
    BASE64_STANDARD.encode(crc64_of(chunks(data)))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[test]
    fn the_crc64_matches_its_check_value() {
        assert_eq!(crc64(&Bytes::from_static(b"123456789").into()), "iJh5CoYUi64=");
        assert_eq!(crc64(&Bytes::new().into()), "AAAAAAAAAAA=");
    }

    #[test]
    fn long_content_is_hashed_on_demand() {
        let long = Data::Zeros(HASHED + 1);
        assert!(matches!(Checksum::check(&long, None, None), Ok(Checksum::None)));
        assert_eq!(Checksum::check(&Data::Zeros(1), Some("x"), None).unwrap_err().code, "Md5Mismatch");
        assert_eq!(Checksum::check(&Data::Zeros(1), None, Some("x")).unwrap_err().code, "Crc64Mismatch");
    }
}
