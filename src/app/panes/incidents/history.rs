//! Looking further back than what is loaded: when the filter admits closed incidents and there are more of them than came with the queue,
//! the filter is put to the database, page by page, as far as somebody scrolls.
//!
//! It must not judge incidents: what is found joins the rows, and the order shows what the filter keeps. Invariant: as long as a look back is
//! under way, no incident the filter keeps is left out for good; what is not there yet is counted in [`Reach`].

use super::sort::Sort;
use crate::app::list::Step;
use crate::app::model::Model;
use crate::app::remote::Need;
use crate::domain::fault::Fault;
use crate::domain::filter::{Directory, Question};
use crate::domain::request::Query;
use crate::domain::search::{Found, Search, SearchOrder, Total};
use crate::domain::service::ServiceId;
use crate::domain::value::{IncidentId, IncidentStatus, ProblemId, ProfileId};
use jiff::{SignedDuration, Timestamp};

/// Rows of a page.
const PAGE: u16 = 200;
/// How long a question is good for: as long again it is asked from the beginning.
const GOOD: SignedDuration = SignedDuration::from_hours(1);

/// A look back; none most of the time.
#[derive(Clone, Default, Debug)]
pub struct History {
    looking: Option<Looking>,
}

#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts about the question, the answer and the screen, no states of one thing"
)]
struct Looking {
    /// What the question was made from.
    source: Source,
    /// The page that comes next.
    next: Search,
    until: Timestamp,
    is_exact: bool,
    /// Whether nothing was shown for it yet.
    is_fresh: bool,
    /// Rows that came and that the filter keeps: as far as these reach, none is missing in between.
    received: usize,
    is_whole: bool,
    /// Whether the same was found whole a while ago; it has stayed here since.
    was_whole: bool,
    total: Option<Total>,
}

/// What a question rests on: names that come later make it another one.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Source {
    expression: String,
    order: SearchOrder,
    me: Option<ProfileId>,
    known: [usize; 3],
}

impl Source {
    fn is_same_but_for_order(&self, other: &Self) -> bool {
        (&self.expression, self.me, self.known) == (&other.expression, other.me, other.known)
    }
}

/// Which rows to look for first, so that the list grows at its end. Some sorts are none that can be asked for page by page: with them rows
/// arrive in between until all are there, and the title says how many those are.
fn as_sorted(sort: Sort) -> SearchOrder {
    match sort {
        Sort::Newest | Sort::Number => SearchOrder::Newest,
        Sort::Oldest => SearchOrder::Oldest,
        Sort::Slo | Sort::Priority | Sort::Updated | Sort::Title | Sort::Assignee => SearchOrder::Updated,
    }
}

/// How far a look back has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Nothing came yet.
    Nowhere,
    /// Some of so many came.
    Part(Total),
    /// There is nothing further back.
    Whole,
}

impl Model {
    /// How far the look back has come; nothing while there is none.
    #[must_use]
    pub fn reach(&self) -> Option<Reach> {
        let looking = self.incidents.history.looking.as_ref()?;
        Some(match looking.total {
            _ if looking.is_whole || looking.was_whole => Reach::Whole,
            Some(total) => Reach::Part(total),
            None => Reach::Nowhere,
        })
    }

    /// Why it does not come further, if the last try failed.
    #[must_use]
    pub fn history_fault(&self) -> Option<&Fault> {
        let looking = self.incidents.history.looking.as_ref()?;
        let line = self.remote.line(&Query::Search(looking.next.clone()))?;
        line.failed.as_ref().map(|(_, fault)| fault)
    }

    /// Begins a look back, goes on with it or ends it, as the filter and what is loaded demand.
    pub(in crate::app) fn keep_history(&mut self) {
        if !self.may_look_back() {
            self.end_history();
            return;
        }
        let source = Source {
            expression: self.incidents.expression(),
            order: as_sorted(self.incidents.sort),
            me: self.my_id(),
            known: [self.rows.people.len(), self.rows.services.len(), self.rows.problems.len()],
        };
        match &self.incidents.history.looking {
            Some(looking) if looking.source == source && self.now < looking.until => return,
            Some(looking) if looking.source.expression != source.expression => self.end_history(),
            _ => {}
        }
        self.begin_history(source);
    }

    /// Whether there is something to look back for, and the names a question needs are known.
    fn may_look_back(&self) -> bool {
        let is_known = |query: &Query| {
            self.remote.line(query).is_some_and(|line| line.answered_at.is_some() || line.failed.is_some())
        };
        self.rows.incidents_total.is_some()
            && self.my_id().is_some()
            && self.incidents.basis.filter().admits(IncidentStatus::Closed)
            && [Query::People, Query::Infrastructure, Query::Problems, Query::SloTargets].iter().all(is_known)
    }

