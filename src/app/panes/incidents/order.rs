//! The order of the queue, kept: which incidents the filter shows, where each stands, and how many are active and late.
//!
//! It knows keys and verdicts of the filter, not incidents; `Model::keep_order` tells it which changed. Every row of the list
//! remembers the key it was placed by, and the list is always sorted by those: a row that changes is found by a binary search and stays
//! where it is until the cursor moves. A row whose key of now would stand elsewhere is *displaced*.
//!
//! Invariant: after `Order::resort` the list holds exactly what passes, sorted by the keys of now; [`Order::moved`] is zero if and only
//! if that would change nothing, as long as no row lingers that left the filter under the cursor.

use super::sort::Key;
pub use super::stand::Judged;
use super::stand::{Place, Stand};
use super::tally::Tally;
use crate::app::list::{List, Step};
use crate::domain::value::IncidentId;
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// From so many rows at once it is cheaper to sort all than to search for each.
const MANY: usize = 64;

/// The order of the queue.
#[derive(Clone, Default, Debug)]
pub struct Order {
    stands: HashMap<IncidentId, Stand>,
    /// Every known incident by the key of now.
    all: Vec<IncidentId>,
    displaced: BTreeSet<IncidentId>,
    lingering: Vec<IncidentId>,
    tally: Tally,
}

impl Order {
    /// How many rows would stand elsewhere if the list were sorted now.
    #[must_use]
    pub fn moved(&self) -> usize {
        self.displaced.len()
    }

    /// Whether a row is only in the list because the cursor is on it, or was until now.
    #[must_use]
    pub fn is_lingering(&self, id: IncidentId) -> bool {
        self.lingering.contains(&id)
    }

    /// Whether a row is in the list.
    #[must_use]
    pub fn shows(&self, id: IncidentId) -> bool {
        self.stands.get(&id).is_some_and(|stand| stand.place != Place::Out)
    }

    /// How many there are, and how they stand.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The column of the board a row of the list stands in.
    pub(super) fn lane_of(&self, id: IncidentId) -> usize {
        self.placed(id).map_or(0, |key| usize::from(key.lane()))
    }

    /// Which rows of the list stand in a column of the board.
    pub(super) fn lane(&self, lane: u8, shown: &[IncidentId]) -> Range<usize> {
        let is_before = |lane: u8| move |id: &IncidentId| self.placed(*id).is_some_and(|key| key.lane() < lane);
        shown.partition_point(is_before(lane))..shown.partition_point(is_before(lane + 1))
    }

    /// Whether a row is in another column than it belongs.
    pub(super) fn is_astray(&self, id: IncidentId) -> bool {
        let stand = self.stands.get(&id).filter(|stand| stand.place != Place::Out && !stand.is_gone);
        stand.is_some_and(|stand| stand.placed().lane() != stand.judged.key.lane())
    }

    /// The incidents it was told of, in the order of the keys.
    pub(super) fn known(&self) -> &[IncidentId] {
        &self.all
    }

    /// Whether it was told of an incident.
    pub(super) fn knows(&self, id: IncidentId) -> bool {
        self.stands.get(&id).is_some_and(|stand| !stand.is_gone)
    }

    /// Brings the counts up to now; says whether they differ.
    pub(super) fn count(&mut self, now: Timestamp) -> bool {
        if !self.tally.is_due(now) {
            return false;
        }
        let before = self.tally.counts();
        self.count_all(now);
        before != self.tally.counts()
    }

    fn count_all(&mut self, now: Timestamp) {
        self.tally = Tally::at(now);
        for stand in self.stands.values().filter(|stand| !stand.is_gone) {
            self.tally.add(&stand.judged);
        }
    }

    /// Takes what became of some incidents; none stands for one that is gone. Rows come and go, but those that stay keep their place.
    pub(super) fn take_in(
        &mut self,
        changes: Vec<(IncidentId, Option<Judged>)>,
        list: &mut List<IncidentId>,
        height: usize,
    ) {
        let (line, was_empty) = (list.line(), list.order().is_empty());
        if changes.len() > MANY {
            self.take_many(changes, list, height);
        } else {
            for (id, judged) in changes {
                self.take_one(id, judged, list);
            }
        }
        let selected = list.selected();
        let (stay, leave) = std::mem::take(&mut self.lingering).into_iter().partition(|id| Some(*id) == selected);
        self.lingering = stay;
        self.drop_rows(leave, list);
        self.settle(list.order());
        if was_empty {
            list.go(Step::First, height);
        } else {
            list.rest_on(line, height);
        }
    }

    fn drop_rows(&mut self, ids: Vec<IncidentId>, list: &mut List<IncidentId>) {
        for id in ids {
            if let Some(at) = self.place_of(id, list.order()) {
                list.take(at);
            }
            match self.stands.get_mut(&id) {
                Some(stand) if stand.is_gone => drop(self.stands.remove(&id)),
                Some(stand) => stand.place = Place::Out,
                None => {}
            }
        }
    }

