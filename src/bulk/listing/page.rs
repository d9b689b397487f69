//! A page of a listing: its blobs, and where the next page begins.

use std::sync::Arc;

use crate::bulk::listing::at_destination::AtDestination;
use crate::bulk::listing::extraneous::Beside;
use crate::bulk::listing::gathering::{EarlierState, Gathered, StateId};
use crate::bulk::listing::origin::ListedFrom;
use crate::bulk::naming::name_matching::Matched;
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
    /// What the destination has in its place.
    pub destination: AtDestination,
    /// Where it comes from.
    pub origin: ListedFrom,
    /// Which state of it is copied, if not the one that its name alone stands for.
    pub state: Option<StateId>,
    /// The states that are copied before it.
    pub earlier: Vec<EarlierState>,
    /// What the caller's regular expressions say of its name.
    pub matched: Matched,
}

/// One page, and where the next one begins.
#[derive(Debug, Default)]
pub struct Page {
    /// The blobs.
    pub blobs: Vec<Listed>,
    /// The marker that brought this page; nothing for the first.
    pub marker: Option<String>,
    /// The marker of the next page; nothing at the end.
    pub next: Option<String>,
    /// The orders that the listing may have, after this page.
    pub orders: PossibleOrders,
    /// What was read of the destination's listing beside it.
    pub beside: Beside,
    /// Whether this is known to be the last page.
    pub is_last: bool,
}

impl Listed {
    /// A blob of which only the name is known.
    pub fn unknown(name: String) -> Self {
        Self {
            name,
            facts: Arc::default(),
            is_directory: false,
            destination: AtDestination::Unknown,
            origin: ListedFrom::Container,
            state: None,
            earlier: Vec::new(),
            // An earlier run took it up, so they let it through.
            matched: Matched { included: true, excluded: false },
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
            matched: Matched::default(),
        }
    }
}

impl From<Gathered> for Listed {
    fn from(Gathered { item, state, earlier }: Gathered) -> Self {
        Self { state, earlier, ..Self::from(item) }
    }
}
