//! The ids of an upload's blocks: a random name and the block's number, as `@azure/storage-blob` creates them. All ids of a blob's
//! uncommitted blocks must have one length, so that uploads of both libraries can follow one another.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The ids of one upload's blocks.
#[derive(Debug, Clone)]
pub struct UploadBlockIds {
    prefix: String,
}

impl UploadBlockIds {
    /// Ids that no other upload has.
    pub fn random() -> Self {
        // An id need not be secret, only unique.
        let uuid = uuid::Builder::from_random_bytes(fastrand::u128(..).to_ne_bytes()).into_uuid();
        Self { prefix: uuid.to_string() }
    }

    /// The id of a block, counted from 0, as base64.
    pub fn id(&self, number: u64) -> String {
        STANDARD.encode(format!("{}{number:012}", self.prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_ids_match_the_reference() {
        let ids = UploadBlockIds { prefix: "01234567-89ab-4def-8123-456789abcdef".to_owned() };
        assert_eq!(ids.id(0), STANDARD.encode("01234567-89ab-4def-8123-456789abcdef000000000000"));
        assert_eq!(ids.id(49_999), STANDARD.encode("01234567-89ab-4def-8123-456789abcdef000000049999"));
        assert_eq!(ids.id(0).len(), ids.id(u64::from(u32::MAX)).len());
        assert_ne!(UploadBlockIds::random().id(0), UploadBlockIds::random().id(0));
    }
}
