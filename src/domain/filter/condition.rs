//! Owns the shape of a filter that somebody else is to judge: conditions on facts of an incident, as plain data, every name resolved.
//!
//! It must not know who judges, nor in which language. Invariant: conditions can be compared, ordered and stored, so a question is the
//! same question when its conditions are the same.

use jiff::Timestamp;

/// What is asked of an incident.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Condition {
    /// All of them hold; of none, everything does.
    All(Vec<Self>),
    /// One of them holds; of none, nothing does.
    Any(Vec<Self>),
    /// It does not hold. What is missing does not hold either, so its opposite does.
    Not(Box<Self>),
    /// There is nothing there: no value, no element, or a blank text.
    Missing(Fact),
    /// It is, or one of its elements is, one of these words or ids.
    OneOf(Fact, Vec<String>),
    /// It holds, or one of its elements holds, this lower-case text in any case.
    Holds(Fact, String),
    /// It ends with this lower-case text in any case.
    Ends(Fact, String),
    /// A tag, or what stands before its first colon, is this lower-case text in any case.
    Labelled(String),
    /// It is a moment not before the first and before the second, in whole microseconds.
    Within {
        /// Which moment.
        fact: Fact,
        /// The first that is meant.
        from: Option<Timestamp>,
        /// The first that is not meant any more.
        to: Option<Timestamp>,
    },
}

/// What there is to know of an incident.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Fact {
    /// Its id.
    Id,
    /// Its number; it may have none.
    Number,
    /// Its title.
    Title,
    /// Whom it hurts, if it says so.
    Customer,
    /// How far it is.
    Status,
    /// How urgent it is by the matrix or by hand.
    Priority,
    /// How much depends on it, if it says so.
    Criticality,
    /// How soon it must work again, if it says so.
    Urgency,
    /// Who works on it, if anybody does.
    Assignee,
    /// Who reported it.
    Creator,
    /// The problem it belongs to, if it does.
    Problem,
    /// Its labels.
    Tags,
    /// The ids of what it breaks.
    Services,
    /// When it was reported.
    Created,
    /// When somebody last said they changed it.
    Updated,
    /// When service was back, if it is and somebody wrote it down.
    Resolved,
}

impl Condition {
    /// What holds for every incident.
    #[must_use]
    pub const fn everything() -> Self {
        Self::All(Vec::new())
    }

    /// The opposite.
    #[must_use]
    pub fn turned(self) -> Self {
        Self::Not(Box::new(self))
    }
}
