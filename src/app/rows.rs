//! The one body of rows that all panes look at, as the server last told them. Nothing typed here ever changes it: unjudged deeds lie
//! over it in [`super::pending`].
//!
//! A list that was asked for before a live change and arrives after it must not undo the change: every row remembers when it was last
//! touched, and a list older than that leaves it alone.

mod beside;
mod timelines;

pub use beside::{Beneath, Between};

use crate::domain::change::Change;
use crate::domain::change::beside::{Approval, Automation, Response};
use crate::domain::comment::Comment;
use crate::domain::incident::Incident;
use crate::domain::member::Profile;
use crate::domain::problem::Problem;
use crate::domain::request::Page;
use crate::domain::service::{Service, ServiceId};
use crate::domain::slo::SloTargets;
use crate::domain::value::{
    ApprovalId, AutomationId, ChangeId, CommentId, IncidentId, IncidentStatus, ProblemId, ProfileId, Record, ResponseId,
};
use crate::ports::Cached;
use jiff::{SignedDuration, Timestamp};
use notices::Notices;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// No answer takes longer: what was touched before that need not be remembered.
const LONGEST_ANSWER: SignedDuration = SignedDuration::from_mins(2);

/// All rows known.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Incidents by id.
    pub incidents: HashMap<IncidentId, Incident>,
    /// How many incidents there are, when that is more than were loaded.
    pub incidents_total: Option<u64>,
    /// Comments of each record, oldest first.
    pub timelines: BTreeMap<Record, Vec<Comment>>,
    /// The directory.
    pub people: BTreeMap<ProfileId, Profile>,
    /// Problems by id.
    pub problems: BTreeMap<ProblemId, Problem>,
    /// How many problems there are, when that is more than were loaded.
    pub problems_total: Option<u64>,
    /// Changes by id.
    pub changes: BTreeMap<ChangeId, Change>,
    /// How many changes there are, when that is more than were loaded.
    pub changes_total: Option<u64>,
    /// Who was asked to approve changes, and what they answered.
    pub approvals: Beneath<ApprovalId, Approval>,
    /// What is to happen to changes at their time.
    pub automations: Beneath<AutomationId, Automation>,
    /// What came of changes.
    pub responses: Beneath<ResponseId, Response>,
    /// Services by id.
    pub services: BTreeMap<ServiceId, Service>,
    /// The SLO targets.
    pub slo: SloTargets,
    /// What one is told.
    pub notices: Notices,
    explained: u64,
    touched: HashMap<Record, Timestamp>,
    said: HashMap<CommentId, Timestamp>,
    /// When each of what stands beside changes was last heard of.
    heard: HashMap<uuid::Uuid, Timestamp>,
    news: News,
    turned: HashSet<Record>,
    /// Known from a look back alone, while there is one.
    found: Option<HashSet<IncidentId>>,
    listed_at: Option<Timestamp>,
}

/// What changed since somebody last asked.
#[derive(Clone, Default, Debug)]
pub struct News {
    /// Incidents that are new, different or gone.
    pub incidents: Vec<IncidentId>,
    /// Whether what all incidents are judged by changed: people, numbers of problems, services, targets.
    pub is_whole: bool,
    /// Whether a problem differs.
    pub problems: bool,
    /// Whether a change, or what stands beside one, is new, different or gone.
    pub changes: bool,
}

impl Rows {
    /// What changed since the last call.
    pub fn take_news(&mut self) -> News {
        let news = std::mem::take(&mut self.news);
        self.turned.extend(news.incidents.iter().copied().map(Record::Incident));
        news
    }

    /// The records that are new, different or gone since the last call, as far as [`Rows::take_news`] told of incidents.
    pub fn take_turned(&mut self) -> HashSet<Record> {
        std::mem::take(&mut self.turned)
    }

    /// Takes the rows of the cache.
    pub fn restore(&mut self, cache: Cached) {
        self.set_slo(cache.slo);
        self.incidents = cache.incidents.into_iter().map(|row| (row.id, row)).collect();
        self.news.incidents.extend(self.incidents.keys());
        self.set_people(cache.people);
        self.replace_problems(Page { rows: cache.problems, total: None }, cache.at);
        self.replace_changes(Page { rows: cache.changes, total: None }, cache.at);
        self.replace_approvals(Page { rows: cache.approvals, total: None }, cache.at);
        self.replace_automations(Page { rows: cache.automations, total: None }, cache.at);
        self.replace_responses(Page { rows: cache.responses, total: None }, cache.at);
        self.set_services(cache.services);
        for comment in cache.comments {
            self.put_comment(comment, cache.at);
        }
        self.news.is_whole = true;
    }

    /// Takes the whole directory.
    pub fn set_people(&mut self, people: Vec<Profile>) {
        set(&mut self.people, people, |row| row.id, &mut self.news);
    }

    /// Takes one person as they are now.
    pub fn put_person(&mut self, person: Profile) {
        self.news.is_whole |= self.people.get(&person.id) != Some(&person);
        self.people.insert(person.id, person);
    }

