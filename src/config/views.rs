//! The `[[views]]` of the file: ways to look at the incidents, each checked where it stands.
//!
//! A view that cannot be used is a complaint with the line of the word that is wrong; none is half taken.

use super::file::Reading;
use crate::app::panes::incidents::sort::Sort;
use crate::app::view::{Column, Layout, View};
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// What a view can say.
const NAMES: &str = "name, filter, sort, columns, layout";

/// One thing a view says, and where.
type Said<'a> = (&'a Spanned<DeValue<'a>>, usize);

impl Reading<'_> {
    /// Reads `[[views]]`.
    pub(super) fn views(&mut self, list: &DeArray<'_>) -> Vec<View> {
        let mut views: Vec<View> = vec![];
        for value in list {
            let at = value.span().start;
            let DeValue::Table(table) = value.get_ref() else {
                self.complain(at, "views are written as [[views]]".into());
                continue;
            };
            let Some(view) = self.view(table, at) else { continue };
            if views.iter().any(|known| known.name == view.name) {
                self.complain(at, format!("there are two views {:?}", view.name.as_str()));
            }
            views.push(view);
        }
        views
    }

    fn view(&mut self, table: &DeTable<'_>, at: usize) -> Option<View> {
        let before = self.complaints();
        for (key, _) in table {
            if !NAMES.split(", ").any(|name| name == key.get_ref()) {
                self.complain(key.span().start, format!("a view has no {:?}; it has {NAMES}", key.get_ref()));
            }
        }
        let name = self.text(table, "name");
        let filter = self.text(table, "filter");
        if table.get("name").is_none() {
            self.complain(at, "a view needs a name".into());
        }
        if let Some((name, at)) = name.as_ref().filter(|(name, _)| !(1..=20).contains(&name.trim().chars().count())) {
            self.complain(*at, format!("a view is named with 1 to 20 letters, not {name:?}"));
        }
        let (filter, filter_at) = filter.unwrap_or_default();
        let mut view = match View::new(name.as_ref().map_or("", |(name, _)| name.trim()), &filter) {
            Ok(view) => view,
            Err(error) => {
                self.complain(filter_at, format!("filter: {error}"));
                View::default()
            }
        };
        if let Some((word, at)) = self.text(table, "sort") {
            let words = Sort::ALL.map(Sort::word).join(", ");
            view.sort =
                self.word(&word, at, Sort::from_word, &format!("sort must be one of {words}")).unwrap_or_default();
        }
        if let Some((word, at)) = self.text(table, "layout") {
            let found = self.word(&word, at, Layout::from_word, "layout must be list or board");
            view.layout = found.unwrap_or_default();
        }
        if let Some(said) = said(table, "columns") {
            view.columns = self.columns(said);
        }
        (self.complaints() == before).then_some(view)
    }

    fn columns(&mut self, (value, at): Said<'_>) -> Vec<Column> {
        let DeValue::Array(list) = value.get_ref() else {
            self.complain(at, "columns must be a list of texts".into());
            return vec![];
        };
        let mut columns = vec![];
        for entry in list {
            let at = entry.span().start;
            let Some(word) = entry.get_ref().as_str() else {
                self.complain(at, "columns must be a list of texts".into());
                continue;
            };
            let words = Column::ALL.map(Column::word).join(", ");
            let found = self.word(word, at, Column::from_word, &format!("a column is one of {words}"));
            if found.is_some_and(|column| columns.contains(&column)) {
                self.complain(at, format!("the column {word:?} is there twice"));
            }
            columns.extend(found);
        }
        if !columns.contains(&Column::Title) {
            self.complain(at, "columns must have \"title\" among them".into());
        }
        columns
    }

    /// A text of a view, and where it stands.
    fn text(&mut self, table: &DeTable<'_>, name: &str) -> Option<(String, usize)> {
        let (value, at) = said(table, name)?;
        let text = value.get_ref().as_str().map(ToOwned::to_owned);
        if text.is_none() {
            self.complain(at, format!("{name} must be a text in quotes"));
        }
        Some((text?, at))
    }

    fn word<T>(&mut self, word: &str, at: usize, read: fn(&str) -> Option<T>, wanted: &str) -> Option<T> {
        let found = read(word);
        if found.is_none() {
            self.complain(at, format!("{wanted}, not {word:?}"));
        }
        found
    }
}

fn said<'a>(table: &'a DeTable<'a>, name: &str) -> Option<Said<'a>> {
    table.iter().find(|(key, _)| key.get_ref() == name).map(|(key, value)| (value, key.span().start))
}
