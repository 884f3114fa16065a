//! One field of the form: its name, what stands in it, and how a key changes that.

use super::typed::{Typed, TypedLink};
use crate::app::layers::compose::Compose;
use crate::app::layers::field::Field;
use crate::domain::incident::LINK_KINDS;
use crate::domain::service::ServiceId;
use crate::domain::value::{IncidentId, Priority, ProblemId, ProfileId};

/// Which field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Name {
    /// One line.
    Title,
    /// Many.
    Description,
    /// How much depends on it.
    Criticality,
    /// How soon it must work again.
    Urgency,
    /// By the matrix, or by hand.
    Priority,
    /// Who works on it.
    Assignee,
    /// Nodes and zones.
    Services,
    /// A line with commas.
    Tags,
    /// Whom it hurts.
    Customer,
    /// A part of the link with this place in the list.
    Link(usize, Part),
    /// Where links are added.
    Links,
    /// The problem it belongs to.
    Problem,
    /// Of a problem: why it happens.
    RootCause,
    /// Of a problem: what helps until the cause is gone.
    Workaround,
    /// Of a problem: what ends it for good.
    Solution,
    /// Of a change: the way back.
    Rollback,
    /// Of a change: how one sees that it worked.
    Test,
    /// Of a change: when it begins.
    Starts,
    /// Of a change: when it should be over.
    Ends,
    /// The incident that a change ends.
    Incident,
}

/// A part of a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Where it is.
    Url,
    /// What it is called.
    Title,
    /// What system it is in.
    Kind,
}

impl Name {
    /// What stands before the field.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::Description => "Description",
            Self::Criticality => "Criticality",
            Self::Urgency => "Urgency",
            Self::Priority => "Priority",
            Self::Assignee => "Assignee",
            Self::Services => "Services",
            Self::Tags => "Tags",
            Self::Customer => "Customer",
            Self::Link(_, Part::Url) => "Link",
            Self::Link(_, Part::Title) => "  title",
            Self::Link(_, Part::Kind) => "  system",
            Self::Links => "Links",
            Self::Problem => "Problem",
            Self::RootCause => "Root cause",
            Self::Workaround => "Workaround",
            Self::Solution => "Solution",
            Self::Rollback => "Rollback plan",
            Self::Test => "Test plan",
            Self::Starts => "Begins",
            Self::Ends => "Ends",
            Self::Incident => "Incident",
        }
    }
}

/// What stands in a field.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "there are a dozen of them, and most are lines")]
pub enum Value {
    /// A line.
    Line(Field),
    /// Lines.
    Text(Box<Compose>),
    /// A place on the scale, or none.
    Rating(Option<Priority>),
    /// The priority by hand; none where the matrix decides.
    Priority(Option<Priority>),
    /// Somebody or nobody.
    Person(Option<ProfileId>),
    /// Any number of services.
    Services(Vec<ServiceId>),
    /// The system a link leads to.
    Kind(String),
    /// Nothing: Enter adds a link.
    Adder,
    /// A problem or none.
    Problem(Option<ProblemId>),
    /// An incident or none.
    Incident(Option<IncidentId>),
}

/// A field.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Which.
    pub name: Name,
    /// What stands in it.
    pub value: Value,
    /// What is wrong with it.
    pub error: Option<String>,
}

impl Entry {
    pub(super) fn new(name: Name, value: Value) -> Self {
        Self { name, value, error: None }
    }

    pub(super) fn line(name: Name, text: &str) -> Self {
        Self::new(name, Value::Line(Field::new(text)))
    }

    /// Whether letters are typed in it.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self.value, Value::Line(_) | Value::Text(_))
    }

    /// Whether its value is chosen in a picker.
    #[must_use]
    pub fn is_picked(&self) -> bool {
        matches!(self.value, Value::Person(_) | Value::Services(_) | Value::Problem(_) | Value::Incident(_))
    }

    pub(super) fn read_into(&self, typed: &mut Typed) {
        match (&self.value, self.name) {
            (Value::Line(field), Name::Title) => field.text().clone_into(&mut typed.title),
            (Value::Line(field), Name::Tags) => field.text().clone_into(&mut typed.tags),
            (Value::Line(field), Name::Customer) => field.text().clone_into(&mut typed.customer),
            (Value::Line(field), Name::Starts) => field.text().clone_into(&mut typed.starts),
            (Value::Line(field), Name::Ends) => field.text().clone_into(&mut typed.ends),
            (Value::Text(text), Name::Rollback) => typed.rollback_plan = text.text(),
            (Value::Text(text), Name::Test) => typed.test_plan = text.text(),
            (Value::Text(text), Name::RootCause) => typed.root_cause = text.text(),
            (Value::Text(text), Name::Workaround) => typed.workaround = text.text(),
            (Value::Text(text), Name::Solution) => typed.solution = text.text(),
            (Value::Text(text), _) => typed.description = text.text(),
            (Value::Rating(rating), Name::Criticality) => typed.criticality = *rating,
            (Value::Rating(rating), Name::Priority) => typed.by_hand = *rating,
            (Value::Rating(rating), _) => typed.urgency = *rating,
            (Value::Priority(by_hand), _) => typed.by_hand = *by_hand,
            (Value::Person(who), _) => typed.assignee = *who,
            (Value::Services(services), _) => typed.services.clone_from(services),
            (Value::Problem(problem), _) => typed.problem = *problem,
            (Value::Incident(incident), _) => typed.incident = *incident,
            (Value::Line(field), Name::Link(_, Part::Url)) => {
                typed.links.push(TypedLink { url: field.text().to_owned(), ..TypedLink::default() });
            }
            (Value::Line(field), Name::Link(_, Part::Title)) => {
                if let Some(link) = typed.links.last_mut() {
                    field.text().clone_into(&mut link.title);
                }
            }
            (Value::Kind(kind), _) => {
                if let Some(link) = typed.links.last_mut() {
                    link.kind.clone_from(kind);
                }
            }
            (Value::Line(_) | Value::Adder, _) => {}
        }
    }
}

