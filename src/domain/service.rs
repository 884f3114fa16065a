//! Services: the infrastructure nodes and zones that records name in `affected_services`.

use super::safe::Safe;
use serde::{Deserialize, Serialize};

/// The id of an infrastructure node or zone: free text, chosen by whoever made it. Unknown ones are kept, never dropped.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServiceId(pub Safe);

/// What to call a service.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// A node's label or a zone's name.
    pub label: Safe,
    /// The environment it stands in, where it has one.
    pub environment: Option<Safe>,
}
