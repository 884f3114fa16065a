//! Which problem an incident belongs to, chosen from the incident's side: the same ranking as the view's, each problem with its reason.
//!
//! Invariant: the problem it is linked to now comes first, then those that fit, then all others.

use crate::app::effect::Effects;
use crate::app::intent::Intent;
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::value::{IncidentId, ProblemId, Record};

/// So many of those that are marked are compared with the problems: more of them say hardly more, and keep the key waiting.
const ASKED: usize = 16;

impl Model {
    /// Chooses the problem that the selected or marked incidents belong to.
    pub(in crate::app) fn choose_problem(&mut self) -> Effects {
        let targets = self.targets();
        if targets.is_empty() || self.is_refused(&targets) {
            return vec![];
        }
        let all = targets.len();
        let seen: Vec<(IncidentId, Option<ProblemId>)> =
            targets.iter().map(|id| (*id, self.problem_of(Record::Incident(*id)))).collect();
        let asked = &targets[..all.min(ASKED)];
        let of = if all > ASKED { format!("the first {ASKED}") } else { all.to_string() };
        let mut ranked: Vec<(ProblemId, String)> = Vec::new();
        let mut first = 0;
        for (fitting, why) in self.fitting(asked) {
            let linked = seen.iter().filter(|(_, problem)| *problem == Some(fitting.problem)).count();
            let Some(problem) = self.problem(fitting.problem) else { continue };
            let note = match (linked, why) {
                (0, Some(why)) if all == 1 => why,
                (0, Some(why)) => format!("{} of {of}: {why}", fitting.fits),
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
                Some(Item::new(label, Choice::Link(Some(id), seen.clone())).with_note(note))
            })
            .collect();
        items.push(Item::new("No problem: unlink", Choice::Link(None, seen)));
        let title = format!("Link {} to a problem", self.named(&targets));
        self.layers.push(Layer::Picker(Picker::search(title, items)));
        vec![]
    }

    /// Links incidents to the problem that was chosen. One that a colleague linked elsewhere while the picker was open stays there; of several
    /// the plan says what each is part of.
    pub(in crate::app) fn link_as_seen(
        &mut self,
        to: Option<ProblemId>,
        seen: &[(IncidentId, Option<ProblemId>)],
    ) -> Effects {
        let targets: Vec<IncidentId> = seen.iter().map(|(id, _)| *id).collect();
        if let (Some(only), [(_, before)]) = (self.at_once(&targets), seen) {
            let now = self.problem_of(Record::Incident(only));
            if now != *before && now != to {
                let name = self.incident_name(only);
                let part = now.map_or_else(|| "no problem".into(), |now| self.rows.problem_name(now));
                self.say(Tone::Bad, format!("{name} is part of {part} by now. Nothing was written."));
                return vec![];
            }
        }
        self.intend(Intent::Link(to), &targets)
    }
}