/// The fields of a link.
pub(super) fn link(at: usize, link: &TypedLink) -> [Entry; 3] {
    [
        Entry::line(Name::Link(at, Part::Url), &link.url),
        Entry::line(Name::Link(at, Part::Title), &link.title),
        Entry::new(Name::Link(at, Part::Kind), Value::Kind(link.kind.clone())),
    ]
}

/// The place on the scale that a letter names.
pub(super) fn letter(c: char) -> Option<Priority> {
    Priority::ALL.iter().copied().find(|value| value.word().starts_with(c.to_ascii_lowercase()))
}

/// One step along the scale; below the lowest is none.
pub(super) fn slide(from: Option<Priority>, by: isize) -> Option<Priority> {
    let at = from.and_then(|from| Priority::ALL.iter().position(|value| *value == from)).map_or(0, |at| at + 1);
    let next = at.saturating_add_signed(by).min(Priority::ALL.len());
    next.checked_sub(1).and_then(|at| Priority::ALL.get(at)).copied()
}

/// One step through the systems; one that nobody here knows is left and not found again.
pub(super) fn slide_kind(kind: &mut String, by: isize) {
    let at = LINK_KINDS.iter().position(|known| known == kind);
    let next = at.map_or(0, |at| at.saturating_add_signed(by).min(LINK_KINDS.len() - 1));
    LINK_KINDS[next].clone_into(kind);
}

pub(super) fn kind_by_letter(kind: &mut String, c: char) -> bool {
    let found = LINK_KINDS.iter().find(|known| known.starts_with(c.to_ascii_lowercase()) && *known != kind);
    found.map(|found| (*found).clone_into(kind)).is_some()
}

/// The fields that were typed in and are something else by now than they were, and than was typed.
pub(super) fn crossed(typed: &Typed, began: &Typed, now: &Typed) -> Vec<Name> {
    fn is_crossed<T: PartialEq>(typed: &T, began: &T, now: &T) -> bool {
        typed != began && now != began && now != typed
    }
    let all = [
        (Name::Title, is_crossed(&typed.title, &began.title, &now.title)),
        (Name::Description, is_crossed(&typed.description, &began.description, &now.description)),
        (Name::Criticality, is_crossed(&typed.criticality, &began.criticality, &now.criticality)),
        (Name::Urgency, is_crossed(&typed.urgency, &began.urgency, &now.urgency)),
        (Name::Priority, is_crossed(&typed.by_hand, &began.by_hand, &now.by_hand)),
        (Name::Assignee, is_crossed(&typed.assignee, &began.assignee, &now.assignee)),
        (Name::Customer, is_crossed(&typed.customer, &began.customer, &now.customer)),
        (Name::Problem, is_crossed(&typed.problem, &began.problem, &now.problem)),
        (Name::RootCause, is_crossed(&typed.root_cause, &began.root_cause, &now.root_cause)),
        (Name::Workaround, is_crossed(&typed.workaround, &began.workaround, &now.workaround)),
        (Name::Solution, is_crossed(&typed.solution, &began.solution, &now.solution)),
        (Name::Rollback, is_crossed(&typed.rollback_plan, &began.rollback_plan, &now.rollback_plan)),
        (Name::Test, is_crossed(&typed.test_plan, &began.test_plan, &now.test_plan)),
        (Name::Starts, is_crossed(&typed.starts, &began.starts, &now.starts)),
        (Name::Ends, is_crossed(&typed.ends, &began.ends, &now.ends)),
        (Name::Incident, is_crossed(&typed.incident, &began.incident, &now.incident)),
    ];
    all.into_iter().filter(|(_, is_crossed)| *is_crossed).map(|(name, _)| name).collect()
}
