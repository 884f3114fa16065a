//! The clock of an incident: how much of its time is left.
//!
//! Wall-clock hours from `created_at`, no business calendar, as the web app counts. An incident that is resolved stops its clock at
//! `resolved_at`; one that is closed without it (as the web app leaves them) has no end we could know.

use super::incident::Incident;
use super::value::{IncidentStatus, Priority};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Hours in which an incident should be resolved, by priority.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SloTargets {
    hours: [u32; 4],
}

impl Default for SloTargets {
    /// The web app's fallbacks: critical 2, high 8, medium 24, low 72.
    fn default() -> Self {
        Self { hours: [72, 24, 8, 2] }
    }
}

impl SloTargets {
    /// The organization's own rows over the fallbacks; a target of zero or less counts as the medium one.
    #[must_use]
    pub fn from_rows(rows: impl IntoIterator<Item = (Priority, i64)>) -> Self {
        let mut targets = Self::default();
        let rows: Vec<_> = rows.into_iter().collect();
        for (priority, hours) in &rows {
            if let Ok(hours @ 1..) = u32::try_from(*hours) {
                targets.hours[*priority as usize] = hours;
            }
        }
        for (priority, hours) in rows {
            if hours <= 0 {
                targets.hours[priority as usize] = targets.hours[Priority::Medium as usize];
            }
        }
        targets
    }

    /// The target of a priority in hours.
    #[must_use]
    pub fn hours(&self, priority: Priority) -> u32 {
        self.hours[priority as usize]
    }

    /// When an active incident begins to be at risk, and when it is breached: until a row or a target changes, its standing turns at these
    /// two moments and at no other. Nothing once the clock has stopped.
    #[must_use]
    pub fn turns(&self, incident: &Incident) -> Option<(Timestamp, Timestamp)> {
        let target = SignedDuration::from_hours(i64::from(self.hours(incident.priority)));
        let after = |span: SignedDuration| incident.created_at.checked_add(span).unwrap_or(Timestamp::MAX);
        incident.status.is_active().then(|| (after(target - near(target)), after(target)))
    }

    /// Where an incident stands against its target.
    #[must_use]
    pub fn standing(&self, incident: &Incident, now: Timestamp) -> Standing {
        let target = SignedDuration::from_hours(i64::from(self.hours(incident.priority)));
        let left_at = |end: Timestamp| target - end.duration_since(incident.created_at);
        match (incident.status, incident.resolved_at) {
            (IncidentStatus::Open | IncidentStatus::Investigating, _) => {
                let left = left_at(now);
                match left {
                    left if !left.is_positive() => Standing::Breached { over: -left },
                    left if left <= near(target) => Standing::AtRisk { left },
                    left => Standing::Fine { left },
                }
            }
            (_, Some(end)) if left_at(end).is_positive() => Standing::Met,
            (_, Some(_)) => Standing::Missed,
            (_, None) => Standing::Unknown,
        }
    }
}

/// With so much left or less, an incident is at risk: two hours, or a quarter of its time if that is more.
pub(super) fn near(target: SignedDuration) -> SignedDuration {
    SignedDuration::from_hours(2).max(target / 4)
}

/// Where an incident stands against its target.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Active and over its time.
    Breached {
        /// By how much, zero or more.
        over: SignedDuration,
    },
    /// Active, with under two hours or a quarter of the target left, whichever is more.
    AtRisk {
        /// What is left, above zero.
        left: SignedDuration,
    },
    /// Active with time left.
    Fine {
        /// What is left.
        left: SignedDuration,
    },
    /// Resolved in time.
    Met,
    /// Resolved too late.
    Missed,
    /// Resolved or closed, and nobody wrote down when.
    Unknown,
}

impl Standing {
    /// What is left, negative when breached; nothing once the clock has stopped.
    #[must_use]
    pub fn left(self) -> Option<SignedDuration> {
        match self {
            Self::Breached { over } => Some(-over),
            Self::AtRisk { left } | Self::Fine { left } => Some(left),
            Self::Met | Self::Missed | Self::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::domain::samples;

    fn incident(priority: Priority, status: IncidentStatus) -> Incident {
        let created_at = Timestamp::from_second(1_800_000_000).unwrap();
        Incident { priority, status, auto_priority: false, created_at, updated_at: created_at, ..samples::incident(0) }
    }

    #[test]
    fn a_standing_turns_at_its_two_moments_and_not_a_second_earlier() {
        let second = SignedDuration::from_secs(1);
        for priority in Priority::ALL {
            let targets = SloTargets::default();
            let incident = incident(*priority, IncidentStatus::Open);
            let (at_risk, breached) = targets.turns(&incident).unwrap();
            let standing = |at: Timestamp| targets.standing(&incident, at);
            assert!(matches!(standing(at_risk - second), Standing::Fine { .. }), "{priority}");
            assert!(matches!(standing(at_risk), Standing::AtRisk { .. }), "{priority}");
            assert!(matches!(standing(breached - second), Standing::AtRisk { .. }), "{priority}");
            assert_eq!(standing(breached), Standing::Breached { over: SignedDuration::ZERO }, "{priority}");
        }
    }

    #[test]
    fn a_stopped_clock_never_turns() {
        for status in [IncidentStatus::Resolved, IncidentStatus::Closed] {
            assert_eq!(SloTargets::default().turns(&incident(Priority::High, status)), None);
        }
    }
}
