//! What was typed and not sent, by the name of its place. Kept as it is typed and found again after `kill -9`.

use crate::domain::change::step::Kind;
use crate::domain::problem::ProblemText;
use crate::domain::value::{ChangeId, CommentId, IncidentId, ProblemId, Record};
use crate::ports::KeptDraft;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use uuid::Uuid;

/// Before the id of a new incident.
const NEW_INCIDENT: &str = "new-incident-";
/// Before the id of a new problem.
const NEW_PROBLEM: &str = "new-problem-";
/// Before the id of a new change.
const NEW_CHANGE: &str = "new-change-";

/// Where a text is being written. Its printed form names the draft on disk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// A new comment.
    Comment(Record),
    /// A comment being edited.
    Edit(Record, CommentId),
    /// The reason for closing.
    CloseReason(IncidentId),
    /// The form of a new incident, which has its id already.
    NewIncident(IncidentId),
    /// The form of an incident being edited.
    EditIncident(IncidentId),
    /// The form of a new problem, which has its id already.
    NewProblem(ProblemId),
    /// The form of a problem being edited.
    EditProblem(ProblemId),
    /// One of the texts of a problem.
    Text(ProblemId, ProblemText),
    /// The form of a new change, which has its id already.
    NewChange(ChangeId),
    /// The form of a change being edited.
    EditChange(ChangeId),
    /// What is said with a step in the life of a change.
    Step(ChangeId, Kind),
}

impl Place {
    /// The record it is about.
    #[must_use]
    pub fn record(self) -> Record {
        match self {
            Self::Comment(record) | Self::Edit(record, _) => record,
            Self::CloseReason(incident) | Self::NewIncident(incident) | Self::EditIncident(incident) => {
                Record::Incident(incident)
            }
            Self::NewProblem(problem) | Self::EditProblem(problem) | Self::Text(problem, _) => Record::Problem(problem),
            Self::NewChange(change) | Self::EditChange(change) | Self::Step(change, _) => Record::Change(change),
        }
    }

    /// Whether something new is being made there: of several such drafts the one written last comes back first.
    #[must_use]
    pub fn is_new(self) -> bool {
        matches!(self, Self::NewIncident(_) | Self::NewProblem(_) | Self::NewChange(_))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Comment(Record::Incident(id)) => write!(f, "comment-incident-{id}"),
            Self::Comment(Record::Problem(id)) => write!(f, "comment-problem-{id}"),
            Self::Comment(Record::Change(id)) => write!(f, "comment-change-{id}"),
            Self::Edit(_, comment) => write!(f, "edit-{comment}"),
            Self::CloseReason(incident) => write!(f, "close-{incident}"),
            Self::NewIncident(incident) => write!(f, "{NEW_INCIDENT}{incident}"),
            Self::EditIncident(incident) => write!(f, "edit-incident-{incident}"),
            Self::NewProblem(problem) => write!(f, "{NEW_PROBLEM}{problem}"),
            Self::EditProblem(problem) => write!(f, "edit-problem-{problem}"),
            Self::Text(problem, ProblemText::RootCause) => write!(f, "root-cause-{problem}"),
            Self::Text(problem, ProblemText::Workaround) => write!(f, "workaround-{problem}"),
            Self::Text(problem, ProblemText::Solution) => write!(f, "solution-{problem}"),
            Self::NewChange(change) => write!(f, "{NEW_CHANGE}{change}"),
            Self::EditChange(change) => write!(f, "edit-change-{change}"),
            Self::Step(change, kind) => write!(f, "{}-change-{change}", kind.word()),
        }
    }
}

/// One unsent text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// What was typed.
    pub text: String,
    /// Of a correction: the `updated_at` of what it began from, where that is known. Of a report: when it was last written.
    pub seen: Option<Timestamp>,
}

/// All unsent texts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Drafts {
    texts: BTreeMap<String, Draft>,
}

impl Drafts {
    /// The drafts that the disk kept.
    #[must_use]
    pub fn from_disk(kept: Vec<KeptDraft>) -> Self {
        let draft = |kept: KeptDraft| (kept.place, Draft { text: kept.text, seen: kept.seen });
        Self { texts: kept.into_iter().map(draft).collect() }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The draft of a place.
    #[must_use]
    pub fn get(&self, place: Place) -> Option<&Draft> {
        if self.is_empty() { None } else { self.texts.get(&place.to_string()) }
    }

    /// The unsent text of a place.
    #[must_use]
    pub fn at(&self, place: Place) -> &str {
        self.get(place).map_or("", |draft| draft.text.as_str())
    }

    /// Keeps a text and what it began from; says whether anything changed. An empty text is no draft.
    pub fn keep(&mut self, place: Place, text: &str, seen: Option<Timestamp>) -> bool {
        if text.is_empty() {
            return self.texts.remove(&place.to_string()).is_some();
        }
        let draft = Draft { text: text.to_owned(), seen };
        let is_new = self.get(place) != Some(&draft);
        self.texts.insert(place.to_string(), draft);
        is_new
    }

    /// The new incidents that were begun and not reported, the one that was written last first.
    #[must_use]
    pub fn new_incidents(&self) -> Vec<IncidentId> {
        self.begun(NEW_INCIDENT).map(IncidentId).collect()
    }

    /// The new problems that were begun and not written down, the one that was written last first.
    #[must_use]
    pub fn new_problems(&self) -> Vec<ProblemId> {
        self.begun(NEW_PROBLEM).map(ProblemId).collect()
    }

    /// The new changes that were begun and not drafted, the one that was written last first.
    #[must_use]
    pub fn new_changes(&self) -> Vec<ChangeId> {
        self.begun(NEW_CHANGE).map(ChangeId).collect()
    }

    fn begun(&self, before: &str) -> impl Iterator<Item = Uuid> {
        let texts = self.texts.iter();
        let begun = texts.filter_map(|(place, draft)| Some((draft.seen, place.strip_prefix(before)?.parse().ok()?)));
        let mut begun: Vec<(Option<Timestamp>, Uuid)> = begun.collect();
        begun.sort_unstable_by(|one, other| other.cmp(one));
        begun.into_iter().map(|(_, id)| id)
    }

    /// Takes in what the disk kept; what is here already is newer.
    pub fn merge_older(&mut self, older: Self) {
        for (place, draft) in older.texts {
            self.texts.entry(place).or_insert(draft);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_reports_that_were_begun_the_one_written_last_is_found() {
        let report = |number| Place::NewIncident(IncidentId(Uuid::from_u128(number)));
        let at = |second| Timestamp::from_second(second).ok();
        let mut drafts = Drafts::default();
        for (number, seen) in [(1, None), (2, at(9)), (3, at(5))] {
            drafts.keep(report(number), "x", seen);
        }
        assert_eq!(drafts.new_incidents().first(), Some(&IncidentId(Uuid::from_u128(2))));
        drafts.keep(report(3), "xy", at(10));
        assert_eq!(drafts.new_incidents().first(), Some(&IncidentId(Uuid::from_u128(3))));
    }
}
