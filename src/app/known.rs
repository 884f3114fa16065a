//! The problems that may explain the selected incident, kept ready: the problems are indexed once for each change of them, the incident is
//! looked up once for each change of it, and a frame looks up nothing.
//!
//! What matches and why is [`crate::domain::known_error`]'s business; reading it is [`super::layers::known`]'s.

use super::model::Model;
use crate::domain::incident::Incident;
use crate::domain::known_error::{KnownErrors, Match};
use crate::domain::problem::Problem;
use crate::domain::value::ProblemId;

/// The index and what it found last.
#[derive(Clone, Debug, Default)]
pub struct Known {
    index: KnownErrors,
    /// The state of problems and services that the index is of.
    indexed: u64,
    asked: Option<Incident>,
    found: Vec<Match>,
}

impl Model {
    /// The problems that may explain the selected incident, the likeliest first.
    #[must_use]
    pub fn known_errors(&self) -> &[Match] {
        &self.known.found
    }

    /// Those of them that are read already, with their rows.
    pub fn known_problems(&self) -> impl Iterator<Item = (&Match, &Problem)> {
        self.known.found.iter().filter_map(|found| Some((found, self.rows.problems.get(&found.problem)?)))
    }

    /// Looks again if the problems or the selected incident are not those of before.
    pub(super) fn refresh_known(&mut self) {
        let label = |id: &crate::domain::service::ServiceId| self.rows.services.get(id).map(|it| it.label.as_str());
        let is_indexed = self.known.indexed == self.rows.explained();
        let selected = self.incidents.list.selected().and_then(|id| self.rows.incidents.get(&id));
        if is_indexed && self.known.asked.as_ref() == selected {
            return;
        }
        if !is_indexed {
            self.known.index = KnownErrors::new(self.rows.problems.values(), label);
            self.known.indexed = self.rows.explained();
        }
        self.known.found = selected.map(|row| self.known.index.behind(row, label)).unwrap_or_default();
        self.known.asked = selected.cloned();
    }

    /// Why a problem is shown beside the incident, in words: the link, the services both name, the words both have.
    #[must_use]
    pub fn why(&self, found: &Match) -> String {
        let mut reasons = Vec::new();
        if found.is_linked {
            reasons.push("linked to it".to_owned());
        }
        let services = &found.likeness.services;
        let names: Vec<&str> = services
            .iter()
            .take(2)
            .map(|id| self.rows.services.get(id).map_or(id.0.as_str(), |service| service.label.as_str()))
            .collect();
        if !names.is_empty() {
            let more = if services.len() > 2 { format!(" and {} more", services.len() - 2) } else { String::new() };
            let same = if services.len() == 1 { "same service" } else { "same services" };
            reasons.push(format!("{same} {}{more}", names.join(" and ")));
        }
        reasons.extend(found.likeness.words.iter().map(|word| format!("\"{word}\"")));
        reasons.join(", ")
    }

    /// What to call a problem that may not be read yet.
    pub(super) fn problem_name(&self, id: ProblemId) -> String {
        self.rows.problems.get(&id).map_or_else(|| "a problem".into(), Problem::name)
    }
}
