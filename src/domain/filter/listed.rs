//! Owns what a filter can ask of a row, whichever kind of record it is, and what it cannot.
//!
//! It must not judge. Invariant: a question that makes no sense of a kind is refused while it is read, so a row need not answer it.

use super::Surroundings;
use super::key::{Is, Key, What};
use crate::domain::change::Change;
use crate::domain::change::window::Nearness;
use crate::domain::incident::Incident;
use crate::domain::problem::Problem;
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::slo::Standing;
use crate::domain::value::{ChangeStatus, IncidentStatus, Priority, ProblemId, ProblemStatus, ProfileId};
use jiff::Timestamp;
use std::fmt;

/// What a list holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Listed {
    /// What burns.
    #[default]
    Incidents,
    /// Why.
    Problems,
    /// What is altered.
    Changes,
    /// What happened, to whichever record.
    Feed,
}

/// How far a record is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// An incident.
    Incident(IncidentStatus),
    /// A problem.
    Problem(ProblemStatus),
    /// A change.
    Change(ChangeStatus),
}

/// What there is to know of a row. Texts are as they are shown.
pub trait Facts {
    /// Its number; it may have none.
    fn number(&self) -> Option<&str>;
    /// Its one line.
    fn title(&self) -> &str;
    /// How far it is.
    fn status(&self) -> Status;
    /// How urgent it is.
    fn priority(&self) -> Priority;
    /// How much depends on it, if it says so.
    fn criticality(&self) -> Option<Priority>;
    /// How soon it must be over, if it says so.
    fn urgency(&self) -> Option<Priority>;
    /// Who works on it.
    fn assigned_to(&self) -> Option<ProfileId>;
    /// Who brought it up.
    fn created_by(&self) -> ProfileId;
    /// Its labels.
    fn tags(&self) -> &[Safe];
    /// What it touches.
    fn services(&self) -> &[ServiceId];
    /// When it was brought up.
    fn created_at(&self) -> Timestamp;
    /// When somebody last said they changed it.
    fn updated_at(&self) -> Timestamp;
    /// When it was over.
    fn resolved_at(&self) -> Option<Timestamp>;
    /// Whom it hurts.
    fn customer(&self) -> Option<&str> {
        None
    }
    /// The problem it belongs to.
    fn problem(&self) -> Option<ProblemId> {
        None
    }
    /// Where it stands against its target.
    fn standing(&self, _around: &Surroundings<'_>) -> Standing {
        Standing::Unknown
    }
    /// When it begins.
    fn starts_at(&self) -> Option<Timestamp> {
        None
    }
    /// How near that is.
    fn nearness(&self, _around: &Surroundings<'_>) -> Option<Nearness> {
        None
    }
    /// Whether it changed since I looked.
    fn is_unseen(&self, _around: &Surroundings<'_>) -> bool {
        false
    }
    /// Who did what it tells.
    fn done_by(&self) -> Option<ProfileId> {
        None
    }
    /// Whether it is an entry of this sort.
    fn is_what(&self, _what: What) -> bool {
        false
    }
    /// Whether it says this beyond number, title, customer and tags; the text is folded.
    fn says(&self, _folded: &str) -> bool {
        false
    }
}

impl Listed {
    /// The keys that can be asked of it, in the order they are offered.
    pub fn keys(self) -> impl Iterator<Item = Key> {
        Key::ALL.iter().copied().filter(move |key| match self {
            Self::Feed => matches!(
                key,
                Key::By
                    | Key::What
                    | Key::Service
                    | Key::Number
                    | Key::Tag
                    | Key::Customer
                    | Key::Priority
                    | Key::Assignee
                    | Key::Created
                    | Key::Is
            ),
            _ if matches!(key, Key::By | Key::What) => false,
            Self::Incidents => !matches!(key, Key::Starts),
            Self::Problems => !matches!(key, Key::Slo | Key::Customer | Key::Problem | Key::Starts),
            Self::Changes => !matches!(key, Key::Slo | Key::Customer | Key::Criticality | Key::Urgency),
        })
    }

    /// What it can be.
    pub(super) fn is(self) -> Vec<Is> {
        let can_be = |is: &Is| match is {
            Is::Unseen => self == Self::Incidents,
            Is::Urgent | Is::Upcoming => self == Self::Changes,
            Is::Mine => true,
            Is::Active | Is::Done => self != Self::Feed,
        };
        Is::ALL.iter().copied().filter(can_be).collect()
    }

    /// How far it can be.
    pub(super) fn statuses(self) -> Vec<Status> {
        match self {
            Self::Incidents => IncidentStatus::ALL.iter().copied().map(Status::Incident).collect(),
            Self::Problems => ProblemStatus::ALL.iter().copied().map(Status::Problem).collect(),
            Self::Changes => ChangeStatus::ALL.iter().copied().map(Status::Change).collect(),
            Self::Feed => vec![],
        }
    }

