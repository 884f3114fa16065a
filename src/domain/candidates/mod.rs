//! Which incidents and changes belong to a problem, and which problem to an incident: likeliest first, each with its reasons.
//!
//! Owns the ranking. How alike two records are is [`super::likeness`]'s business, what a reason says is that of [`Reasons`]. It must not know the
//! clock, what is on the screen, nor who may write what.
//!
//! - **Likeness** to the problem itself, or nine tenths of the likeness to an incident that is linked to it already, whichever is more: the web
//!   app makes problems that say next to nothing, and then what hangs on them says it. Services make 1.1 of it at most, so that the same
//!   services are never enough alone. Words count six tenths where both name services and share none: other systems fail in the same words.
//! - **Said outright**: where the problem's text has the number of the record, or the change is to end a linked incident (or the incident is
//!   what a linked change is to end), that counts 2.
//! - **Closeness in time** multiplies it by 1.25 within six hours of when the problem was found or of a linked incident, by 1 at thirty days,
//!   and by 0.75 far away; what comes back after the problem was found and before it was over is never counted down. A change is as near as
//!   the nearest of when it was written, when it is to begin and when it was over. Time alone is nothing.
//! - **What is over** counts less: 0.95 resolved, 0.9 closed; a change that is over 0.9, a cancelled one 0.6.
//!
//! Below 1.4 nothing is a candidate, nor is what is linked to another problem. The other way round the same is asked of each problem; with
//! several incidents a problem fits when half of them fit it, and counts what they make on average. A problem that is over ranks by seven
//! tenths of that.
//!
//! Measured: of what is shown in the labelled company of the tests 22 of 22 belong there, and 22 of 26 that belong there are shown; of what the
//! people of the demo linked, for which nothing here was fitted, 18 of 21 come back once they are unlinked, with 2 that nobody linked.
//! What is missed says the same in other words, often in another language.

mod problems;
mod reason;
mod when;

pub use problems::Fitting;
pub use reason::{Anchor, Apart, Outright, Reasons};

use super::about;
use super::change::Change;
use super::incident::Incident;
use super::likeness::{About, Alike, Gist, Index, Likeness};
use super::problem::Problem;
use super::safe::Safe;
use super::service::ServiceId;
use super::value::{ChangeStatus, IncidentId, IncidentStatus, ProblemId, Record};
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap, HashSet};

/// What does not reach this is no candidate.
const ENOUGH: f64 = 1.4;
/// The most that shared services make of it.
const MOST_SERVICES: f64 = 1.1;
/// What words count between records of different systems.
const ELSEWHERE: f64 = 0.6;
/// What likeness to a linked incident counts.
const KIN: f64 = 0.9;
/// What it counts to be said outright.
const OUTRIGHT: f64 = 2.0;
/// So many linked incidents are compared with, the newest: they say what the problem is about, and each costs.
const MOST_KIN: usize = 8;

/// The incidents, changes and problems of an organization, ready to be asked which belong together. One that changes costs its own text.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    index: Index<Record>,
    facts: HashMap<Record, Facts>,
}

/// An incident or a change that may belong to a problem.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    /// Which.
    pub record: Record,
    /// How much speaks for it; larger is more.
    pub score: f64,
    /// What speaks for it.
    pub reasons: Reasons,
}

/// What is known about a record besides its text.
#[derive(Clone, PartialEq, Debug)]
struct Facts {
    /// The number without the prefix.
    name: String,
    /// The number in full.
    number: String,
    /// The problem it is linked to.
    problem: Option<ProblemId>,
    /// The incident that a change is to end.
    ends: Option<IncidentId>,
    /// When it happened; of a change also when it is to begin and when it was over.
    times: [Timestamp; 3],
    /// Until when more of the kind is to be expected; of a problem: nothing while it is not over.
    until: Option<Timestamp>,
    /// What it counts for how far it is.
    worth: f64,
    is_over: bool,
}

