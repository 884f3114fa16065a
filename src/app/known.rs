//! The problems that may explain the selected incident, kept ready: a problem is indexed anew when it changed, the incident is looked up
//! once for each change of it or of them, and a frame looks up nothing.
//!
//! What matches and why is [`crate::domain::known_error`]'s business; reading it is [`super::layers::known`]'s.

use super::draft::Place;
use super::effect::{Effect, Effects};
use super::layers::known::Reading;
use super::layers::picker::{Choice, Item, Picker};
use super::layers::{self, Layer};
use super::model::Model;
use super::notice::Tone;
use super::panes::Pane;
use crate::domain::incident::Incident;
use crate::domain::known_error::{self, KnownErrors, Match};
use crate::domain::problem::Problem;
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::value::{IncidentId, ProblemId, Record};

/// The index and what it found last.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    index: KnownErrors,
    /// The state of problems and services that the index is of.
    indexed: u64,
    asked: Option<Incident>,
    found: Vec<Match>,
}

impl Model {
    /// The problems that may explain the selected incident, the likeliest first, with their rows.
    pub fn known_problems(&self) -> impl Iterator<Item = (&Match, &Problem)> {
        self.incidents.known.found.iter().filter_map(|found| Some((found, self.rows.problems.get(&found.problem)?)))
    }

    /// The incident that is read: the selected one, or the one behind what is selected in feed or inbox.
    fn incident_read(&self) -> Option<IncidentId> {
        match self.pane {
            Pane::Feed | Pane::Inbox => self.subject().and_then(Record::incident),
            _ => self.incidents.list.selected(),
        }
    }

    /// Looks again if the problems or the selected incident are not those of before.
    pub(super) fn refresh_known(&mut self) {
        let label = |id: &ServiceId| self.rows.services.get(id).map(|it| it.label.as_str());
        let is_indexed = self.incidents.known.indexed == self.rows.explained();
        let selected = self.incident_read().and_then(|id| self.rows.incidents.get(&id));
        if is_indexed && self.incidents.known.asked.as_ref() == selected {
            return;
        }
        if !is_indexed {
            self.incidents.known.index.update(self.rows.problems.values());
            self.incidents.known.indexed = self.rows.explained();
        }
        self.incidents.known.found =
            selected.map(|row| self.incidents.known.index.behind(row, label)).unwrap_or_default();
        self.incidents.known.asked = selected.cloned();
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
}

impl Model {
    /// Opens the page of the likeliest known error.
    pub(super) fn read_known_error(&mut self) -> Effects {
        self.layers.push(Layer::Known(Reading::default()));
        vec![]
    }

    fn reading(&self) -> Option<Reading> {
        self.layers.iter().rev().find_map(|layer| match layer {
            Layer::Known(reading) => Some(*reading),
            _ => None,
        })
    }

    /// Turns to the next match, or the one before; after the last comes the first.
    pub(super) fn turn_known(&mut self, back: bool) -> Effects {
        let many = self.known_problems().count();
        if let Some(Layer::Known(reading)) = self.layers.last_mut() {
            let step = if back { many.saturating_sub(1) } else { 1 };
            *reading = Reading { at: (reading.at + step) % many.max(1), ..Reading::default() };
        }
        vec![]
    }

    /// Searches everything that is known to help: known errors, and problems that are done with.
    pub(super) fn search_known(&mut self) -> Effects {
        let mut known: Vec<&Problem> =
            self.rows.problems.values().filter(|problem| known_error::helps(problem)).collect();
        known.sort_by_key(|problem| (problem.status.is_over(), std::cmp::Reverse(problem.updated_at), problem.id));
        let texts = |problem: &Problem| {
            let services = problem.services.iter().filter_map(|id| self.rows.services.get(id));
            let labels = services.map(|service| service.label.to_string());
            let said = [Some(&problem.description), problem.root_cause.as_ref(), problem.workaround.as_ref()];
            let said = said.into_iter().chain([problem.solution.as_ref()]).flatten().flat_map(rich_text::read);
            let said = said.map(|line| line.text());
            let tags = problem.tags.iter().map(ToString::to_string);
            said.chain(tags).chain(labels).collect::<Vec<_>>().join("\n")
        };
        let items: Vec<Item> = known
            .into_iter()
            .map(|problem| {
                let label = format!("{}  {}", problem.short_name(), problem.title);
                let item = Item::new(label, Choice::Read(problem.id)).with_note(problem.status.words());
                item.with_text_behind(&texts(problem))
            })
            .collect();
        if items.is_empty() {
            self.say(Tone::Plain, "No problem says yet what helps against it.");
            return vec![];
        }
        self.layers.push(Layer::Picker(Picker::search("Known errors", items)));
        vec![]
    }