    /// Takes all problems as they stood when they were asked for.
    pub fn replace_problems(&mut self, page: Page<Problem>, asked_at: Timestamp) {
        self.problems_total = page.total;
        let fresh = self.with_newer(page.rows, &self.problems, |row| row.id, Record::Problem, asked_at);
        let differ: Vec<ProblemId> = differing(&self.problems, &fresh, |row| row.id).collect();
        let fresh: BTreeMap<ProblemId, Problem> = fresh.into_iter().map(|row| (row.id, row)).collect();
        let differs = !differ.is_empty() || fresh.len() != self.problems.len();
        let is_renumbered = |id: &ProblemId| number_of(&self.problems, *id) != number_of(&fresh, *id);
        self.news.is_whole |= differ.iter().any(is_renumbered);
        self.news.problems |= differs;
        self.explained += u64::from(differs);
        self.turned.extend(differ.into_iter().map(Record::Problem));
        self.problems = fresh;
    }

    /// Takes one problem as it is now.
    pub fn put_problem(&mut self, problem: Problem, now: Timestamp) {
        self.touched.insert(Record::Problem(problem.id), now);
        self.turned.insert(Record::Problem(problem.id));
        let differs = self.problems.get(&problem.id) != Some(&problem);
        // An incident is judged by the number of its problem alone.
        self.news.is_whole |= number_of(&self.problems, problem.id) != problem.number.as_deref();
        self.news.problems |= differs;
        self.explained += u64::from(differs);
        self.problems.insert(problem.id, problem);
    }

    /// Takes all changes as they stood when they were asked for.
    pub fn replace_changes(&mut self, page: Page<Change>, asked_at: Timestamp) {
        self.changes_total = page.total;
        let fresh = self.with_newer(page.rows, &self.changes, |row| row.id, Record::Change, asked_at);
        let differ: Vec<Record> = differing(&self.changes, &fresh, |row| row.id).map(Record::Change).collect();
        self.news.changes |= !differ.is_empty() || fresh.len() != self.changes.len();
        self.turned.extend(differ);
        self.changes = fresh.into_iter().map(|row| (row.id, row)).collect();
    }

    /// Takes one change as it is now.
    pub fn put_change(&mut self, change: Change, now: Timestamp) {
        self.touched.insert(Record::Change(change.id), now);
        self.turned.insert(Record::Change(change.id));
        self.news.changes |= self.changes.get(&change.id) != Some(&change);
        self.changes.insert(change.id, change);
    }

    /// A list without the rows that are known better than it, and with those instead.
    fn with_newer<I: Ord + Copy, T: Clone>(
        &self,
        mut list: Vec<T>,
        known: &BTreeMap<I, T>,
        id: fn(&T) -> I,
        record: fn(I) -> Record,
        asked_at: Timestamp,
    ) -> Vec<T> {
        let is_newer = |row: &T| self.touched.get(&record(id(row))).is_some_and(|at| *at >= asked_at);
        list.retain(|row| !is_newer(row));
        list.extend(known.values().filter(|row| is_newer(row)).cloned());
        list
    }

    /// Takes all services.
    pub fn set_services(&mut self, services: Vec<Service>) {
        self.explained += u64::from(set(&mut self.services, services, |row| row.id.clone(), &mut self.news));
    }

    /// Takes the targets.
    pub fn set_slo(&mut self, slo: SloTargets) {
        self.news.is_whole |= self.slo != slo;
        self.slo = slo;
    }

    /// Takes one incident as it stands now; says whether it differs from what was known.
    pub fn put_incident(&mut self, incident: Incident, now: Timestamp) -> bool {
        self.touched.insert(Record::Incident(incident.id), now);
        self.news.incidents.push(incident.id);
        match self.incidents.entry(incident.id) {
            Entry::Occupied(mut known) => {
                let differs = *known.get() != incident;
                known.insert(incident);
                differs
            }
            Entry::Vacant(place) => {
                place.insert(incident);
                true
            }
        }
    }

    /// Forgets an incident that is gone.
    pub fn remove_incident(&mut self, id: IncidentId, now: Timestamp) -> bool {
        let was_known = self.incidents.remove(&id).is_some();
        if was_known {
            self.touched.insert(Record::Incident(id), now);
            self.news.incidents.push(id);
        }
        was_known
    }

