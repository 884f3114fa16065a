//! Deeds in words: what is about to be done, what was done, why not. One place, so that the notice, the detail, a plan and the command line
//! say the same. It knows rows and nothing of the machine around them.

mod counting;
mod steps;

pub(in crate::app) use counting::enumerated;
pub use counting::number;
use counting::ordinal;

use super::rows::Rows;
use crate::domain::change::Change;
use crate::domain::change::step::Step;
use crate::domain::edits::{Edit, Editable, Edits};
use crate::domain::fault::Fault;
use crate::domain::incident::Incident;
use crate::domain::member::Me;
use crate::domain::permission::{self, Permission, Refusal};
use crate::domain::problem::Problem;
use crate::domain::request::{Deed, Op, Row, Then, Verb};
use crate::domain::safe::Safe;
use crate::domain::value::{ChangeStatus, IncidentStatus, Priority, ProblemId, ProblemStatus, ProfileId, Record};

impl Rows {
    /// The number of the record a deed is about.
    #[must_use]
    pub fn name_of(&self, deed: &Deed) -> String {
        let record = deed.record();
        record.and_then(|record| self.known_name(record)).unwrap_or_else(|| match deed {
            Deed::Create { new, .. } => format!("“{}”", new.title),
            Deed::CreateProblem { new, .. } => format!("“{}”", new.title),
            Deed::CreateChange { new, .. } => format!("“{}”", new.title),
            Deed::Map(deed) => deed.name.to_string(),
            _ => format!("the {}", record.map_or("record", Record::kind)),
        })
    }

    /// What a record is called, by its kind where it is not known.
    #[must_use]
    pub fn record_name(&self, record: Record) -> String {
        self.known_name(record).unwrap_or_else(|| format!("the {}", record.kind()))
    }

    /// The number of a record, or the beginning of its id where it has none; nothing where it is not known.
    #[must_use]
    pub fn known_number(&self, record: Record) -> Option<String> {
        self.known_name(record)
    }

    fn known_name(&self, record: Record) -> Option<String> {
        match record {
            Record::Incident(id) => self.incidents.get(&id).map(Incident::name),
            Record::Problem(id) => self.problems.get(&id).map(Problem::name),
            Record::Change(id) => self.changes.get(&id).map(Change::name),
        }
    }

    /// A deed as something to do: `Take ACM-INC-0042`.
    #[must_use]
    pub fn about(&self, op: &Op) -> String {
        let name = self.name_of(&op.deed);
        match &op.deed {
            Deed::Edit { verb: Verb::Take, .. } => format!("Take {name}"),
            Deed::Edit { verb: Verb::Assign, edits, .. } => match edits.assignee() {
                Some(Some(to)) => format!("Assign {name} to {}", self.full_name(to)),
                Some(None) => format!("Assign {name} to nobody"),
                None => format!("Assign {name}"),
            },
            Deed::Edit { verb: Verb::Undo, .. } | Deed::TakeBack { .. } => format!("Undo on {name}"),
            Deed::Edit { edits, .. } => match (status_word(edits), edits.problem()) {
                (Some(to), _) => format!("Set {name} to {to}"),
                (None, Some(Some(to))) if edits.iter().count() == 1 => {
                    format!("Link {name} to {}", self.problem_name(to))
                }
                (None, Some(None)) if edits.iter().count() == 1 => format!("Unlink {name}"),
                (None, _) => format!("Edit {name}"),
            },
            Deed::Create { .. } => format!("Report {name}"),
            Deed::CreateProblem { .. } => format!("Write down {name}"),
            Deed::CreateChange { .. } => format!("Draft {name}"),
            Deed::Step { step, .. } => self.about_step(step, &name),
            Deed::Close { .. } => format!("Close {name}"),
            Deed::Comment { .. } => format!("Comment on {name}"),
            Deed::EditComment { .. } => format!("Edit of a comment on {name}"),
            Deed::DeleteComment { .. } => format!("Delete of a comment on {name}"),
            Deed::Map(deed) => deed.about(),
        }
    }

