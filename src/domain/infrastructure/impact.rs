//! How far trouble reaches: who depends on what, over how many steps.
//!
//! The web app draws arrows and says nothing of what they mean, so which way trouble goes along a relationship is a choice ([`Flows`]) with
//! a default: the source depends on the target. Pure, and built once for all questions ([`Web`]): an answer costs no more than what it
//! holds. What stands in a zone shares the zone's trouble at no further step.

use super::Infrastructure;
use crate::domain::service::ServiceId;
use std::collections::{HashMap, VecDeque};
use std::fmt;

/// Who suffers when the other end of a relationship fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flow {
    /// The source, as it depends on the target: trouble goes against the arrow.
    Source,
    /// The target, as it depends on the source: trouble goes with the arrow.
    Target,
    /// Each, when the other fails.
    Both,
    /// Neither.
    Neither,
}

impl Flow {
    /// All of them, in the order of the documents.
    pub const ALL: [Self; 4] = [Self::Source, Self::Target, Self::Both, Self::Neither];

    /// The word for it in the config.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Target => "target",
            Self::Both => "both",
            Self::Neither => "neither",
        }
    }

    /// What it means, for a legend.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Source => "the source depends on the target",
            Self::Target => "the target depends on the source",
            Self::Both => "each depends on the other",
            Self::Neither => "neither depends on the other",
        }
    }

    /// Whether the source suffers when the target fails.
    const fn hurts_source(self) -> bool {
        matches!(self, Self::Source | Self::Both)
    }

    /// Whether the target suffers when the source fails.
    const fn hurts_target(self) -> bool {
        matches!(self, Self::Target | Self::Both)
    }
}

/// Which way trouble goes, by relationship.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flows {
    named: Vec<(String, Flow)>,
    others: Flow,
}

/// Relationships in which the arrow goes to who depends: what is fed, hosted or copied to needs where it comes from.
const WITH_THE_ARROW: [&str; 7] = ["replicates_to", "feeds", "hosts", "powers", "provides", "serves", "backs_up_to"];

impl Default for Flows {
    fn default() -> Self {
        Self { named: WITH_THE_ARROW.map(|name| (name.to_owned(), Flow::Target)).into(), others: Flow::Source }
    }
}

impl Flows {
    /// The defaults, overruled by what is written as `connected=both replicates_to=neither *=source`; `*` is every other relationship.
    ///
    /// # Errors
    /// What of it cannot be read, as the end of a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut flows = Self::default();
        for part in text.split([' ', ',']).filter(|part| !part.is_empty()) {
            let Some((name, word)) = part.split_once('=') else {
                return Err(format!("is written as relationship=source, not {part:?}"));
            };
            let Some(flow) = Flow::ALL.into_iter().find(|flow| flow.word() == word) else {
                return Err(format!("takes source, target, both or neither for {name}, not {word:?}"));
            };
            if name == "*" {
                flows.others = flow;
            } else {
                let name = word_of(name);
                flows.named.retain(|(known, _)| *known != name);
                flows.named.push((name, flow));
            }
        }
        Ok(flows)
    }

    /// Which way trouble goes along a relationship. Case, blanks and dashes make no difference.
    #[must_use]
    pub fn of(&self, relationship: &str) -> Flow {
        let word = word_of(relationship);
        self.named.iter().find(|(name, _)| *name == word).map_or(self.others, |(_, flow)| *flow)
    }
}

/// A relationship as it is compared.
fn word_of(relationship: &str) -> String {
    let part = |c: char| if matches!(c, ' ' | '-') { '_' } else { c.to_ascii_lowercase() };
    relationship.trim().chars().map(part).collect()
}

/// Which way to look.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Way {
    /// At what suffers when it fails.
    #[default]
    Dependents,
    /// At what it cannot do without.
    Dependencies,
    /// At both.
    Both,
}

impl Way {
    /// The word for it on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dependents => "up",
            Self::Dependencies => "down",
            Self::Both => "both",
        }
    }
}

/// Something that was reached.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reached {
    /// What.
    pub id: ServiceId,
    /// Over how many relationships; 0 for what one began with and what stands in it.
    pub steps: u32,
    /// On which side: what depends on it, or what it depends on.
    pub way: Way,
    /// Whether it is a zone.
    pub is_zone: bool,
}

/// What trouble at some services comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Touched {
    /// How many of the services are on a map.
    pub known: usize,
    /// How many components depend on them, themselves not counted.
    pub dependents: usize,
    /// How many of those over one relationship.
    pub direct: usize,
}

impl fmt::Display for Touched {
    /// `7 depend on it`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let it = if self.known == 1 { "it" } else { "them" };
        match self.dependents {
            0 => write!(f, "nothing depends on {it}"),
            1 => write!(f, "1 depends on {it}"),
            many => write!(f, "{many} depend on {it}"),
        }
    }
}

