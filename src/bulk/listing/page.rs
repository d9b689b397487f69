//! A page of a listing: its blobs, and the start of the next page.

use std::sync::Arc;

use crate::bulk::listing::at_destination::AtDestination;
use crate::bulk::listing::extraneous::DestinationPart;
use crate::bulk::listing::gathering::{EarlierState, Gathered, StateId};
use crate::bulk::listing::origin::ListedFrom;
use crate::bulk::naming::name_matching::PatternMatches;
use crate::bulk::naming::order::PossibleOrders;
use crate::copy::BlobFacts;
use crate::rest::listing::BlobItem;

/// A blob of the source.
#[derive(Debug)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its facts.
    pub facts: Arc<BlobFacts>,
    /// Whether it is a directory of a hierarchical namespace.
    pub is_directory: bool,
    /// The destination's blob for it.
    pub destination: AtDestination,
    /// Its origin.
    pub origin: ListedFrom,
    /// The state that is copied, if its name alone does not identify it.
    pub state: Option<StateId>,
    /// The states that are copied before it.
    pub earlier: Vec<EarlierState>,
    /// The result of the caller's regular expressions for its name.
    pub matched: PatternMatches,
    /// Whether its name alone is known, because no listing had it.
    pub is_unlisted: bool,
}

/// One page, and the start of the next one.
#[derive(Debug, Default)]
pub struct Page {
    /// The blobs.
    pub blobs: Vec<Listed>,
    /// The marker that requested this page; `None` for the first.
    pub marker: Option<String>,
    /// The marker of the next page; `None` at the end.
    pub next: Option<String>,
    /// The orders that the listing may have, after this page.
    pub orders: PossibleOrders,
    /// The part of the destination's listing for it.
    pub destination_part: DestinationPart,
    /// Whether this is known to be the last page.
    pub is_last: bool,
}

impl Listed {
    /// A blob with only a known name.
    pub fn unknown(name: String) -> Self {
        Self {
            name,
            facts: Arc::default(),
            is_directory: false,
            destination: AtDestination::Unknown,
            origin: ListedFrom::Container,
            state: None,
            earlier: Vec::new(),
            // An earlier run started it, so the expressions include it.
            matched: PatternMatches { included: true, excluded: false },
            is_unlisted: true,
        }
    }
}

impl From<Box<BlobItem>> for Listed {
    fn from(mut item: Box<BlobItem>) -> Self {
        Self {
            facts: Arc::new(BlobFacts::from_item(&mut item)),
            is_directory: item.properties.other.text("ResourceType") == Some("directory"),
            destination: AtDestination::Unknown,
            name: std::mem::take(&mut item.name),
            origin: ListedFrom::Container,
            state: None,
            earlier: Vec::new(),
            matched: PatternMatches::default(),
            is_unlisted: false,
        }
    }
}

impl From<Gathered> for Listed {
    fn from(Gathered { item, state, earlier }: Gathered) -> Self {
        Self { state, earlier, ..Self::from(item) }
    }
}
