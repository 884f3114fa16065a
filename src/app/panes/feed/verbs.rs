//! What one does in the feed: go to the record, open a run, go to what is new, narrow.

use super::folding::Row;
use crate::app::effect::Effects;
use crate::app::list::Step;
use crate::app::model::Model;
use crate::domain::filter::{Filter, Listed};

impl Model {
    /// Goes to the record of the selected entry; `esc` leads back. A run of several records is opened first.
    pub(in crate::app) fn open_entry(&mut self) -> Effects {
        let Some(row) = self.feed.list.selected() else { return vec![] };
        if let Row::Many(key) = row
            && self.feed.folded(row).is_some_and(|folded| !folded.is_one_record)
        {
            self.unfold(key);
            return vec![];
        }
        self.feed_subject().map_or_else(Vec::new, |record| self.visit(record))
    }

    /// Opens the selected run, or folds the run the entry belongs to again.
    pub(in crate::app) fn toggle_run(&mut self) -> Effects {
        match self.feed.list.selected() {
            Some(Row::Many(key)) => self.unfold(key),
            Some(Row::One(key)) => {
                let opened = self.feed.unfolded.range(..=key).next_back().copied();
                if let Some(first) = opened {
                    self.unfold(first);
                }
            }
            Some(Row::New) | None => {}
        }
        vec![]
    }

    /// Whether a row belongs to a run that was opened.
    #[must_use]
    pub fn is_of_opened_run(&self, row: Row) -> bool {
        matches!(row, Row::One(key) if self.feed.unfolded.range(..=key).next_back().is_some())
    }

    /// To the first entry one has not read; at the end if there is none.
    pub(in crate::app) fn go_to_new(&mut self) -> Effects {
        let height = self.list_height();
        let at = self.feed.list.order().iter().position(|row| *row == Row::New);
        match at.and_then(|at| self.feed.list.order().get(at + 1)).copied() {
            Some(row) => drop(self.feed.list.select(row, height)),
            None => drop(self.feed.list.go(Step::Last, height)),
        }
        self.entry_looked_at();
        vec![]
    }

    /// Narrows the feed by a text as it is typed. One that does not parse yet leaves it as it is.
    pub(in crate::app) fn try_feed_filter(&mut self, text: String) {
        if let Ok(filter) = Filter::parse_for(Listed::Feed, &text) {
            (self.feed.filter, self.feed.filter_text) = (filter, text);
            self.feed.is_stale = true;
            self.keep_feed();
            let height = self.list_height();
            self.feed.list.go(Step::Last, height);
            self.entry_looked_at();
        }
    }
}
