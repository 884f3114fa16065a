//! Why a record ranks where it does, as facts, and the short words for them.
//!
//! It must not know how they were weighed. Invariant: what is named here is true of the two records, so that whoever reads it can go and look.

use super::super::likeness::Likeness;
use super::super::service::ServiceId;
use super::super::value::{IncidentId, Record};
use jiff::SignedDuration;

/// What speaks for a candidate.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Reasons {
    /// What somebody wrote down about it.
    pub outright: Option<Outright>,
    /// The linked incident that it is like, with its number, where that says more than the problem itself.
    pub like: Option<(Record, String)>,
    /// The services and words that both have.
    pub likeness: Likeness,
    /// How far away in time it is.
    pub apart: Option<Apart>,
}

/// A relation that somebody wrote down.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outright {
    /// The problem's text has the record's number.
    Named,
    /// The change is to end this incident, which is linked.
    Ends(Record, String),
    /// The incident is what this change is to end, which is linked.
    EndedBy(Record, String),
}

/// What a distance in time is measured from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Anchor {
    /// When the problem was found.
    Found,
    /// When an incident that is linked to it was reported, and the incident's number.
    Incident(IncidentId, String),
}

/// A distance in time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Apart {
    /// From where.
    pub from: Anchor,
    /// How long after it; negative: before.
    pub by: SignedDuration,
}

impl Reasons {
    /// In a few words, the strongest first: `edge-eu · pool, leak · 2 h after INC-0031`. `label` names services.
    #[must_use]
    pub fn phrase<'b>(&self, label: impl Fn(&ServiceId) -> Option<&'b str>) -> String {
        let mut parts = Vec::new();
        match &self.outright {
            Some(Outright::Named) => parts.push("named in it".to_owned()),
            Some(Outright::Ends(_, name)) => parts.push(format!("ends {name}")),
            Some(Outright::EndedBy(_, name)) => parts.push(format!("ended by {name}")),
            None => {}
        }
        parts.extend(self.like.iter().map(|(_, name)| format!("like {name}")));
        let services = &self.likeness.services;
        let named: Vec<&str> = services.iter().take(2).map(|id| label(id).unwrap_or(&id.0)).collect();
        if !named.is_empty() {
            let more = if services.len() > 2 { format!(" +{}", services.len() - 2) } else { String::new() };
            parts.push(format!("{}{more}", named.join(", ")));
        }
        if !self.likeness.words.is_empty() {
            parts.push(self.likeness.words.join(", "));
        }
        if let Some(apart) = &self.apart {
            let is_said = self.like.as_ref().map(|(_, name)| name.as_str());
            parts.push(apart.phrase(is_said));
        }
        parts.join(" · ")
    }
}

impl Anchor {
    /// Whether it is this incident.
    #[must_use]
    pub fn is(&self, incident: IncidentId) -> bool {
        matches!(self, Self::Incident(id, _) if *id == incident)
    }
}

impl Apart {
    /// `2 h after INC-0031`, `5 days before it was found`; what is called so already is `it`.
    fn phrase(&self, is_said: Option<&str>) -> String {
        let (from, at_once) = match &self.from {
            Anchor::Found => ("it was found", "when"),
            Anchor::Incident(_, name) if is_said == Some(name) => ("it", "with"),
            Anchor::Incident(_, name) => (name.as_str(), "with"),
        };
        let minutes = self.by.as_mins();
        let order = if minutes < 0 { "before" } else { "after" };
        let many = match minutes.unsigned_abs() {
            0..10 => return format!("{at_once} {from}"),
            many @ 10..120 => format!("{many} min"),
            many @ 120..2_880 => format!("{} h", (many + 30) / 60),
            many @ 2_880..86_400 => format!("{} days", (many + 720) / 1_440),
            many => format!("{} months", (many + 21_600) / 43_200),
        };
        format!("{many} {order} {from}")
    }
}
