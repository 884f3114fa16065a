//! What stands in the form, as plain data: what a draft keeps, what a row looks like in the form, and what becomes of the row.

use super::entry::{Name, Part};
use super::seen::Seen;
use crate::domain::edits::{Edit, Edits, Members, Turn};
use crate::domain::incident::{Incident, Link};
use crate::domain::problem::{Problem, ProblemText};
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::tag;
use crate::domain::value::{IncidentId, Priority, ProblemId, ProfileId};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

mod change;
mod made;

/// The directory as mentions need it.
pub type People = [(Safe, ProfileId)];

/// What a form is read and written with.
#[derive(Clone, Debug)]
pub struct Around {
    /// The directory as mentions need it.
    pub people: Vec<(Safe, ProfileId)>,
    /// The zone in which times are typed.
    pub zone: TimeZone,
    /// Now: a time of day is the next one.
    pub now: Timestamp,
}

/// What was typed and chosen.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Typed {
    /// One line.
    pub title: String,
    /// As one types it, see [`rich_text::source`].
    pub description: String,
    /// How much depends on it.
    pub criticality: Option<Priority>,
    /// How soon it must work again.
    pub urgency: Option<Priority>,
    /// The priority, where it is not that of the matrix.
    pub by_hand: Option<Priority>,
    /// Who works on it.
    pub assignee: Option<ProfileId>,
    /// Nodes and zones, known or not.
    pub services: Vec<ServiceId>,
    /// A line with commas.
    pub tags: String,
    /// One line.
    pub customer: String,
    /// Tickets elsewhere.
    pub links: Vec<TypedLink>,
    /// The problem it belongs to.
    pub problem: Option<ProblemId>,
    /// Of a problem, as one types it: why it happens.
    #[serde(default)]
    pub root_cause: String,
    /// The same: what helps until the cause is gone.
    #[serde(default)]
    pub workaround: String,
    /// The same: what ends it for good.
    #[serde(default)]
    pub solution: String,
    /// Of a change, as one types it: the way back.
    #[serde(default)]
    pub rollback_plan: String,
    /// The same: how one sees that it worked.
    #[serde(default)]
    pub test_plan: String,
    /// When it begins, as one types it, see [`crate::domain::moment`].
    #[serde(default)]
    pub starts: String,
    /// When it should be over, or how long it takes.
    #[serde(default)]
    pub ends: String,
    /// The incident it ends.
    #[serde(default)]
    pub incident: Option<IncidentId>,
}

/// A ticket elsewhere, as it is typed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct TypedLink {
    /// Where it is.
    pub url: String,
    /// What it is called there.
    pub title: String,
    /// `zendesk`, `jira`, `other`, or what somebody else wrote.
    pub kind: String,
}

impl TypedLink {
    fn of(link: &Link) -> Self {
        Self { url: link.url.to_string(), title: link.title.to_string(), kind: link.kind.to_string() }
    }

    /// Whether nothing of it was typed: such a link is none.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.url.trim().is_empty() && self.title.trim().is_empty()
    }
}

/// The priority that follows, and whether the database is to compute it from now on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The priority.
    pub priority: Priority,
    /// Whether it is computed.
    pub is_automatic: bool,
}

impl Typed {
    /// How a new form begins.
    #[must_use]
    pub fn blank() -> Self {
        Self { criticality: Some(Priority::Medium), urgency: Some(Priority::Medium), ..Self::default() }
    }

    /// A row as the form shows it.
    #[must_use]
    pub fn of(row: &Seen, around: &Around) -> Self {
        let columns = row.columns();
        let matrix = matrix(columns.criticality, columns.urgency);
        let is_computed = columns.auto_priority && matrix.is_none_or(|matrix| matrix == columns.priority);
        let typed = Self {
            title: columns.title.to_string(),
            description: rich_text::source(columns.description, &around.people),
            criticality: columns.criticality,
            urgency: columns.urgency,
            by_hand: (!is_computed).then_some(columns.priority),
            assignee: columns.assigned_to,
            services: columns.services.to_vec(),
            tags: tag::line(columns.tags),
            ..Self::default()
        };
        match row {
            Seen::Incident(row) => typed.with_incident(row),
            Seen::Problem(row) => {
                let [root_cause, workaround, solution] = [&row.root_cause, &row.workaround, &row.solution]
                    .map(|text| text.as_ref().map_or_else(String::new, |text| rich_text::source(text, &around.people)));
                Self { root_cause, workaround, solution, ..typed }
            }
            Seen::Change(row) => typed.with_change(row, around),
        }
    }