    /// A deed as something that was done; nothing where the screen shows it anyway.
    #[must_use]
    pub fn done(&self, op: &Op, name: &str) -> Option<String> {
        Some(match &op.deed {
            Deed::Edit { verb: Verb::Undo, edits, .. } => self.undone(edits, name),
            Deed::Edit { verb: Verb::Take, .. } => format!("Took {name}."),
            Deed::Edit { edits, .. } => match (status_word(edits), edits.assignee(), edits.problem()) {
                (Some("resolved"), ..) => format!("Resolved {name}."),
                (Some("known error"), ..) => format!("{name} is a known error now."),
                (Some(to), ..) => format!("{name} is {to} now."),
                (None, Some(Some(to)), _) => format!("Assigned {name} to {}.", self.full_name(to)),
                (None, Some(None), _) => format!("{name} is nobody's now."),
                (None, None, Some(Some(to))) => format!("Linked {name} to {}.", self.problem_name(to)),
                (None, None, Some(None)) => format!("{name} belongs to no problem now."),
                _ => format!("Changed {} of {name}.", columns(edits)),
            },
            Deed::Create { .. } => format!("Reported {name}."),
            Deed::CreateProblem { .. } => format!("Wrote down {name}."),
            Deed::CreateChange { .. } => format!("Drafted {name}."),
            Deed::Step { step, .. } => self.done_step(step, name),
            Deed::Close { .. } => format!("Closed {name}."),
            Deed::TakeBack { edits, then: Then::Unsay { .. }, .. } => {
                format!("{} The reason is in its draft.", self.undone(edits, name))
            }
            Deed::TakeBack { edits, .. } => self.undone(edits, name),
            Deed::Comment { mentions, .. } if mentions.is_empty() => return None,
            Deed::Comment { mentions, .. } => {
                let names: Vec<_> = mentions.iter().map(|who| self.short_name(*who)).collect();
                format!("Sent; {} will see the mention.", names.join(" and "))
            }
            Deed::EditComment { .. } => "Comment changed.".into(),
            Deed::DeleteComment { .. } => "Comment deleted.".into(),
            Deed::Map(deed) => deed.done(),
        })
    }

    /// What was taken back: the state a row is in again, or which columns are as they were.
    fn undone(&self, edits: &Edits, name: &str) -> String {
        let is_state = |edit: &Edit| {
            matches!(
                edit,
                Edit::Status(_) | Edit::ProblemStatus(_) | Edit::ResolvedAt(_) | Edit::Assignee(_) | Edit::Problem(_)
            ) || edit.is_idle()
        };
        if edits.iter().all(is_state) {
            format!("Undone: {name} is {} again.", self.outcome(edits))
        } else {
            format!("Undone: {} of {name} as before.", columns(edits))
        }
    }

    /// A deed that found the row as it wanted it.
    #[must_use]
    pub fn done_by_another(&self, op: &Op, name: &str) -> String {
        match &op.deed {
            Deed::Edit { edits, .. } => format!("{name} is {} already; somebody was quicker.", self.outcome(edits)),
            _ => format!("{name} is so already; somebody was quicker."),
        }
    }

    /// A deed as something under way: `taking it`.
    #[must_use]
    pub fn doing(&self, deed: &Deed) -> String {
        match deed {
            Deed::Edit { verb: Verb::Take, .. } => "taking it".to_owned(),
            Deed::Edit { edits, .. } => match (status_word(edits), edits.assignee()) {
                (Some(to), _) => format!("setting it to {to}"),
                (None, Some(Some(to))) => format!("assigning it to {}", self.full_name(to)),
                (None, Some(None)) => "assigning it to nobody".into(),
                _ => format!("changing {}", columns(edits)),
            },
            Deed::Create { .. } => "reporting it".into(),
            Deed::CreateProblem { .. } => "writing it down".into(),
            Deed::CreateChange { .. } => "drafting it".into(),
            Deed::Step { step, .. } => Self::doing_step(step).into(),
            Deed::Close { .. } => "closing it".into(),
            Deed::TakeBack { .. } => "taking back what was done".into(),
            Deed::Comment { .. } => "a comment".into(),
            Deed::EditComment { .. } => "a correction".into(),
            Deed::DeleteComment { .. } => "deleting a comment".into(),
            Deed::Map(deed) => deed.doing(),
        }
    }

    /// What a row is after edits, in words: `open, Omar's`.
    #[must_use]
    pub fn outcome(&self, edits: &Edits) -> String {
        let words: Vec<String> =
            edits.iter().filter(|edit| !edit.is_idle()).filter_map(|edit| self.state(edit)).collect();
        if words.is_empty() { format!("as it was in {}", columns(edits)) } else { words.join(", ") }
    }

    /// Why a deed that met a fault is over: `Take ACM-INC-0042: Not accepted: …`, with its full stop.
    #[must_use]
    pub fn failed(&self, op: &Op, fault: &Fault) -> String {
        format!("{}: {}.", self.about(op), fault.to_string().trim_end_matches('.'))
    }

