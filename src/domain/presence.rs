//! Who looks at what: what people show of themselves to colleagues, if they chose to.
//!
//! Ids only. On a hosted project everybody with the public key can hear it, so nothing in it may say more than that somebody is somewhere.
//! It must not know how it travels. Invariant: what is shown is less than what is known: records, never words.

use super::value::{ProfileId, Record};
use serde::{Deserialize, Serialize};

/// Places one person shows at most: that many screens they may have open.
pub const MOST_PLACES: usize = 4;

/// Where somebody is, as they show it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Showing {
    /// The record they look at.
    pub on: Record,
    /// Whether they write on it.
    pub is_typing: bool,
    /// Whether they said that they are on it.
    pub is_on_it: bool,
}

/// Somebody else at a place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Present {
    /// Who.
    pub who: ProfileId,
    /// Where, and how.
    pub showing: Showing,
}
