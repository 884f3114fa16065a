//! Keeps the queue's order true: finds which incidents may stand elsewhere, judges those again and leaves the rest alone.
//!
//! What a judgement rests on besides the row is the [`Basis`]: filter, sort, people, targets, the minute, who I am. Where that changed,
//! everything is judged anew. Invariant: after [`Model::keep_order`] the order is what a look at every row would give.

use super::order::Judged;
use super::sort::Sort;
use crate::app::board::Columns;
use crate::app::model::Model;
use crate::app::panes::changes::Changes;
use crate::app::panes::problems::Problems;
use crate::app::view::Layout;
use crate::domain::filter::{Filter, Surroundings};
use crate::domain::incident::Incident;
use crate::domain::service::ServiceId;
use crate::domain::value::{IncidentId, ProblemId, ProfileId, Record};
use std::collections::BTreeSet;
use unicode_width::UnicodeWidthStr;

/// What the kept judgements rest on.
#[derive(Clone, Default, Debug)]
pub(in crate::app) struct Basis {
    /// The expression the filter was parsed from; none before anything was judged.
    expression: Option<String>,
    filter: Filter,
    sort: Sort,
    layout: Layout,
    me: Option<ProfileId>,
    minute: i64,
    unseen: BTreeSet<IncidentId>,
}

/// Which judgements are void because the basis changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Void {
    Nothing,
    /// Whether the filter shows a row. A narrower filter shows nothing that was not shown before.
    Verdicts {
        is_narrower: bool,
    },
    All,
}

impl Basis {
    /// What the list shows.
    pub(super) fn filter(&self) -> &Filter {
        &self.filter
    }
}

impl Model {
    /// Whether an incident is shown by the filter the order rests on.
    pub(super) fn is_shown(&self, incident: &Incident) -> bool {
        let people = |id: ProfileId| self.rows.people.get(&id).map(crate::domain::member::Profile::label);
        let service = |id: &ServiceId| self.rows.services.get(id).map(|service| service.label.as_str());
        let problem = |id: ProblemId| self.rows.problems.get(&id).and_then(|problem| problem.number.as_deref());
        let unseen = |id: IncidentId| self.incidents.unseen.contains(&id);
        let me = self.my_id();
        let around = Surroundings {
            now: self.now,
            zone: &self.zone,
            me,
            people: &people,
            service: &service,
            problem: &problem,
            targets: &self.rows.slo,
            unseen: &unseen,
        };
        self.incidents.basis.filter.matches(incident, &around)
    }

    fn judge(&self, id: IncidentId) -> Option<Judged> {
        let incident = self.incident(id)?;
        let basis = &self.incidents.basis;
        let key = basis.sort.key(&incident, &self.rows);
        Some(Judged {
            key: if basis.layout == Layout::Board { key.in_lane(incident.status as u8) } else { key },
            passes: self.is_shown(&incident),
            turns: self.rows.slo.turns(&incident),
            width: incident.short_name().width(),
        })
    }

    /// Rows changed: they come and go, but those that stay keep their place until the cursor moves.
    pub(in crate::app) fn refresh_order(&mut self) {
        self.keep_order();
        self.keep_listed::<Problems>();
        self.keep_listed::<Changes>();
        self.dirty();
    }

    /// Sorts the list now.
    pub(in crate::app) fn resort(&mut self) {
        self.keep_order();
        let height = self.list_height();
        let pane = &mut self.incidents;
        let line = pane.board_line();
        pane.order.resort(&mut pane.list, height);
        pane.rest_board(line, height);
        self.dirty();
    }

