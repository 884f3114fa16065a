//! What a pane lists: which rows, in which order, which one is selected, and the ways to look at them. Problems and changes are listed the same;
//! a [`Kind`] says what is different about them.
//!
//! Everything is judged anew whenever a row changes, for there are few; but only while the pane is shown. Incidents, of which there may be ten
//! thousand, keep an order of their own.

mod looking;
pub mod order;

pub use looking::View;

use crate::app::board::{Board, Columns};
use crate::app::effect::Effects;
use crate::app::layers::picker::Choice;
use crate::app::list::{List, Step};
use crate::app::model::Model;
use crate::app::panes::Pane;
use crate::app::panes::detail::Detail;
use crate::app::view::Layout;
use crate::domain::filter::{Filter, Listed, Surroundings};
use crate::domain::member::Profile;
use crate::domain::service::ServiceId;
use crate::domain::value::{IncidentId, ProblemId, ProfileId, Record};
use jiff::Timestamp;
use looking::Kept;
use order::{Order, Placed};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::ops::Range;

/// Where a row stands among others: the smallest key comes first, and an id at its end makes no two the same.
pub type Key<I> = (bool, i64, i64, I);

/// By what rows are sorted.
pub trait Sorting: Copy + Eq + Default + Debug + 'static {
    /// All ways, in the order they are offered.
    const ALL: &'static [Self];
    /// What the title line says.
    fn said(self) -> &'static str;
    /// The key that chooses it in the menu.
    fn menu_key(self) -> char;
}

/// What is different about one kind of rows.
pub trait Kind: Clone + Default + Debug + 'static {
    /// What a row is known by.
    type Id: Copy + Ord + Hash + Debug;
    /// By what rows are sorted.
    type Sort: Sorting;
    /// What the filter language makes of it.
    const LISTED: Listed;
    /// The pane it is listed in.
    const PANE: Pane;
    /// The ways to look at it.
    const VIEWS: &'static [View];
    /// How many columns its board has: one for each status.
    const LANES: usize;

    /// Its place in the model.
    fn listing(model: &Model) -> &Listing<Self>;
    /// The same, to change it.
    fn listing_mut(model: &mut Model) -> &mut Listing<Self>;
    /// A row as a record.
    fn record(id: Self::Id) -> Record;
    /// Everything there is, with what is not at the server yet.
    fn ids(model: &Model) -> Vec<Self::Id>;
    /// How far a row is, counted from the left of the board; nothing for one that is not there.
    fn lane(model: &Model, id: Self::Id) -> Option<u8>;
    /// Where a row stands, if the filter keeps it.
    fn judge(model: &Model, id: Self::Id, filter: &Filter, around: &Surroundings<'_>) -> Option<Key<Self::Id>>;
    /// Finds what judging needs, before the rows are judged.
    fn prepare(_model: &mut Model) {}
    /// What it means to choose a way to sort.
    fn sorted_by(sort: Self::Sort) -> Choice;
}

/// The state of a listing.
#[derive(Clone, Debug)]
pub struct Listing<K: Kind> {
    /// The rows that are shown.
    pub list: List<K::Id>,
    /// Where each stands.
    pub order: Order<K::Id>,
    /// Which of the views is looked at.
    pub view_at: usize,
    /// By what the rows are sorted.
    pub sort: K::Sort,
    /// How they are laid out.
    pub layout: Layout,
    /// The columns of the board.
    pub board: Board,
    /// What was typed to narrow them.
    pub filter: Filter,
    /// The same as it was typed.
    pub filter_text: String,
    /// What of the selected row is read.
    pub detail: Detail,
    /// What only this kind knows.
    pub more: K,
    kept: BTreeMap<usize, Kept<K>>,
    /// Whether rows changed since they were last put in order.
    pub(in crate::app) is_stale: bool,
    /// Whether a deed of one's own came or went on the selected one.
    pub(in crate::app) is_own: bool,
    /// Who looked, and the minute, when the filter last judged.
    judged: (Option<ProfileId>, i64),
    /// When the cursor last moved.
    pub(in crate::app) moved_at: Timestamp,
}

impl<K: Kind> Default for Listing<K> {
    fn default() -> Self {
        Self {
            list: List::default(),
            order: Order::default(),
            view_at: 0,
            sort: K::Sort::default(),
            layout: Layout::default(),
            board: Board::default(),
            filter: Filter::default(),
            filter_text: String::new(),
            detail: Detail::default(),
            more: K::default(),
            kept: BTreeMap::new(),
            is_stale: true,
            is_own: false,
            judged: (None, 0),
            moved_at: Timestamp::MIN,
        }
    }
}

impl<K: Kind> Columns for Listing<K> {
    type Id = K::Id;

    fn list(&self) -> &List<K::Id> {
        &self.list
    }

    fn board(&self) -> &Board {
        &self.board
    }

    fn board_mut(&mut self) -> &mut Board {
        &mut self.board
    }

    fn is_board(&self) -> bool {
        self.layout == Layout::Board
    }

    fn lanes(&self) -> usize {
        K::LANES
    }

    fn lane(&self) -> usize {
        self.list.selected().map_or(0, |id| self.order.lane_of(id))
    }

    fn stretch(&self, lane: usize) -> Range<usize> {
        self.order.lane(lane, self.list.order())
    }
}

impl<K: Kind> Listing<K> {
    /// Another way to sort is not that of the view: the sorted list alone follows.
    fn is_astray(&self, lane: Option<u8>) -> bool {
        self.is_board() && lane.is_some_and(|lane| self.lane() != usize::from(lane))
    }
}

