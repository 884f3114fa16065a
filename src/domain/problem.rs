//! A problem: why things break. As an incident shows it: its name, its state, what helps meanwhile, and what was found out.

use super::safe::Safe;
use super::service::ServiceId;
use super::value::{Priority, ProblemId, ProblemStatus, ProfileId};
use serde::{Deserialize, Serialize};

/// A row of `problems`. What a cache of an older antops did not keep is empty until the server has answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// Its id.
    pub id: ProblemId,
    /// `ACM-PRBM-0007`.
    pub number: Option<Safe>,
    /// One line.
    pub title: Safe,
    /// How far it is.
    pub status: ProblemStatus,
    /// By the matrix, or by hand.
    pub priority: Priority,
    /// Rich text: what helps until the cause is gone.
    pub workaround: Option<Safe>,
    /// Rich text: what it looks like.
    #[serde(default)]
    pub description: Safe,
    /// Rich text: why it happens.
    #[serde(default)]
    pub root_cause: Option<Safe>,
    /// Rich text: what ends it for good.
    #[serde(default)]
    pub solution: Option<Safe>,
    /// Words or `key:value`.
    #[serde(default)]
    pub tags: Vec<Safe>,
    /// Ids of nodes and zones, known or not.
    #[serde(default)]
    pub services: Vec<ServiceId>,
    /// Who looks for the cause.
    #[serde(default)]
    pub assigned_to: Option<ProfileId>,
    /// Who found it.
    #[serde(default)]
    pub created_by: Option<ProfileId>,
}

impl Problem {
    /// The number, or the web app's stand-in for it.
    #[must_use]
    pub fn name(&self) -> String {
        self.number.as_ref().map_or_else(|| format!("PRB-{:.8}", self.id.to_string()), ToString::to_string)
    }
    /// The number without the organization's prefix, for narrow places: `PRBM-0007`.
    #[must_use]
    pub fn short_name(&self) -> String {
        let name = self.name();
        match name.split_once('-') {
            Some((_, rest)) if rest.starts_with("PRBM-") => rest.to_owned(),
            _ => name,
        }
    }
}