    /// That somebody changed the row in between, and what it is now.
    #[must_use]
    pub fn overtaken(&self, deed: &Deed, row: &Row, name: &str) -> String {
        if let Deed::Step { step, .. } = deed {
            return self.overtaken_step(step, row, name);
        }
        let (status, who, others) = match (row, deed) {
            (Row::Incident(row), _) => (row.status.word(), row.assigned_to, others_of(deed, &**row)),
            (Row::Problem(row), _) => (row.status.words(), row.assigned_to, others_of(deed, &**row)),
            (Row::Change(row), _) => (row.status.words(), row.assigned_to, others_of(deed, &**row)),
            (Row::Comment(_) | Row::Profile(_) | Row::Beside(_), _) => {
                return format!("The comment on {name} was changed elsewhere meanwhile. Nothing was written.");
            }
        };
        // Who linked it elsewhere is worth more than that somebody did.
        if let ([only], Some(now)) = (others.as_slice(), linked_now(row))
            && *only == "problem"
        {
            return format!("{name} is part of {} by now. Nothing was written.", self.problem_name(now));
        }
        if !others.is_empty() {
            return format!("{} of {name} changed meanwhile. Nothing was written.", sentence_of(&others));
        }
        let who = who.map_or("nobody's", |who| self.short_name(who));
        format!("{name} was changed meanwhile: now {status}, {who}. Nothing was written.")
    }

    /// A refusal in words, naming the people.
    #[must_use]
    pub fn refusal_sentence(&self, refusal: &Refusal, name: &str) -> String {
        let called = |who: ProfileId| self.short_name(who).to_owned();
        match refusal {
            Refusal::NotStakeholder { creator, assignee: Some(assignee) } if assignee != creator => {
                format!("Only {} (created) or {} (assigned) may change {name}.", called(*creator), called(*assignee))
            }
            Refusal::NotStakeholder { creator, .. } => {
                format!("Only {} (created) may change {name}.", called(*creator))
            }
            Refusal::OnlyCreatorAssigns { creator } => {
                format!("Only {} (created) may give {name} to somebody else.", called(*creator))
            }
            Refusal::NotAuthor { author } => format!("Only {} may change what they wrote.", called(*author)),
            Refusal::Viewer => "Viewers read; ask an owner for another role.".into(),
            of_the_map => of_the_map.on_the_map().to_owned(),
        }
    }

    fn state(&self, edit: &Edit) -> Option<String> {
        let rating = |what: &str, to: Option<Priority>| format!("of {} {what}", to.map_or("no", Priority::word));
        let list = |what: &str, join: Vec<&str>, leave: Vec<&str>| {
            let join = join.into_iter().map(|item| format!("+{item}"));
            let all: Vec<String> = join.chain(leave.into_iter().map(|item| format!("-{item}"))).collect();
            format!("{what} {}", all.join(" "))
        };
        Some(match edit {
            Edit::Status(turn) => turn.to.to_string(),
            Edit::ProblemStatus(turn) => turn.to.words().to_owned(),
            Edit::ChangeStatus(turn) => turn.to.words().to_owned(),
            Edit::Assignee(turn) => match turn.to {
                Some(who) => format!("{}'s", self.short_name(who)),
                None => "nobody's".into(),
            },
            Edit::Problem(turn) => match turn.to {
                Some(id) => format!("part of {}", self.problem_name(id)),
                None => "part of no problem".into(),
            },
            Edit::Priority(turn) => format!("of {} priority", turn.to),
            Edit::Criticality(turn) => rating("criticality", turn.to),
            Edit::Urgency(turn) => rating("urgency", turn.to),
            Edit::Customer(turn) => format!("for {}", turn.to.as_ref().map_or("no customer", Safe::as_str)),
            Edit::Tags(members) => list(
                "tagged",
                members.join.iter().map(Safe::as_str).collect(),
                members.leave.iter().map(Safe::as_str).collect(),
            ),
            Edit::Title(_)
            | Edit::Description(_)
            | Edit::Services(_)
            | Edit::Links(_)
            | Edit::RootCause(_)
            | Edit::Workaround(_)
            | Edit::Solution(_)
            | Edit::RollbackPlan(_)
            | Edit::TestPlan(_)
            | Edit::StartsAt(_)
            | Edit::EndsAt(_) => {
                format!("as wanted in {}", edit.word())
            }
            Edit::Incident(turn) => match turn.to {
                Some(id) => format!("for {}", self.record_name(Record::Incident(id))),
                None => "for no incident".into(),
            },
            Edit::ResolvedAt(_) | Edit::CompletedAt(_) | Edit::AutoPriority(_) => return None,
        })
    }
}

