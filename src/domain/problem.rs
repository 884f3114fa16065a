//! A problem: why things break.

use super::safe::Safe;
use super::service::ServiceId;
use super::value::{Priority, ProblemId, ProblemStatus, ProfileId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A row of `problems`, every text made safe.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// Its id.
    pub id: ProblemId,
    /// `ACM-PRBM-0007`; the database gives it, and may leave it out.
    pub number: Option<Safe>,
    /// One line.
    pub title: Safe,
    /// Rich text: what it looks like.
    pub description: Safe,
    /// By the matrix, or by hand: the web app knows only the latter.
    pub priority: Priority,
    /// How far it is.
    pub status: ProblemStatus,
    /// Who looks for the cause.
    pub assigned_to: Option<ProfileId>,
    /// Who found it.
    pub created_by: ProfileId,
    /// Rich text: why it happens.
    pub root_cause: Option<Safe>,
    /// Rich text: what helps until the cause is gone.
    pub workaround: Option<Safe>,
    /// Rich text: what ends it for good.
    pub solution: Option<Safe>,
    /// Words or `key:value`.
    pub tags: Vec<Safe>,
    /// Ids of nodes and zones, known or not.
    pub services: Vec<ServiceId>,
    /// How much depends on it; never set by the web app.
    pub criticality: Option<Priority>,
    /// How soon it must be gone; never set by the web app.
    pub urgency: Option<Priority>,
    /// Whether the database computes the priority as soon as both ratings are there.
    pub auto_priority: bool,
    /// When it was found.
    pub created_at: Timestamp,
    /// When a client last said it changed it. No trigger keeps it: a hint, not a version.
    pub updated_at: Timestamp,
    /// When it was resolved; the web app never says so.
    pub resolved_at: Option<Timestamp>,
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

    /// Whether this person may change the row: creator or assignee.
    #[must_use]
    pub fn has_stakeholder(&self, who: ProfileId) -> bool {
        self.created_by == who || self.assigned_to == Some(who)
    }
}

/// One of the three texts that say what is known of a problem, each written by itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ProblemText {
    /// Why it happens.
    RootCause,
    /// What helps until the cause is gone.
    Workaround,
    /// What ends it for good.
    Solution,
}

impl ProblemText {
    /// All of them, in the order in which they come to be known.
    pub const ALL: &[Self] = &[Self::RootCause, Self::Workaround, Self::Solution];

    /// In words for a screen.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::RootCause => "root cause",
            Self::Workaround => "workaround",
            Self::Solution => "solution",
        }
    }

    /// What a problem says there, as it is stored.
    #[must_use]
    pub fn of(self, problem: &Problem) -> Option<&Safe> {
        match self {
            Self::RootCause => problem.root_cause.as_ref(),
            Self::Workaround => problem.workaround.as_ref(),
            Self::Solution => problem.solution.as_ref(),
        }
    }

    /// What a problem says there, if it says anything.
    #[must_use]
    pub fn said(self, problem: &Problem) -> Option<&Safe> {
        self.of(problem).filter(|text| !text.trim().is_empty())
    }
}
