//! Which problem an incident belongs to, chosen from the incident's side: the same ranking as the view's, each problem with its reason.
//!
//! Invariant: the problem it is linked to now comes first, then those that fit, then all others.

use crate::app::effect::Effects;
use crate::app::intent::Intent;
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::domain::value::{IncidentId, ProblemId, Record};

impl Model {
    /// Chooses the problem that the selected or marked incidents belong to.
    pub(in crate::app) fn choose_problem(&mut self) -> Effects {
        let targets = self.targets();
        if targets.is_empty() || self.is_refused(&targets) {
            return vec![];
        }
        let all = targets.len();
        let mut ranked: Vec<(ProblemId, String)> = Vec::new();
        let mut first = 0;
        for (fitting, why) in self.fitting(&targets) {
            let is_linked = |id: &&IncidentId| self.problem_of(Record::Incident(**id)) == Some(fitting.problem);
            let linked = targets.iter().filter(is_linked).count();
            let Some(problem) = self.problem(fitting.problem) else { continue };
            let note = match (linked, why) {
                (0, Some(why)) if all == 1 => why,
                (0, Some(why)) => format!("{} of {all}: {why}", fitting.fits),
                (0, None) => problem.status.words().to_owned(),
                (linked, _) if linked == all => "linked now".to_owned(),
                (linked, _) => format!("{linked} of {all} linked now"),
            };
            let at = if linked > 0 { first } else { ranked.len() };
            first += usize::from(linked > 0);
            ranked.insert(at, (fitting.problem, note));
        }
        let mut items: Vec<Item> = ranked
            .into_iter()
            .filter_map(|(id, note)| {
                let problem = self.problem(id)?;
                let label = format!("{} {}", problem.name(), problem.title);
                Some(Item::new(label, Choice::Intend(Intent::Link(Some(id)), targets.clone())).with_note(note))
            })
            .collect();
        items.push(Item::new("No problem: unlink", Choice::Intend(Intent::Link(None), targets.clone())));
        let title = format!("Link {} to a problem", self.named(&targets));
        self.layers.push(Layer::Picker(Picker::search(title, items)));
        vec![]
    }
}