    /// Takes the whole list as it stood when it was asked for; returns the incidents that differ from what was known, with the rows as they
    /// were.
    pub fn replace_incidents(
        &mut self,
        list: Vec<Incident>,
        total: Option<u64>,
        asked_at: Timestamp,
    ) -> Vec<(IncidentId, Option<Incident>)> {
        let newer = |touched: &HashMap<Record, Timestamp>, id| {
            touched.get(&Record::Incident(id)).is_some_and(|at| *at >= asked_at)
        };
        let mut changed = Vec::new();
        let listed: HashSet<IncidentId> = list.iter().map(|incident| incident.id).collect();
        let mut next: HashMap<IncidentId, Incident> = HashMap::with_capacity(list.len());
        for incident in list {
            if newer(&self.touched, incident.id) {
                continue;
            }
            if self.incidents.get(&incident.id) != Some(&incident) {
                changed.push((incident.id, self.incidents.remove(&incident.id)));
            }
            next.insert(incident.id, incident);
        }
        for (id, incident) in self.incidents.drain() {
            let is_newer = newer(&self.touched, id);
            match (next.entry(id), &mut self.found) {
                (place, _) if is_newer => drop(place.insert_entry(incident)),
                (Entry::Occupied(_), _) => {}
                // Only the latest of the closed ones come with the list: one that is missing there has not gone.
                (Entry::Vacant(place), Some(found)) if incident.status == IncidentStatus::Closed => {
                    found.insert(id);
                    place.insert(incident);
                }
                _ => self.news.incidents.push(id),
            }
        }
        self.news.incidents.extend(changed.iter().map(|(id, _)| *id));
        self.touched.retain(|_, at| *at >= asked_at - LONGEST_ANSWER);
        if let Some(found) = &mut self.found {
            found.retain(|id| next.contains_key(id) && !listed.contains(id));
        }
        self.incidents = next;
        self.incidents_total = total;
        self.listed_at = Some(asked_at);
        changed
    }

    /// From here on closed incidents stay, however old, until [`Rows::forget_found`].
    pub fn keep_found(&mut self) {
        self.found.get_or_insert_default();
    }

    /// Takes a page of incidents as they stood when it was asked for. Newer words about them stand.
    pub fn put_found(&mut self, list: Vec<Incident>, asked_at: Timestamp) {
        for incident in list {
            let id = incident.id;
            let is_newer = match self.incidents.get(&id) {
                None => self.touched.get(&Record::Incident(id)).is_some_and(|at| *at >= asked_at),
                Some(known) if *known == incident => true,
                Some(_) => self
                    .touched
                    .get(&Record::Incident(id))
                    .max(self.listed_at.as_ref())
                    .is_some_and(|at| *at >= asked_at),
            };
            if is_newer {
                continue;
            }
            self.news.incidents.push(id);
            if self.incidents.insert(id, incident).is_none()
                && let Some(found) = &mut self.found
            {
                found.insert(id);
            }
        }
    }

    /// Whether an incident is only known because somebody looked back.
    #[must_use]
    pub fn is_found(&self, id: IncidentId) -> bool {
        self.found.as_ref().is_some_and(|found| found.contains(&id))
    }

    /// Forgets the incidents that are only known from looking back.
    pub fn forget_found(&mut self) {
        for id in self.found.take().into_iter().flatten() {
            self.incidents.remove(&id);
            self.news.incidents.push(id);
        }
    }

    /// How often problems or services, which explain incidents, became others.
    #[must_use]
    pub fn explained(&self) -> u64 {
        self.explained
    }

    /// Everybody who may decide on changes.
    #[must_use]
    pub fn deciders(&self) -> Vec<ProfileId> {
        self.people.values().filter(|person| person.role.may_approve()).map(|person| person.id).collect()
    }

    /// What to call somebody in a column.
    #[must_use]
    pub fn short_name(&self, who: ProfileId) -> &str {
        self.people.get(&who).map_or("?", Profile::short)
    }

    /// What to call somebody in full.
    #[must_use]
    pub fn full_name(&self, who: ProfileId) -> &str {
        self.people.get(&who).map_or("somebody unknown", Profile::label)
    }
}

/// The number of a problem; none where it has none or is not known, which is the same to its incidents.
fn number_of(problems: &BTreeMap<ProblemId, Problem>, id: ProblemId) -> Option<&str> {
    problems.get(&id)?.number.as_deref()
}

/// Takes all rows of a kind; notes and says whether they differ from those known.
fn set<I: Ord, T: PartialEq>(known: &mut BTreeMap<I, T>, rows: Vec<T>, id: fn(&T) -> I, news: &mut News) -> bool {
    let rows = rows.into_iter().map(|row| (id(&row), row)).collect();
    let differs = *known != rows;
    news.is_whole |= differs;
    *known = rows;
    differs
}

/// Which rows of a list are others than those known, and which of those known are missing in it.
fn differing<I: Ord + Copy, T: PartialEq>(
    known: &BTreeMap<I, T>,
    list: &[T],
    id: fn(&T) -> I,
) -> impl Iterator<Item = I> + use<I, T> {
    let mut gone: BTreeSet<I> = known.keys().copied().collect();
    let mut differing = Vec::new();
    for row in list {
        gone.remove(&id(row));
        if known.get(&id(row)) != Some(row) {
            differing.push(id(row));
        }
    }
    differing.into_iter().chain(gone)
}

pub mod notices;
pub mod sparing;
#[cfg(test)]
mod tests;
