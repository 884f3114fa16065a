//! The shortest way from one component or zone to another: along the arrows where there is one, else with some of them turned around.

use super::{Edge, Infrastructure};
use crate::domain::service::ServiceId;
use std::collections::{HashMap, VecDeque};

/// One relationship of a way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hop<'a> {
    /// The relationship.
    pub edge: &'a Edge,
    /// Whether it is walked along its arrow.
    pub is_forward: bool,
}

impl<'a> Hop<'a> {
    /// Where it starts.
    #[must_use]
    pub fn from(self) -> &'a ServiceId {
        if self.is_forward { &self.edge.source } else { &self.edge.target }
    }

    /// Where it leads.
    #[must_use]
    pub fn to(self) -> &'a ServiceId {
        if self.is_forward { &self.edge.target } else { &self.edge.source }
    }
}

/// The shortest way; nothing where there is none. Of several as short, the one whose relationships come first.
#[must_use]
pub fn path<'a>(rows: &'a Infrastructure, from: &ServiceId, to: &ServiceId) -> Option<Vec<Hop<'a>>> {
    search(rows, from, to, false).or_else(|| search(rows, from, to, true))
}

fn search<'a>(rows: &'a Infrastructure, from: &ServiceId, to: &ServiceId, both: bool) -> Option<Vec<Hop<'a>>> {
    let mut leaving: HashMap<&ServiceId, Vec<Hop<'a>>> = HashMap::new();
    for edge in &rows.edges {
        leaving.entry(&edge.source).or_default().push(Hop { edge, is_forward: true });
        if both {
            leaving.entry(&edge.target).or_default().push(Hop { edge, is_forward: false });
        }
    }
    let mut came: HashMap<&ServiceId, Option<Hop<'a>>> = HashMap::from([(from, None)]);
    let mut queue = VecDeque::from([from]);
    while let Some(at) = queue.pop_front() {
        if at == to {
            let mut hops = vec![];
            let mut end = at;
            while let Some(hop) = came.get(end).copied().flatten() {
                hops.push(hop);
                end = hop.from();
            }
            hops.reverse();
            return Some(hops);
        }
        for hop in leaving.get(at).into_iter().flatten() {
            if !came.contains_key(hop.to()) {
                came.insert(hop.to(), Some(*hop));
                queue.push_back(hop.to());
            }
        }
    }
    None
}
