//! The rows a verb works with, read once at the start: who is signed in, the directory, the incidents, and what names mean.
//!
//! It holds what the server said and nothing of our own; whoever writes believes the receipt and not this.

use super::super::project::Project;
use super::super::{Code, Scene, Trouble, account};
use crate::app::panes::incidents;
use crate::app::rows::Rows;
use crate::domain::fault::Fault;
use crate::domain::filter::{Filter, Surroundings};
use crate::domain::incident::Incident;
use crate::domain::member::{Me, Profile};
use crate::domain::problem::Problem;
use crate::domain::request::{Answer, Page, Query};
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::value::{IncidentId, ProblemId, ProfileId};
use crate::ports::{Backend, Clock};
use crate::runtime::SystemClock;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::cell::Cell;
use std::sync::Arc;

/// What a verb knows.
pub(in crate::cli) struct Ledger {
    /// The ports to ask further.
    pub(super) backend: Arc<dyn Backend>,
    /// Who is signed in.
    pub(super) me: Me,
    /// Everything that was read.
    pub(super) rows: Rows,
    /// When it was read.
    pub(super) now: Timestamp,
    /// The zone times are shown in.
    pub(super) zone: TimeZone,
    /// Whether the profile is never written to.
    pub(super) read_only: bool,
}

/// That a backend answered what nobody asked.
pub(super) fn odd() -> Fault {
    Fault::Broken { trace: "an answer to another question".into() }
}

impl Ledger {
    /// Signs in with the session that is kept and reads everything.
    pub(super) async fn open(scene: &Scene<'_>, profile: &crate::config::Profile) -> Result<Self, Trouble> {
        let project = Project::open(profile, &scene.places)?;
        account::resume(&project, &profile.name).await?;
        let backend = Arc::clone(&project.connection.backend);
        let (me, people, slo, found, problems, services) = tokio::try_join!(
            backend.read(Query::Me),
            backend.read(Query::People),
            backend.read(Query::SloTargets),
            backend.read(Query::Incidents),
            backend.read(Query::Problems),
            backend.read(Query::Services),
        )?;
        let clock = SystemClock::new();
        let (
            Answer::Me(me),
            Answer::People(people),
            Answer::SloTargets(slo),
            Answer::Incidents(Page { rows: incidents, total }),
            Answer::Problems(problems),
            Answer::Services(services),
        ) = (me, people, slo, found, problems, services)
        else {
            return Err(odd().into());
        };
        let mut rows = Rows::default();
        (rows.slo, rows.incidents_total) = (slo, total);
        rows.incidents.extend(incidents.into_iter().map(|row| (row.id, row)));
        rows.people.extend(people.into_iter().map(|person| (person.id, person)));
        rows.problems.extend(problems.into_iter().map(|problem| (problem.id, problem)));
        rows.services.extend(services.into_iter().map(|service| (service.id.clone(), service)));
        Ok(Self { backend, me, rows, now: clock.now(), zone: clock.zone(), read_only: profile.read_only })
    }

    /// What a service is called, else its id.
    pub(super) fn service<'a>(&'a self, id: &'a ServiceId) -> &'a str {
        self.rows.services.get(id).map_or(id.0.as_str(), |service| service.label.as_str())
    }

    /// The number of a problem.
    pub(super) fn problem(&self, id: ProblemId) -> String {
        self.rows.problems.get(&id).map_or_else(|| id.to_string(), Problem::name)
    }

    /// Who can be mentioned.
    pub(super) fn labelled_people(&self) -> Vec<(Safe, ProfileId)> {
        self.rows.people.values().map(|person| (Safe::line(person.label()), person.id)).collect()
    }

    /// The incidents a filter keeps, in no order. What nobody asked is meant as on the screen: what is open or under investigation.
    pub(super) fn find(&self, typed: &str) -> Result<Found<'_>, Trouble> {
        let usage = |error: &dyn std::fmt::Display| Trouble::new(Code::Usage, error.to_string());
        let filter = Filter::parse(typed).map_err(|error| usage(&error))?;
        let says_how_far = filter.says_how_far();
        let filter = Filter::parse(&incidents::expression(&filter, typed)).map_err(|error| usage(&error))?;
        let asked_unseen = Cell::new(false);
        let people = |id: ProfileId| self.rows.people.get(&id).map(Profile::label);
        let service = |id: &ServiceId| self.rows.services.get(id).map(|service| service.label.as_str());
        let problem = |id: ProblemId| self.rows.problems.get(&id).and_then(|problem| problem.number.as_deref());
        let unseen = |_: IncidentId| {
            asked_unseen.set(true);
            false
        };
        let around = Surroundings {
            now: self.now,
            zone: &self.zone,
            me: Some(self.me.profile.id),
            targets: &self.rows.slo,
            people: &people,
            service: &service,
            problem: &problem,
            unseen: &unseen,
        };
        let rows: Vec<&Incident> = self.rows.incidents.values().filter(|row| filter.matches(row, &around)).collect();
        if asked_unseen.get() {
            return Err(usage(&"is:unseen is for the screen alone, which knows what you have looked at"));
        }
        let unread = self.rows.incidents_total.filter(|_| says_how_far);
        Ok(Found { rows, unread })
    }
}

/// What a filter kept.
pub(super) struct Found<'a> {
    /// The incidents.
    pub(super) rows: Vec<&'a Incident>,
    /// How many incidents there are, where not all were looked at.
    pub(super) unread: Option<u64>,
}
