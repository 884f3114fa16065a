//! Taking a change elsewhere, and going from it to what it ends.

use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::change::Change;
use crate::domain::moment;
use crate::domain::rich_text;
use crate::domain::value::Record;

impl Model {
    /// Chooses what of the selected change goes to the clipboard.
    pub(in crate::app) fn choose_change_yank(&mut self) -> Effects {
        let Some(change) = self.selected_change().map(std::borrow::Cow::into_owned) else { return vec![] };
        let name = change.name();
        // The address before it is the web app's own, which no row names.
        let path = format!("/changes/{}", change.id);
        let items = vec![
            Item::new("Number", Choice::Copy(name.clone())).with_key('n').with_note(name.clone()),
            Item::new("Title", Choice::Copy(change.title.to_string())).with_key('t').with_note(change.title.as_str()),
            Item::new("Number and title", Choice::Copy(format!("{name} {}", change.title))).with_key('b'),
            Item::new("Markdown", Choice::Copy(self.change_as_markdown(&change))).with_key('m'),
            Item::new("Path in the web app", Choice::Copy(path.clone())).with_key('l').with_note(path),
        ];
        self.layers.push(Layer::Picker(Picker::menu(format!("Copy of {name}"), items)));
        vec![]
    }

    fn change_as_markdown(&self, change: &Change) -> String {
        let who = change.assigned_to.map_or("nobody", |who| self.rows.full_name(who));
        let state = change.status.words();
        let mut text = format!("**{}** {}\n\n{} · {state} · {who}\n", change.name(), change.title, change.priority);
        if let Some(from) = change.scheduled_for {
            let to =
                change.estimated_end.map_or_else(String::new, |to| format!(" to {}", moment::print(to, &self.zone)));
            text.extend(["\n", &moment::print(from, &self.zone), &to, "\n"]);
        }
        for (heading, written) in self.prose(Record::Change(change.id)).unwrap_or_default() {
            if !written.trim().is_empty() {
                let heading = if heading.is_empty() { String::new() } else { format!("### {heading}\n\n") };
                text.extend(["\n", &heading, &rich_text::source(&written, &self.labelled_people()), "\n"]);
            }
        }
        text
    }

    /// Goes to the problem or the incident that the selected change ends.
    pub(in crate::app) fn go_to_what_it_ends(&mut self) -> Effects {
        let Some(change) = self.selected_change().map(std::borrow::Cow::into_owned) else { return vec![] };
        let problem = change.problem.map(Record::Problem);
        let incident = change.incident.map(Record::Incident);
        match (problem, incident) {
            (Some(only), None) | (None, Some(only)) => self.go_to_record(only),
            (None, None) => {
                self.say(Tone::Plain, format!("{} ends no problem and no incident.", change.name()));
                vec![]
            }
            (Some(problem), Some(incident)) => {
                let items = [problem, incident].map(|record| {
                    let (name, title) = self.name_and_title(record);
                    Item::new(format!("{name}  {title}"), Choice::GoTo(record))
                });
                let picker = Picker::search(format!("Go from {} to", change.name()), items.to_vec());
                self.layers.push(Layer::Picker(picker));
                vec![]
            }
        }
    }
}