    /// What a key asks of it, in a few words.
    #[must_use]
    pub const fn help(self, key: Key) -> &'static str {
        match (self, key) {
            (Self::Problems, Key::Status) => "identified, investigating, known_error, resolved, closed, or any",
            (Self::Problems, Key::CreatedBy) => "who found it: me, or part of a name",
            (Self::Problems, Key::Number) => "a problem's number, or part of one",
            (Self::Problems, Key::Age) => "found longer or less long ago, as in >1d",
            (Self::Problems, Key::Is) => "mine, active, done",
            (Self::Changes, Key::Status) => {
                "draft, pending, approved, in_progress, completed, failed, cancelled, or any"
            }
            (Self::Changes, Key::CreatedBy) => "who asks for it: me, or part of a name",
            (Self::Changes, Key::Service) => "part of the name of a service it touches, or none",
            (Self::Changes, Key::Problem) => "the number of the problem it ends, or none",
            (Self::Changes, Key::Number) => "a change's number, or part of one",
            (Self::Changes, Key::Age) => "drafted longer or less long ago, as in >1d",
            (Self::Changes, Key::Created) => "when it was drafted: a day, month or range, today, or <7d",
            (Self::Changes, Key::Resolved) => "when it was completed: a time, as for created, or none",
            (Self::Changes, Key::Is) => "mine, active, done, urgent, upcoming",
            (Self::Feed, Key::Service) => "part of the name of a service the record names, or none",
            (Self::Feed, Key::Number) => "a record's number, or part of one",
            (Self::Feed, Key::Created) => "when it happened: a day, month or range, today, or <7d",
            (Self::Feed, Key::Is) => "mine",
            _ => key.help(),
        }
    }

    /// What a word of `is:` means of it.
    pub(super) const fn means(self, is: Is) -> &'static str {
        match (self, is) {
            (Self::Problems, Is::Mine) => "you found it or work on it, so you may change it",
            (Self::Problems, Is::Active) => "neither resolved nor closed",
            (Self::Changes, Is::Mine) => "you ask for it or do it, so you may move it",
            (Self::Changes, Is::Active) => "not completed, failed or cancelled",
            (Self::Changes, Is::Done) => "completed, failed or cancelled",
            (Self::Feed, Is::Mine) => "the record is yours: you brought it up or work on it",
            _ => is.help(),
        }
    }

    /// One of them, in words.
    pub(super) const fn one(self) -> &'static str {
        match self {
            Self::Incidents => "an incident",
            Self::Problems => "a problem",
            Self::Changes => "a change",
            Self::Feed => "the feed",
        }
    }
}

