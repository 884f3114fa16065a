//! Ways to look at what is listed: views, a filter, orders, the board.
//!
//! What was typed, sorted and toggled in a view is found again when one comes back.

use super::{Kind, Listing, Sorting};
use crate::app::board::Columns;
use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::list::Step;
use crate::app::model::Model;
use crate::app::view::Layout;
use crate::domain::filter::Filter;

/// A named look at the rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct View {
    /// What it is called.
    pub name: &'static str,
    /// Its filter.
    pub filter: &'static str,
}

/// What belongs to a view while one looks at another.
#[derive(Clone, Default, Debug)]
pub(super) struct Kept<K: Kind> {
    filter: Filter,
    filter_text: String,
    sort: K::Sort,
    layout: Layout,
}

impl<K: Kind> Listing<K> {
    /// The view that is looked at.
    #[must_use]
    pub fn view(&self) -> View {
        K::VIEWS.get(self.view_at).copied().unwrap_or(K::VIEWS[0])
    }

    /// What is shown, in words of the filter language. A board has a column for each status, so the view says nothing of that there; a typed
    /// filter that says how far rows are to be overrules it in that.
    #[must_use]
    pub fn expression(&self) -> String {
        let typed = self.filter_text.trim();
        let view = self.view().filter;
        if !self.is_board() && !self.filter.says_how_far() {
            return format!("{view} {typed}").trim().to_owned();
        }
        let wider = view
            .split(' ')
            .filter(|term| Filter::parse_for(K::LISTED, term).is_ok_and(|filter| !filter.says_how_far()));
        let wider: Vec<&str> = wider.collect();
        format!("{} {typed}", wider.join(" ")).trim().to_owned()
    }
}

impl Model {
    /// Looks at the view in this place. The selected row stays selected where the view shows it.
    pub(in crate::app) fn look_at_view_of<K: Kind>(&mut self, at: usize) -> Effects {
        let pane = K::listing_mut(self);
        let before = pane.list.selected();
        let kept = Kept {
            filter: std::mem::take(&mut pane.filter),
            filter_text: std::mem::take(&mut pane.filter_text),
            sort: pane.sort,
            layout: pane.layout,
        };
        pane.kept.insert(pane.view_at, kept);
        let kept = pane.kept.remove(&at).unwrap_or_default();
        (pane.filter, pane.filter_text) = (kept.filter, kept.filter_text);
        (pane.sort, pane.layout) = (kept.sort, kept.layout);
        (pane.view_at, pane.detail.is_focused) = (at, false);
        self.sort_listed::<K>();
        self.begin_listing_unless_on::<K>(before);
        vec![]
    }

    fn begin_listing_unless_on<K: Kind>(&mut self, before: Option<K::Id>) {
        if K::listing(self).list.selected() != before {
            let height = self.list_height();
            K::listing_mut(self).list.go(Step::First, height);
            self.listed_looked_at::<K>();
        }
    }

    /// Offers all views.
    pub(in crate::app) fn choose_view_of<K: Kind>(&mut self) -> Effects {
        let items = K::VIEWS.iter().enumerate().zip('1'..='9');
        let items =
            items.map(|((at, view), key)| Item::new(view.name, Choice::View(at)).with_key(key).with_note(view.filter));
        let picker = Picker::menu("Views", items.collect()).selecting(K::listing(self).view_at);
        self.layers.push(Layer::Picker(picker));
        vec![]
    }

    /// Offers what the rows can be sorted by.
    pub(in crate::app) fn choose_sort_of<K: Kind>(&mut self) -> Effects {
        let item = |sort: &K::Sort| {
            let said = sort.said();
            Item::new(said[..1].to_uppercase() + &said[1..], K::sorted_by(*sort)).with_key(sort.menu_key())
        };
        let at = K::Sort::ALL.iter().position(|sort| *sort == K::listing(self).sort).unwrap_or(0);
        let items = K::Sort::ALL.iter().map(item).collect();
        self.layers.push(Layer::Picker(Picker::menu("Sort", items).selecting(at)));
        vec![]
    }

    /// Sorts by something else, at once.
    pub(in crate::app) fn sort_listed_by<K: Kind>(&mut self, sort: K::Sort) -> Effects {
        K::listing_mut(self).sort = sort;
        self.sort_listed::<K>();
        vec![]
    }

    /// Narrows the list by a text as it is typed. One that does not parse yet leaves the list as it is.
    pub(in crate::app) fn try_filter_of<K: Kind>(&mut self, text: String) {
        if let Ok(filter) = Filter::parse_for(K::LISTED, &text) {
            let pane = K::listing_mut(self);
            (pane.filter, pane.filter_text) = (filter, text);
            self.sort_listed::<K>();
            self.listed_looked_at::<K>();
        }
    }

    /// Another layout for a list, or the list again. What is selected stays so where both show it.
    pub(in crate::app) fn toggle_layout_of<K: Kind>(&mut self, layout: Layout) -> Effects {
        let pane = K::listing_mut(self);
        let before = pane.list.selected();
        pane.layout = if pane.layout == layout { Layout::List } else { layout };
        self.sort_listed::<K>();
        self.begin_listing_unless_on::<K>(before);
        vec![]
    }

    /// To the next column that has cards, in this direction.
    pub(in crate::app) fn turn_lane_of<K: Kind>(&mut self, is_back: bool) -> Effects {
        K::listing(self).across(is_back).map_or_else(Vec::new, |step| self.go_in_listed::<K>(step))
    }
}
