//! Owns what a filter can ask of an entry of the feed: what happened, and the record it happened to.
//!
//! It must not know where entries come from. Invariant: of a record that is not known nothing but the entry itself can be asked.

use super::key::What as Sort;
use super::{Facts, Status, holds};
use crate::domain::change::Change;
use crate::domain::happening::{Happening, What};
use crate::domain::incident::Incident;
use crate::domain::problem::Problem;
use crate::domain::rich_text::Marker;
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::value::{IncidentStatus, Priority, ProfileId, Record};
use jiff::Timestamp;

/// What of a record can be asked through its entries.
pub trait Described {
    /// Its number; it may have none.
    fn number(&self) -> Option<&str>;
    /// Its one line.
    fn title(&self) -> &str;
    /// How urgent it is.
    fn priority(&self) -> Priority;
    /// Who works on it.
    fn assigned_to(&self) -> Option<ProfileId>;
    /// Who brought it up.
    fn brought_by(&self) -> ProfileId;
    /// Its labels.
    fn tags(&self) -> &[Safe];
    /// What it touches.
    fn services(&self) -> &[ServiceId];
    /// Whom it hurts.
    fn customer(&self) -> Option<&str> {
        None
    }
}

macro_rules! described {
    ($row:ty, $who:ident $(, $customer:ident)?) => {
        impl Described for $row {
            fn number(&self) -> Option<&str> {
                self.number.as_deref()
            }
            fn title(&self) -> &str {
                &self.title
            }
            fn priority(&self) -> Priority {
                self.priority
            }
            fn assigned_to(&self) -> Option<ProfileId> {
                self.assigned_to
            }
            fn brought_by(&self) -> ProfileId {
                self.$who
            }
            fn tags(&self) -> &[Safe] {
                &self.tags
            }
            fn services(&self) -> &[ServiceId] {
                &self.services
            }
            $(fn customer(&self) -> Option<&str> {
                self.$customer.as_deref()
            })?
        }
    };
}

described!(Incident, created_by, customer);
described!(Problem, created_by);
described!(Change, requested_by);

/// An entry of the feed with its record.
pub struct Entry<'a, R> {
    happening: &'a Happening,
    row: Option<&'a R>,
    me: Option<ProfileId>,
}

impl<'a, R: Described> Entry<'a, R> {
    /// An entry, the record where it is known, and who asks.
    #[must_use]
    pub fn new(entry: &'a Happening, row: Option<&'a R>, me: Option<ProfileId>) -> Self {
        Self { happening: entry, row, me }
    }
}