/// Who depends on whom, ready to be asked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Web {
    ids: Vec<ServiceId>,
    places: HashMap<ServiceId, usize>,
    /// How many of the ids are components; the rest are zones.
    nodes: usize,
    suffer: Vec<Vec<usize>>,
    need: Vec<Vec<usize>>,
    inside: Vec<Vec<usize>>,
}

impl Web {
    /// Reads all relationships.
    #[must_use]
    pub fn new(rows: &Infrastructure, flows: &Flows) -> Self {
        let ids: Vec<ServiceId> =
            rows.nodes.iter().map(|row| &row.id).chain(rows.zones.iter().map(|row| &row.id)).cloned().collect();
        let places: HashMap<ServiceId, usize> = ids.iter().enumerate().map(|(at, id)| (id.clone(), at)).collect();
        let mut web = Self { nodes: rows.nodes.len(), ..Self::default() };
        for list in [&mut web.suffer, &mut web.need, &mut web.inside] {
            list.resize(ids.len(), vec![]);
        }
        let parents =
            rows.nodes.iter().map(|row| row.zone.as_ref()).chain(rows.zones.iter().map(|row| row.parent.as_ref()));
        for (at, parent) in parents.enumerate() {
            if let Some(parent) = parent.and_then(|id| places.get(id)) {
                web.inside[*parent].push(at);
            }
        }
        for edge in &rows.edges {
            let (Some(&source), Some(&target)) = (places.get(&edge.source), places.get(&edge.target)) else { continue };
            let flow = flows.of(&edge.relationship);
            if flow.hurts_source() {
                web.suffer[target].push(source);
                web.need[source].push(target);
            }
            if flow.hurts_target() {
                web.suffer[source].push(target);
                web.need[target].push(source);
            }
        }
        Self { ids, places, ..web }
    }

    /// What is reached from here in at most so many steps, the nearest first; what one began with is part of it. Who is on both sides
    /// counts for the nearer one.
    #[must_use]
    pub fn reach(&self, from: &[ServiceId], way: Way, most: Option<u32>) -> Vec<Reached> {
        let sides: &[Way] = match way {
            Way::Both => &[Way::Dependents, Way::Dependencies],
            Way::Dependents => &[Way::Dependents],
            Way::Dependencies => &[Way::Dependencies],
        };
        let mut found: HashMap<usize, (u32, Way)> = HashMap::new();
        for side in sides {
            let edges = if *side == Way::Dependents { &self.suffer } else { &self.need };
            for (at, steps) in self.walk(from, edges, most) {
                let known = found.entry(at).or_insert((steps, *side));
                if steps < known.0 {
                    *known = (steps, *side);
                }
            }
        }
        let mut reached: Vec<(u32, usize, Way)> =
            found.into_iter().map(|(at, (steps, way))| (steps, at, way)).collect();
        reached.sort_by_key(|(steps, at, _)| (*steps, *at));
        let reached = reached.into_iter();
        reached
            .map(|(steps, at, way)| Reached { id: self.ids[at].clone(), steps, way, is_zone: at >= self.nodes })
            .collect()
    }

    /// What trouble at these services comes to.
    #[must_use]
    pub fn touched(&self, services: &[ServiceId]) -> Touched {
        let known = services.iter().filter(|id| self.places.contains_key(*id)).count();
        let far =
            self.walk(services, &self.suffer, None).into_iter().filter(|(at, steps)| *at < self.nodes && *steps > 0);
        let far: Vec<u32> = far.map(|(_, steps)| steps).collect();
        Touched { known, dependents: far.len(), direct: far.iter().filter(|steps| **steps == 1).count() }
    }

    /// Places with the least steps to each. What stands in a zone is where the zone is.
    fn walk(&self, from: &[ServiceId], edges: &[Vec<usize>], most: Option<u32>) -> Vec<(usize, u32)> {
        let mut steps: HashMap<usize, u32> = HashMap::new();
        let mut queue: VecDeque<(usize, u32)> = VecDeque::new();
        for at in from.iter().filter_map(|id| self.places.get(id)) {
            queue.push_back((*at, 0));
        }
        let mut found = vec![];
        while let Some((at, far)) = queue.pop_front() {
            if steps.get(&at).is_some_and(|known| *known <= far) {
                continue;
            }
            if steps.insert(at, far).is_none() {
                found.push(at);
            }
            for within in &self.inside[at] {
                queue.push_front((*within, far));
            }
            if most.is_none_or(|most| far < most) {
                queue.extend(edges[at].iter().map(|next| (*next, far + 1)));
            }
        }
        found.into_iter().map(|at| (at, steps[&at])).collect()
    }
}