    fn begin_history(&mut self, source: Source) {
        let until = self.now.checked_add(GOOD).unwrap_or(Timestamp::MAX);
        let Question { condition, is_exact } = self.question(until);
        let next = Search { condition, order: source.order, after: None, limit: PAGE };
        self.forget_page();
        let before = self.incidents.history.looking.as_ref();
        let is_fresh = before.is_none_or(|looking| looking.source != source);
        let total = before.and_then(|looking| looking.total);
        let was_whole = before.is_some_and(|looking| {
            looking.source.is_same_but_for_order(&source) && (looking.is_whole || looking.was_whole)
        });
        self.rows.keep_found();
        self.incidents.history.looking =
            Some(Looking { source, next, until, is_exact, is_fresh, received: 0, is_whole: false, was_whole, total });
    }

    /// What the filter shows, as a question that is good until then.
    fn question(&self, until: Timestamp) -> Question {
        let rows = &self.rows;
        let people: Vec<(ProfileId, &str)> = rows.people.values().map(|person| (person.id, person.label())).collect();
        let services: Vec<(&ServiceId, &str)> =
            rows.services.values().map(|service| (&service.id, service.label.as_str())).collect();
        let problems: Vec<(ProblemId, &str)> =
            rows.problems.values().filter_map(|problem| Some((problem.id, problem.number.as_deref()?))).collect();
        let unseen: Vec<IncidentId> = self.incidents.unseen.ids().into_iter().collect();
        self.incidents.basis.filter().question(&Directory {
            now: self.now,
            until,
            zone: &self.zone,
            me: self.my_id(),
            targets: &rows.slo,
            people: &people,
            services: &services,
            problems: &problems,
            unseen: &unseen,
        })
    }

    /// What was found goes with the filter that asked for it.
    fn end_history(&mut self) {
        if self.incidents.history.looking.is_none() {
            return;
        }
        self.forget_page();
        self.incidents.history.looking = None;
        self.rows.forget_found();
        self.keep_order();
    }

    /// Whatever is on its way for the page that was to come next is a stranger from here on.
    fn forget_page(&mut self) {
        if let Some(looking) = &self.incidents.history.looking {
            self.remote.forget(&Query::Search(looking.next.clone()));
        }
    }

    /// Asks for everything from the beginning.
    pub(in crate::app) fn renew_history(&mut self) {
        if let Some(looking) = &mut self.incidents.history.looking {
            looking.until = self.now;
        }
    }

    /// The pages and rows that the look back wants now. The first page waits until nobody types any more.
    pub(in crate::app) fn history_needs(&self, has_rested: bool, every: SignedDuration) -> Vec<Need> {
        let mut needs = vec![];
        let Some(looking) = &self.incidents.history.looking else { return needs };
        let is_first = looking.next.after.is_none();
        if !looking.is_whole && (if is_first { has_rested } else { self.is_near(looking.received) }) {
            needs.push(Need { query: Query::Search(looking.next.clone()), every });
        }
        // Nobody looks after what was found as after the queue, so the row one looks at is looked at again.
        if let Some(id) = self.incidents.list.selected().filter(|id| has_rested && self.rows.is_found(*id)) {
            needs.push(Need { query: Query::Incident(id), every });
        }
        needs
    }

    fn is_near(&self, row: usize) -> bool {
        row <= self.incidents.list.offset() + 3 * self.list_height().max(10)
    }

    /// A page came. What the filter does not keep stays outside, unless it will as time goes by.
    pub(in crate::app) fn take_found(&mut self, search: &Search, found: Found, asked_at: Timestamp) {
        self.remote.forget(&Query::Search(search.clone()));
        let Some(looking) = self.incidents.history.looking.as_mut().filter(|looking| looking.next == *search) else {
            return;
        };
        looking.next.after = found.next;
        looking.is_whole = found.next.is_none();
        looking.total = match found.total {
            Some(Total::Exact(most)) if !looking.is_exact => Some(Total::AtMost(most)),
            Some(Total::MoreThan(most)) if !looking.is_exact => Some(Total::About(most)),
            told => told.or(looking.total),
        };
        self.keep_order();
        let mut rows = found.rows;
        let received = rows.iter().filter(|row| self.is_shown(row)).count();
        if !self.incidents.basis.filter().depends_on_time() {
            rows.retain(|row| self.is_shown(row));
        }
        let mut is_fresh = false;
        if let Some(looking) = &mut self.incidents.history.looking {
            looking.received += received;
            is_fresh = std::mem::take(&mut looking.is_fresh);
        }
        // Whoever stands at the top looks at the first row, not at one that was first as long as there was no better.
        let is_at_the_top = is_fresh && self.incidents.list.cursor() == 0;
        self.rows.put_found(rows, asked_at);
        self.refresh_order();
        if is_at_the_top {
            self.move_in_queue(Step::First);
        }
    }
}