impl Model {
    /// The rows that are to be shown, sorted.
    fn judge_listed<K: Kind>(&self) -> Vec<Placed<K::Id>> {
        let pane = K::listing(self);
        let filter = Filter::parse_for(K::LISTED, &pane.expression()).unwrap_or_else(|_| pane.filter.clone());
        let around = Surroundings {
            now: self.now,
            zone: &self.zone,
            me: self.my_id(),
            people: &|id: ProfileId| self.rows.people.get(&id).map(Profile::label),
            service: &|id: &ServiceId| self.rows.services.get(id).map(|service| service.label.as_str()),
            problem: &|id: ProblemId| self.rows.problems.get(&id).and_then(|problem| problem.number.as_deref()),
            targets: &self.rows.slo,
            unseen: &|_: IncidentId| false,
        };
        let mut rows = vec![];
        for id in K::ids(self) {
            if let Some(key) = K::judge(self, id, &filter, &around) {
                let lane = if pane.is_board() { K::lane(self, id).unwrap_or(0) } else { 0 };
                rows.push((lane, key, id));
            }
        }
        rows.sort_unstable();
        rows.into_iter().map(|(lane, _, id)| (lane, id)).collect()
    }

    /// Rows, or what belongs to them, changed: rows come and go, but those that stay keep their place. Costs nothing while nothing did,
    /// or nobody looks.
    pub(in crate::app) fn keep_listed<K: Kind>(&mut self) {
        if self.pane != K::PANE {
            return;
        }
        let now = (self.my_id(), self.now.as_second().div_euclid(60));
        let pane = K::listing_mut(self);
        let before = std::mem::replace(&mut pane.judged, now);
        let is_later = before.1 != now.1 && pane.filter.depends_on_time();
        if !(pane.is_stale || is_later || before.0 != now.0) {
            return;
        }
        let is_own = std::mem::take(&mut pane.is_own);
        self.refresh_listed::<K>();
        let lane = K::listing(self).list.selected().and_then(|id| K::lane(self, id));
        if is_own && K::listing(self).is_astray(lane) {
            self.resort_listed::<K>();
        }
    }

    fn refresh_listed<K: Kind>(&mut self) {
        K::listing_mut(self).is_stale = false;
        K::prepare(self);
        let sorted = self.judge_listed::<K>();
        let height = self.list_height();
        let gone = K::listing(self).list.selected().filter(|id| K::lane(self, *id).is_none());
        let pane = K::listing_mut(self);
        let line = pane.board_line();
        if let Some(gone) = gone {
            pane.order.forget(gone, &mut pane.list);
        }
        pane.order.take_in(sorted, &mut pane.list, height);
        pane.rest_board(line, height);
        self.dirty();
    }

    /// Sorts the rows now.
    pub(in crate::app) fn sort_listed<K: Kind>(&mut self) {
        self.refresh_listed::<K>();
        self.resort_listed::<K>();
    }

    fn resort_listed<K: Kind>(&mut self) {
        let height = self.list_height();
        let pane = K::listing_mut(self);
        let line = pane.board_line();
        pane.order.resort(&mut pane.list, height);
        pane.rest_board(line, height);
        self.dirty();
    }

    /// Moves the cursor. Leaving a row is the moment for a new order.
    pub(in crate::app) fn move_in_listed<K: Kind>(&mut self, step: Step) -> Effects {
        let pane = K::listing(self);
        let step = if pane.is_board() { pane.within_lane(step) } else { step };
        self.go_in_listed::<K>(step)
    }

    fn go_in_listed<K: Kind>(&mut self, step: Step) -> Effects {
        self.keep_listed::<K>();
        let height = self.list_height();
        let pane = K::listing_mut(self);
        let before = pane.list.selected();
        pane.list.go(step, height);
        let next = pane.list.selected();
        if next != before {
            if pane.order.is_late() {
                self.resort_listed::<K>();
                if let Some(id) = next {
                    K::listing_mut(self).list.select(id, height);
                }
            }
            self.listed_looked_at::<K>();
        }
        vec![]
    }

    /// Puts the cursor on a row, whether the filter shows it or not.
    pub(in crate::app) fn select_listed<K: Kind>(&mut self, id: K::Id) {
        let height = self.list_height();
        if !K::listing_mut(self).list.select(id, height) {
            let pane = K::listing_mut(self);
            pane.filter_text.clear();
            pane.filter = Filter::default();
            self.sort_listed::<K>();
            if !K::listing_mut(self).list.select(id, height) {
                self.look_at_view_of::<K>(K::VIEWS.len() - 1);
                K::listing_mut(self).list.select(id, height);
            }
        }
        self.listed_looked_at::<K>();
    }

    pub(in crate::app) fn listed_looked_at<K: Kind>(&mut self) {
        let (now, height) = (self.now, self.list_height());
        let pane = K::listing_mut(self);
        pane.moved_at = now;
        pane.detail.restart();
        pane.follow(height);
        self.dirty();
    }

    /// A deed came or went on some records, or rows changed: the listing is to be judged anew.
    pub(in crate::app) fn listed_touched<K: Kind>(&mut self, touched: impl IntoIterator<Item = Record>, is_news: bool) {
        let pane = K::listing_mut(self);
        let selected = pane.list.selected().map(K::record);
        for record in touched {
            pane.is_stale = true;
            pane.is_own |= selected == Some(record);
        }
        pane.is_stale |= is_news;
    }
}