    /// Judges again what may have changed since the last time. Costs next to nothing when nothing did.
    pub(in crate::app) fn keep_order(&mut self) {
        let void = self.renew_basis();
        let counts_differ = self.incidents.order.count(self.now);
        let touched = self.pending.take_touched();
        let records = touched.clone();
        let mut touched: BTreeSet<IncidentId> = touched.into_iter().filter_map(Record::incident).collect();
        let is_mine = self
            .incidents
            .list
            .selected()
            .is_some_and(|id| touched.contains(&id) || self.pending.on(Record::Incident(id)).next().is_some());
        touched.append(&mut self.looked_at_since());
        let news = self.rows.take_news();
        let is_news = news.is_whole || news.problems || news.changes || !news.incidents.is_empty();
        self.map.is_stale |= is_news || !records.is_empty();
        self.listed_touched::<Problems>(records.iter().copied(), is_news);
        self.listed_touched::<Changes>(records, news.is_whole || news.problems || news.changes);
        let is_whole = news.is_whole || void == Void::All;
        touched.extend(news.incidents);
        let touched = if is_whole { self.every_incident() } else { touched.into_iter().collect() };
        let changes: Vec<_> = touched.into_iter().map(|id| (id, self.judge(id))).collect();
        if !changes.is_empty() {
            let height = self.list_height();
            let pane = &mut self.incidents;
            let line = pane.board_line();
            pane.order.take_in(changes, &mut pane.list, height);
            // A lingering one would go from under the hand.
            let is_to_move = |id| pane.order.is_astray(id) && !pane.order.is_lingering(id);
            if is_mine && pane.list.selected().is_some_and(is_to_move) {
                pane.order.resort(&mut pane.list, height);
            }
            pane.rest_board(line, height);
            self.dirty();
        } else if counts_differ {
            self.dirty();
        }
        if let (Void::Verdicts { is_narrower }, false) = (void, is_whole) {
            self.refilter(is_narrower);
        }
    }

    /// Asks the filter of now about the rows, of which nothing else changed.
    fn refilter(&mut self, is_narrower: bool) {
        let height = self.list_height();
        let line = self.incidents.board_line();
        let mut order = std::mem::take(&mut self.incidents.order);
        let mut list = std::mem::take(&mut self.incidents.list);
        let passes = |id| self.incident(id).is_some_and(|incident| self.is_shown(&incident));
        order.refilter(is_narrower, passes, &mut list, height);
        (self.incidents.order, self.incidents.list) = (order, list);
        self.incidents.rest_board(line, height);
        self.dirty();
    }

    /// Those the order knows, and those it has not heard of, on their way to the server or back.
    fn every_incident(&self) -> Vec<IncidentId> {
        let order = &self.incidents.order;
        let new = self.rows.incidents.keys().filter(|id| !order.knows(**id));
        let is_reported = |id: &&IncidentId| !order.knows(**id) && !self.rows.incidents.contains_key(*id);
        let reported: Vec<IncidentId> = self.pending.records().filter_map(Record::incident).collect();
        order.known().iter().chain(new).chain(reported.iter().filter(is_reported)).copied().collect()
    }

    /// Brings the basis up to now; says which judgements that rest on it are void.
    fn renew_basis(&mut self) -> Void {
        let expression = self.incidents.expression();
        let minute = self.now.as_second().div_euclid(60);
        let (me, sort, layout) = (self.my_id(), self.incidents.sort, self.incidents.layout);
        let pane = &mut self.incidents;
        let basis = &mut pane.basis;
        let is_first = basis.expression.is_none();
        let is_later = basis.minute != minute;
        let mut void = Void::Nothing;
        if is_later && basis.filter.depends_on_time() {
            void = Void::Verdicts { is_narrower: false };
        }
        if basis.expression.as_ref() != Some(&expression) {
            let filter = Filter::parse(&expression).unwrap_or_else(|_| pane.filter.clone());
            let is_narrower = void == Void::Nothing && filter.narrows(&basis.filter);
            void = Void::Verdicts { is_narrower };
            basis.filter = filter;
            basis.expression = Some(expression);
        }
        if is_first || basis.me != me || basis.sort != sort || basis.layout != layout {
            void = Void::All;
        }
        (basis.me, basis.sort, basis.layout, basis.minute) = (me, sort, layout, minute);
        void
    }

    /// The incidents that were looked at or changed by somebody since the last time, if the filter asks for that.
    fn looked_at_since(&mut self) -> BTreeSet<IncidentId> {
        let pane = &mut self.incidents;
        if !pane.basis.filter.depends_on_unseen() {
            return BTreeSet::new();
        }
        let unseen = pane.unseen.ids();
        let differ = unseen.symmetric_difference(&pane.basis.unseen).copied().collect();
        pane.basis.unseen = unseen;
        differ
    }
}
