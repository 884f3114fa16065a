//! Views: named looks at the incidents, each with a filter, an order, columns and a layout. Some are built in, others stand in the config.
//!
//! A view is fixed for a run; what is typed, sorted or toggled while one looks at it belongs to the pane. Invariant: the filter of a view
//! parses.

use super::panes::incidents::sort::Sort;
use crate::domain::filter::{Filter, FilterError};
use crate::domain::safe::Safe;

/// What the queue shows when nobody asked for anything else.
pub const QUEUE: &str = "status:open,investigating";

/// One way to look at the incidents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// What it is called.
    pub name: Safe,
    /// Its filter as it was written.
    pub filter: String,
    /// The same without what it says of how far incidents are.
    pub wider: String,
    /// By what it is sorted to begin with.
    pub sort: Sort,
    /// Its columns, from left to right.
    pub columns: Vec<Column>,
    /// How it begins.
    pub layout: Layout,
}

/// How incidents are laid out.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Layout {
    /// One row each.
    #[default]
    List,
    /// A card each, in a column for each status.
    Board,
    /// A bar each, in the days in which they happen; changes alone can be laid out so.
    Calendar,
}

impl Layout {
    /// How it is written in the config.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Board => "board",
            Self::Calendar => "calendar",
        }
    }

    /// Reads the word of the config.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::List, Self::Board].into_iter().find(|layout| layout.word() == word)
    }
}

/// A column of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    /// Its letter.
    Priority,
    /// What is left of the time.
    Slo,
    /// Its glyph.
    Status,
    /// The number without the organization.
    Number,
    /// What is left of the width.
    Title,
    /// Whom it hurts.
    Customer,
    /// What is broken.
    Services,
    /// Its labels.
    Tags,
    /// The number of its problem.
    Problem,
    /// How much belongs to it, of a problem.
    Linked,
    /// How long until a change begins.
    Begins,
    /// What is to be looked at twice about a change.
    Flags,
    /// Who reported it.
    CreatedBy,
    /// Who works on it.
    Who,
    /// When it was reported.
    Age,
    /// When it was changed.
    Updated,
}

impl Column {
    /// All that an incident has, in the order of the documents.
    pub const ALL: [Self; 13] = [
        Self::Priority,
        Self::Slo,
        Self::Status,
        Self::Number,
        Self::Title,
        Self::Customer,
        Self::Services,
        Self::Tags,
        Self::Problem,
        Self::CreatedBy,
        Self::Who,
        Self::Age,
        Self::Updated,
    ];

    /// Those of a view that says nothing about columns.
    pub const USUAL: [Self; 9] = [
        Self::Priority,
        Self::Slo,
        Self::Status,
        Self::Number,
        Self::Title,
        Self::Customer,
        Self::Services,
        Self::Who,
        Self::Age,
    ];

    /// Those of a list of problems.
    pub const OF_PROBLEMS: [Self; 7] =
        [Self::Priority, Self::Status, Self::Number, Self::Title, Self::Linked, Self::Who, Self::Age];

    /// Those of a list of changes.
    pub const OF_CHANGES: [Self; 9] = [
        Self::Priority,
        Self::Begins,
        Self::Status,
        Self::Flags,
        Self::Number,
        Self::Title,
        Self::Services,
        Self::Who,
        Self::Age,
    ];

    /// How it is written in the config.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Begins => "begins",
            Self::Flags => "flags",
            Self::Priority => "priority",
            Self::Slo => "slo",
            Self::Status => "status",
            Self::Number => "number",
            Self::Title => "title",
            Self::Customer => "customer",
            Self::Services => "services",
            Self::Tags => "tags",
            Self::Problem => "problem",
            Self::Linked => "linked",
            Self::CreatedBy => "created-by",
            Self::Who => "who",
            Self::Age => "age",
            Self::Updated => "updated",
        }
    }

    /// Reads the word of the config.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.word() == word)
    }
}

impl View {
    /// A view with the usual looks. An expression that does not parse is none.
    ///
    /// # Errors
    /// What is wrong with the expression, and where.
    pub fn new(name: &str, filter: &str) -> Result<Self, FilterError> {
        let wider = Filter::parse(filter)?.however_far().to_string();
        Ok(Self {
            name: Safe::line(name),
            filter: Safe::line(filter).trim().to_owned(),
            wider,
            sort: Sort::default(),
            columns: Column::USUAL.to_vec(),
            layout: Layout::default(),
        })
    }
}

impl View {
    /// What it shows when this is typed, in words of the filter language. A typed filter that says how far incidents are to be overrules the
    /// view in that.
    #[must_use]
    pub fn narrowed_by(&self, filter: &Filter, typed: &str) -> String {
        let view = if filter.says_how_far() { &self.wider } else { &self.filter };
        format!("{view} {}", typed.trim()).trim().to_owned()
    }
}

impl Default for View {
    /// The queue: what is open or under investigation.
    fn default() -> Self {
        Self {
            name: Safe::line("Queue"),
            filter: QUEUE.to_owned(),
            wider: String::new(),
            sort: Sort::default(),
            columns: Column::USUAL.to_vec(),
            layout: Layout::default(),
        }
    }
}

/// All views, the built-in ones first; never none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Views(Vec<View>);

impl Default for Views {
    fn default() -> Self {
        let built_in = [
            ("Mine", "assignee:me status:open,investigating", Sort::Slo),
            ("Unassigned", "assignee:none status:open,investigating", Sort::Slo),
            ("History", "status:resolved,closed", Sort::Updated),
        ];
        let more = built_in.into_iter().filter_map(|(name, filter, sort)| {
            let view = View::new(name, filter).ok()?;
            Some(View { sort, ..view })
        });
        Self([View::default()].into_iter().chain(more).collect())
    }
}

impl Views {
    /// The built-in ones and these. One with the name of another takes its place.
    #[must_use]
    pub fn with(more: Vec<View>) -> Self {
        let mut views = Self::default();
        for view in more {
            match views.0.iter_mut().find(|known| known.name.to_lowercase() == view.name.to_lowercase()) {
                Some(known) => *known = view,
                None => views.0.push(view),
            }
        }
        views
    }

    /// From the first to the last.
    #[must_use]
    pub fn all(&self) -> &[View] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_views_all_parse_and_stand_in_their_order() {
        let names: Vec<String> = Views::default().all().iter().map(|view| view.name.to_string()).collect();
        assert_eq!(names, ["Queue", "Mine", "Unassigned", "History"]);
        assert_eq!(View::new("Queue", QUEUE), Ok(View::default()));
    }

    #[test]
    fn a_view_of_the_same_name_takes_the_place_of_the_built_in_one() {
        let views = Views::with(vec![View::new("mine", "is:mine").unwrap(), View::new("Edge", "edge").unwrap()]);
        let filters: Vec<&str> = views.all().iter().map(|view| view.filter.as_str()).collect();
        assert_eq!(filters[1], "is:mine");
        assert_eq!((filters.len(), filters[4]), (5, "edge"));
    }

    #[test]
    fn what_a_view_says_of_how_far_can_be_left_out() {
        assert_eq!(View::new("Mine", "assignee:me status:open tag:db").unwrap().wider, "assignee:me tag:db");
    }

    #[test]
    fn every_column_and_layout_is_read_from_its_word() {
        for column in Column::ALL {
            assert_eq!(Column::from_word(column.word()), Some(column));
        }
        assert_eq!(Layout::from_word("board"), Some(Layout::Board));
        assert_eq!(Layout::from_word("wall"), None);
    }
}
