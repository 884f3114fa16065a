//! Rows for tests: of each kind one that says nothing, for a test to say what it is about.

use super::change::Change;
use super::comment::Comment;
use super::incident::Incident;
use super::problem::Problem;
use super::safe::Safe;
use super::value::{
    ChangeId, ChangeStatus, CommentId, IncidentId, IncidentStatus, OrganizationId, Priority, ProblemId, ProblemStatus,
    ProfileId, Record,
};
use jiff::Timestamp;
use uuid::Uuid;

/// An open incident of low priority, nobody's, reported at the epoch.
pub(crate) fn incident(n: u128) -> Incident {
    Incident {
        id: IncidentId(Uuid::from_u128(n)),
        organization: OrganizationId(Uuid::nil()),
        number: None,
        title: Safe::default(),
        description: Safe::default(),
        priority: Priority::Low,
        status: IncidentStatus::Open,
        assigned_to: None,
        created_by: ProfileId(Uuid::nil()),
        problem: None,
        tags: vec![],
        services: vec![],
        criticality: None,
        urgency: None,
        auto_priority: true,
        links: vec![],
        customer: None,
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
        resolved_at: None,
    }
}

/// A problem of low priority that was just identified, at the epoch, and is nobody's.
pub(crate) fn problem(n: u128) -> Problem {
    Problem {
        id: ProblemId(Uuid::from_u128(n)),
        number: None,
        title: Safe::default(),
        description: Safe::default(),
        priority: Priority::Low,
        status: ProblemStatus::Identified,
        assigned_to: None,
        created_by: ProfileId(Uuid::nil()),
        root_cause: None,
        workaround: None,
        solution: None,
        tags: vec![],
        services: vec![],
        criticality: None,
        urgency: None,
        auto_priority: true,
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
        resolved_at: None,
    }
}

/// A comment on the first incident, said at the epoch.
pub(crate) fn comment(n: u128) -> Comment {
    Comment {
        id: CommentId(Uuid::from_u128(n)),
        on: Record::Incident(IncidentId(Uuid::from_u128(1))),
        content: Safe::default(),
        author: ProfileId(Uuid::nil()),
        mentions: vec![],
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
    }
}

/// A draft of a change of low priority, written at the epoch, without a window.
pub(crate) fn change(n: u128) -> Change {
    Change {
        id: ChangeId(Uuid::from_u128(n)),
        number: None,
        title: Safe::default(),
        description: Safe::default(),
        status: ChangeStatus::Draft,
        priority: Priority::Low,
        requested_by: ProfileId(Uuid::nil()),
        assigned_to: None,
        scheduled_for: None,
        estimated_end: None,
        completed_at: None,
        rollback_plan: Safe::default(),
        test_plan: Safe::default(),
        tags: vec![],
        services: vec![],
        problem: None,
        incident: None,
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
    }
}