    fn take_one(&mut self, id: IncidentId, judged: Option<Judged>, list: &mut List<IncidentId>) {
        let at = self.place_of(id, list.order());
        let old = self.stands.get(&id).cloned();
        if let Some(old) = old.as_ref().filter(|old| !old.is_gone) {
            self.tally.remove(&old.judged);
            if let Ok(at) = self.search_all(&old.judged.key) {
                self.all.remove(at);
            }
        }
        self.displaced.remove(&id);
        self.lingering.retain(|other| *other != id);
        let is_gone = judged.is_none();
        let Some(judged) = judged.or_else(|| old.as_ref().map(|old| old.judged.clone())) else { return };
        let passes = judged.passes && !is_gone;
        let place = match (at, old) {
            (Some(at), _) if !passes && list.selected() != Some(id) => {
                list.take(at);
                Place::Out
            }
            (Some(_), Some(old)) if *old.placed() == judged.key => Place::In,
            (Some(at), Some(old)) if list.selected() != Some(id) && old.placed().lane() != judged.key.lane() => {
                // A card in a wrong column would be a lie; only the selected one stays under the hand.
                list.take(at);
                list.put(self.gap_for(&judged.key, list.order()), id);
                Place::In
            }
            (Some(_), Some(old)) => Place::By(old.placed().clone()),
            _ if passes => Place::In,
            _ => Place::Out,
        };
        if passes && at.is_none() {
            list.put(self.gap_for(&judged.key, list.order()), id);
        } else if !passes && place != Place::Out {
            self.lingering.push(id);
        } else if matches!(place, Place::By(_)) {
            self.displaced.insert(id);
        }
        if !is_gone {
            self.tally.add(&judged);
            if let Err(at) = self.search_all(&judged.key) {
                self.all.insert(at, id);
            }
        }
        if is_gone && place == Place::Out {
            self.stands.remove(&id);
        } else {
            self.stands.insert(id, Stand { judged, place, is_gone });
        }
    }

    fn take_many(&mut self, changes: Vec<(IncidentId, Option<Judged>)>, list: &mut List<IncidentId>, height: usize) {
        let mut is_same = true;
        for (id, judged) in changes {
            is_same &= self.judge_anew(id, judged);
        }
        if !is_same {
            self.sort_all();
            self.count_all(self.tally.counted_at());
        }
        let selected = list.selected();
        self.show(self.known_and(selected), |_, stand| stand.judged.passes && !stand.is_gone, list, height);
        self.stands.retain(|id, stand| !stand.is_gone || selected == Some(*id));
    }

    /// Takes what another filter says of the rows, where nothing else of them changed. A narrower one need not be asked about what is not
    /// shown.
    pub(super) fn refilter(
        &mut self,
        is_narrower: bool,
        passes: impl Fn(IncidentId) -> bool,
        list: &mut List<IncidentId>,
        height: usize,
    ) {
        let (line, was_empty) = (list.line(), list.order().is_empty());
        let asked = if is_narrower { list.order().to_vec() } else { self.known_and(list.selected()) };
        let judge = |id, stand: &Stand| !stand.is_gone && (stand.judged.passes || !is_narrower) && passes(id);
        self.show(asked, judge, list, height);
        self.settle(list.order());
        if was_empty {
            list.go(Step::First, height);
        } else {
            list.rest_on(line, height);
        }
    }

    /// All that are known, and the selected row: it may be gone and stays all the same.
    fn known_and(&self, selected: Option<IncidentId>) -> Vec<IncidentId> {
        self.all.iter().copied().chain(selected.filter(|id| self.is_gone(*id))).collect()
    }

    /// Fills the list with those of these rows that pass. They come in the order of the list, as long as none of them is displaced.
    fn show(
        &mut self,
        ids: Vec<IncidentId>,
        passes: impl Fn(IncidentId, &Stand) -> bool,
        list: &mut List<IncidentId>,
        height: usize,
    ) {
        self.lingering.clear();
        self.displaced.clear();
        let selected = list.selected();
        let mut shown = vec![];
        for id in ids {
            let Some(stand) = self.stands.get_mut(&id) else { continue };
            stand.take_verdict(passes(id, stand), selected == Some(id));
            match stand.place {
                Place::Out => continue,
                _ if !stand.judged.passes => self.lingering.push(id),
                Place::By(_) => drop(self.displaced.insert(id)),
                Place::In => {}
            }
            shown.push(id);
        }
        if !(self.displaced.is_empty() && self.lingering.is_empty()) {
            shown.sort_by_cached_key(|id| self.placed(*id).cloned());
        }
        list.resort(shown, height);
    }