impl Status {
    /// The word of the database and of the language.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Incident(status) => status.word(),
            Self::Problem(status) => status.word(),
            Self::Change(status) => status.word(),
        }
    }

    /// Whether somebody has still to work on it.
    #[must_use]
    pub fn is_active(self) -> bool {
        match self {
            Self::Incident(status) => status.is_active(),
            Self::Problem(status) => !status.is_over(),
            Self::Change(status) => !status.is_over(),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

macro_rules! columns {
    ($status:path) => {
        columns! { $status, made by created_by, over at resolved_at }

        fn criticality(&self) -> Option<Priority> {
            self.criticality
        }
        fn urgency(&self) -> Option<Priority> {
            self.urgency
        }
    };
    ($status:path, made by $creator:ident, over at $over:ident) => {
        fn number(&self) -> Option<&str> {
            self.number.as_deref()
        }
        fn title(&self) -> &str {
            &self.title
        }
        fn status(&self) -> Status {
            $status(self.status)
        }
        fn priority(&self) -> Priority {
            self.priority
        }
        fn assigned_to(&self) -> Option<ProfileId> {
            self.assigned_to
        }
        fn created_by(&self) -> ProfileId {
            self.$creator
        }
        fn tags(&self) -> &[Safe] {
            &self.tags
        }
        fn services(&self) -> &[ServiceId] {
            &self.services
        }
        fn created_at(&self) -> Timestamp {
            self.created_at
        }
        fn updated_at(&self) -> Timestamp {
            self.updated_at
        }
        fn resolved_at(&self) -> Option<Timestamp> {
            self.$over
        }
    };
}

impl Facts for Incident {
    columns!(Status::Incident);

    fn customer(&self) -> Option<&str> {
        self.customer.as_deref()
    }

    fn problem(&self) -> Option<ProblemId> {
        self.problem
    }

    fn standing(&self, around: &Surroundings<'_>) -> Standing {
        around.targets.standing(self, around.now)
    }

    fn is_unseen(&self, around: &Surroundings<'_>) -> bool {
        (around.unseen)(self.id)
    }
}

impl Facts for Problem {
    columns!(Status::Problem);
}

impl Facts for Change {
    columns!(Status::Change, made by requested_by, over at completed_at);

    fn criticality(&self) -> Option<Priority> {
        None
    }

    fn urgency(&self) -> Option<Priority> {
        None
    }

    fn problem(&self) -> Option<ProblemId> {
        self.problem
    }

    fn starts_at(&self) -> Option<Timestamp> {
        self.scheduled_for
    }

    fn nearness(&self, around: &Surroundings<'_>) -> Option<Nearness> {
        Self::nearness(self, around.now)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Filter, Vocabulary, complete};
    use super::*;
    use crate::domain::samples;
    use crate::domain::slo::SloTargets;
    use crate::domain::value::IncidentId;
    use jiff::SignedDuration;
    use jiff::tz::TimeZone;
    use uuid::Uuid;

    const DANA: ProfileId = ProfileId(Uuid::from_u128(1));
    const OMAR: ProfileId = ProfileId(Uuid::from_u128(2));

    fn problem(number: u128, title: &str, status: ProblemStatus, days_old: i64) -> Problem {
        let created_at =
            "2026-03-01T12:00:00Z".parse::<Timestamp>().unwrap() - SignedDuration::from_hours(24 * days_old);
        Problem {
            id: ProblemId(Uuid::from_u128(number)),
            number: Some(Safe::line(&format!("ACM-PRBM-{number:04}"))),
            title: Safe::line(title),
            priority: Priority::Medium,
            status,
            created_by: OMAR,
            created_at,
            updated_at: created_at,
            ..samples::problem(0)
        }
    }

    /// A known error with everything, one nobody looks at, one that is over.
    fn problems() -> [Problem; 3] {
        let leak = Problem {
            priority: Priority::High,
            criticality: Some(Priority::High),
            urgency: Some(Priority::Medium),
            assigned_to: Some(DANA),
            tags: vec![Safe::line("pool"), Safe::line("region:eu")],
            services: vec![ServiceId(Safe::line("node-7"))],
            ..problem(7, "Connection pool leak", ProblemStatus::KnownError, 14)
        };
        let disk = problem(8, "Disks fill up overnight", ProblemStatus::Identified, 2);
        let done = Problem {
            resolved_at: Some("2026-02-20T12:00:00Z".parse().unwrap()),
            ..problem(9, "Clock drift", ProblemStatus::Resolved, 40)
        };
        [leak, disk, done]
    }

    fn kept(expression: &str) -> Vec<u128> {
        let filter = Filter::parse_for(Listed::Problems, expression).unwrap_or_else(|error| panic!("{error}"));
        let again = Filter::parse_for(Listed::Problems, &filter.to_string());
        assert_eq!(again.as_ref(), Ok(&filter), "what is printed is read back");
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
        problems().iter().filter(|row| filter.matches(*row, &around)).map(|row| row.id.0.as_u128()).collect()
    }

    #[test]
    fn problems_are_asked_in_the_same_language() {
        let table: [(&str, &[u128]); 20] = [
            ("", &[7, 8, 9]),
            ("pool", &[7]),
            ("prbm-000 disk", &[8]),
            ("status:known_error", &[7]),
            ("status:known", &[7]),
            ("status:i", &[8]),
            ("-status:resolved,closed", &[7, 8]),
            ("status:any", &[7, 8, 9]),
            ("is:active", &[7, 8]),
            ("is:done", &[9]),
            ("is:mine", &[7]),
            ("priority:>=high", &[7]),
            ("criticality:none", &[8, 9]),
            ("urgency:medium", &[7]),
            ("assignee:none", &[8, 9]),
            ("created-by:omar -assignee:dana", &[8, 9]),
            ("service:edge", &[7]),
            ("tag:region", &[7]),
            ("age:<1w", &[8]),
            ("resolved:2026-02", &[9]),
        ];
        for (expression, expected) in table {
            assert_eq!(kept(expression), expected, "{expression}");
        }
    }

    #[test]
    fn what_makes_no_sense_of_a_problem_is_an_error_in_words() {
        for (expression, sentence) in [
            ("slo:breached", "\"slo\" cannot be asked of a problem: status, priority,"),
            ("customer:contoso", "\"customer\" cannot be asked of a problem"),
            ("problem:7", "\"problem\" cannot be asked of a problem"),
            ("colour:red", "\"colour\" cannot be asked for"),
            (
                "status:open",
                "\"open\" is not a status: identified, investigating, known_error, resolved, closed, or any",
            ),
            ("is:unseen", "\"unseen\" is not something a problem can be: mine, active, done"),
        ] {
            let error = Filter::parse_for(Listed::Problems, expression).unwrap_err();
            assert!(error.message.starts_with(sentence), "{expression}: {error}");
        }
        assert!(Filter::parse("status:known_error").is_err(), "and the other way round");
    }

    #[test]
    fn completion_offers_what_can_be_asked_of_a_problem() {
        let words = Vocabulary { listed: Listed::Problems, ..Vocabulary::default() };
        let offered =
            |text: &str| complete(text, text.len(), &words).into_iter().map(|found| found.text).collect::<Vec<_>>();
        assert!(offered("s").contains(&"status:".to_owned()) && !offered("s").contains(&"slo:".to_owned()));
        assert_eq!(offered("status:known"), ["known_error"]);
        assert_eq!(offered("is:"), ["mine", "active", "done"]);
        assert!(offered("customer:").is_empty());
    }
}
