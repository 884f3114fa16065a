//! Owns what the answer of a filter hangs on besides the incident itself, so that whoever keeps answers knows when they are old.
//!
//! It must not judge incidents. Invariant: a filter that says it does not depend on something answers the same however that thing changes.

use super::Filter;
use super::key::Is;
use super::term::Test;
use super::when::{Stretch, When};

impl Filter {
    /// Whether time alone can change what it keeps.
    #[must_use]
    pub fn depends_on_time(&self) -> bool {
        self.terms.iter().any(|term| match &term.test {
            Test::Slo(_) | Test::Age(_) => true,
            Test::Starts(any) | Test::Created(any) | Test::Updated(any) | Test::Resolved(any) => {
                any.iter().any(When::depends_on_time)
            }
            Test::Text(_)
            | Test::Status(_)
            | Test::Priority(_)
            | Test::Criticality(_)
            | Test::Urgency(_)
            | Test::Assignee(_)
            | Test::CreatedBy(_)
            | Test::By(_)
            | Test::What(_)
            | Test::Service(_)
            | Test::Tag(_)
            | Test::Customer(_)
            | Test::Problem(_)
            | Test::Number(_) => false,
            Test::Is(any) => any.iter().any(|is| matches!(is, Is::Urgent | Is::Upcoming)),
        })
    }

    /// Whether it keeps nothing that another does not keep. A no may be wrong, a yes is certain.
    #[must_use]
    pub fn narrows(&self, other: &Self) -> bool {
        other.terms.iter().all(|wide| {
            wide.is_unfinished()
                || self.terms.iter().any(|term| match (&term.test, &wide.test) {
                    _ if term == wide => true,
                    (Test::Text(long), Test::Text(short)) => {
                        !term.negated && !wide.negated && long.contains(short.as_str())
                    }
                    _ => false,
                })
        })
    }

    /// Whether looking at an incident can change what it keeps.
    #[must_use]
    pub fn depends_on_unseen(&self) -> bool {
        self.terms.iter().any(|term| matches!(&term.test, Test::Is(any) if any.contains(&Is::Unseen)))
    }
}

impl When {
    fn depends_on_time(&self) -> bool {
        let moves = |stretch: &Stretch| matches!(stretch, Stretch::Today | Stretch::Yesterday);
        match self {
            Self::Ago(..) => true,
            Self::On(_, stretch) => moves(stretch),
            Self::Between(from, until) => from.iter().chain(until).any(moves),
            Self::Never => false,
        }
    }
}
