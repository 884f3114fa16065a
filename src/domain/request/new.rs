//! What is known of a record before it is one.

use crate::domain::incident::Link;
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::value::{IncidentId, Priority, ProblemId, ProfileId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An incident to be reported. Number and, where both ratings are given, priority come from the database.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewIncident {
    /// One line, not empty.
    pub title: Safe,
    /// HTML as the web app reads it, not empty.
    pub description: Safe,
    /// How much depends on what is broken.
    pub criticality: Option<Priority>,
    /// How soon it must work again.
    pub urgency: Option<Priority>,
    /// As it is to be; with `auto_priority` the matrix of both ratings.
    pub priority: Priority,
    /// Whether the database computes the priority, now and later.
    pub auto_priority: bool,
    /// Who works on it. Without one, only its creator can ever change it.
    pub assigned_to: Option<ProfileId>,
    /// The problem it belongs to.
    pub problem: Option<ProblemId>,
    /// Words or `key:value`.
    pub tags: Vec<Safe>,
    /// Nodes and zones.
    pub services: Vec<ServiceId>,
    /// Tickets elsewhere.
    pub links: Vec<Link>,
    /// Whom it hurts.
    pub customer: Option<Safe>,
}

/// A problem to be written down. Number and, where both ratings are given, priority come from the database.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewProblem {
    /// One line, not empty.
    pub title: Safe,
    /// HTML as the web app reads it, not empty.
    pub description: Safe,
    /// How much depends on it.
    pub criticality: Option<Priority>,
    /// How soon it must be gone.
    pub urgency: Option<Priority>,
    /// As it is to be; with `auto_priority` the matrix of both ratings.
    pub priority: Priority,
    /// Whether the database computes the priority, now and later.
    pub auto_priority: bool,
    /// Who looks for the cause.
    pub assigned_to: Option<ProfileId>,
    /// HTML: why it happens.
    pub root_cause: Option<Safe>,
    /// HTML: what helps until the cause is gone.
    pub workaround: Option<Safe>,
    /// HTML: what ends it for good.
    pub solution: Option<Safe>,
    /// Words or `key:value`.
    pub tags: Vec<Safe>,
    /// Nodes and zones.
    pub services: Vec<ServiceId>,
}

/// A change to be drafted. The number comes from the database.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewChange {
    /// One line, not empty.
    pub title: Safe,
    /// HTML as the web app reads it, not empty: what is altered, and why.
    pub description: Safe,
    /// The same: the way back.
    pub rollback_plan: Safe,
    /// The same: how one sees that it worked.
    pub test_plan: Safe,
    /// How urgent it is.
    pub priority: Priority,
    /// Who does it.
    pub assigned_to: Option<ProfileId>,
    /// When it is to begin.
    pub scheduled_for: Option<Timestamp>,
    /// When it should be over.
    pub estimated_end: Option<Timestamp>,
    /// Words or `key:value`.
    pub tags: Vec<Safe>,
    /// Nodes and zones.
    pub services: Vec<ServiceId>,
    /// The problem it ends; never together with an incident.
    pub problem: Option<ProblemId>,
    /// The incident it ends.
    pub incident: Option<IncidentId>,
}