/// Which status a record gets, if that changes.
fn status_word(edits: &Edits) -> Option<&'static str> {
    let status = edits.status().map(IncidentStatus::word).or_else(|| edits.problem_status().map(ProblemStatus::words));
    status.or_else(|| edits.change_status().map(ChangeStatus::words))
}

/// The columns that collide, where neither status nor assignee is among them.
fn others_of(deed: &Deed, row: &impl Editable) -> Vec<&'static str> {
    let (Deed::Edit { edits, .. } | Deed::TakeBack { edits, .. }) = deed else { return vec![] };
    let overtaken = edits.overtaken_in(row);
    let is_state = |edit: &Edit| {
        matches!(edit, Edit::Status(_) | Edit::ProblemStatus(_) | Edit::ChangeStatus(_) | Edit::Assignee(_))
    };
    if overtaken.iter().any(is_state) { vec![] } else { overtaken.iter().map(Edit::word).collect() }
}

/// Which problem a row belongs to.
fn linked_now(row: &Row) -> Option<ProblemId> {
    match row {
        Row::Incident(row) => row.problem,
        Row::Change(row) => row.problem,
        Row::Problem(_) | Row::Comment(_) | Row::Profile(_) | Row::Beside(_) => None,
    }
}

/// Why the rules would not have it, as far as they are known; nothing where they should have.
#[must_use]
pub fn refusal_of(deed: &Deed, me: &Me, row: &impl Editable) -> Option<Refusal> {
    let permission = match deed {
        Deed::Edit { edits, .. } => permission::edit(me, row, edits),
        Deed::Comment { .. } | Deed::Create { .. } | Deed::CreateProblem { .. } | Deed::CreateChange { .. } => {
            permission::comment(me)
        }
        Deed::Map(deed) => permission::map(me, deed.removes()),
        // Who decides needs no stake in it, and their role is judged before.
        Deed::Step { step, .. } if matches!(**step, Step::Decide { .. }) => Permission::Allowed,
        _ => permission::change(me, row),
    };
    match permission {
        Permission::Refused(refusal) => Some(refusal),
        Permission::Allowed => None,
    }
}

/// That a record is not to be seen any more.
#[must_use]
pub fn gone(name: &str) -> String {
    format!("{name} is gone, or hidden from you. Nothing was written.")
}

/// That a problem became a known error and nobody can help themselves with it yet.
#[must_use]
pub fn lacks_workaround(name: &str, how: &str) -> String {
    format!("{name} has no workaround yet; {how} writes one.")
}

/// That the database refused what the rules known here allow.
#[must_use]
pub fn refused_unexplained(name: &str) -> String {
    format!("Refused: this project's rules do not let you change {name}. Nothing was written.")
}

/// That the database refused a new record.
#[must_use]
pub fn refused_new(record: Option<Record>) -> String {
    let what = match record {
        Some(Record::Incident(_)) => "report incidents",
        Some(Record::Problem(_)) => "write problems down",
        Some(Record::Change(_)) => "draft changes",
        None => "change the map",
    };
    format!("Refused: this project's rules do not let you {what}.")
}

/// That a record is made under a number whose turn it was not.
#[must_use]
pub fn renumbered(record: Option<Record>, number: &str, tries: u32) -> String {
    let tries = ordinal(tries);
    let made = match record {
        Some(Record::Incident(_)) => "Reported",
        Some(Record::Problem(_)) => "Wrote down",
        Some(Record::Change(_)) => "Drafted",
        None => "Made",
    };
    format!("{made} {number}. Numbers collide with another organization's: this one was free at the {tries} try.")
}

/// That an incident is closed without its reason, and why.
#[must_use]
pub fn closed_without_reason(name: &str, fault: &Fault) -> String {
    let why = fault.to_string();
    format!("Closed {name}, but the reason could not be written: {}", why.trim_end_matches('.'))
}

/// Words as the beginning of a sentence: `Title and tags`.
fn sentence_of(words: &[&str]) -> String {
    let all = enumerated(words);
    let mut letters = all.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Which columns change, each once: `title, tags and links`.
#[must_use]
pub fn columns(edits: &Edits) -> String {
    let mut words: Vec<&str> = Vec::new();
    for word in edits.iter().filter(|edit| !edit.is_idle()).map(Edit::word) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    enumerated(&words)
}