    fn with_incident(self, row: &Incident) -> Self {
        Self {
            customer: row.customer.as_ref().map_or_else(String::new, ToString::to_string),
            links: row.links.iter().map(TypedLink::of).collect(),
            problem: row.problem,
            ..self
        }
    }

    /// What priority follows from what was chosen; `before` is that of the row, which stays where nothing tells another.
    #[must_use]
    pub fn outcome(&self, before: Option<&Seen>) -> Outcome {
        match (self.by_hand, matrix(self.criticality, self.urgency)) {
            (Some(priority), _) => Outcome { priority, is_automatic: false },
            (None, Some(priority)) => Outcome { priority, is_automatic: true },
            (None, None) => Outcome { priority: before.map_or(Priority::Medium, Seen::priority), is_automatic: true },
        }
    }

    /// What is wrong with a field, as a sentence; `began` is how it was before, `known` the tags that are there and may be as they are.
    #[must_use]
    pub fn mistake(&self, name: Name, began: &Self, known: &[Safe], around: &Around) -> Option<String> {
        match name {
            Name::Rollback | Name::Test | Name::Starts | Name::Ends => self.mistake_of_change(name, began, around),
            Name::Title if self.title.trim().is_empty() => {
                Some("A title is needed: one line that says what is broken.".into())
            }
            Name::Description if self.description.trim().is_empty() => {
                Some("A description is needed; one sentence is enough.".into())
            }
            Name::Tags => tag::parse(&self.tags, known).err(),
            Name::Link(at, Part::Url) => {
                let link = self.links.get(at).filter(|link| !link.is_blank() && !began.links.contains(link))?;
                Link::typed(&link.title, &link.url, &link.kind).err()
            }
            _ => None,
        }
    }

    /// The links that were typed, those that cannot be read left out.
    fn links(&self) -> Vec<Link> {
        let typed = self.links.iter().filter(|link| !link.is_blank());
        typed.filter_map(|link| Link::typed(&link.title, &link.url, &link.kind).ok()).collect()
    }

    /// What becomes of a row that looked like `began`. A field that was not touched is not in it, whatever the row holds.
    #[must_use]
    pub fn edits(&self, began: &Self, row: &Seen, around: &Around) -> Edits {
        let columns = row.columns();
        let mut edits = Vec::new();
        if self.title != began.title {
            edits.push(Edit::Title(Turn::new(columns.title.clone(), Safe::line(self.title.trim()))));
        }
        if self.description != began.description {
            let html = rich_text::write(&self.description, &around.people).html;
            edits.push(Edit::Description(Turn::new(columns.description.clone(), Safe::new(&html))));
        }
        let ratings = (self.criticality, self.urgency);
        if let Seen::Change(row) = row {
            edits.push(Edit::Priority(Turn::new(row.priority, self.by_hand.unwrap_or(row.priority))));
        } else if (ratings, self.by_hand) != ((began.criticality, began.urgency), began.by_hand) {
            let outcome = self.outcome(Some(row));
            edits.push(Edit::Criticality(Turn::new(columns.criticality, self.criticality)));
            edits.push(Edit::Urgency(Turn::new(columns.urgency, self.urgency)));
            edits.push(Edit::Priority(Turn::new(columns.priority, outcome.priority)));
            edits.push(Edit::AutoPriority(Turn::new(columns.auto_priority, outcome.is_automatic)));
        }
        edits.push(Edit::Assignee(Turn::new(columns.assigned_to, self.assignee)));
        edits.push(Edit::Services(Members::between(&began.services, &self.services)));
        if self.tags != began.tags
            && let (Ok(before), Ok(after)) =
                (tag::parse(&began.tags, columns.tags), tag::parse(&self.tags, columns.tags))
        {
            edits.push(Edit::Tags(Members::between(&before, &after)));
        }
        match row {
            Seen::Incident(row) => edits.extend(self.incident_edits(began, row)),
            Seen::Problem(row) => edits.extend(self.problem_edits(began, row, around)),
            Seen::Change(row) => edits.extend(self.change_edits(began, row, around)),
        }
        Edits::of(edits)
    }

