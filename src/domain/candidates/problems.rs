//! Which problem one or several incidents belong to: the same measure, asked from the other side.
//!
//! It must not know how a problem is chosen. Invariant: every problem comes once; those that fit first, with their reasons, then the others
//! in plain order, so that whoever looks for one that is unlike finds it too.

use super::super::about;
use super::super::incident::Incident;
use super::super::service::ServiceId;
use super::super::value::{ProblemId, Record};
use super::{Anchor, Candidates, ENOUGH, KIN, OUTRIGHT, Outright, Reasons, weigh, when};
use jiff::Timestamp;
use std::cmp::Reverse;
use std::collections::HashMap;

/// What a problem that is over counts.
const OVER: f64 = 0.7;

/// A problem that incidents may belong to.
#[derive(Clone, PartialEq, Debug)]
pub struct Fitting {
    /// Which.
    pub problem: ProblemId,
    /// How many of the incidents are linked to it already.
    pub linked: usize,
    /// How many of them it fits.
    pub fits: usize,
    /// How much speaks for it on average; 0 where it does not fit.
    pub score: f64,
    /// What speaks for it where it fits best; nothing where it does not fit.
    pub reasons: Option<Reasons>,
}

/// What one incident has to do with one problem, so far.
#[derive(Default)]
struct Evidence {
    strength: f64,
    reasons: Reasons,
}