    /// Takes a judgement without moving anything; says whether nothing but the verdict of the filter can differ.
    fn judge_anew(&mut self, id: IncidentId, judged: Option<Judged>) -> bool {
        match (judged, self.stands.get_mut(&id)) {
            (Some(judged), Some(stand)) => {
                let is_same =
                    !stand.is_gone && Judged { passes: stand.judged.passes, ..judged.clone() } == stand.judged;
                match &stand.place {
                    Place::In if stand.judged.key != judged.key => stand.place = Place::By(stand.judged.key.clone()),
                    Place::By(key) if *key == judged.key => stand.place = Place::In,
                    _ => {}
                }
                if stand.is_gone {
                    self.all.push(id);
                }
                (stand.judged, stand.is_gone) = (judged, false);
                return is_same;
            }
            (Some(judged), None) => {
                self.all.push(id);
                self.stands.insert(id, Stand { judged, place: Place::Out, is_gone: false });
            }
            (None, Some(stand)) => stand.is_gone = true,
            (None, None) => {}
        }
        false
    }

    fn is_gone(&self, id: IncidentId) -> bool {
        self.stands.get(&id).is_some_and(|stand| stand.is_gone)
    }

    /// Sorts what is known; quick where little changed, because the sort follows what is in order already.
    fn sort_all(&mut self) {
        let known = |id: IncidentId| self.stands.get(&id).filter(|stand| !stand.is_gone);
        let mut all: Vec<(&Key, IncidentId)> =
            self.all.iter().filter_map(|id| Some((&known(*id)?.judged.key, *id))).collect();
        all.sort();
        self.all = all.into_iter().map(|(_, id)| id).collect();
    }

    /// Sorts the list by the keys of now. What left the filter goes, wherever the cursor is.
    pub(super) fn resort(&mut self, list: &mut List<IncidentId>, height: usize) {
        let line = list.line();
        let gone = std::mem::take(&mut self.lingering);
        let displaced = std::mem::take(&mut self.displaced);
        let selected = list.selected().filter(|id| !gone.contains(id));
        self.drop_rows(gone, list);
        if displaced.len() > MANY {
            self.place_all(list, height);
            return;
        }
        for id in &displaced {
            if let Some(at) = self.place_of(*id, list.order()) {
                list.take(at);
            }
        }
        for id in displaced {
            let Some(stand) = self.stands.get_mut(&id) else { continue };
            stand.place = Place::In;
            let key = stand.judged.key.clone();
            list.put(self.gap_for(&key, list.order()), id);
        }
        if let Some(id) = selected {
            list.select(id, height);
        }
        list.rest_on(line, height);
    }

    fn place_all(&mut self, list: &mut List<IncidentId>, height: usize) {
        let mut shown = vec![];
        for id in &self.all {
            let Some(stand) = self.stands.get_mut(id) else { continue };
            stand.place = if stand.judged.passes { Place::In } else { Place::Out };
            if stand.judged.passes {
                shown.push(*id);
            }
        }
        list.resort(shown, height);
    }

    /// Finds the displaced rows that are where they belong by now and places them by their new key.
    fn settle(&mut self, shown: &[IncidentId]) {
        if self.displaced.len() > MANY {
            let would_be_placed = |id: &IncidentId| {
                self.stands.get(id).map(|stand| if stand.judged.passes { &stand.judged.key } else { stand.placed() })
            };
            if shown.is_sorted_by_key(would_be_placed) {
                for id in std::mem::take(&mut self.displaced) {
                    self.place(id);
                }
            }
            return;
        }
        loop {
            let fitting: Option<IncidentId> = self.displaced.iter().copied().find(|id| self.fits(*id, shown));
            let Some(id) = fitting else { return };
            self.displaced.remove(&id);
            self.place(id);
        }
    }

    fn place(&mut self, id: IncidentId) {
        if let Some(stand) = self.stands.get_mut(&id) {
            stand.place = Place::In;
        }
    }

    /// Whether the key of now lies between the keys its neighbours were placed by.
    fn fits(&self, id: IncidentId, shown: &[IncidentId]) -> bool {
        let (Some(at), Some(stand)) = (self.place_of(id, shown), self.stands.get(&id)) else { return false };
        let key = &stand.judged.key;
        let placed = |at: Option<usize>| at.and_then(|at| shown.get(at)).and_then(|id| self.placed(*id));
        placed(at.checked_sub(1)).is_none_or(|before| before < key)
            && placed(at.checked_add(1)).is_none_or(|after| key < after)
    }

    fn placed(&self, id: IncidentId) -> Option<&Key> {
        self.stands.get(&id).map(Stand::placed)
    }

    fn gap_for(&self, key: &Key, shown: &[IncidentId]) -> usize {
        shown.partition_point(|other| self.placed(*other).is_some_and(|placed| placed < key))
    }

    fn place_of(&self, id: IncidentId, shown: &[IncidentId]) -> Option<usize> {
        let stand = self.stands.get(&id).filter(|stand| stand.place != Place::Out)?;
        Some(self.gap_for(stand.placed(), shown)).filter(|at| shown.get(*at) == Some(&id))
    }

    fn search_all(&self, key: &Key) -> Result<usize, usize> {
        self.all.binary_search_by(|other| match self.stands.get(other) {
            Some(stand) => stand.judged.key.cmp(key),
            None => std::cmp::Ordering::Less,
        })
    }
}