    fn incident_edits(&self, began: &Self, row: &Incident) -> Vec<Edit> {
        let mut edits = vec![Edit::Problem(Turn::new(row.problem, self.problem))];
        if self.customer != began.customer {
            edits.push(Edit::Customer(Turn::new(row.customer.clone(), line(&self.customer))));
        }
        if self.links != began.links {
            // What stayed as it was is compared as the row has it: reading it anew could differ by a space.
            let stayed = |link: &&TypedLink| began.links.contains(link);
            let kept: Vec<TypedLink> = self.links.iter().filter(stayed).cloned().collect();
            let leave = row.links.iter().filter(|link| !kept.contains(&TypedLink::of(link))).cloned().collect();
            let fresh =
                Self { links: self.links.iter().filter(|link| !stayed(link)).cloned().collect(), ..Self::default() };
            edits.push(Edit::Links(Members { join: fresh.links(), leave }));
        }
        edits
    }

    /// Each text of a problem that was touched; one that was emptied says nothing any more.
    fn problem_edits(&self, began: &Self, row: &Problem, around: &Around) -> Vec<Edit> {
        let touched = ProblemText::ALL.iter().filter(|text| self.text(**text) != began.text(**text));
        touched
            .map(|text| Edit::of_text(*text, Turn::new(text.of(row).cloned(), written(self.text(*text), around))))
            .collect()
    }

    /// One of the texts of a problem, as it is typed.
    #[must_use]
    pub fn text(&self, text: ProblemText) -> &str {
        match text {
            ProblemText::RootCause => &self.root_cause,
            ProblemText::Workaround => &self.workaround,
            ProblemText::Solution => &self.solution,
        }
    }

    /// What was typed over a row that looked like `began`, laid over how the row looks `now`. Touched fields keep what was typed.
    #[must_use]
    pub fn over(&self, began: &Self, now: &Self) -> Self {
        fn carry<T: Clone + PartialEq>(typed: &T, began: &T, now: &T) -> T {
            if typed == began { now.clone() } else { typed.clone() }
        }
        fn list<T: Clone + PartialEq>(typed: &[T], began: &[T], now: &[T]) -> Vec<T> {
            let mut list = now.to_vec();
            Members::between(began, typed).apply(&mut list);
            list
        }
        let tags = |line: &str| -> Vec<Safe> {
            line.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(Safe::line).collect()
        };
        let is_tagged = self.tags != began.tags;
        let joined = list(&tags(&self.tags), &tags(&began.tags), &tags(&now.tags));
        Self {
            title: carry(&self.title, &began.title, &now.title),
            description: carry(&self.description, &began.description, &now.description),
            criticality: carry(&self.criticality, &began.criticality, &now.criticality),
            urgency: carry(&self.urgency, &began.urgency, &now.urgency),
            by_hand: carry(&self.by_hand, &began.by_hand, &now.by_hand),
            assignee: carry(&self.assignee, &began.assignee, &now.assignee),
            services: list(&self.services, &began.services, &now.services),
            tags: if is_tagged { tag::line(&joined) } else { now.tags.clone() },
            customer: carry(&self.customer, &began.customer, &now.customer),
            links: list(&self.links, &began.links, &now.links),
            problem: carry(&self.problem, &began.problem, &now.problem),
            root_cause: carry(&self.root_cause, &began.root_cause, &now.root_cause),
            workaround: carry(&self.workaround, &began.workaround, &now.workaround),
            solution: carry(&self.solution, &began.solution, &now.solution),
            rollback_plan: carry(&self.rollback_plan, &began.rollback_plan, &now.rollback_plan),
            test_plan: carry(&self.test_plan, &began.test_plan, &now.test_plan),
            starts: carry(&self.starts, &began.starts, &now.starts),
            ends: carry(&self.ends, &began.ends, &now.ends),
            incident: carry(&self.incident, &began.incident, &now.incident),
        }
    }
}

/// A text as the web app reads it; nothing where nothing is typed.
fn written(text: &str, around: &Around) -> Option<Safe> {
    (!text.trim().is_empty()).then(|| Safe::new(&rich_text::write(text, &around.people).html))
}

fn line(text: &str) -> Option<Safe> {
    let text = text.trim();
    (!text.is_empty()).then(|| Safe::line(text))
}

/// What the matrix says, where both ratings are known.
#[must_use]
pub fn matrix(criticality: Option<Priority>, urgency: Option<Priority>) -> Option<Priority> {
    Some(Priority::from_matrix(criticality?, urgency?))
}