impl Candidates {
    /// All problems for these incidents: those that fit half of them at least, the likeliest first; then the others, those that are not over
    /// before those that are, the newest first. `label` names services.
    #[must_use]
    pub fn for_incidents<'b>(
        &self,
        incidents: &[&Incident],
        label: impl Fn(&ServiceId) -> Option<&'b str>,
    ) -> Vec<Fitting> {
        let problems = self.problems();
        let anchors = self.all_anchors();
        let mut fitting: HashMap<ProblemId, (Fitting, f64)> = HashMap::new();
        for incident in incidents {
            let mut evidence = self.evidence(incident, &label);
            for id in &problems {
                let Some(facts) = self.facts.get(&Record::Problem(*id)) else { continue };
                let none = Fitting { problem: *id, linked: 0, fits: 0, score: 0.0, reasons: None };
                let (so_far, best) = fitting.entry(*id).or_insert((none, 0.0));
                so_far.linked += usize::from(incident.problem == Some(*id));
                let Some(Evidence { strength, reasons }) = evidence.remove(id) else { continue };
                let around = anchors.get(id).map_or(&[][..], Vec::as_slice);
                let around: Vec<_> = around.iter().filter(|(anchor, _)| !anchor.is(incident.id)).cloned().collect();
                let (apart, factor) = when::apart(&[incident.created_at; 3], facts, &around);
                let score = strength * factor;
                so_far.fits += usize::from(score >= ENOUGH);
                so_far.score += score;
                if score > *best {
                    *best = score;
                    so_far.reasons = Some(Reasons { apart: Some(apart), ..reasons });
                }
            }
        }
        self.in_order(fitting.into_values().map(|(fitting, _)| fitting), incidents.len())
    }

    fn in_order(&self, fitting: impl Iterator<Item = Fitting>, asked: usize) -> Vec<Fitting> {
        let many = f64::from(u32::try_from(asked).unwrap_or(u32::MAX));
        let mut all: Vec<(bool, Reverse<Timestamp>, Fitting)> = fitting
            .filter_map(|it| {
                let facts = self.facts.get(&Record::Problem(it.problem))?;
                let does_fit = it.fits > 0 && it.fits * 2 >= asked;
                let over = if facts.is_over { OVER } else { 1.0 };
                let score = if does_fit { it.score / many * over } else { 0.0 };
                let reasons = it.reasons.filter(|_| does_fit);
                Some((facts.is_over, Reverse(facts.times[0]), Fitting { score, reasons, ..it }))
            })
            .collect();
        all.sort_by(|(is_over, age, one), (other_is_over, other_age, other)| {
            let by_age = || (is_over, age, one.problem).cmp(&(other_is_over, other_age, other.problem));
            // Among those that do not fit all score nothing.
            other.score.total_cmp(&one.score).then_with(by_age)
        });
        all.into_iter().map(|(_, _, fitting)| fitting).collect()
    }

    fn problems(&self) -> Vec<ProblemId> {
        let ids = self.facts.keys().filter_map(|record| match record {
            Record::Problem(id) => Some(*id),
            _ => None,
        });
        ids.collect()
    }

    /// What speaks for each problem, time left out: its own likeness, that of the incidents linked to it, and what is written down.
    fn evidence<'b>(
        &self,
        incident: &Incident,
        label: impl Fn(&ServiceId) -> Option<&'b str>,
    ) -> HashMap<ProblemId, Evidence> {
        let gist = about::of_incident(incident).gist(label);
        let mut found: HashMap<ProblemId, Evidence> = HashMap::new();
        let itself = Record::Incident(incident.id);
        let mut alike = self.index.like(
            &[gist],
            ENOUGH / when::NEAREST,
            |_| false,
            |record, _, likeness| match self.stands_for(record) {
                Some((_, worth)) if record != itself => weigh(likeness) * worth,
                _ => 0.0,
            },
        );
        alike.sort_by(|one, other| other.weight.total_cmp(&one.weight).then(one.id.cmp(&other.id)));
        for alike in alike {
            let Some((problem, _)) = self.stands_for(alike.id) else { continue };
            let like = matches!(alike.id, Record::Incident(_)).then(|| (alike.id, self.name(alike.id)));
            let reasons = Reasons { like, likeness: alike.likeness, ..Reasons::default() };
            found.entry(problem).or_insert(Evidence { strength: alike.weight, reasons });
        }
        for (problem, outright) in self.outright_for(incident) {
            let evidence = found.entry(problem).or_default();
            evidence.strength += OUTRIGHT;
            evidence.reasons.outright = Some(outright);
        }
        found
    }

    /// The problem that likeness to a record speaks for, and how much of it.
    fn stands_for(&self, record: Record) -> Option<(ProblemId, f64)> {
        match record {
            Record::Problem(id) => Some((id, 1.0)),
            Record::Incident(_) => Some((self.facts.get(&record)?.problem?, KIN)),
            Record::Change(_) => None,
        }
    }

    fn outright_for(&self, incident: &Incident) -> HashMap<ProblemId, Outright> {
        let mut found = HashMap::new();
        let (number, short) = (incident.name(), incident.short_name());
        let names_it = |text: &str| {
            // Most texts do not, and looking for one number is cheaper than for all.
            text.contains(&*short) && super::numbers([text]).iter().any(|it| *it == number || *it == short)
        };
        for (record, facts) in &self.facts {
            match (record, facts.problem) {
                (Record::Change(_), Some(problem)) if facts.ends == Some(incident.id) => {
                    found.entry(problem).or_insert_with(|| Outright::EndedBy(*record, facts.name.clone()));
                }
                (Record::Problem(id), _) => {
                    let about = self.index.about(*record);
                    let mut texts = about.into_iter().flat_map(|about| about.loud.iter().chain(&about.quiet));
                    if texts.any(|text| names_it(text)) {
                        found.insert(*id, Outright::Named);
                    }
                }
                _ => {}
            }
        }
        found
    }

    fn all_anchors(&self) -> HashMap<ProblemId, Vec<(Anchor, Timestamp)>> {
        let mut anchors: HashMap<ProblemId, Vec<_>> = HashMap::new();
        for (record, facts) in &self.facts {
            if let (Record::Incident(id), Some(problem)) = (record, facts.problem) {
                anchors.entry(problem).or_default().push((Anchor::Incident(*id, facts.name.clone()), facts.times[0]));
            }
        }
        for anchors in anchors.values_mut() {
            anchors.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
        }
        anchors
    }
}