impl<R: Described> Facts for Entry<'_, R> {
    fn number(&self) -> Option<&str> {
        self.row?.number()
    }

    fn title(&self) -> &str {
        self.row.map_or("", Described::title)
    }

    /// Nobody asks: the feed has no such key.
    fn status(&self) -> Status {
        Status::Incident(IncidentStatus::Open)
    }

    fn priority(&self) -> Priority {
        self.row.map_or(Priority::Low, Described::priority)
    }

    fn criticality(&self) -> Option<Priority> {
        None
    }

    fn urgency(&self) -> Option<Priority> {
        None
    }

    fn assigned_to(&self) -> Option<ProfileId> {
        self.row?.assigned_to()
    }

    fn created_by(&self) -> ProfileId {
        self.row.map_or(ProfileId(uuid::Uuid::nil()), Described::brought_by)
    }

    fn tags(&self) -> &[Safe] {
        self.row.map_or(&[], Described::tags)
    }

    fn services(&self) -> &[ServiceId] {
        self.row.map_or(&[], Described::services)
    }

    /// When it happened.
    fn created_at(&self) -> Timestamp {
        self.happening.at
    }

    fn updated_at(&self) -> Timestamp {
        self.happening.at
    }

    fn resolved_at(&self) -> Option<Timestamp> {
        None
    }

    fn customer(&self) -> Option<&str> {
        self.row?.customer()
    }

    fn done_by(&self) -> Option<ProfileId> {
        self.happening.who
    }

    fn is_what(&self, what: Sort) -> bool {
        let marker = match &self.happening.what {
            What::Said { marker, .. } => *marker,
            _ => None,
        };
        match what {
            Sort::Comment => matches!(self.happening.what, What::Said { marker: None, .. }),
            Sort::Mention => self.me.is_some_and(|me| self.happening.calls(me)),
            Sort::New => matches!(self.happening.what, What::Made { .. }),
            Sort::Status => {
                let is_move = matches!(
                    marker,
                    Some(Marker::AutoStarted | Marker::Completed | Marker::Failed | Marker::Cancelled | Marker::Closed)
                );
                is_move || matches!(self.happening.what, What::Moved { .. } | What::Raised { .. })
            }
            Sort::Approval => marker == Some(Marker::ApprovalRequested),
            Sort::Decision => matches!(marker, Some(Marker::Approved | Marker::Rejected)),
            Sort::Incident => matches!(self.happening.on, Record::Incident(_)),
            Sort::Problem => matches!(self.happening.on, Record::Problem(_)),
            Sort::Change => matches!(self.happening.on, Record::Change(_)),
        }
    }

    fn says(&self, folded: &str) -> bool {
        matches!(&self.happening.what, What::Said { words, .. } if holds(words, folded))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Filter, Listed, Surroundings};
    use super::*;
    use crate::domain::happening::Stage;
    use crate::domain::samples;
    use crate::domain::slo::SloTargets;
    use crate::domain::value::{CommentId, IncidentId, ProblemId};
    use jiff::tz::TimeZone;
    use uuid::Uuid;

    const DANA: ProfileId = ProfileId(Uuid::from_u128(1));
    const OMAR: ProfileId = ProfileId(Uuid::from_u128(2));

    fn entries() -> Vec<Happening> {
        let on = Record::Incident(IncidentId(Uuid::from_u128(42)));
        let at = "2026-03-01T11:00:00Z".parse().unwrap();
        let said = |n: u128, who, words: &str, marker, mentions| Happening {
            at,
            on,
            who: Some(who),
            what: What::Said { comment: CommentId(Uuid::from_u128(n)), marker, words: words.into(), mentions },
        };
        vec![
            said(0, OMAR, "5xx down to 3 %, watching", None, vec![]),
            said(1, OMAR, "Can you look?", None, vec![DANA]),
            said(2, DANA, "false alarm", Some(Marker::Closed), vec![]),
            Happening { at, on, who: Some(OMAR), what: What::Made { priority: Priority::High } },
            Happening {
                at,
                on,
                who: None,
                what: What::Moved { from: None, to: Stage::Incident(IncidentStatus::Open) },
            },
        ]
    }

    fn kept(expression: &str) -> Vec<usize> {
        let filter = Filter::parse_for(Listed::Feed, expression).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(Filter::parse_for(Listed::Feed, &filter.to_string()).as_ref(), Ok(&filter), "printed and read back");
        let people = |id: ProfileId| {
            [(DANA, "Dana Li"), (OMAR, "Omar")].into_iter().find_map(|(who, name)| (who == id).then_some(name))
        };
        let around = Surroundings {
            now: "2026-03-01T12:00:00Z".parse().unwrap(),
            zone: &TimeZone::UTC,
            me: Some(DANA),
            targets: &SloTargets::default(),
            people: &people,
            service: &|id: &ServiceId| (id.0 == "node-7").then_some("edge-eu"),
            problem: &|_: ProblemId| None,
            unseen: &|_: IncidentId| false,
        };
        let row = Incident {
            number: Some("ACM-INC-0042".into()),
            title: "Checkout answers 500".into(),
            services: vec![ServiceId("node-7".into())],
            tags: vec!["db".into()],
            assigned_to: Some(DANA),
            ..samples::incident(42)
        };
        let entries = entries();
        let passes = |entry: &&Happening| filter.matches(&Entry::new(entry, Some(&row), Some(DANA)), &around);
        (0..entries.len()).filter(|at| passes(&&entries[*at])).collect()
    }

    #[test]
    fn the_feed_is_asked_who_what_and_which_service_in_the_same_language() {
        let table: [(&str, &[usize]); 14] = [
            ("", &[0, 1, 2, 3, 4]),
            ("by:me", &[2]),
            ("by:omar", &[0, 1, 3]),
            ("-by:omar", &[2, 4]),
            ("what:comment", &[0, 1]),
            ("what:mention", &[1]),
            ("what:new,status", &[2, 3, 4]),
            ("what:new what:incident", &[3]),
            ("what:problem", &[]),
            ("service:edge watching", &[0]),
            ("tag:db -what:comment", &[2, 3, 4]),
            ("0042 checkout", &[0, 1, 2, 3, 4]),
            ("service:none", &[]),
            ("is:mine by:me", &[2]),
        ];
        for (expression, expected) in table {
            assert_eq!(kept(expression), expected, "{expression}");
        }
    }

    #[test]
    fn what_makes_no_sense_of_the_feed_is_refused() {
        for text in ["status:open", "slo:breached"] {
            assert!(Filter::parse_for(Listed::Feed, text).is_err(), "{text}");
        }
        assert!(Filter::parse("by:me").is_err(), "an incident was done by nobody");
    }
}