    /// Reads a problem that a search found.
    pub(super) fn read_problem(&mut self, id: ProblemId) -> Effects {
        let struck = self.rows.incidents.values().filter(|row| row.problem == Some(id)).count();
        self.layers.push(Layer::Known(Reading { only: Some((id, struck)), ..Reading::default() }));
        vec![]
    }

    /// What helps, as one would type it, and the number of the problem that says so. Mentions in it call nobody.
    fn help_at_hand(&self) -> Option<(String, String)> {
        help_of(layers::known::read(self, self.reading()?)?.1)
    }
}

/// What helps against a problem, behind its number.
fn help_of(problem: &Problem) -> Option<(String, String)> {
    let written = |text: &Option<Safe>| text.clone().filter(|text| !text.trim().is_empty());
    let helps = written(&problem.workaround).or_else(|| written(&problem.solution))?;
    Some((problem.name(), rich_text::source(&helps, &[]).trim().to_owned()))
}

impl Model {
    /// Copies the workaround of the page.
    pub(super) fn copy_workaround(&mut self) -> Effects {
        let Some((_, helps)) = self.help_at_hand() else {
            self.say(Tone::Plain, "Nobody has written down what helps.");
            return vec![];
        };
        self.say(Tone::Plain, "Sent to the terminal's clipboard; in tmux that needs `set -g set-clipboard on`.");
        vec![Effect::Copy(helps)]
    }

    /// Begins a comment with the workaround of the page and its number: on the selected incident, or on one that is chosen now.
    pub(super) fn use_workaround(&mut self) -> Effects {
        let problem = self.reading().and_then(|reading| layers::known::read(self, reading)).map(|(_, row)| row.id);
        let (Some(_), Some(problem)) = (self.help_at_hand(), problem) else {
            self.say(Tone::Plain, "Nobody has written down what helps.");
            return vec![];
        };
        match self.subject() {
            Some(Record::Incident(incident)) => self.use_workaround_on(incident, problem),
            _ => self.choose_where_to_use(problem),
        }
    }

    /// Chooses the incident that a workaround is for: those of the problem first, then the others that are not over.
    fn choose_where_to_use(&mut self, problem: ProblemId) -> Effects {
        let mut rows: Vec<&Incident> = self.rows.incidents.values().filter(|row| row.status.is_active()).collect();
        rows.sort_by_key(|row| {
            (row.problem != Some(problem), std::cmp::Reverse((row.priority, row.created_at)), row.id)
        });
        let items: Vec<Item> = rows
            .into_iter()
            .map(|row| {
                let note = if row.problem == Some(problem) { "belongs to it" } else { row.status.word() };
                let label = format!("{}  {}", row.short_name(), row.title);
                Item::new(label, Choice::UseOn(row.id, problem)).with_note(note)
            })
            .collect();
        if items.is_empty() {
            self.say(Tone::Plain, "No incident is open to write it on.");
            return vec![];
        }
        self.layers.push(Layer::Picker(Picker::search("Use the workaround on", items)));
        vec![]
    }

    /// Begins a comment on an incident with what helps against a problem, below what is written there already.
    pub(super) fn use_workaround_on(&mut self, incident: IncidentId, problem: ProblemId) -> Effects {
        let Some((name, helps)) = self.rows.problems.get(&problem).and_then(help_of) else {
            self.say(Tone::Plain, "Nobody has written down what helps.");
            return vec![];
        };
        if self.subject() != Some(Record::Incident(incident)) {
            self.layers.clear();
            self.go_to_record(Record::Incident(incident));
        }
        let place = Place::Comment(Record::Incident(incident));
        let begun = self.drafts.at(place).trim_end().to_owned();
        let said = format!("Workaround of {name}:\n\n{helps}");
        let text = match begun.as_str() {
            "" => said,
            begun if begun.contains(&said) => begun.to_owned(),
            begun => format!("{begun}\n\n{said}"),
        };
        let mut effects = self.keep_draft(place, &text, None);
        effects.extend(self.write_at(place));
        effects
    }
}