impl Candidates {
    /// Puts all these in as they are now, and takes out what is not among them. What did not change costs a comparison.
    pub fn update<'a>(
        &mut self,
        incidents: impl IntoIterator<Item = &'a Incident>,
        changes: impl IntoIterator<Item = &'a Change>,
        problems: impl IntoIterator<Item = &'a Problem>,
    ) {
        let mut stay = HashSet::new();
        for incident in incidents {
            self.put_incident(incident);
            stay.insert(Record::Incident(incident.id));
        }
        for change in changes {
            self.put_change(change);
            stay.insert(Record::Change(change.id));
        }
        for problem in problems {
            self.put_problem(problem);
            stay.insert(Record::Problem(problem.id));
        }
        self.retain(|record| stay.contains(&record));
    }

    /// Puts an incident in as it is now. One whose text is as it was costs next to nothing.
    pub fn put_incident(&mut self, incident: &Incident) {
        let facts = Facts {
            name: incident.short_name().into_owned(),
            number: incident.name(),
            problem: incident.problem,
            ends: None,
            times: [incident.created_at; 3],
            until: None,
            worth: match incident.status {
                IncidentStatus::Open | IncidentStatus::Investigating => 1.0,
                IncidentStatus::Resolved => 0.95,
                IncidentStatus::Closed => 0.9,
            },
            is_over: !incident.status.is_active(),
        };
        self.put(Record::Incident(incident.id), about::of_incident(incident), facts);
    }

    /// Puts a change in as it is now.
    pub fn put_change(&mut self, change: &Change) {
        let at = change.created_at;
        let facts = Facts {
            name: change.short_name().into_owned(),
            number: change.name(),
            problem: change.problem,
            ends: change.incident,
            times: [at, change.scheduled_for.unwrap_or(at), change.completed_at.unwrap_or(at)],
            until: None,
            worth: match change.status {
                ChangeStatus::Cancelled => 0.6,
                status if status.is_over() => 0.9,
                _ => 1.0,
            },
            is_over: change.status.is_over(),
        };
        self.put(Record::Change(change.id), about::of_change(change), facts);
    }

    /// Puts a problem in as it is now, for [`Candidates::for_incidents`] to find.
    pub fn put_problem(&mut self, problem: &Problem) {
        self.put(Record::Problem(problem.id), about::of_problem(problem), facts_of(problem));
    }

    fn put(&mut self, record: Record, about: About, facts: Facts) {
        self.index.put(record, about);
        self.facts.insert(record, facts);
    }

    /// Takes a record out.
    pub fn remove(&mut self, record: Record) {
        self.index.remove(record);
        self.facts.remove(&record);
    }

    /// Takes out those that are not to stay.
    pub fn retain(&mut self, stays: impl Fn(Record) -> bool) {
        self.facts.retain(|record, _| stays(*record));
        self.index.retain(stays);
    }

    /// What is linked to a problem, the newest first.
    #[must_use]
    pub fn linked(&self, problem: ProblemId) -> Vec<Record> {
        let linked = self.facts.iter().filter(|(_, facts)| facts.problem == Some(problem));
        let mut linked: Vec<_> = linked.map(|(record, facts)| (facts.times[0], *record)).collect();
        linked.sort_by(|one, other| other.cmp(one));
        linked.into_iter().map(|(_, record)| record).collect()
    }

    /// The incidents and changes that may belong to a problem, the likeliest first. `label` names services.
    #[must_use]
    pub fn of_problem<'b>(&self, problem: &Problem, label: impl Fn(&ServiceId) -> Option<&'b str>) -> Vec<Candidate> {
        let linked = self.linked(problem.id);
        let kin: Vec<(Record, &About)> = linked
            .iter()
            .filter(|record| matches!(record, Record::Incident(_)))
            .filter_map(|record| Some((*record, self.index.about(*record)?)))
            .take(MOST_KIN)
            .collect();
        let own = about::of_problem(problem);
        let gists: Vec<Gist> =
            [&own].into_iter().chain(kin.iter().map(|(_, about)| *about)).map(|about| about.gist(&label)).collect();
        let outright = self.outright_of(&own, &linked);
        let mut alike: HashMap<Record, Alike<Record>> = HashMap::new();
        let weigh = |record, to, likeness: &Likeness| match to {
            _ if !self.is_free(record) => 0.0,
            0 => weigh(likeness),
            _ => weigh(likeness) * KIN,
        };
        for found in self.index.like(&gists, ENOUGH / when::NEAREST, |record| outright.contains_key(&record), weigh) {
            alike.insert(found.id, found);
        }
        let records: BTreeSet<Record> = alike.keys().chain(outright.keys()).copied().collect();
        let (itself, anchors) = (facts_of(problem), self.anchors(&linked));
        let mut found: Vec<Candidate> = records
            .into_iter()
            .filter(|record| self.is_free(*record))
            .filter_map(|record| {
                let facts = self.facts.get(&record)?;
                let (apart, factor) = when::apart(&facts.times, &itself, &anchors);
                let (weight, to, likeness) =
                    alike.remove(&record).map(|it| (it.weight, it.to, it.likeness)).unwrap_or_default();
                let like = to.checked_sub(1).and_then(|at| kin.get(at)).map(|(like, _)| (*like, self.name(*like)));
                let outright = outright.get(&record).cloned();
                let strength = weight + if outright.is_some() { OUTRIGHT } else { 0.0 };
                let reasons = Reasons { outright, like, likeness, apart: Some(apart) };
                Some(Candidate { record, score: strength * factor * facts.worth, reasons })
            })
            .filter(|candidate| candidate.score >= ENOUGH)
            .collect();
        found.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.record.cmp(&other.record)));
        found
    }

    /// Whether a record may be linked to a problem: an incident or a change that is linked to none.
    fn is_free(&self, record: Record) -> bool {
        !matches!(record, Record::Problem(_)) && self.facts.get(&record).is_some_and(|facts| facts.problem.is_none())
    }

    fn name(&self, record: Record) -> String {
        self.facts.get(&record).map(|facts| facts.name.clone()).unwrap_or_default()
    }

    /// The times of the incidents among these.
    fn anchors(&self, linked: &[Record]) -> Vec<(Anchor, Timestamp)> {
        let anchor = |record: &Record| match (record, self.facts.get(record)) {
            (Record::Incident(id), Some(facts)) => Some((Anchor::Incident(*id, facts.name.clone()), facts.times[0])),
            _ => None,
        };
        linked.iter().filter_map(anchor).collect()
    }

    /// The records that a problem's text names, the changes that are to end what is linked to it, and what the linked changes are to end.
    fn outright_of(&self, own: &About, linked: &[Record]) -> HashMap<Record, Outright> {
        let ended: HashMap<Record, Record> = linked
            .iter()
            .filter_map(|record| Some((Record::Incident(self.facts.get(record)?.ends?), *record)))
            .collect();
        let named = numbers(own.loud.iter().chain(&own.quiet).map(Safe::as_str));
        let is_linked: HashSet<Record> = linked.iter().copied().collect();
        let mut found = HashMap::new();
        for (record, facts) in &self.facts {
            let ends = facts.ends.map(Record::Incident).filter(|ends| is_linked.contains(ends));
            let outright = if let Some(ends) = ends {
                Outright::Ends(ends, self.name(ends))
            } else if let Some(change) = ended.get(record) {
                Outright::EndedBy(*change, self.name(*change))
            } else if named.contains(facts.number.as_str()) || named.contains(facts.name.as_str()) {
                Outright::Named
            } else {
                continue;
            };
            found.insert(*record, outright);
        }
        found
    }
}

/// What likeness makes of it.
fn weigh(likeness: &Likeness) -> f64 {
    let words = likeness.by_words * if likeness.is_elsewhere { ELSEWHERE } else { 1.0 };
    likeness.by_services.min(MOST_SERVICES) + words
}

fn facts_of(problem: &Problem) -> Facts {
    let is_over = problem.status.is_over();
    Facts {
        name: problem.short_name(),
        number: problem.name(),
        problem: None,
        ends: None,
        times: [problem.created_at; 3],
        // The web app never says when a problem was resolved.
        until: is_over.then(|| problem.resolved_at.unwrap_or(problem.updated_at)),
        worth: 1.0,
        is_over,
    }
}

/// What looks like the number of a record in some texts: `ACM-INC-0042`, `INC-0042`.
fn numbers<'a>(texts: impl IntoIterator<Item = &'a str>) -> HashSet<&'a str> {
    let pieces = texts.into_iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '-'));
    pieces.filter(|piece| piece.contains('-') && piece.ends_with(|c: char| c.is_ascii_digit())).collect()
}

#[cfg(test)]
mod tests;
