//! Taking a problem elsewhere, and going from it to what belongs to it.

use super::linked;
use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::domain::problem::Problem;
use crate::domain::request::Row;
use crate::domain::rich_text;
use crate::domain::value::Record;

impl Model {
    /// Chooses what of the selected problem goes to the clipboard.
    pub(in crate::app) fn choose_problem_yank(&mut self) -> Effects {
        let Some(problem) = self.selected_problem().map(std::borrow::Cow::into_owned) else { return vec![] };
        let name = problem.name();
        // The address before it is the web app's own, which no row names.
        let path = format!("/problems/{}", problem.id);
        let mut items = vec![
            Item::new("Number", Choice::Copy(name.clone())).with_key('n').with_note(name.clone()),
            Item::new("Title", Choice::Copy(problem.title.to_string())).with_key('t').with_note(problem.title.as_str()),
            Item::new("Number and title", Choice::Copy(format!("{name} {}", problem.title))).with_key('b'),
            Item::new("Markdown", Choice::Copy(self.problem_as_markdown(&problem))).with_key('m'),
            Item::new("Path in the web app", Choice::Copy(path.clone())).with_key('l').with_note(path),
        ];
        if let Some(workaround) = problem.workaround.as_ref().filter(|text| !text.trim().is_empty()) {
            let text = rich_text::source(workaround, &self.labelled_people());
            items.push(Item::new("Workaround", Choice::Copy(text)).with_key('w'));
        }
        self.layers.push(Layer::Picker(Picker::menu(format!("Copy of {name}"), items)));
        vec![]
    }

    fn problem_as_markdown(&self, problem: &Problem) -> String {
        let who = problem.assigned_to.map_or("nobody", |who| self.rows.full_name(who));
        let state = problem.status.words();
        let mut text = format!("**{}** {}\n\n{} · {state} · {who}\n", problem.name(), problem.title, problem.priority);
        let record = Record::Problem(problem.id);
        for (heading, written) in self.prose(record).unwrap_or_default() {
            if !written.trim().is_empty() {
                let heading = if heading.is_empty() { String::new() } else { format!("### {heading}\n\n") };
                text.extend(["\n", &heading, &rich_text::source(&written, &self.labelled_people()), "\n"]);
            }
        }
        let linked = self.linked(problem.id).into_iter().flat_map(linked::Linked::records);
        for (at, row) in linked.filter_map(|record| self.record(record)).enumerate() {
            let before = if at == 0 { "\n" } else { "" };
            let (name, title, state) = said(&row);
            text.extend([before, "- ", &name, " ", &title, " (", state, ")\n"]);
        }
        text
    }

    /// Chooses one of the records that belong to the selected problem, to go there.
    pub(in crate::app) fn choose_linked(&mut self) -> Effects {
        let Some(problem) = self.selected_problem().map(std::borrow::Cow::into_owned) else { return vec![] };
        let records: Vec<Record> = self.linked(problem.id).into_iter().flat_map(linked::Linked::records).collect();
        let items = records.into_iter().filter_map(|record| {
            let (name, title, state) = said(&self.record(record)?);
            Some(Item::new(format!("{name}  {title}"), Choice::GoTo(record)).with_note(state))
        });
        let picker = Picker::search(format!("Go from {} to", problem.name()), items.collect());
        self.layers.push(Layer::Picker(picker));
        vec![]
    }
}

/// Number, title, and how far it is.
fn said(row: &Row) -> (String, String, &'static str) {
    match row {
        Row::Incident(row) => (row.name(), row.title.to_string(), row.status.word()),
        Row::Problem(row) => (row.name(), row.title.to_string(), row.status.words()),
        Row::Change(row) => (row.name(), row.title.to_string(), row.status.words()),
        Row::Comment(_) | Row::Profile(_) | Row::Beside(_) => (String::new(), String::new(), ""),
    }
}
