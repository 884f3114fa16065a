//! Going from view to view, and sorting by something else. What was typed, sorted and toggled in a view is found again when one comes back.

use super::sort::Sort;
use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::list::Step;
use crate::app::model::Model;
use crate::app::view::Layout;
use crate::domain::filter::Filter;
use crate::domain::value::IncidentId;

/// What belongs to a view while one looks at another.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    filter: Filter,
    filter_text: String,
    sort: Sort,
    layout: Layout,
}

impl Model {
    /// Looks at the view in this place. The selected incident stays selected where the view shows it.
    pub(in crate::app) fn look_at_incident_view(&mut self, at: usize) -> Effects {
        let Some(view) = self.settings.views.all().get(at).cloned() else { return vec![] };
        let pane = &mut self.incidents;
        let before = pane.list.selected();
        let kept = Kept {
            filter: std::mem::take(&mut pane.filter),
            filter_text: std::mem::take(&mut pane.filter_text),
            sort: pane.sort,
            layout: pane.layout,
        };
        pane.kept.insert(pane.view_at, kept);
        (pane.sort, pane.layout) = (view.sort, view.layout);
        (pane.view, pane.view_at, pane.detail.is_focused) = (view, at, false);
        if let Some(kept) = pane.kept.remove(&at) {
            (pane.filter, pane.filter_text) = (kept.filter, kept.filter_text);
            (pane.sort, pane.layout) = (kept.sort, kept.layout);
        }
        self.resort();
        self.begin_anew_unless_on(before);
        vec![]
    }

    /// To the first row, unless this one is still selected.
    pub(super) fn begin_anew_unless_on(&mut self, before: Option<IncidentId>) {
        if self.incidents.list.selected() != before {
            let height = self.list_height();
            self.incidents.list.go(Step::First, height);
            self.looked_at();
        }
    }

    /// Offers all views.
    pub(in crate::app) fn choose_incident_view(&mut self) -> Effects {
        let keys = ('1'..='9').map(Some).chain(std::iter::repeat(None));
        let items = self.settings.views.all().iter().enumerate().zip(keys).map(|((at, view), key)| Item {
            key,
            ..Item::new(view.name.to_string(), Choice::View(at)).with_note(view.filter.clone())
        });
        let picker = Picker::menu("Views", items.collect()).selecting(self.incidents.view_at);
        self.layers.push(Layer::Picker(picker));
        vec![]
    }

    /// Offers what the rows can be sorted by.
    pub(in crate::app) fn choose_incident_sort(&mut self) -> Effects {
        let item = |sort: Sort| Item::new(sentence(sort), Choice::Sort(sort)).with_key(sort.menu_key());
        let at = Sort::ALL.into_iter().position(|sort| sort == self.incidents.sort).unwrap_or(0);
        self.layers.push(Layer::Picker(Picker::menu("Sort", Sort::ALL.map(item).to_vec()).selecting(at)));
        vec![]
    }

    /// Sorts by something else, at once.
    pub(in crate::app) fn sort_by(&mut self, sort: Sort) -> Effects {
        self.incidents.sort = sort;
        self.resort();
        vec![]
    }
}

fn sentence(sort: Sort) -> String {
    let said = sort.said();
    said[..1].to_uppercase() + &said[1..]
}
